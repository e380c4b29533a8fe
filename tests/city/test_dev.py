"""What stands behind /dev: not in production, all or nothing, and seen by every process."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from city import dev
from city.booking.models import BookingRow
from city.bootstrap import City
from city.calendar.models import ClosureRow
from city.clock import local
from city.errors import NotBookable, NotFound
from city.insurance.answers import CoverQuestion
from city.insurance.models import Accumulator, InsurancePolicy
from city.packs import PackError
from city.people.models import Person
from city.settings import Settings

START = "2026-12-02T09:00:00+08:00"
SLOT = {"service": "PASSPORT", "office": "SY-EXIT", "start": START}
POLICY = {
    "person": "MO-YUN",
    "product": "HQB-2026-A",
    "number": "HQBA-2026-90000001",
    "start": "2026-01-01",
    "end": "2026-12-31",
}
CLOSURE = {
    "scope": "city",
    "from": "2026-12-03T00:00:00+08:00",
    "to": "2026-12-04T00:00:00+08:00",
    "reason": "typhoon",
    "name": {"zh": "台风", "en": "Typhoon"},
}


@pytest.fixture(autouse=True)
def november(city: City) -> None:
    dev.set_clock(city, datetime.fromisoformat("2026-11-24T13:30:00+08:00"))


@pytest.fixture
def production(city: City):
    environ = {"SHIMIN_STATE_DIR": str(city.settings.state_dir)}
    opened = City.open(Settings.from_env(environ))
    yield opened
    opened.close()


def count(city: City, table: type) -> int:
    with city.db.read() as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize(
    "call",
    [
        dev.inbox,
        dev.people,
        lambda city: dev.sign_in(city, "c-1", "LIN-HAI"),
        lambda city: dev.set_clock(city, None),
        lambda city: dev.outage(city, "cover", "down"),
        lambda city: dev.given(city, {}),
    ],
    ids=["inbox", "people", "sign_in", "set_clock", "outage", "given"],
)
def test_nothing_of_it_works_in_production(production: City, call):
    with pytest.raises(RuntimeError, match="production"):
        call(production)


def test_production_ignores_the_rehearsals_clock_and_outages(city: City, production: City):
    dev.set_clock(city, datetime.fromisoformat("2031-01-01T00:00:00+08:00"))
    dev.outage(city, "cover", "down")
    assert production.clock.now().year < 2031
    actor = dev.sign_in(city, "c-1", "LIN-HAI")
    assert production.cover.policies(actor)


@pytest.mark.parametrize(("gateway", "mode"), [("weather", "down"), ("cover", "burning"), ("cover", ""), ("", None)])
def test_an_outage_of_nothing(city: City, gateway: str, mode: str | None):
    with pytest.raises(ValueError, match="must be one of"):
        dev.outage(city, gateway, mode)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"weather": []}, "unknown field weather"),
        ({"policies": {}}, "expected a list"),
        ({"policies": [{**POLICY, "premium": 1}]}, "unknown field premium"),
        ({"policies": [{**POLICY, "product": "HQB"}]}, "there is no product HQB"),
        ({"policies": [{**POLICY, "start": "soon"}]}, "expected a date"),
        ({"policies": [{**POLICY, "start": "2027-01-01"}]}, "ends before it begins"),
        ({"policies": [{**POLICY, "ended_on": "2026-05-01"}]}, "belong together"),
        ({"policies": [{**POLICY, "used_limit": {"in_scope": -1}}]}, "expected fen"),
        ({"closures": [{**CLOSURE, "scope": "street"}]}, "expected one of"),
        ({"closures": [{**CLOSURE, "scope": "office", "code": "NOWHERE"}]}, "no office NOWHERE"),
        ({"closures": [{**CLOSURE, "from": "2026-12-03T00:00:00"}]}, "lacks its offset"),
        ({"slots": [SLOT]}, "seats: is missing"),
        ({"slots": [{**SLOT, "start": "tomorrow", "seats": 1}]}, "expected a time"),
        ({"bookings": [SLOT]}, "person: is missing"),
        ({"bookings": [{**SLOT, "person": "MO-YUN", "seats": 1}]}, "unknown field seats"),
        ({"people": [{"code": "X", "phone": "13800000099"}]}, "resident: is missing"),
    ],
)
def test_a_wrong_body_is_named_and_changes_nothing(city: City, body: dict[str, object], problem: str):
    with pytest.raises(PackError, match=problem):
        dev.given(city, {"slots": [{**SLOT, "seats": 3}], **body} if "slots" not in body else body)
    assert count(city, BookingRow) == count(city, ClosureRow) == 0
    assert count(city, InsurancePolicy) == 8


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"bookings": [{**SLOT, "person": "NOBODY"}]}, NotFound),
        ({"bookings": [{**SLOT, "service": "TALENT-RENT", "person": "MO-YUN"}]}, NotBookable),
        ({"policies": [{**POLICY, "person": "NOBODY"}]}, NotFound),
    ],
)
def test_all_or_nothing(city: City, body: dict[str, object], refusal: type[Exception]):
    with pytest.raises(refusal):
        dev.given(city, {"closures": [CLOSURE], **body})
    assert count(city, ClosureRow) == 0


def test_what_is_given_is_there(city: City):
    made = dev.given(
        city,
        {
            "people": [{"code": "TEST-1", "phone": "13800000099", "resident": True}],
            "policies": [{**POLICY, "person": "TEST-1", "used_deductible": {"in_scope": 1_000_000}}],
            "closures": [CLOSURE],
            "slots": [{**SLOT, "start": "2026-12-02T03:00:00+08:00", "seats": 1}],
            "bookings": [{**SLOT, "person": "TEST-1"}, {**SLOT, "conversation": "c-7"}],
        },
    )
    assert len(made["policies"]) == len(made["closures"]) == made["slots"] == 1
    assert [booking["start"] for booking in made["bookings"]] == [START, START]
    person = dev.sign_in(city, "c-1", "TEST-1")
    assert [booking.ref for booking in city.bookings.mine(person)] == [made["bookings"][0]["ref"]]
    assert [booking.ref for booking in city.bookings.mine(city.people.actor("c-7"))] == [made["bookings"][1]["ref"]]
    question = CoverQuestion("MRI", city.clock.today(), hospital="SY-PEOPLE")
    assert city.cover.check(person, question, key="k").items[0].deductible_left_fen == 700_000


def test_a_policy_with_the_same_number_takes_the_place_of_the_old(city: City):
    dev.given(city, {"policies": [{**POLICY, "used_limit": {"in_scope": 5}}]})
    dev.given(city, {"policies": [{**POLICY, "number": "hqba 2026 90000001", "product": "HQB-2026-B"}]})
    views = city.cover.policies(dev.sign_in(city, "c-1", "MO-YUN"))
    assert [view.product.code for view in views] == ["HQB-2026-B", "HN-CAT"]
    with city.db.read() as session:
        policies = set(session.scalars(select(InsurancePolicy.id)))
        assert set(session.scalars(select(Accumulator.policy))) <= policies


def test_the_clock_ticks_on_from_where_it_was_set(city: City):
    shown = dev.set_clock(city, datetime.fromisoformat("2026-11-25T10:00:00+08:00"))
    assert shown.isoformat(timespec="minutes") == "2026-11-25T10:00+08:00"
    assert city.clock.today().isoformat() == "2026-11-25"
    assert local(city.clock.now()) >= shown


def test_an_outage_is_seen_by_another_process(city: City):
    other = City.open(city.settings)
    dev.outage(city, "cover", "garbage")
    question = CoverQuestion("MRI", city.clock.today(), hospital="SY-PEOPLE")
    actor = dev.sign_in(city, "c-1", "LIN-HAI")
    assert other.cover.check(actor, question, key="k").verdict == "could_not_check"
    dev.outage(city, "cover", None)
    assert other.cover.check(actor, question, key="k").verdict == "partly"
    other.close()


def test_the_inbox_shows_codes_to_masked_numbers(city: City):
    city.people.start_sign_in("c-1", "13800000001")
    (message,) = dev.inbox(city)
    assert (message["to"], message["template"]) == ("138****0001", "sign_in_code")
    assert message["at"].startswith("2026-11-24T13:30")
    assert city.people.finish_sign_in("c-1", message["params"]["code"]).level == "code"


def test_people_are_those_of_the_pack_and_can_sign_in_by_phone(city: City):
    people = dev.people(city)
    assert len(people) == 10 == count(city, Person)
    for number, person in enumerate(people):
        city.people.start_sign_in(f"c-{number}", person["phone"])
        actor = city.people.finish_sign_in(f"c-{number}", dev.inbox(city, 1)[0]["params"]["code"])
        listed = {view.product.code for view in city.cover.policies(actor)} - {"HN-CAT"}
        assert listed == {policy["product"] for policy in person["policies"]}


def test_a_closure_displaces_and_its_end_restores(city: City):
    dev.given(city, {"bookings": [{**SLOT, "person": "MO-YUN"}, {**SLOT, "conversation": "c-7"}]})
    (closure,) = dev.given(city, {"closures": [{**CLOSURE, "from": "2026-12-02T00:00:00+08:00"}]})["closures"]
    assert city.upkeep.step().displaced == 2
    shown = dev.inbox(city)
    assert {message["template"] for message in shown} == {"booking_displaced"}
    assert sorted(message["to"] for message in shown) == ["138****0009", "chat"]
    dev.given(city, {"lift": [closure]})
    assert city.upkeep.step().restored == 2
    with pytest.raises(NotFound):
        dev.given(city, {"lift": ["cl-none"], "slots": [{**SLOT, "seats": 1}]})


def test_with_the_clock_reminders_fall_due(city: City):
    dev.given(city, {"bookings": [{**SLOT, "person": "MO-YUN"}]})
    for moment, reminded in (("2026-12-01T08:00:00", 0), ("2026-12-01T09:30:00", 1), ("2026-12-02T07:30:00", 1)):
        dev.set_clock(city, datetime.fromisoformat(f"{moment}+08:00"))
        assert city.upkeep.step().reminded == reminded
    assert [message["template"] for message in dev.inbox(city)] == ["reminder_hours", "reminder_day"]
