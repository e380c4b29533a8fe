"""Days that libraries get wrong, booked from end to end: turns of the year, leap days, make-up Saturdays, Mondays, typhoons."""

from datetime import date

import pytest

from city.booking.values import SlotQuery
from city.errors import OutsideHorizon, SlotTaken
from tests.city.booking.books import audit
from tests.city.booking.test_displacing import close


@pytest.mark.parametrize(
    ("today", "service", "office", "day", "clock", "provisional"),
    [
        ("2026-11-24", "PASSPORT", "WEST", "2026-12-31", "09:00", False),
        ("2026-11-24", "PASSPORT", "WEST", "2027-01-04", "09:00", True),
        ("2026-12-31", "PASSPORT", "WEST", "2027-03-01", "14:30", True),
        ("2027-06-01", "PASSPORT", "WEST", "2027-06-30", "17:00", True),
        ("2027-12-20", "PASSPORT", "WEST", "2028-01-31", "08:00", True),
        ("2028-02-20", "PASSPORT", "WEST", "2028-02-29", "09:00", True),
        ("2027-12-31", "PASSPORT", "WEST", "2028-02-29", "09:00", True),
        ("2026-11-24", "PASSPORT", "WEST", "2026-12-12", "09:00", False),
        ("2026-02-20", "PASSPORT", "WEST", "2026-02-28", "11:30", False),
        ("2026-11-24", "COURT", "HALL", "2026-12-05", "21:00", False),
        ("2026-11-24", "COURT", "HALL", "2026-12-01", "08:00", False),
        ("2026-09-25", "COURT", "HALL", "2026-10-01", "08:00", False),
    ],
)
def test_a_day_that_can_be_booked(town, today, service, office, day, clock, provisional):  # noqa: PLR0917
    town.clock.at = town.at(today, "10:00")
    ann = town.actor()
    found = town.bookings.search(SlotQuery(service, office=office, day_from=date.fromisoformat(day)))
    assert (found.widened, found.provisional) == (False, provisional)
    booked = town.book(ann, day, clock, office, service=service)
    slot = booked.receipt.claims["slot"]
    assert slot["start"] == f"{day}T{clock}:00+08:00"
    town.clock.at = town.at(day, clock)
    town.wait(hours=-2)
    assert town.upkeep.step().reminded == 1
    audit(town)


@pytest.mark.parametrize(
    ("today", "service", "office", "day", "clock", "why"),
    [
        ("2026-11-24", "PASSPORT", "WEST", "2026-12-05", "09:00", "closed"),
        ("2026-11-24", "PASSPORT", "WEST", "2026-12-13", "09:00", "closed"),
        ("2026-11-24", "PASSPORT", "WEST", "2026-12-09", "09:00", "holiday"),
        ("2026-11-24", "PASSPORT", "WEST", "2027-01-01", "09:00", "holiday"),
        ("2026-09-25", "PASSPORT", "WEST", "2026-10-01", "09:00", "holiday"),
        ("2027-06-01", "PASSPORT", "WEST", "2027-06-05", "09:00", "closed"),
        ("2026-11-24", "PASSPORT", "WEST", "2027-01-24", "09:00", "beyond_horizon"),
        ("2026-11-24", "COURT", "HALL", "2026-11-30", "09:00", "closed"),
        ("2026-11-24", "COURT", "HALL", "2026-12-07", "21:00", "closed"),
        ("2026-12-01", "COURT", "HALL", "2026-12-14", "09:00", "closed"),
    ],
)
def test_a_day_that_cannot(town, today, service, office, day, clock, why):  # noqa: PLR0917
    town.clock.at = town.at(today, "10:00")
    query = SlotQuery(service, office=office, day_from=date.fromisoformat(day))
    assert town.bookings.search(query).why == why
    with pytest.raises((SlotTaken, OutsideHorizon)):
        town.hold(town.actor(), day, clock, office, service=service)


@pytest.mark.parametrize("day", ["2027-02-29", "2026-02-29", "2100-02-29"])
def test_a_day_that_is_none(town, day):
    with pytest.raises(ValueError, match="day"):
        town.hold(town.actor(), day)


def test_a_typhoon_day(any_town):
    """What was booked is displaced, nothing in it is offered, and the search says why."""
    ann = any_town.actor()
    booked = any_town.book(ann).booking
    close(any_town)
    found = any_town.bookings.search(SlotQuery("PASSPORT", day_from=date(2026, 12, 2)))
    assert (found.why, found.reason.en) == ("closed", "Typhoon red alert")
    assert all(offer.start.date() != booked.start.date() for offer in found.offers)
    assert any_town.bookings.mine(ann)[0].status == "displaced"
