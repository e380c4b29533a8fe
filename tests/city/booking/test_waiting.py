"""The waitlist: who waits is told first, for a while, and in turn."""

from datetime import date, time

import pytest

from city.booking import waiting
from city.booking.adopt import adopt
from city.booking.values import Wish
from city.errors import HoldExpired, NotBookable, NotFound, OutsideHorizon, QuotaReached, SlotTaken
from tests.city.booking.books import audit
from tests.city.booking.test_concurrency import together
from tests.city.booking.test_displacing import told

DAY = date(2026, 12, 2)
CLOCKS = [f"{hour:02}:{minute:02}" for hour in (8, 9, 10, 11) for minute in (0, 30)]
CLOCKS += ["14:30", "15:00", "15:30", "16:00", "16:30", "17:00"]


def wish(**more):
    return Wish("PASSPORT", **{"office": "WEST", "day_from": DAY, **more})


def fill(town):
    """Let all of WEST be taken on the day."""
    return [town.book(town.actor(f"f{n}"), clock=clock) for n, clock in enumerate(CLOCKS)]


def offers(town):
    return told(town, "waitlist_offer")


@pytest.mark.parametrize(
    ("wished", "refusal"),
    [
        (Wish("NONE"), NotFound),
        (Wish("CARD"), NotBookable),
        (Wish("COURT", office="MAIN"), NotBookable),
        (wish(quantity=4), NotBookable),
        (wish(quantity=0), NotBookable),
        (wish(day_from=date(2026, 11, 1), day_to=date(2026, 11, 2)), OutsideHorizon),
    ],
)
def test_what_cannot_be_waited_for(town, wished, refusal):
    with pytest.raises(refusal):
        town.bookings.join_waitlist(town.actor(), wished)
    assert town.bookings.waits(town.actor()) == []


def test_nobody_leaves_who_does_not_wait(any_town):
    any_town.bookings.join_waitlist(any_town.actor("ben"), wish())
    with pytest.raises(NotFound):
        any_town.bookings.leave_waitlist(any_town.actor(), "PASSPORT")
    assert len(any_town.bookings.waits(any_town.actor("ben"))) == 1


def test_who_left_is_offered_nothing(any_town):
    ann = any_town.actor()
    any_town.bookings.join_waitlist(ann, wish())
    any_town.bookings.leave_waitlist(ann, "PASSPORT")
    assert any_town.upkeep.step().offered == 0


def test_joining_again_keeps_the_place_and_takes_the_new_wish(any_town):
    ann = any_town.actor()
    first = any_town.bookings.join_waitlist(ann, wish())
    any_town.wait(minutes=5)
    again = any_town.bookings.join_waitlist(ann, wish(office=None, quantity=2))
    assert again.since == first.since
    assert [one.wish.quantity for one in any_town.bookings.waits(ann)] == [2]


def test_nothing_is_offered_while_nothing_is_free(any_town):
    fill(any_town)
    any_town.bookings.join_waitlist(any_town.actor(), wish())
    assert any_town.upkeep.step().offered == 0


def test_a_cancelled_slot_goes_to_who_waited_first_and_is_held(any_town):
    booked = fill(any_town)
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    any_town.bookings.join_waitlist(ann, wish())
    any_town.wait(seconds=1)
    any_town.bookings.join_waitlist(ben, wish())
    any_town.bookings.cancel(any_town.actor("f3"), booked[3].booking.id, key="k")
    assert any_town.upkeep.step().offered == 0, "against trading, not at once"
    offered = [any_town.wait(minutes=1) or any_town.upkeep.step().offered for _ in range(31)]
    assert sum(offered) == 1 and sum(offered[:4]) == 0
    (message,) = offers(any_town)
    assert message.to == ann.conversation
    assert message.params["start"] == "2026-12-02T09:30:00+08:00"
    (place,) = any_town.bookings.waits(ann)
    with pytest.raises(SlotTaken):
        any_town.hold(any_town.actor("quick"), clock="09:30")
    if any_town.bookings.get(ann, place.offer).status == "held":
        assert any_town.bookings.confirm(ann, place.offer, key="c").booking.status == "confirmed"
        any_town.upkeep.step()
        assert any_town.bookings.waits(ann) == []
    assert len(any_town.bookings.waits(ben)) == 1
    audit(any_town)


def test_the_line_comes_before_everybody(town):
    """Look each second: never is the slot free for others before it was offered."""
    booked = fill(town)
    town.bookings.join_waitlist(town.actor(), wish())
    town.bookings.cancel(town.actor("f3"), booked[3].booking.id, key="k")
    for _ in range(31 * 2):
        town.wait(seconds=30)
        if town.upkeep.step().offered:
            break
        with pytest.raises(SlotTaken):
            town.hold(town.actor("quick"), clock="09:30")
    assert len(offers(town)) == 1


