"""The pure rules, as tables and as properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.booking import rules
from city.booking.lanes import Facts, GivenSlot, lanes
from city.calendar.models import Closure, DayHours, DayTable
from city.calendar.rules import day_hours
from city.catalogue.models import Aliases, Counter, Fee, Office, Opening, Service
from city.clock import SHANGHAI
from city.text import Text

DAY = date(2026, 12, 2)
OFFICE_HOURS = ((time(8), time(12)), (time(14, 30), time(17, 30)))
NAME = Text("名", "name")
COUNTER = Counter("desk", ("S",), seats=2, slot_minutes=30, lead_minutes=60, horizon_days=60)
SERVICE = Service(
    code="S",
    name=NAME,
    aliases=Aliases((), ()),
    group="g",
    department=NAME,
    mode="booked",
    bookable=True,
    units=1,
    max_quantity=3,
    quota=1,
    cutoff_minutes=120,
    offices=("O",),
    documents=(),
    fee=Fee(None, NAME, None, "sample"),
    duration=NAME,
    eligibility=None,
    online=None,
    online_url=None,
    mark="sample",
    marks={},
    source=None,
    assured_on=DAY,
)
OFFICE = Office(
    code="O",
    name=NAME,
    aliases=Aliases((), ()),
    district="d",
    address=NAME,
    phone="12345",
    opening=Opening(dict.fromkeys(range(5), OFFICE_HOURS), "closed", "workday"),
    counters=(COUNTER,),
    lat=None,
    lon=None,
    note=None,
    mark="sample",
    source=None,
)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=SHANGHAI)


def hours(*spans: tuple[str, str], planned: tuple[tuple[str, str], ...] | None = None) -> DayHours:
    def parsed(pairs):
        return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)

    return DayHours(parsed(spans), "workday", None, False, parsed(planned if planned is not None else spans))


@pytest.mark.parametrize(
    ("spans", "minutes", "starts"),
    [
        ([], 30, []),
        ([("08:00", "08:29")], 30, []),
        ([("08:00", "08:30")], 30, ["08:00"]),
        ([("08:00", "09:10")], 30, ["08:00", "08:30"]),
        ([("08:00", "09:00"), ("14:30", "15:00")], 30, ["08:00", "08:30", "14:30"]),
        ([("08:00", "10:00")], 120, ["08:00"]),
    ],
)
def test_grid(spans, minutes, starts):
    assert rules.grid(hours(*spans), DAY, minutes) == tuple(at(start) for start in starts)


def test_a_closure_removes_slots_and_moves_none():
    cut = hours(("08:00", "09:10"), ("10:10", "12:00"), planned=(("08:00", "12:00"),))
    assert rules.grid(cut, DAY, 30) == tuple(at(start) for start in ("08:00", "08:30", "10:30", "11:00", "11:30"))


def test_the_leap_day_is_a_day():
    leap = date(2028, 2, 29)
    found = day_hours(OFFICE.opening, DayTable({}, frozenset(), date(2028, 12, 31)), (), leap)
    assert len(rules.grid(found, leap, 30)) == 14


@pytest.mark.parametrize(
    ("left", "units", "fits"),
    [
        ({"08:00": 1, "08:30": 1, "09:00": 1}, 1, {"08:00": 1, "08:30": 1, "09:00": 1}),
        ({"08:00": 1, "08:30": 2, "09:00": 2}, 2, {"08:00": 1, "08:30": 2}),
        ({"08:00": 1, "08:30": 0, "09:00": 1}, 2, {}),
        ({"11:30": 1, "14:30": 1}, 2, {}),
        ({"08:00": 0}, 1, {}),
    ],
)
def test_windows(left, units, fits):
    found = rules.windows({at(start): room for start, room in left.items()}, units, timedelta(minutes=30))
    assert found == {at(start): room for start, room in fits.items()}


@pytest.mark.parametrize(
    ("start", "now", "why"),
    [
        ("09:00", "09:00", "past"),
        ("09:00", "09:01", "past"),
        ("09:00", "08:01", "too_soon"),
        ("09:00", "08:00", None),
    ],
)
def test_lead_time(start, now, why):
    assert rules.outside(COUNTER, at(start), at(now)) == why


@pytest.mark.parametrize(("days", "why"), [(60, None), (61, "beyond_horizon")])
def test_horizon_counts_local_days(days, why):
    now = at("00:30")
    assert rules.outside(COUNTER, at("23:30", DAY + timedelta(days=days)), now) == why


@pytest.mark.parametrize(
    ("start", "first", "last", "inside"),
    [
        ("09:00", None, None, True),
        ("09:00", "09:00", "09:00", True),
        ("09:30", "09:00", "09:00", False),
        ("08:00", "08:00", "12:00", True),
        ("12:00", "08:00", "12:00", False),
        ("17:00", "16:00", None, True),
        ("08:00", None, "08:30", True),
    ],
)
def test_time_window(start, first, last, inside):
    window = [time.fromisoformat(one) if one else None for one in (first, last)]
    assert rules.in_time_window(at(start), *window) is inside


@pytest.mark.parametrize("before", rules.FOLLOWS)
def test_terminal_states_stay_terminal(before):
    ends = {"released", "cancelled", "rescheduled", "served", "no_show"}
    assert bool(rules.FOLLOWS[before]) is (before not in ends)


def test_a_state_that_nobody_knows():
    with pytest.raises(ValueError, match="expected one of"):
        rules.status("lost")


def test_a_hold_never_lasts_past_the_start():
    assert rules.hold_until(at("08:55"), at("09:00")) == at("09:00")
    assert rules.hold_until(at("08:00"), at("09:00")) == at("08:10")


def facts(**changes: object) -> Facts:
    plain = Facts(DAY, hours(("08:00", "12:00")), (), (), at("08:00", DAY - timedelta(days=1)))
    return replace(plain, **changes)


def test_a_given_slot_replaces_the_rules_at_its_time():
    given_slots = (GivenSlot(at("09:00"), at("09:30"), 1), GivenSlot(at("10:00"), at("10:30"), 0))
    regular, by_hand = lanes(OFFICE, SERVICE, facts(given=given_slots))
    assert at("09:00") not in regular.seats
    assert at("10:00") not in regular.seats
    assert by_hand.seats == {at("09:00"): 1}


def test_a_given_slot_may_lie_outside_the_hours_but_not_in_a_closure():
    evening = GivenSlot(at("20:00"), at("20:30"), 2)
    shut = Closure("city", "", at("18:00"), at("22:00"), "typhoon", NAME)
    assert lanes(OFFICE, SERVICE, facts(given=(evening,)))[-1].seats == {at("20:00"): 2}
    assert len(lanes(OFFICE, SERVICE, facts(given=(evening,), closures=(shut,)))) == 1


def test_starts_that_nobody_can_book_now_say_why():
    (lane,) = lanes(OFFICE, SERVICE, facts(now=at("09:15")))
    assert lane.barred[at("09:00")] == "past"
    assert lane.barred[at("10:00")] == "too_soon"
    assert min(lane.seats) == at("10:30")


_clock = st.integers(0, 287).map(lambda n: time(n // 12, n % 12 * 5))
_spans = st.lists(_clock, min_size=2, max_size=6, unique=True).map(
    lambda clocks: tuple(zip(sorted(clocks)[::2], sorted(clocks)[1::2], strict=False))
)
_day = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@st.composite
def _closures(draw: st.DrawFn, day: date) -> tuple[Closure, ...]:
    start = datetime.combine(day, time(), tzinfo=SHANGHAI)
    offsets = st.integers(-600, 2000)
    found = draw(st.lists(st.tuples(offsets, st.integers(5, 900)), max_size=3))
    return tuple(
        Closure("city", "", start + timedelta(minutes=a), start + timedelta(minutes=a + length), "typhoon", NAME)
        for a, length in found
    )


@given(st.data(), _day, _spans, st.sampled_from([5, 10, 15, 30, 60, 120]))
def test_slots_lie_in_open_hours_apart_and_outside_of_closures(data, day, spans, minutes):
    closures = data.draw(_closures(day))
    opening = Opening({day.weekday(): spans}, "closed", "workday")
    table = DayTable({}, frozenset(), date(2030, 12, 31))
    step = timedelta(minutes=minutes)
    open_day, cut_day = day_hours(opening, table, (), day), day_hours(opening, table, closures, day)
    whole, cut = rules.grid(open_day, day, minutes), rules.grid(cut_day, day, minutes)
    assert list(whole) == sorted(set(whole))
    assert all(after - before >= step for before, after in pairwise(whole))
    for start in whole:
        assert any(at_day(day, opens) <= start and start + step <= at_day(day, closes) for opens, closes in spans)
    assert set(cut) == {
        start
        for start in whole
        if not any(start < closure.end and closure.start < start + step for closure in closures)
    }


def at_day(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=SHANGHAI)


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 3), max_size=15), st.integers(1, 4))
def test_a_window_fits_exactly_when_each_of_its_slots_has_room(left, units):
    step = timedelta(minutes=30)
    by_start = {at("08:00") + n * step: room for n, room in left.items()}
    found = rules.windows(by_start, units, step)
    for n in left:
        rooms = [left.get(n + k, 0) for k in range(units)]
        assert found.get(at("08:00") + n * step, 0) == min(rooms)


@given(_day, st.booleans(), st.booleans())
def test_a_day_is_one_kind_and_makeup_wins_over_the_weekend(day, is_holiday, is_makeup):
    table = DayTable(
        {day: NAME} if is_holiday else {}, frozenset({day} if is_makeup and not is_holiday else ()), date(2026, 12, 31)
    )
    found = day_hours(OFFICE.opening, table, (), day)
    assert bool(found.spans) is (not is_holiday and (is_makeup or day.weekday() < 5))
    assert found.provisional is (day > date(2026, 12, 31))
