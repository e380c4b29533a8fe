"""Filing, joining and following reports: who may, what is refused, what is kept when the department is away."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from city.errors import InvalidPhoto, NotFound, OutsideArea, PlaceNeeded
from city.gateways import GatewayError
from city.outages import set_outage
from city.people.access import Actor
from city.reports.gateway import Request, Seen, Taken
from city.reports.models import ReportRow, ServiceRequest
from city.reports.values import NewReport, Place
from tests.city.reports.conftest import DADONGHAI, HERE, Desk, desk_over


class Broken:
    """A department that fails as it is told to, and counts who came."""

    realtime = True

    def __init__(self, trouble: str | None) -> None:
        self.trouble = trouble
        self.calls: list[str] = []

    def _fail(self, call: str) -> None:
        self.calls.append(call)
        if self.trouble == "hang":
            threading.Event().wait(3)
        elif self.trouble:
            raise GatewayError(self.trouble, "test")

    def submit(self, request: Request) -> Taken:
        self._fail("submit")
        return Taken(None, "T-1")

    def number(self, token: str) -> str | None:
        self._fail("number")
        return "77"

    def look(self, number: str) -> Seen:
        self._fail("look")
        return Seen("in_progress", None, "crew on the way", None, None)


def rows(desk: Desk, table=ReportRow) -> int:
    with desk.hall.db.read() as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize(
    ("kind", "place", "more", "refusal"),
    [
        ("VOLCANO", HERE, {}, NotFound),
        ("POTHOLE", Place(), {}, PlaceNeeded),
        ("POTHOLE", Place("  "), {}, PlaceNeeded),
        ("POTHOLE", Place(None, 18.25, None), {}, PlaceNeeded),
        ("POTHOLE", Place(None, 20.04, 110.34), {}, OutsideArea),
        ("POTHOLE", Place("家门口", 39.9, 116.4), {}, OutsideArea),
        ("POTHOLE", HERE, {"photo": "javascript:alert(1)"}, InvalidPhoto),
        ("POTHOLE", HERE, {"photo": "file:///etc/passwd"}, InvalidPhoto),
        ("POTHOLE", HERE, {"photo": "https://"}, InvalidPhoto),
        ("POTHOLE", HERE, {"photo": "https://[x/a.jpg"}, InvalidPhoto),
        ("POTHOLE", HERE, {"photo": "https://a.example/" + "a" * 500}, InvalidPhoto),
        ("POTHOLE", HERE, {"contact": {"phone": "13900000077"}}, ValueError),
        ("POTHOLE", HERE, {"contact": {"phone": "name#7KQ2M9XA"}}, ValueError),
    ],
)
def test_what_cannot_be_filed_leaves_nothing(desk: Desk, kind, place, more, refusal):
    with pytest.raises(refusal):
        desk.file(desk.guest(), kind, place, **more)
    assert (rows(desk), rows(desk, ServiceRequest), desk.hall.entries()) == (0, 0, 0)


def test_nothing_is_kept_when_the_receipt_fails(desk: Desk, monkeypatch):
    def fail(*args, **more) -> None:
        raise OSError("no key")

    monkeypatch.setattr(desk.hall.receipts, "issue", fail)
    with pytest.raises(OSError, match="no key"):
        desk.file(desk.guest())
    assert (rows(desk), desk.hall.entries()) == (0, 0)


def test_somebody_elses_report_looks_like_none(desk: Desk):
    filed = desk.file(desk.guest("c-1"))
    for ref in (filed.report.ref, "RP-20261124-99", ""):
        with pytest.raises(NotFound):
            desk.reports.check(desk.guest("c-2"), ref)
    assert desk.reports.mine(desk.guest("c-2")) == []


def test_a_closed_report_is_not_joined(desk: Desk):
    ref = desk.file(desk.guest("c-1")).report.ref
    desk.works.close(ref, "fixed", "新灯已装")
    desk.reports.refresh(ref)
    for one in (ref, "RP-20261124-99"):
        with pytest.raises(NotFound):
            desk.reports.join(desk.guest("c-2"), one)
    assert desk.reports.nearby(desk.guest("c-2"), "STREETLIGHT", HERE) == []


@pytest.mark.parametrize("state", ["open", "closed"])
def test_staff_cannot_skip_a_state(desk: Desk, state: str):
    ref = desk.file(desk.guest()).report.ref
    with pytest.raises(NotFound):
        desk.works.accept(ref)
    desk.works.close(ref, "no_action", "看过，没有问题")
    for step in (desk.works.begin, desk.works.accept):
        with pytest.raises(NotFound):
            step(ref)


@pytest.mark.parametrize("trouble", ["unavailable", "rate_limited", "forbidden"])
def test_a_department_that_is_away_is_told_later(desk: Desk, trouble: str):
    broken = Broken(trouble)
    away = desk_over(desk.hall, broken)
    filed = away.file(desk.guest(), "DRAIN", key="k")
    assert (filed.report.status, filed.handed_over) == ("submitted", False)
    assert filed.receipt.act == "report.filed", "the report is ours all the same"
    checked = away.reports.check(desk.guest(), filed.report.ref)
    assert (checked.fresh, checked.report.status) == (False, "submitted")
    broken.trouble = None
    assert away.reports.hand_over_waiting() == 1
    assert away.reports.hand_over_waiting() == 0
    assert away.reports.check(desk.guest(), filed.report.ref).report.status == "in_progress"


@pytest.mark.parametrize("trouble", ["timeout", "protocol", "hang"])
def test_what_may_have_arrived_is_never_sent_twice(hall, trouble: str):
    broken = Broken(trouble)
    desk = desk_over(hall, broken)
    desk.reports._limit_seconds = 0.2
    filed = desk.file(desk.guest(), key="k")
    assert not filed.handed_over
    broken.trouble = None
    assert desk.reports.hand_over_waiting() == 0
    desk.file(desk.guest(), key="k")
    assert not desk.reports.check(desk.guest(), filed.report.ref).fresh
    assert broken.calls == ["submit"]


def test_an_outage_later_shows_what_we_knew(desk: Desk):
    broken = Broken(None)
    other = desk_over(desk.hall, broken)
    ref = other.file(desk.guest()).report.ref
    first = other.reports.check(desk.guest(), ref)
    assert (first.fresh, first.report.number) == (True, "77")
    desk.hall.wait(hours=2)
    broken.trouble = "unavailable"
    later = other.reports.check(desk.guest(), ref)
    assert not later.fresh
    assert (later.report.status, later.report.reason) == ("in_progress", "crew on the way")
    assert later.report.as_of == first.report.as_of


def test_a_report_by_words_alone(any_desk: Desk):
    filed = any_desk.file(any_desk.guest(), "RUBBISH", Place("  解放路 步行街  "), description="垃圾没人收")
    report = filed.report
    assert (report.ref, report.status, filed.handed_over) == ("RP-20261124-1", "open", True)
    assert (report.words, report.position, report.number) == ("解放路 步行街", None, "RP-20261124-1")
    assert report.expected_at - report.requested_at == timedelta(hours=48)
    assert any_desk.hall.acts() == ["report.filed"]
    claims = filed.receipt.claims
    assert claims["problem"] == {"code": "RUBBISH", "zh": "垃圾堆积", "en": "Rubbish not collected"}
    assert (claims["report_ref"], claims["place"]) == ("RP-20261124-1", "解放路 步行街")
    assert len(claims["description_digest"]) == 64


def test_a_pin_of_a_chinese_map_is_converted(desk: Desk):
    from city.reports.rules import to_gcj02

    pin = to_gcj02(*DADONGHAI)
    report = desk.file(desk.guest(), "BEACH", Place(None, *pin, "gcj02")).report
    assert report.position.lat == pytest.approx(DADONGHAI[0], abs=1e-5)
    assert report.position.lon == pytest.approx(DADONGHAI[1], abs=1e-5)


def test_numbers_count_by_day(any_desk: Desk):
    refs = [any_desk.file(any_desk.guest(f"c-{n}")).report.ref for n in range(3)]
    any_desk.hall.wait(hours=11)  # past midnight in Sanya
    refs.append(any_desk.file(any_desk.guest()).report.ref)
    assert refs == ["RP-20261124-1", "RP-20261124-2", "RP-20261124-3", "RP-20261125-1"]


def test_many_at_once_have_numbers_of_their_own(any_desk: Desk):
    filed, threads = [], []
    for n in range(8):
        actor = any_desk.guest(f"c-{n}")
        threads.append(threading.Thread(target=lambda who=actor: filed.append(any_desk.file(who))))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.report.ref for one in filed) == [f"RP-20261124-{n}" for n in range(1, 9)]
    assert any_desk.hall.entries() == 8


def test_the_same_key_is_filed_once(any_desk: Desk):
    actor = any_desk.guest()
    first = any_desk.file(actor, key="turn-1")
    again = any_desk.file(actor, key="turn-1")
    assert (again.report.ref, again.receipt) == (first.report.ref, first.receipt)
    assert (rows(any_desk), any_desk.hall.entries()) == (1, 1)
    threads = [threading.Thread(target=lambda: any_desk.file(actor, key="turn-2")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (rows(any_desk), any_desk.hall.entries()) == (2, 2)


@pytest.mark.parametrize(
    ("kind", "place", "days", "found"),
    [
        ("STREETLIGHT", Place(None, DADONGHAI[0] + 0.0003, DADONGHAI[1]), 0, True),  # 33 m
        ("STREETLIGHT", Place(None, DADONGHAI[0] + 0.0006, DADONGHAI[1]), 0, False),  # 67 m
        ("POTHOLE", HERE, 0, False),
        ("STREETLIGHT", HERE, 6.9, True),
        ("STREETLIGHT", HERE, 7.1, False),
        ("STREETLIGHT", Place("大东海广场 门口"), 0, True),
        ("STREETLIGHT", Place("大东海广场对面"), 0, False),
    ],
)
def test_duplicates_nearby(any_desk: Desk, kind, place, days, found):
    ref = any_desk.file(any_desk.guest("c-1")).report.ref
    any_desk.hall.wait(days=days)
    nearby = any_desk.reports.nearby(any_desk.guest("c-2"), kind, place)
    assert [one.ref for one in nearby] == ([ref] if found else [])
    if found and place.lat and days == 0:
        assert nearby[0].metres == 33 and not nearby[0].mine


def test_the_nearest_is_offered_first(desk: Desk):
    lat, lon = DADONGHAI
    refs = [desk.file(desk.guest(), place=Place(None, lat + step, lon)).report.ref for step in (0.0004, 0.0001, 0.0002)]
    nearby = desk.reports.nearby(desk.guest(), "STREETLIGHT", HERE)
    assert [one.ref for one in nearby] == [refs[1], refs[2], refs[0]]
    assert all(one.mine for one in nearby)


def test_me_too(any_desk: Desk):
    ref = any_desk.file(any_desk.guest("c-1"), description="灯坏了").report.ref
    other = any_desk.guest("c-2")
    joined = any_desk.reports.join(other, ref)
    assert (joined.receipt.act, joined.report.supporters) == ("report.joined", 1)
    assert "description_digest" not in joined.receipt.claims
    assert any_desk.reports.join(other, ref).receipt == joined.receipt
    assert any_desk.reports.join(any_desk.guest("c-1"), ref).receipt.act == "report.filed", "one's own needs no joining"
    assert any_desk.hall.acts() == ["report.filed", "report.joined"]
    assert any_desk.reports.check(other, ref).report.supporters == 1
    assert [one.ref for one in any_desk.reports.mine(other)] == [ref]


def test_the_citizen_follows_it_to_its_end(any_desk: Desk):
    actor = any_desk.guest()
    ref = any_desk.file(actor).report.ref
    any_desk.hall.wait(hours=1)
    any_desk.works.begin(ref, "维修人员已出发")
    checked = any_desk.reports.check(actor, ref.lower())
    assert (checked.report.status, checked.report.reason, checked.fresh) == ("in_progress", "维修人员已出发", True)
    any_desk.works.close(ref, "fixed", "新灯已装")
    closed = any_desk.reports.check(actor, ref).report
    assert (closed.status, closed.outcome, closed.reason) == ("closed", "fixed", "新灯已装")
    assert closed.updated_at == any_desk.hall.clock.now()


def test_all_open_reports_are_asked_about(desk: Desk):
    refs = [desk.file(desk.guest(f"c-{n}")).report.ref for n in range(3)]
    desk.works.close(refs[0], "not_ours", "私人道路")
    desk.works.begin(refs[1])
    assert desk.reports.refresh_open() == (3, 0)
    assert [desk.reports.mine(desk.guest(f"c-{n}"))[0].status for n in range(3)] == ["closed", "in_progress", "open"]
    assert desk.reports.refresh_open() == (2, 0)


def test_the_command_for_a_timer(city, monkeypatch, capsys):
    from city.__main__ import main

    set_outage(city.db, "reports", "down")
    city.reports.file(city.people.actor("c-1"), NewReport("TREE", HERE), key="k")
    set_outage(city.db, "reports", None)
    monkeypatch.setenv("SHIMIN_MODE", "development")
    monkeypatch.setenv("SHIMIN_STATE_DIR", str(city.settings.state_dir))
    assert main(["reports"]) == 0
    assert capsys.readouterr().out == "city reports: 1 handed over, 1 asked about, 0 without an answer\n"


def test_the_token_flow(hall):
    desk = desk_over(hall, realtime=False)
    actor = desk.guest()
    filed = desk.file(actor)
    assert (filed.report.status, filed.report.number, filed.handed_over) == ("accepted", None, True)
    assert desk.reports.check(actor, filed.report.ref).report.status == "accepted"
    desk.works.accept(filed.report.ref)
    report = desk.reports.check(actor, filed.report.ref).report
    assert (report.status, report.number) == ("open", filed.report.ref)


def test_a_guests_reports_become_the_persons(any_desk: Desk):
    guest = any_desk.guest("c-1")
    own = any_desk.file(guest).report.ref
    other = any_desk.file(any_desk.guest("c-2"), "POTHOLE").report.ref
    any_desk.reports.join(guest, other)
    person = any_desk.hall.signed_in("LIN-HAI", "c-1")
    assert {one.ref for one in any_desk.reports.mine(Actor("c-9", "g-9", person.person, "code"))} == {own, other}
    any_desk.reports.join(person, other)
    assert any_desk.hall.acts().count("report.joined") == 1


def test_a_new_report_keeps_its_contact_as_tokens(desk: Desk):
    token = desk.hall.vault.put("phone", "13900000077", "c-1")
    ref = desk.reports.file(desk.guest(), NewReport("WATER", HERE, contact={"phone": token}), key="k").report.ref
    with desk.hall.db.read() as session:
        assert session.get_one(ReportRow, ref).contact == f'{{"phone": "{token}"}}'
