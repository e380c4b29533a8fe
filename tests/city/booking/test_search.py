"""Search: what was asked for, or honestly something else."""

from datetime import date, time

import pytest

from city.booking.values import SlotQuery
from city.calendar.closures import add_closure
from city.calendar.models import Closure
from city.clock import local
from city.errors import NotBookable, NotFound
from city.text import Text

WEDNESDAY = date(2026, 12, 2)
MORNING = {"time_from": time(8), "time_to": time(12)}


def starts(found):
    return [local(offer.start).strftime("%m-%d %H:%M") for offer in found.offers]


def test_a_morning_is_answered_with_its_earliest_starts(town):
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=WEDNESDAY, **MORNING))
    assert not found.widened
    assert starts(found) == [f"12-02 {clock}" for clock in ("08:00", "08:30", "09:00", "09:30", "10:00", "10:30")]
    assert {offer.office for offer in found.offers} == {"MAIN"}
    assert found.offers[0].left == 2


def test_a_whole_day_shows_morning_and_afternoon(town):
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=WEDNESDAY))
    assert starts(found) == [f"12-02 {clock}" for clock in ("08:00", "08:30", "09:00", "14:30", "15:00", "15:30")]


def test_without_a_day_three_days_are_shown(town):
    found = town.bookings.search(SlotQuery("PASSPORT"))
    assert starts(found) == [
        "11-24 14:30", "11-24 15:00", "11-25 08:00", "11-25 14:30", "11-26 08:00", "11-26 14:30",
    ]  # fmt: skip


def test_an_exact_time(town):
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=WEDNESDAY, time_from=time(9), time_to=time(9)))
    assert starts(found) == ["12-02 09:00"]


def test_another_office_fills_in_where_the_first_is_full(town):
    for name in ("ann", "ben"):
        town.book(town.actor(name), office="MAIN")
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=WEDNESDAY, time_from=time(9), time_to=time(9)))
    assert not found.widened
    assert [offer.office for offer in found.offers] == ["WEST"]


def test_a_district_narrows(town):
    found = town.bookings.search(SlotQuery("PASSPORT", district="south", day_from=WEDNESDAY))
    assert {offer.office for offer in found.offers} == {"WEST"}


def test_quantity_needs_slots_in_a_row(town):
    town.hold(town.actor("ann"), clock="08:30")
    found = town.bookings.search(SlotQuery("PASSPORT", office="WEST", day_from=WEDNESDAY, quantity=2, **MORNING))
    assert starts(found)[0] == "12-02 09:00"
    assert all(
        offer.end - offer.start == 2 * (found.offers[0].end - found.offers[0].start) / 2 for offer in found.offers
    )
    assert "12-02 11:30" not in starts(found)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"day_from": date(2026, 12, 5)}, "closed"),
        ({"day_from": date(2026, 12, 9)}, "holiday"),
        ({"day_from": date(2026, 11, 23)}, "past"),
        ({"day_from": date(2026, 11, 24), "time_from": time(8), "time_to": time(12)}, "past"),
        ({"day_from": date(2027, 2, 10)}, "beyond_horizon"),
        ({"day_from": WEDNESDAY, "time_from": time(20), "time_to": time(22)}, "closed"),
        ({"office": "HALL"}, "not_at_office"),
        ({"office": "NOWHERE"}, "not_at_office"),
        ({"district": "east"}, "not_at_office"),
    ],
)
def test_nothing_as_asked_says_why_and_offers_the_nearest(town, query, why):
    found = town.bookings.search(SlotQuery("PASSPORT", **query))
    assert (found.widened, found.why) == (True, why)
    assert found.offers


def test_too_soon(town):
    town.clock.at = town.at("2026-11-24", "16:45")
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=date(2026, 11, 24)))
    assert found.why == "too_soon"
    assert starts(found)[0] == "11-25 08:00"


def test_a_holiday_is_named(town):
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=date(2026, 12, 9)))
    assert found.reason == Text("镇庆", "Town Day")
    assert starts(found)[0] == "12-10 08:00"


