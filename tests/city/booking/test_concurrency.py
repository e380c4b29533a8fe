"""Sixty-four citizens at once: the database lets one have the slot, and the others read where else they can go."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from city.booking.values import Confirmed, SlotQuery
from city.errors import CityError, HoldExpired, QuotaReached, SlotTaken

CROWD = 64


def together(count, act):
    """Run ``act(n)`` in as many threads, started at one moment; refusals are results."""
    start = Barrier(count)

    def one(n):
        start.wait()
        try:
            return act(n)
        except CityError as refusal:
            return refusal

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_one_of_sixty_four_gets_the_slot(any_town):
    results = together(CROWD, lambda n: any_town.book(any_town.actor(str(n))))
    winners = [result for result in results if isinstance(result, Confirmed)]
    losers = [result for result in results if isinstance(result, SlotTaken)]
    assert (len(winners), len(losers)) == (1, CROWD - 1)
    assert all(len(loser.alternatives) == 3 for loser in losers)
    assert any_town.claims() == 1
    assert any_town.acts() == ["booking.created"]
    assert any_town.entries() == 1


def test_of_two_seats_two_are_given(any_town):
    results = together(CROWD, lambda n: any_town.book(any_town.actor(str(n)), office="MAIN"))
    assert sum(isinstance(result, Confirmed) for result in results) == 2
    assert any_town.claims() == 2


def test_overlapping_rows_of_slots_are_all_or_nothing(any_town):
    clocks = ["08:00", "08:30", "09:00", "09:30"]
    results = together(
        CROWD // 2, lambda n: any_town.hold(any_town.actor(str(n)), clock=clocks[n % 4], office="MAIN", quantity=2)
    )
    held = [result for result in results if not isinstance(result, CityError)]
    assert held
    assert any_town.claims() == 2 * len(held)
    assert all(any_town.claims(one.id) == 2 for one in held)


def test_an_expired_hold_is_won_once(any_town):
    """Its owner confirms late while others take it: one of them all has it."""
    owner = any_town.actor("owner")
    held = any_town.hold(owner)
    any_town.wait(minutes=11)

    def act(n):
        if n == 0:
            return any_town.bookings.confirm(owner, held.id, key="late")
        return any_town.book(any_town.actor(str(n)))

    results = together(CROWD // 2, act)
    assert sum(isinstance(result, Confirmed) for result in results) == 1
    assert all(isinstance(result, Confirmed | SlotTaken | HoldExpired) for result in results)
    assert any_town.claims() == 1
    assert any_town.acts() == ["booking.created"]


def test_one_command_sent_many_times_at_once_is_done_once(any_town):
    ann = any_town.actor()
    held = {result.id for result in together(8, lambda n: any_town.hold(ann, key="same"))}
    assert len(held) == 1
    booking = held.pop()
    confirmed = together(8, lambda n: any_town.bookings.confirm(ann, booking, key=f"k{n % 2}"))
    assert len({result.receipt.jti for result in confirmed}) == 1
    cancelled = together(8, lambda n: any_town.bookings.cancel(ann, booking, key=f"k{n % 2}"))
    assert len({result.receipt.jti for result in cancelled}) == 1
    assert any_town.acts() == ["booking.created", "booking.cancelled"]


def test_one_citizen_on_many_devices_gets_one_booking(any_town):
    ann = any_town.actor()
    clocks = [f"{hour:02}:{minute:02}" for hour in range(8, 12) for minute in (0, 30)]
    results = together(8, lambda n: any_town.book(ann, clock=clocks[n], office="MAIN"))
    assert sum(isinstance(result, Confirmed) for result in results) == 1
    assert all(isinstance(result, Confirmed | QuotaReached | HoldExpired) for result in results)
    assert len(any_town.bookings.mine(ann)) == 1


def test_crossing_moves_do_not_deadlock_and_lose_nothing(any_town):
    """Everybody moves at once; whoever is refused still has the old booking."""
    clocks = [f"{hour:02}:{minute:02}" for hour in range(8, 12) for minute in (0, 30)]
    citizens = [any_town.actor(str(n)) for n in range(8)]
    old = [any_town.book(who, clock=clock).booking for who, clock in zip(citizens, clocks, strict=True)]

    def act(n):
        hold = any_town.hold(citizens[n], "2026-12-03", clocks[n // 2], "WEST", replaces=old[n].id)
        return any_town.bookings.reschedule(citizens[n], old[n].id, hold.id, key="k")

    moved = [result for result in together(8, act) if not isinstance(result, CityError)]
    assert len(moved) == 4
    assert any_town.claims() == 8
    assert Counter(len(any_town.bookings.mine(who)) for who in citizens) == {1: 8}


@pytest.mark.parametrize("seats", [1, 3])
def test_a_given_number_of_seats_is_kept(any_town, seats):
    from city.booking.given import given_slots
    from city.booking.request import SlotRequest

    start = any_town.at("2026-12-02", "09:00")
    with any_town.db.write() as session:
        given_slots(session, any_town.rooms, SlotRequest("PASSPORT", "MAIN", start), seats)
    results = together(CROWD, lambda n: any_town.book(any_town.actor(str(n)), office="MAIN"))
    assert sum(isinstance(result, Confirmed) for result in results) == seats
    query = SlotQuery("PASSPORT", office="MAIN", day_from=date(2026, 12, 2), limit=50)
    assert start not in [offer.start for offer in any_town.bookings.search(query).offers]


def test_many_confirm_different_slots_at_once(any_town):
    """Each confirmation needs a second connection; those that wait for one must not hold all there are."""
    hours = [f"{hour:02}:{minute:02}" for hour in range(8, 12) for minute in (0, 30)]
    citizens = [any_town.actor(str(n)) for n in range(CROWD)]
    holds = [
        any_town.hold(who, f"2026-12-{14 + 7 * (n // 32) + n // 8 % 4:02}", hours[n % 8])
        for n, who in enumerate(citizens)
    ]
    results = together(CROWD, lambda n: any_town.bookings.confirm(citizens[n], holds[n].id, key="k"))
    assert all(isinstance(result, Confirmed) for result in results)
    assert any_town.entries() == CROWD


def test_two_devices_of_one_citizen_never_wait_crosswise(any_town):
    """One moves the booking to a hold while the other holds another slot for the same move: `make stress` found this."""
    ann = any_town.actor()
    clocks = [f"{hour:02}:{minute:02}" for hour in range(8, 12) for minute in (0, 30)]
    booked = any_town.book(ann, "2026-12-01").booking
    for day in ("2026-12-02", "2026-12-03", "2026-12-04"):
        hold = any_town.hold(ann, day, "14:30", replaces=booked.id)

        def act(n, day=day, hold=hold):
            if n % 2:
                return any_town.bookings.reschedule(ann, booked.id, hold.id, key=f"{day}{n}")
            return any_town.hold(ann, day, clocks[n // 2], "MAIN", replaces=booked.id)

        together(16, act)
        assert len(any_town.bookings.mine(ann)) == 1