def test_an_offer_lasts_half_an_hour_and_then_goes_on(any_town):
    with_free = any_town.actor("ann"), any_town.actor("ben")
    for clock in CLOCKS[1:]:
        any_town.book(any_town.actor(clock), clock=clock)
    for who in with_free:
        any_town.bookings.join_waitlist(who, wish())
        any_town.wait(seconds=1)
    assert any_town.upkeep.step().offered == 1
    any_town.wait(minutes=29)
    assert any_town.upkeep.step().offered == 0
    any_town.wait(minutes=1)
    any_town.upkeep.step()
    any_town.upkeep.step()
    assert [message.to for message in offers(any_town)] == ["c-ben", "c-ann"]
    audit(any_town)


def test_who_lets_three_offers_pass_waits_no_longer(town):
    ann = town.actor()
    town.bookings.join_waitlist(ann, wish())
    for _ in range(12):
        town.upkeep.step()
        town.wait(minutes=31)
    assert len(offers(town)) == waiting.OFFERS
    assert town.bookings.waits(ann) == []


def test_who_is_choosing_is_not_disturbed(town):
    ann = town.actor()
    town.bookings.join_waitlist(ann, wish())
    held = town.hold(ann)
    assert town.upkeep.step().offered == 0
    assert town.bookings.confirm(ann, held.id, key="c").booking.status == "confirmed"


def test_who_has_a_booking_may_wait_for_an_earlier_one_and_move(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann, "2026-12-07").booking
    any_town.bookings.join_waitlist(ann, wish())
    assert any_town.upkeep.step().offered == 1
    offer = any_town.bookings.waits(ann)[0].offer
    with pytest.raises(QuotaReached):
        any_town.bookings.confirm(ann, offer, key="c")
    assert any_town.bookings.reschedule(ann, booked.id, offer, key="m").new.ref == booked.ref
    any_town.upkeep.step()
    assert any_town.bookings.waits(ann) == []
    audit(any_town)


def test_days_that_are_over_end_the_waiting(town):
    fill(town)
    town.bookings.join_waitlist(town.actor(), wish())
    town.clock.at = town.at("2026-12-03", "00:01")
    town.upkeep.step()
    assert town.bookings.waits(town.actor()) == []


def test_nothing_is_offered_that_could_not_be_cancelled(town):
    town.bookings.join_waitlist(town.actor(), wish())
    town.clock.at = town.at("2026-12-02", "15:01")
    assert town.upkeep.step().offered == 0
    town.clock.at = town.at("2026-12-02", "14:59")
    assert town.upkeep.step().offered == 1


def test_many_at_work_at_once_offer_each_slot_once(any_town):
    for clock in CLOCKS[2:]:
        any_town.book(any_town.actor(clock), clock=clock)
    for n in range(4):
        any_town.bookings.join_waitlist(any_town.actor(f"w{n}"), wish())
    assert sum(step.offered for step in together(4, lambda _n: any_town.upkeep.step())) == 2
    assert len({message.params["start"] for message in offers(any_town)}) == 2
    audit(any_town)


def test_an_offer_that_ran_out_is_refused_when_others_have_it(town):
    ann = town.actor()
    town.bookings.join_waitlist(ann, wish())
    town.upkeep.step()
    offer = town.bookings.get(ann, town.bookings.waits(ann)[0].offer)
    town.wait(minutes=31)
    town.bookings.confirm(town.actor("ben"), town.hold(town.actor("ben"), clock="08:00").id, key="c")
    assert offer.start == town.at("2026-12-02", "08:00")
    with pytest.raises(HoldExpired):
        town.bookings.confirm(ann, offer.id, key="c")


def test_at_sign_in_the_guests_place_becomes_the_persons(any_town):
    guest, person = any_town.actor("ann"), any_town.actor("ann", "p-1")
    any_town.bookings.join_waitlist(guest, wish())
    with any_town.db.write() as session:
        adopt(session, guest.guest, "p-1")
    assert [place.wish.service for place in any_town.bookings.waits(person)] == ["PASSPORT"]
    other = any_town.actor("other")
    any_town.bookings.join_waitlist(other, wish(quantity=2))
    with any_town.db.write() as session:
        adopt(session, other.guest, "p-1")
    assert [place.wish.quantity for place in any_town.bookings.waits(person)] == [1]


def test_a_time_of_day_is_waited_for(town):
    for clock in CLOCKS[:8]:
        town.book(town.actor(clock), clock=clock)
    town.bookings.join_waitlist(town.actor(), wish(time_from=time(8), time_to=time(12)))
    assert town.upkeep.step().offered == 0
    town.bookings.join_waitlist(town.actor("late"), wish(time_from=time(16), time_to=None))
    assert town.upkeep.step().offered == 1
    assert offers(town)[0].params["start"] == "2026-12-02T16:00:00+08:00"


def test_who_books_leaves_the_line(any_town):
    ann = any_town.actor()
    any_town.bookings.join_waitlist(ann, wish())
    any_town.book(ann, "2026-12-07")
    assert any_town.bookings.waits(ann) == []
    assert any_town.upkeep.step().offered == 0
