"""The days of the Sanya pack: holidays, make-up workdays, closures, and how far they are known."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from city.calendar.closures import add_closure
from city.calendar.models import Closure
from city.calendar.service import Calendar
from city.catalogue.catalogue import Catalogue
from city.clock import SHANGHAI
from city.db import Database
from city.errors import NotFound
from city.settings import PACKS
from city.text import Text

PACK = PACKS / "sanya"
OFFICE_HOURS = ((time(8), time(12)), (time(14, 30), time(17, 30)))


@pytest.fixture
def db(tmp_path: Path):
    db = Database(f"sqlite:///{tmp_path / 'days.db'}")
    db.create_tables()
    yield db
    db.close()


@pytest.fixture
def calendar(db):
    return Calendar.load(db, Catalogue.load(PACK), PACK)


@pytest.mark.parametrize(
    ("office", "day", "kind", "spans"),
    [
        ("SY-EXIT", date(2026, 12, 2), "workday", OFFICE_HOURS),
        ("SY-EXIT", date(2026, 12, 5), "weekend", ()),
        ("SY-EXIT", date(2026, 10, 1), "holiday", ()),
        ("SY-EXIT", date(2026, 10, 7), "holiday", ()),
        ("SY-EXIT", date(2026, 10, 8), "workday", OFFICE_HOURS),
        ("SY-EXIT", date(2026, 10, 10), "makeup_workday", OFFICE_HOURS),
        ("SY-EXIT", date(2026, 9, 20), "makeup_workday", OFFICE_HOURS),
        ("SY-EXIT", date(2026, 1, 4), "makeup_workday", OFFICE_HOURS),
        ("SY-EXIT", date(2026, 4, 19), "holiday", ()),
        ("SY-EXIT", date(2027, 1, 1), "holiday", ()),
        ("SY-EXIT", date(2027, 1, 4), "workday", OFFICE_HOURS),
        ("SY-EXIT", date(2028, 2, 29), "workday", OFFICE_HOURS),
        ("SY-LIBRARY", date(2026, 11, 30), "workday", ()),
        ("SY-LIBRARY", date(2026, 10, 1), "holiday", ((time(9), time(21)),)),
        ("SY-STADIUM", date(2026, 10, 10), "makeup_workday", ((time(8), time(22)),)),
        ("JY-MARRIAGE", date(2026, 12, 5), "weekend", ((time(9), time(11, 30)),)),
        ("JY-MARRIAGE", date(2026, 10, 10), "makeup_workday", OFFICE_HOURS),
    ],
)
def test_a_day(calendar, office, day, kind, spans):
    found = calendar.day(office, day)
    assert (found.kind, found.spans) == (kind, spans)


def test_a_holiday_is_named(calendar):
    assert calendar.day("SY-EXIT", date(2026, 10, 1)).reason == Text("国庆节", "National Day")
    assert calendar.day("SY-EXIT", date(2026, 12, 2)).reason is None


@pytest.mark.parametrize(
    ("day", "provisional"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True), (date(2027, 6, 1), True)]
)
def test_what_is_not_announced_is_provisional(calendar, day, provisional):
    assert calendar.day("SY-EXIT", day).provisional is provisional


def test_an_announced_closure_cuts_the_day(calendar):
    found = calendar.day("SY-EXIT", date(2026, 12, 17))
    assert found.spans == OFFICE_HOURS[:1]
    assert found.planned == OFFICE_HOURS
    assert (found.kind, found.reason.en) == ("workday", "Exit-entry system upgrade")
    assert calendar.day("TY-EXIT", date(2026, 12, 17)).spans == OFFICE_HOURS


def test_a_closure_of_the_whole_day(calendar):
    found = calendar.day("SY-STADIUM", date(2026, 12, 5))
    assert (found.kind, found.spans) == ("closure", ())


@pytest.mark.parametrize(
    ("scope", "code", "closed"),
    [
        ("city", "", {"SY-EXIT", "TY-EXIT"}),
        ("district", "tianya", {"TY-EXIT"}),
        ("office", "SY-EXIT", {"SY-EXIT"}),
        ("service", "PASSPORT", set()),
    ],
)
def test_a_closure_at_run_time_closes_its_scope(db, calendar, scope, code, closed):
    start, end = (datetime(2026, 12, day, tzinfo=SHANGHAI) for day in (2, 3))
    with db.write() as session:
        add_closure(session, Closure(scope, code, start, end, "typhoon", Text("台风", "Typhoon")))
    day = date(2026, 12, 2)
    assert {office for office in ("SY-EXIT", "TY-EXIT") if calendar.day(office, day).kind == "closure"} == closed
    if scope == "service":
        assert calendar.day("SY-EXIT", day, "PASSPORT").kind == "closure"
        assert calendar.day("SY-EXIT", day, "HKM-PERMIT").kind == "workday"
    assert calendar.day("SY-EXIT", date(2026, 12, 3)).kind == "workday"


def test_an_office_that_does_not_exist(calendar):
    with pytest.raises(NotFound):
        calendar.day("SY-NOWHERE", date(2026, 12, 2))


def test_a_closure_that_ends_before_it_begins_is_refused_by_the_database(db):
    start, end = (datetime(2026, 12, day, tzinfo=SHANGHAI) for day in (3, 2))
    with pytest.raises(Exception, match="CHECK"), db.write() as session:
        add_closure(session, Closure("city", "", start, end, "typhoon", Text("台风", "Typhoon")))


def test_closures_of_a_time_are_those_announced_and_those_that_came_up(calendar, db):
    start, end = (datetime(2026, 12, day, tzinfo=SHANGHAI) for day in (18, 19))
    with db.write() as session:
        add_closure(session, Closure("city", "", start, end, "typhoon", Text("台风", "Typhoon")))
    reasons = [one.reason for one in calendar.between(date(2026, 12, 17), date(2026, 12, 18))]
    assert reasons == ["maintenance", "typhoon"]
    assert calendar.between(date(2026, 12, 20), date(2026, 12, 21)) == ()
