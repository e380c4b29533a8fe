"""Cancelling and moving, on each database."""

import pytest

from city.booking.adopt import adopt
from city.booking.values import SlotQuery
from city.errors import HoldExpired, NotFound, QuotaReached, SlotTaken, TooLateToCancel


def test_cancelling_frees_the_slot_and_gives_a_receipt(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann)
    cancelled = any_town.bookings.cancel(ann, booked.booking.id, key="k")
    assert cancelled.booking.status == "cancelled"
    assert cancelled.booking.version == booked.booking.version + 1
    assert any_town.claims() == 0
    assert any_town.acts() == ["booking.created", "booking.cancelled"]
    assert cancelled.receipt.claims["ref"] == booked.booking.ref
    assert any_town.bookings.mine(ann) == []


def test_cancelling_twice_gives_the_same_receipt(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann).booking
    first = any_town.bookings.cancel(ann, booked.id, key="k1")
    assert any_town.bookings.cancel(ann, booked.id, key="k1") == first
    assert any_town.bookings.cancel(ann, booked.ref, key="k2") == first
    assert any_town.entries() == 2


def test_a_cancelled_booking_frees_the_quota(any_town):
    ann = any_town.actor()
    any_town.bookings.cancel(ann, any_town.book(ann).booking.id, key="k")
    assert any_town.book(ann, clock="10:00").booking.status == "confirmed"


@pytest.mark.parametrize(("clock", "too_late"), [("06:59", False), ("07:00", False), ("07:01", True), ("09:10", True)])
def test_the_cutoff_is_two_hours(town, clock, too_late):
    ann = town.actor()
    booked = town.book(ann).booking
    town.clock.at = town.at("2026-12-02", clock)
    if not too_late:
        assert town.bookings.cancel(ann, booked.id, key="k").booking.status == "cancelled"
        return
    with pytest.raises(TooLateToCancel) as refused:
        town.bookings.cancel(ann, booked.id, key="k")
    assert refused.value.hours == 2
    assert town.status(booked.id) == "confirmed"


def test_a_service_may_have_another_cutoff(town):
    ann = town.actor()
    booked = town.book(ann, clock="19:00", service="COURT", office="HALL").booking
    town.clock.at = town.at("2026-12-01", "19:01")
    with pytest.raises(TooLateToCancel) as refused:
        town.bookings.cancel(ann, booked.id, key="k")
    assert refused.value.hours == 24


def test_a_hold_is_not_cancelled(town):
    ann = town.actor()
    held = town.hold(ann)
    with pytest.raises(NotFound):
        town.bookings.cancel(ann, held.id, key="k")


def test_a_given_back_seat_opens_to_others_after_a_while(any_town):
    """Else a seat could be handed to a buyer at a moment agreed upon. Its owner may have it back at once."""
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    booked = any_town.book(ann).booking
    any_town.bookings.cancel(ann, booked.id, key="k")
    query = SlotQuery("PASSPORT", office="WEST", day_from=booked.start.date(), limit=50)
    assert booked.start not in [offer.start for offer in any_town.bookings.search(query).offers]
    assert booked.start in [offer.start for offer in any_town.bookings.search(query, ann).offers]
    with pytest.raises(SlotTaken):
        any_town.hold(ben)
    any_town.wait(minutes=4, seconds=59)
    with pytest.raises(SlotTaken):
        any_town.hold(ben)
    any_town.wait(minutes=26)
    assert any_town.book(ben).booking.status == "confirmed"


