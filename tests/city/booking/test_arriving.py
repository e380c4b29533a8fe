"""Check-in, the number in the queue, the estimate of the wait, and who did not come."""

from datetime import UTC, datetime, timedelta

import pytest

from city.booking import arriving, rules
from city.errors import CheckInClosed, NotFound, TooLateToCancel
from tests.city.booking.books import audit
from tests.city.booking.test_concurrency import together
from tests.city.booking.test_displacing import close

NINE = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)


def minutes(count):
    return timedelta(minutes=count)


def arrive(town, who, booked, clock="08:50"):
    town.clock.at = town.at("2026-12-02", clock)
    return town.bookings.check_in(who, booked.id, key=f"{who.guest}-{clock}")


def serve(town, booking):
    with town.db.write() as session:
        return arriving.serve(session, town.rooms, booking)


@pytest.mark.parametrize(
    ("now", "ahead", "seats", "begins"),
    [
        (-30, [], 1, 0),
        (0, [], 1, 0),
        (10, [], 1, 10),
        (-30, [(-30, 30)], 1, 0),
        (-10, [(-30, 30)], 1, 20),
        (0, [(0, 30)], 1, 30),
        (0, [(0, 30)], 2, 0),
        (0, [(-60, 30), (-30, 30), (0, 30)], 1, 90),
        (0, [(-60, 30), (-30, 30), (0, 30)], 2, 30),
        (-60, [(-30, 60)], 1, 30),
    ],
)
def test_the_estimate(now, ahead, seats, begins):
    """Minutes before and after nine, which is when the appointment begins; ``ahead`` are starts and lengths."""
    line = [(NINE + minutes(start), minutes(length)) for start, length in ahead]
    assert rules.expected_start(NINE, NINE + minutes(now), line, seats) == NINE + minutes(begins)


@pytest.mark.parametrize(("clock", "open_"), [("07:59", False), ("08:00", True), ("09:29", True), ("09:30", False)])
def test_when_one_can_check_in(town, clock, open_):
    ann = town.actor()
    booked = town.book(ann).booking
    if open_:
        assert arrive(town, ann, booked, clock).booking.status == "checked_in"
        return
    with pytest.raises(CheckInClosed) as refused:
        arrive(town, ann, booked, clock)
    assert (refused.value.opens, refused.value.closes) == (booked.start - minutes(60), booked.end)
    assert town.acts() == ["booking.created"]


def test_what_is_not_confirmed_or_not_theirs_does_not_check_in(town):
    ann, ben = town.actor("ann"), town.actor("ben")
    booked, held = town.book(ann).booking, town.hold(ben, clock="09:30")
    for who, booking in ((ben, booked), (ben, held)):
        with pytest.raises(NotFound):
            arrive(town, who, booking)
    with pytest.raises(NotFound):
        town.bookings.arrival(ann, booked.id)
    close(town)
    with pytest.raises(NotFound):
        arrive(town, ann, booked)


def test_checking_in_again_keeps_number_and_receipt(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann).booking
    first = arrive(any_town, ann, booked)
    assert first.arrival.number == 1
    assert first.receipt.claims["number"] == 1
    assert arrive(any_town, ann, booked) == first
    again = arrive(any_town, ann, booked, "08:55")
    assert (again.arrival.number, again.receipt) == (1, first.receipt)
    assert any_town.acts() == ["booking.created", "booking.checked_in"]
    audit(any_town)


def test_who_has_checked_in_cannot_cancel_or_move_any_more(town):
    ann = town.actor()
    booked = town.book(ann).booking
    arrive(town, ann, booked)
    assert [one.status for one in town.bookings.mine(ann)] == ["checked_in"]
    with pytest.raises(TooLateToCancel):
        town.bookings.cancel(ann, booked.id, key="k")


def test_many_at_once_get_numbers_of_their_own(any_town):
    citizens = [any_town.actor(str(n)) for n in range(12)]
    booked = [
        any_town.book(who, clock=f"{8 + n // 4:02}:{n // 2 % 2 * 30:02}", office="MAIN")
        for n, who in enumerate(citizens)
    ]
    any_town.clock.at = any_town.at("2026-12-02", "08:20")
    early = [n for n, one in enumerate(booked) if one.booking.start <= any_town.at("2026-12-02", "09:20")]
    done = together(len(early), lambda n: any_town.bookings.check_in(citizens[n], booked[n].booking.id, key="k"))
    assert sorted(one.arrival.number for one in done) == list(range(1, len(early) + 1))
    audit(any_town)


def test_the_queue_of_one_counter(town):
    """Two seats at MAIN: the third who is due waits for the first of the two before."""
    names = ("ann", "ben", "cat")
    booked = [
        town.book(town.actor(name), clock=clock, office="MAIN").booking
        for name, clock in zip(names, ("08:30", "08:30", "09:00"), strict=True)
    ]
    other = town.book(town.actor("west"), clock="08:30").booking
    arrive(town, town.actor("west"), other, "08:20")
    for name, one in zip(names, booked, strict=True):
        last = arrive(town, town.actor(name), one, "08:40")
    assert (last.arrival.number, last.arrival.ahead, last.arrival.minutes) == (3, 2, 30)
    town.clock.at = town.at("2026-12-02", "09:05")
    assert town.bookings.arrival(town.actor("cat"), booked[2].id).minutes == 30
    serve(town, booked[0].id)
    now = town.bookings.arrival(town.actor("cat"), booked[2].id)
    assert (now.ahead, now.minutes) == (1, 0)
    assert town.bookings.arrival(town.actor("ben"), booked[1].id).ahead == 0
    audit(town)


def test_who_was_served_leaves_the_queue_with_a_receipt(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann).booking
    with pytest.raises(NotFound):
        serve(any_town, booked.id)
    arrive(any_town, ann, booked)
    assert serve(any_town, booked.id).act == "booking.served"
    with pytest.raises(NotFound):
        serve(any_town, booked.id)
    with pytest.raises(NotFound):
        any_town.bookings.arrival(ann, booked.id)
    assert any_town.claims() == 0
    audit(any_town)


def test_who_did_not_come_is_missed_where_others_checked_in(any_town):
    ann, ben, west = (any_town.actor(name) for name in ("ann", "ben", "west"))
    missed, came = any_town.book(ann, office="MAIN").booking, any_town.book(ben, office="MAIN").booking
    elsewhere = any_town.book(west).booking
    arrive(any_town, ben, came)
    any_town.clock.at = any_town.at("2026-12-02", "09:44")
    assert any_town.upkeep.step().missed == 0
    any_town.clock.at = any_town.at("2026-12-02", "09:45")
    assert any_town.upkeep.step().missed == 1
    assert any_town.upkeep.step().missed == 0
    assert [any_town.status(one.id) for one in (missed, came, elsewhere)] == ["no_show", "checked_in", "confirmed"]
    assert any_town.acts()[-1] == "booking.no_show"
    assert any_town.book(ann, "2026-12-07").booking.status == "confirmed"
    audit(any_town)


def test_a_typhoon_is_no_absence(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    missed, came = any_town.book(ann, office="MAIN").booking, any_town.book(ben, clock="08:00", office="MAIN").booking
    arrive(any_town, ben, came, "07:30")
    close(any_town, "2026-12-02T08:45", "2026-12-02T20:00", upkeep=False)
    any_town.clock.at = any_town.at("2026-12-02", "09:20")
    any_town.upkeep.step()
    any_town.clock.at = any_town.at("2026-12-02", "12:00")
    assert any_town.upkeep.step().missed == 0
    assert any_town.status(missed.id) == "displaced"
    audit(any_town)
