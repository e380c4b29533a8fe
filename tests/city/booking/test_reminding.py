"""Reminders: a day and two hours ahead, each once, and none of a booking that is not confirmed any more."""

from datetime import datetime, timedelta

import pytest

from city.booking import rules
from city.clock import SHANGHAI
from tests.city.booking.test_concurrency import together
from tests.city.booking.test_displacing import close, lift

START = datetime(2026, 12, 2, 9, 0, tzinfo=SHANGHAI)
LONG_AGO = START - timedelta(days=8)


def reminders(town):
    return [message for message in town.rooms.outbox.newest(500) if message.template.startswith("reminder_")]


def kinds(town):
    return sorted(message.template for message in reminders(town))


def at(town, day, clock):
    town.clock.at = town.at(day, clock)
    return town.upkeep.step().reminded


@pytest.mark.parametrize(
    ("booked", "now", "kind"),
    [
        (LONG_AGO, timedelta(hours=24, seconds=1), None),
        (LONG_AGO, timedelta(hours=24), "day"),
        (LONG_AGO, timedelta(hours=2, seconds=1), "day"),
        (LONG_AGO, timedelta(hours=2), "hours"),
        (LONG_AGO, timedelta(seconds=1), "hours"),
        (LONG_AGO, timedelta(), None),
        (LONG_AGO, timedelta(minutes=-1), None),
        (START - timedelta(hours=20), timedelta(hours=19), None),
        (START - timedelta(hours=20), timedelta(hours=1), "hours"),
        (START - timedelta(hours=24), timedelta(hours=24), None),
        (START - timedelta(hours=1), timedelta(minutes=50), None),
    ],
)
def test_which_reminder_is_due(booked, now, kind):
    assert rules.reminder_due(START, booked, START - now) == kind


def test_nothing_is_due_early(any_town):
    any_town.book(any_town.actor())
    assert at(any_town, "2026-12-01", "08:59") == 0
    assert reminders(any_town) == []


def test_a_hold_is_not_reminded_of(town):
    town.clock.at = town.at("2026-12-01", "08:55")
    town.hold(town.actor())
    assert at(town, "2026-12-01", "09:01") == 0


def test_each_goes_out_once(any_town):
    any_town.book(any_town.actor())
    assert [at(any_town, "2026-12-01", clock) for clock in ("09:00", "09:01", "20:00")] == [1, 0, 0]
    assert [at(any_town, "2026-12-02", clock) for clock in ("06:59", "07:00", "08:59", "09:00", "12:00")] == [
        0,
        1,
        0,
        0,
        0,
    ]
    assert kinds(any_town) == ["reminder_day", "reminder_hours"]


def test_after_standing_still_the_last_one_alone_is_sent(any_town):
    any_town.book(any_town.actor())
    assert at(any_town, "2026-12-02", "07:30") == 1
    assert kinds(any_town) == ["reminder_hours"]


def test_many_at_work_at_once_send_one(any_town):
    any_town.book(any_town.actor())
    any_town.clock.at = any_town.at("2026-12-01", "09:30")
    assert sum(step.reminded for step in together(8, lambda _n: any_town.upkeep.step())) == 1
    assert kinds(any_town) == ["reminder_day"]