def test_a_closure_is_named_and_keeps_the_rest_of_the_day(town):
    works = town.bookings.search(SlotQuery("PASSPORT", office="MAIN", day_from=date(2026, 12, 15), limit=20))
    assert starts(works) == ["12-15 08:00", "12-15 08:30", "12-15 16:00", "12-15 16:30", "12-15 17:00"]
    noon = SlotQuery("PASSPORT", office="MAIN", day_from=date(2026, 12, 15), time_from=time(10), time_to=time(12))
    found = town.bookings.search(noon)
    assert (found.why, found.reason) == ("closed", Text("检修", "Works"))
    assert "WEST" in {offer.office for offer in found.offers}


def test_a_typhoon_closes_the_city(town):
    with town.db.write() as session:
        day = town.at("2026-12-02", "00:00"), town.at("2026-12-03", "00:00")
        add_closure(session, Closure("city", "", *day, "typhoon", Text("台风红色预警", "Typhoon red alert")))
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=WEDNESDAY, **MORNING))
    assert (found.why, found.reason) == ("closed", Text("台风红色预警", "Typhoon red alert"))
    assert starts(found)[0].startswith("12-03")
    assert town.rooms.calendar.day("MAIN", WEDNESDAY).kind == "closure"


def test_a_full_morning_is_widened_to_other_times_places_and_days(town):
    for n, clock in enumerate(("08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30")):
        town.book(town.actor(str(n)), clock=clock)
    found = town.bookings.search(SlotQuery("PASSPORT", office="WEST", day_from=WEDNESDAY, **MORNING))
    assert (found.widened, found.why) == (True, "full")
    offers = {(offer.office, local(offer.start).strftime("%m-%d %H:%M")) for offer in found.offers}
    assert ("WEST", "12-02 14:30") in offers
    assert ("MAIN", "12-02 08:00") in offers
    assert ("WEST", "12-03 08:00") in offers
    assert len(found.offers) == 6


def test_beyond_the_horizon_offers_the_last_days(town):
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=date(2027, 3, 1)))
    assert starts(found)[-1].startswith("01-22")
    assert found.provisional


def test_days_whose_holidays_are_not_announced_are_provisional(town):
    assert town.bookings.search(SlotQuery("PASSPORT", day_from=date(2027, 1, 4))).provisional
    assert not town.bookings.search(SlotQuery("PASSPORT", day_from=date(2026, 12, 31))).provisional
    assert town.bookings.search(SlotQuery("PASSPORT", day_from=date(2027, 1, 1))).why == "holiday"


def test_a_range_of_days(town):
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=date(2026, 12, 5), day_to=date(2026, 12, 8)))
    assert not found.widened
    assert {one[:5] for one in starts(found)} == {"12-07", "12-08"}


def test_two_courts_share_a_start(town):
    found = town.bookings.search(SlotQuery("COURT", day_from=date(2026, 12, 5), time_from=time(19), time_to=time(19)))
    assert [offer.left for offer in found.offers] == [2]
    for name in ("ann", "ben"):
        town.book(town.actor(name), "2026-12-05", "19:00", "HALL", service="COURT")
    assert town.bookings.search(
        SlotQuery("COURT", day_from=date(2026, 12, 5), time_from=time(19), time_to=time(19))
    ).widened


def test_nothing_at_all_is_an_answer(town):
    with town.db.write() as session:
        years = town.at("2026-11-01", "00:00"), town.at("2027-11-01", "00:00")
        add_closure(session, Closure("service", "PASSPORT", *years, "maintenance", Text("停办", "Suspended")))
    found = town.bookings.search(SlotQuery("PASSPORT"))
    assert (found.offers, found.widened, found.why) == ((), True, "closed")
    assert town.bookings.search(SlotQuery("PLATES")).offers


@pytest.mark.parametrize(("service", "quantity"), [("CARD", 1), ("PASSPORT", 4), ("PASSPORT", 0)])
def test_what_cannot_be_booked_cannot_be_searched(town, service, quantity):
    with pytest.raises(NotBookable):
        town.bookings.search(SlotQuery(service, quantity=quantity))


def test_an_unknown_service(town):
    with pytest.raises(NotFound):
        town.bookings.search(SlotQuery("NOTHING"))
