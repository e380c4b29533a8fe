"""A typhoon takes what lies in it, with receipts and new times; when it passes early, what can be is restored."""

import secrets

import pytest

from city.booking.given import given_closure
from city.booking.upkeep import Upkeep
from city.calendar.closures import lift_closure
from city.calendar.models import Closure
from city.errors import HoldExpired, NotFound, OutsideHorizon, QuotaReached, SlotTaken
from city.text import Text
from tests.city.booking.books import audit

TYPHOON = Text("台风红色预警", "Typhoon red alert")


def close(town, start="2026-12-02T00:00", end="2026-12-03T00:00", *, scope="city", code="", upkeep=True):
    day = [town.at(*moment.split("T")) for moment in (start, end)]
    with town.db.write() as session:
        closure = given_closure(session, town.rooms, Closure(scope, code, *day, "typhoon", TYPHOON))
    if upkeep:
        town.upkeep.step()
    return closure


def lift(town, closure):
    with town.db.write() as session:
        lifted = lift_closure(session, closure, town.clock.now())
    town.upkeep.step()
    return lifted


def told(town, template):
    return [message for message in town.rooms.outbox.newest(500) if message.template == template]


def test_what_lies_outside_is_not_displaced(any_town):
    for n, more in enumerate(({"day": "2026-12-01"}, {"day": "2026-12-03", "clock": "08:00"})):
        any_town.book(any_town.actor(str(n)), **more)
    close(any_town)
    assert any_town.acts() == ["booking.created"] * 2
    assert told(any_town, "booking_displaced") == []


@pytest.mark.parametrize(
    ("scope", "code", "displaced"),
    [("city", "", True), ("district", "south", True), ("office", "WEST", True), ("service", "PASSPORT", True),
     ("district", "north", False), ("office", "MAIN", False), ("service", "PLATES", False)],
)  # fmt: skip
def test_a_closure_displaces_in_its_scope(town, scope, code, displaced):
    booked = town.book(town.actor()).booking
    close(town, scope=scope, code=code)
    assert town.status(booked.id) == ("displaced" if displaced else "confirmed")


@pytest.mark.parametrize(
    ("start", "end", "displaced"),
    [("09:29", "12:00", True), ("09:30", "12:00", False), ("08:00", "09:01", True), ("08:00", "09:00", False)],
)
def test_the_ends_of_a_closure_are_exact(town, start, end, displaced):
    booked = town.book(town.actor(), clock="09:00").booking
    close(town, f"2026-12-02T{start}", f"2026-12-02T{end}")
    assert town.status(booked.id) == ("displaced" if displaced else "confirmed")


def test_many_are_displaced_each_with_a_receipt_and_new_times(any_town):
    citizens = [any_town.actor(str(n)) for n in range(20)]
    for n, who in enumerate(citizens):
        any_town.book(who, clock=f"{8 + n // 6:02}:{n // 3 % 2 * 30:02}", office=("MAIN", "MAIN", "WEST")[n % 3])
    close(any_town)
    assert any_town.acts() == ["booking.created"] * 20 + ["booking.displaced"] * 20
    assert any_town.claims() == 0
    messages = told(any_town, "booking_displaced")
    assert len({message.to for message in messages}) == 20
    for message in messages:
        offers = str(message.params["offers"]).split()
        assert len(offers) == 3 and not any("2026-12-02" in offer for offer in offers)
        assert message.params["reason_en"] == TYPHOON.en
    any_town.upkeep.step()
    assert any_town.entries() == 40 and len(told(any_town, "booking_displaced")) == 20
    audit(any_town)


def test_the_receipt_names_the_closure_and_replaces_the_old_one(town):
    ann = town.actor()
    booked = town.book(ann)
    close(town)
    receipt = town.rooms.receipts.latest(ann)
    assert receipt.act == "booking.displaced"
    assert receipt.claims["closure"] == {"reason": "typhoon", "name": TYPHOON.to_json()}
    assert receipt.claims["ref"] == booked.booking.ref


def test_a_displaced_booking_is_still_shown_and_moved_without_a_cutoff(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann).booking
    close(any_town)
    any_town.clock.at = any_town.at("2026-12-02", "08:59")
    (shown,) = any_town.bookings.mine(ann)
    assert (shown.ref, shown.status) == (booked.ref, "displaced")
    offer = any_town.bookings.alternatives(ann, booked.id)[0]
    hold = any_town.bookings.hold(ann, offer.service, offer.office, offer.start, replaces=booked.id, key="h")
    moved = any_town.bookings.reschedule(ann, booked.id, hold.id, key="m")
    assert (moved.new.status, moved.new.ref) == ("confirmed", booked.ref)
    assert any_town.acts() == ["booking.created", "booking.displaced", "booking.rescheduled"]
    audit(any_town)


def test_it_can_be_moved_after_its_own_time_has_passed(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann).booking
    close(any_town)
    any_town.clock.at = any_town.at("2026-12-04", "08:00")
    assert any_town.upkeep.step().missed == 0
    hold = any_town.hold(ann, "2026-12-07", replaces=booked.id)
    assert any_town.bookings.reschedule(ann, booked.id, hold.id, key="m").new.ref == booked.ref
    with pytest.raises(QuotaReached):
        any_town.hold(ann, "2026-12-08")
    audit(any_town)