def test_one_that_dies_half_way_sends_it_the_next_time(town, monkeypatch):
    """The reminder and its mark are one transaction: neither is there without the other."""
    town.book(town.actor())
    with monkeypatch.context() as patch:
        patch.setattr(town.rooms.outbox, "put", lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            at(town, "2026-12-01", "09:00")
    assert reminders(town) == []
    assert at(town, "2026-12-01", "09:01") == 1


def test_none_after_a_cancellation(any_town):
    ann = any_town.actor()
    any_town.bookings.cancel(ann, any_town.book(ann).booking.id, key="k")
    assert at(any_town, "2026-12-01", "09:00") == at(any_town, "2026-12-02", "07:00") == 0
    assert reminders(any_town) == []


def test_one_that_was_not_sent_yet_is_taken_back(any_town):
    """The outbox is a queue: between writing a reminder and sending it the booking may be cancelled."""
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    booked = any_town.book(ann, office="MAIN").booking
    other = any_town.book(ben, office="MAIN").booking
    at(any_town, "2026-12-01", "09:00")
    any_town.bookings.cancel(ann, booked.id, key="k")
    assert [message.params["ref"] for message in any_town.rooms.outbox.waiting()] == [other.ref]


def test_cancelling_and_reminding_at_once_leave_no_reminder(any_town):
    citizens = [any_town.actor(str(n)) for n in range(8)]
    booked = [any_town.book(who, clock=f"{8 + n // 2:02}:00", office="MAIN").booking for n, who in enumerate(citizens)]
    any_town.clock.at = any_town.at("2026-12-01", "12:00")

    def act(n):
        if n % 2:
            return any_town.upkeep.step()
        return any_town.bookings.cancel(citizens[n // 2], booked[n // 2].id, key="k")

    together(16, act)
    any_town.upkeep.step()
    assert kinds(any_town) == []


def test_what_was_sent_stays_sent(town):
    ann = town.actor()
    booked = town.book(ann).booking
    at(town, "2026-12-01", "09:00")
    town.rooms.outbox.sent(town.rooms.outbox.waiting()[0].id)
    town.bookings.cancel(ann, booked.id, key="k")
    assert kinds(town) == ["reminder_day"]


def test_a_moved_booking_is_reminded_of_at_its_new_time(any_town):
    ann = any_town.actor()
    old = any_town.book(ann).booking
    at(any_town, "2026-12-01", "09:00")
    hold = any_town.hold(ann, "2026-12-03", replaces=old.id)
    any_town.bookings.reschedule(ann, old.id, hold.id, key="m")
    assert reminders(any_town) == []
    assert at(any_town, "2026-12-02", "07:00") == 0
    assert at(any_town, "2026-12-02", "09:00") == 1
    assert reminders(any_town)[0].params["start"] == "2026-12-03T09:00:00+08:00"


def test_none_of_a_displaced_booking_and_the_rest_after_it_was_restored(any_town):
    any_town.book(any_town.actor())
    at(any_town, "2026-12-01", "09:00")
    closure = close(any_town)
    assert reminders(any_town) == []
    assert at(any_town, "2026-12-01", "10:00") == 0
    lift(any_town, closure)
    assert at(any_town, "2026-12-02", "07:00") == 1


def test_it_says_what_to_bring_and_how_to_cancel(town):
    ann = town.actor()
    booked = town.book(ann).booking
    at(town, "2026-12-01", "09:00")
    (message,) = reminders(town)
    assert message.to == ann.conversation, "a guest is reached in the conversation"
    assert message.params["ref"] == booked.ref
    assert message.params["documents_zh"] == "身份证、照片" and message.params["documents_en"] == "ID card, photo"
    assert message.params["may_cancel"] == 1
    booking, _, key = str(message.params["url"]).removeprefix("/appointments/").partition("?key=")
    owner, shown = town.bookings.by_key(booking, key)
    assert shown.id == booked.id
    assert town.bookings.cancel(owner, shown.id, key="one tap").booking.status == "cancelled"
    assert town.bookings.mine(ann) == []


def test_cancelling_too_late_is_not_offered(town):
    town.book(town.actor())
    at(town, "2026-12-02", "07:01")
    assert [message.params["may_cancel"] for message in reminders(town)] == [0]


def test_the_phone_of_a_person_is_used(town):
    from city.clock import SystemClock
    from city.people.models import Person

    with town.db.write() as session:
        session.add(Person(id="p-1", phone_digest="x", phone_token="phone#7KQ2M9XA", created_at=SystemClock().now()))
    town.book(town.actor("ann", "p-1"))
    at(town, "2026-12-01", "09:00")
    assert [message.to for message in reminders(town)] == ["phone#7KQ2M9XA"]