def test_the_owner_may_take_a_given_back_seat_again(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    any_town.bookings.cancel(ann, any_town.book(ann).booking.id, key="k")
    again = any_town.book(ann).booking
    any_town.bookings.cancel(ann, again.id, key="k2")
    with pytest.raises(SlotTaken):
        any_town.hold(ben)


def test_moving_takes_the_new_slot_and_keeps_the_reference(any_town):
    ann = any_town.actor()
    old = any_town.book(ann).booking
    hold = any_town.hold(ann, "2026-12-03", office="MAIN", replaces=old.id)
    moved = any_town.bookings.reschedule(ann, old.id, hold.id, key="k")
    assert (moved.old.id, moved.old.status, moved.old.ref) == (old.id, "rescheduled", old.ref)
    assert (moved.new.id, moved.new.status, moved.new.ref) == (hold.id, "confirmed", old.ref)
    assert any_town.claims(old.id) == 0
    assert any_town.claims(hold.id) == 1
    assert any_town.acts() == ["booking.created", "booking.rescheduled"]
    assert moved.receipt.claims["was"]["start"] == "2026-12-02T09:00:00+08:00"
    assert moved.receipt.claims["slot"]["start"] == "2026-12-03T09:00:00+08:00"
    assert any_town.bookings.mine(ann) == [moved.new]
    assert any_town.bookings.get(ann, old.ref) == moved.new


def test_moving_twice_with_one_key_or_two_moves_once(any_town):
    ann = any_town.actor()
    old = any_town.book(ann).booking
    hold = any_town.hold(ann, "2026-12-03", replaces=old.id)
    first = any_town.bookings.reschedule(ann, old.id, hold.id, key="k1")
    assert any_town.bookings.reschedule(ann, old.id, hold.id, key="k1") == first
    assert any_town.bookings.reschedule(ann, old.id, hold.id, key="k2") == first
    assert any_town.entries() == 2


def test_a_moved_booking_can_be_moved_and_cancelled_by_any_of_its_names(any_town):
    ann = any_town.actor()
    first = any_town.book(ann).booking
    second = any_town.hold(ann, "2026-12-03", replaces=first.id)
    any_town.bookings.reschedule(ann, first.id, second.id, key="k1")
    third = any_town.hold(ann, "2026-12-04", replaces=first.ref)
    any_town.bookings.reschedule(ann, first.id, third.id, key="k2")
    cancelled = any_town.bookings.cancel(ann, first.id, key="k3").booking
    assert (cancelled.id, cancelled.ref) == (third.id, first.ref)
    assert any_town.claims() == 0
    assert any_town.book(ann).booking.status == "confirmed"


def test_a_move_that_fails_leaves_the_old_booking(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    old = any_town.book(ann).booking
    hold = any_town.hold(ann, "2026-12-03", replaces=old.id)
    any_town.wait(minutes=11)
    any_town.book(ben, "2026-12-03")
    with pytest.raises(HoldExpired) as refused:
        any_town.bookings.reschedule(ann, old.id, hold.id, key="k")
    assert len(refused.value.alternatives) == 3
    assert any_town.bookings.mine(ann) == [old]
    assert any_town.claims(old.id) == 1
    assert any_town.acts() == ["booking.created", "booking.created"]


def test_an_expired_hold_still_moves_if_nobody_took_the_slot(town):
    ann = town.actor()
    old = town.book(ann).booking
    hold = town.hold(ann, "2026-12-03", replaces=old.id)
    town.wait(minutes=30)
    assert town.bookings.reschedule(ann, old.id, hold.id, key="k").new.status == "confirmed"


def test_the_cutoff_holds_for_moving(town):
    ann = town.actor()
    old = town.book(ann).booking
    town.clock.at = town.at("2026-12-02", "07:30")
    hold = town.hold(ann, "2026-12-03", replaces=old.id)
    with pytest.raises(TooLateToCancel):
        town.bookings.reschedule(ann, old.id, hold.id, key="k")


def test_only_ones_own_active_booking_of_the_service_is_replaced(town):
    ann, ben = town.actor("ann"), town.actor("ben")
    bens, plates = town.book(ben).booking, town.book(ann, service="PLATES", office="MAIN").booking
    for other in (bens.id, plates.id, "b-nothing"):
        with pytest.raises(NotFound):
            town.hold(ann, "2026-12-03", replaces=other)
    hold = town.hold(ann, "2026-12-03")
    for booking, held in ((bens.id, hold.id), (plates.id, hold.id), (plates.id, plates.id), (plates.id, bens.id)):
        with pytest.raises(NotFound):
            town.bookings.reschedule(ann, booking, held, key="k")


def test_a_hold_that_replaces_cannot_be_confirmed_beside_the_old_booking(town):
    ann = town.actor()
    old = town.book(ann).booking
    hold = town.hold(ann, "2026-12-03", replaces=old.id)
    with pytest.raises(QuotaReached):
        town.bookings.confirm(ann, hold.id, key="k")


def test_a_cancelled_booking_is_not_moved_or_confirmed(town):
    ann = town.actor()
    old = town.book(ann).booking
    town.bookings.cancel(ann, old.id, key="k")
    hold = town.hold(ann, "2026-12-03")
    with pytest.raises(NotFound):
        town.bookings.reschedule(ann, old.id, hold.id, key="k")
    with pytest.raises(NotFound):
        town.bookings.confirm(ann, old.id, key="k2")


def test_receipts_are_one_to_one_with_changes(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann, quantity=2)
    assert booked.receipt.claims == {
        "service": {"code": "PASSPORT", "zh": "护照", "en": "Passport"},
        "office": {"code": "WEST", "zh": "西厅", "en": "West hall"},
        "slot": {"start": "2026-12-02T09:00:00+08:00", "end": "2026-12-02T10:00:00+08:00"},
        "ref": booked.booking.ref,
        "quantity": 2,
        "fee": {"amount": "240.00", "currency": "CNY"},
    }
    assert booked.receipt.subject == booked.booking.id
    hold = any_town.hold(ann, "2026-12-03", replaces=booked.booking.id)
    any_town.bookings.reschedule(ann, booked.booking.id, hold.id, key="k")
    any_town.bookings.cancel(ann, hold.id, key="k")
    assert any_town.acts() == ["booking.created", "booking.rescheduled", "booking.cancelled"]
    assert any_town.entries() == 3


def test_a_fee_without_a_figure_is_left_out_and_fen_are_exact(town):
    assert "fee" not in town.book(town.actor("ann"), service="PLATES", office="MAIN").receipt.claims
    court = town.book(town.actor("ben"), clock="19:00", service="COURT", office="HALL")
    assert court.receipt.claims["fee"]["amount"] == "40.50"


def test_a_failing_receipt_takes_the_change_back(town, monkeypatch):
    ann = town.actor()
    held = town.hold(ann)

    def refuse(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(town.rooms.receipts, "issue", refuse)
    with pytest.raises(OSError, match="disk full"):
        town.bookings.confirm(ann, held.id, key="k")
    assert town.status(held.id) == "held"


def test_at_sign_in_the_guests_bookings_become_the_persons(any_town):
    guest, person = any_town.actor("ann"), any_town.actor("phone", person="p-ann")
    made = any_town.book(person, service="PLATES", office="MAIN", clock="08:00").booking
    booked = any_town.book(guest, service="PLATES", office="MAIN", clock="10:00").booking
    with any_town.db.write() as session:
        adopt(session, guest.guest, "p-ann")
        any_town.rooms.receipts.adopt(session, guest.guest, "p-ann")
    assert [one.id for one in any_town.bookings.mine(person)] == [made.id, booked.id]
    with pytest.raises(NotFound):
        any_town.bookings.get(guest, booked.id)
    assert any_town.bookings.cancel(person, booked.id, key="k").booking.status == "cancelled"