def test_a_second_booking_beside_the_displaced_one_ends_its_claim_on_a_place(any_town):
    """After its time has passed one may book anew; then the displaced one cannot be moved beside it."""
    ann = any_town.actor()
    booked = any_town.book(ann).booking
    close(any_town)
    any_town.clock.at = any_town.at("2026-12-04", "08:00")
    hold = any_town.hold(ann, "2026-12-07", replaces=booked.id)
    any_town.book(ann, "2026-12-08")
    with pytest.raises((QuotaReached, HoldExpired)):
        any_town.bookings.reschedule(ann, booked.id, hold.id, key="m")
    audit(any_town)


def test_it_counts_as_a_booking_and_cannot_be_confirmed_again(town):
    ann = town.actor()
    booked = town.book(ann).booking
    close(town)
    with pytest.raises(QuotaReached):
        town.hold(ann, "2026-12-07")
    with pytest.raises(NotFound):
        town.bookings.confirm(ann, booked.id, key="again")
    with pytest.raises(NotFound):
        town.bookings.alternatives(town.actor("ben"), booked.id)


def test_it_can_be_cancelled_at_any_time(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann).booking
    close(any_town)
    any_town.clock.at = any_town.at("2026-12-02", "09:10")
    assert any_town.bookings.cancel(ann, booked.id, key="k").booking.status == "cancelled"
    assert any_town.book(ann, "2026-12-07").booking.status == "confirmed"
    audit(any_town)


def test_lifting_restores_what_can_be(any_town):
    """Ben has taken other plans, and Cat's time is so near that she could not say no any more."""
    ann, ben, cat = (any_town.actor(name) for name in ("ann", "ben", "cat"))
    bookings = [
        any_town.book(who, clock=clock).booking for who, clock in ((ann, "11:00"), (ben, "11:30"), (cat, "08:30"))
    ]
    closure = close(any_town)
    any_town.bookings.cancel(ben, bookings[1].id, key="k")
    any_town.clock.at = any_town.at("2026-12-02", "07:00")
    assert lift(any_town, closure)
    assert [any_town.status(one.id) for one in bookings] == ["confirmed", "cancelled", "displaced"]
    assert any_town.claims() == 1
    assert any_town.acts()[-1] == "booking.restored"
    assert [message.params["ref"] for message in told(any_town, "booking_restored")] == [bookings[0].ref]
    audit(any_town)


def test_a_seat_that_is_gone_is_not_restored(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    booked = any_town.book(ann, clock="11:00").booking
    closure = close(any_town)
    with any_town.db.write() as session:
        lift_closure(session, closure, any_town.clock.now())
    any_town.book(ben, clock="11:00")
    assert any_town.upkeep.step().restored == 0
    assert any_town.status(booked.id) == "displaced"
    audit(any_town)


def test_displaced_again_after_it_was_restored(any_town):
    ann = any_town.actor()
    any_town.book(ann)
    lift(any_town, close(any_town))
    close(any_town)
    assert any_town.acts() == [f"booking.{act}" for act in ("created", "displaced", "restored", "displaced")]
    assert len(told(any_town, "booking_displaced")) == 2
    audit(any_town)


def test_lifting_nothing(town):
    assert not lift(town, "cl-none")
    closure = close(town)
    assert lift(town, closure)
    assert not lift(town, closure)


def test_what_is_not_confirmed_yet_is_refused_in_a_closure(any_town):
    ann = any_town.actor()
    held = any_town.hold(ann)
    close(any_town, upkeep=False)
    with pytest.raises(SlotTaken):
        any_town.bookings.confirm(ann, held.id, key=secrets.token_hex(4))
    with pytest.raises((SlotTaken, OutsideHorizon)):
        any_town.book(any_town.actor("ben"))


def test_one_that_fails_keeps_nobody_else_waiting(town, monkeypatch):
    for name in ("ann", "ben"):
        town.book(town.actor(name), office="MAIN")
    issue, calls = town.rooms.receipts.issue, []

    def fail_once(*args, **more):
        calls.append(args)
        if len(calls) == 1:
            raise RuntimeError
        return issue(*args, **more)

    monkeypatch.setattr(town.rooms.receipts, "issue", fail_once)
    assert Upkeep(town.db, town.rooms).step().displaced == 0
    close(town, upkeep=False)
    assert town.upkeep.step().displaced == 1
    assert town.upkeep.step().displaced == 1
    audit(town)


def test_two_at_work_at_once_displace_once(any_town):
    from tests.city.booking.test_concurrency import together

    for n in range(6):
        any_town.book(any_town.actor(str(n)), clock=f"{8 + n // 2:02}:00", office="MAIN")
    close(any_town, upkeep=False)
    steps = together(4, lambda _n: any_town.upkeep.step())
    assert sum(step.displaced for step in steps) == 6
    assert any_town.acts().count("booking.displaced") == 6 == len(told(any_town, "booking_displaced"))
    audit(any_town)
