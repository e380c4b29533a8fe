"""Rehearsals: slots, closures and bookings that are simply given."""

from datetime import date

import pytest

from city.booking.given import given_booking, given_closure, given_slots
from city.booking.request import SlotRequest
from city.booking.values import SlotQuery
from city.calendar.models import Closure
from city.errors import NotBookable, OutsideHorizon, QuotaReached, SlotTaken, TooLateToCancel
from city.packs import PackError
from city.text import Text


def slot(town, day="2026-12-02", clock="09:00", office="WEST", service="PASSPORT", **more):
    return SlotRequest(service, office, town.at(day, clock), **more)


def give(town, seats, minutes=None, **where):
    with town.db.write() as session:
        given_slots(session, town.rooms, slot(town, **where), seats, minutes)


def test_seats_are_set_not_added(any_town):
    give(any_town, 1, office="MAIN")
    any_town.book(any_town.actor("ann"), office="MAIN")
    with pytest.raises(SlotTaken):
        any_town.hold(any_town.actor("ben"), office="MAIN")
    assert any_town.hold(any_town.actor("ben"), office="MAIN", clock="09:30").status == "held"


def test_no_seats_take_a_slot_away(town):
    give(town, 0)
    with pytest.raises(SlotTaken):
        town.hold(town.actor())


def test_a_sunday_evening_can_be_given(town):
    give(town, 1, day="2026-12-06", clock="20:15", minutes=20)
    found = town.bookings.search(SlotQuery("PASSPORT", day_from=date(2026, 12, 6)))
    assert [offer.start for offer in found.offers] == [town.at("2026-12-06", "20:15")]
    held = town.hold(town.actor(), "2026-12-06", "20:15")
    assert held.end == town.at("2026-12-06", "20:35")


def test_a_slot_in_five_minutes_or_in_two_years_can_be_given(town):
    give(town, 1, day="2026-11-24", clock="13:35")
    give(town, 1, day="2028-02-29", clock="09:00")
    assert town.hold(town.actor(), "2026-11-24", "13:35").hold_expires_at == town.at("2026-11-24", "13:35")
    assert town.hold(town.actor(), "2028-02-29", "09:00").status == "held"


def test_giving_again_replaces(town):
    give(town, 5)
    give(town, 1)
    town.book(town.actor("ann"))
    with pytest.raises(SlotTaken):
        town.hold(town.actor("ben"))


def test_a_given_slot_is_long_enough_for_the_service(town):
    give(town, 1, service="PLATES", office="MAIN")
    assert town.hold(town.actor(), service="PLATES", office="MAIN").end == town.at("2026-12-02", "10:00")


@pytest.mark.parametrize(("seats", "where", "error"), [(-1, {}, ValueError), (1, {"office": "HALL"}, NotBookable)])
def test_what_cannot_be_given(town, seats, where, error):
    with pytest.raises(error):
        give(town, seats, **where)


def test_a_given_booking_has_its_claim_and_its_receipt(any_town):
    ann = any_town.actor()
    with any_town.db.write() as session:
        given = given_booking(session, any_town.rooms, ann, slot(any_town, quantity=2))
    assert any_town.bookings.mine(ann) == [given.booking]
    assert any_town.claims(given.booking.id) == 2
    assert any_town.acts() == ["booking.created"]


@pytest.mark.parametrize(("day", "clock"), [("2026-11-24", "14:10"), ("2026-12-06", "21:00"), ("2027-06-01", "09:00")])
def test_a_booking_is_given_where_no_slot_is(town, day, clock):
    ann = town.actor()
    with town.db.write() as session:
        given = given_booking(session, town.rooms, ann, slot(town, day, clock))
    assert town.claims(given.booking.id) == 1
    if day == "2026-11-24":
        with pytest.raises(TooLateToCancel):
            town.bookings.cancel(ann, given.booking.id, key="k")
    else:
        assert town.bookings.cancel(ann, given.booking.id, key="k").booking.status == "cancelled"


def test_a_booking_is_given_beside_others(town):
    for n in range(3):
        with town.db.write() as session:
            given_booking(session, town.rooms, town.actor(str(n)), slot(town))
    assert town.claims() == 3


def test_a_second_booking_of_the_service_is_not_given(town):
    ann = town.actor()
    town.book(ann)
    with pytest.raises(QuotaReached), town.db.write() as session:
        given_booking(session, town.rooms, ann, slot(town, clock="10:00"))
    assert town.claims() == 1


def test_the_past_is_not_given(town):
    with pytest.raises(OutsideHorizon), town.db.write() as session:
        given_booking(session, town.rooms, town.actor(), slot(town, "2026-11-24", "13:30"))


def test_a_closure_is_given(town):
    day = town.at("2026-12-02", "00:00"), town.at("2026-12-03", "00:00")
    with town.db.write() as session:
        given_closure(session, town.rooms, Closure("office", "WEST", *day, "typhoon", Text("台风", "Typhoon")))
    with pytest.raises(SlotTaken):
        town.hold(town.actor())
    assert town.hold(town.actor(), office="MAIN").status == "held"


def test_a_closure_of_nothing_is_refused(town):
    day = town.at("2026-12-02", "00:00"), town.at("2026-12-03", "00:00")
    with pytest.raises(PackError, match="no office NOWHERE"), town.db.write() as session:
        given_closure(session, town.rooms, Closure("office", "NOWHERE", *day, "typhoon", Text("台风", "Typhoon")))
