"""Where applications stand: whose they are, and that an outage is never "no application"."""

import threading
from datetime import date

import pytest
from sqlalchemy import func, select

from city import dev
from city.aid.gateway import read_applications
from city.aid.models import AidApplication
from city.bootstrap import City
from city.errors import NotFound, OfficeUnavailable, SignInRequired
from city.gateways import GatewayError
from city.outages import set_outage
from city.people.access import Actor

RECORD = {
    "ref": "AP-1",
    "programme": "DIBAO",
    "status": "under_check",
    "reason": None,
    "papers_due": None,
    "submitted_on": "2026-11-16",
    "updated_at": "2026-11-20T10:00:00+08:00",
}


class Fake:
    """A register that answers what it is told to."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def applications(self, person: str) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize("actor", [Actor("c-1", "g-1"), Actor("c-1", "g-1", "p-1")])
def test_applications_are_personal(city: City, actor: Actor):
    with pytest.raises(SignInRequired):
        city.aid.applications(actor)
    with pytest.raises(SignInRequired):
        city.aid.application(actor, "AP-3391")


def test_somebody_elses_looks_like_none(city: City):
    actor = dev.sign_in(city, "c-1", "LIN-HAI")
    assert city.aid.applications(actor)[0] == []
    for ref in ("AP-3391", "AP-0000", ""):
        with pytest.raises(NotFound):
            city.aid.application(actor, ref)


@pytest.mark.parametrize("mode", ["down", "garbage"])
def test_an_outage_is_never_no_application(city: City, mode: str):
    actor = dev.sign_in(city, "c-1", "MO-YUN")
    set_outage(city.db, "aid", mode)
    for ask in (city.aid.applications, lambda who: city.aid.application(who, "AP-3391")):
        with pytest.raises(OfficeUnavailable):
            ask(actor)
    set_outage(city.db, "aid", None)
    assert city.aid.application(actor, " ap-3391 ")[0].ref == "AP-3391"


def test_a_register_that_hangs_is_left_behind():
    class Hanging:
        def applications(self, person: str) -> object:
            threading.Event().wait(1)
            return {"applications": []}

    with pytest.raises(GatewayError, match="timeout"):
        read_applications(Hanging(), "p-1", 0.05)


@pytest.mark.parametrize(
    "answer",
    [None, "", [], {}, {"applications": None}, {"applications": ["x"]}, {"applications": [{}]}, OSError("no route")],
)
def test_what_is_no_list_of_applications(answer: object):
    with pytest.raises(GatewayError):
        read_applications(Fake(answer), "p-1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ref", ""),
        ("ref", 3391),
        ("programme", None),
        ("status", "lost"),
        ("status", "rejected"),
        ("reason", "no"),
        ("reason", {"zh": "不行"}),
        ("papers_due", "soon"),
        ("submitted_on", None),
        ("updated_at", "2026-11-20T10:00:00"),
    ],
)
def test_a_record_with_a_wrong_value(name: str, value: object):
    with pytest.raises(GatewayError, match="protocol"):
        read_applications(Fake({"applications": [{**RECORD, name: value}]}), "p-1")


@pytest.mark.parametrize("name", sorted(RECORD))
def test_a_record_that_lacks_a_field(name: str):
    record = {key: value for key, value in RECORD.items() if key != name}
    with pytest.raises(GatewayError, match="protocol"):
        read_applications(Fake({"applications": [record]}), "p-1")


def test_ones_own(city: City):
    (application,), as_of = city.aid.applications(dev.sign_in(city, "c-1", "SUN-TAO"))
    assert (application.ref, application.status, application.papers_due) == (
        "AP-3388",
        "urgent_paid",
        date(2026, 12, 10),
    )
    assert as_of <= city.clock.now()
    rejected, _ = city.aid.application(dev.sign_in(city, "c-2", "ZHOU-QIANG"), "AP-3302")
    assert rejected.reason.en == "The household's income per head is above the city's standard"


def test_a_screening_leaves_no_trace(city: City):
    def rows() -> int:
        with city.db.read() as session:
            return session.scalar(select(func.count()).select_from(AidApplication))

    before = rows()
    screening = city.aid.screen("DIBAO", {"hukou": "yes", "income": 60_000, "assets": "no"})
    assert screening.result in {"likely", "need_more"}, "in 2027 the sample standard has run out"
    assert rows() == before


def test_what_cannot_be_screened(city: City):
    with pytest.raises(NotFound):
        city.aid.screen("LOTTERY", {})
    with pytest.raises(NotFound):
        city.aid.screen("DIBAO", {"shoe_size": 42})
    with pytest.raises(ValueError, match="hukou"):
        city.aid.screen("DIBAO", {"hukou": "perhaps"})
