"""The calendar file, read back by the library: one entry through all changes, and none left after the end."""

from datetime import timedelta

import icalendar
import pytest

from city.errors import NotFound
from tests.city.booking.test_displacing import close, lift

URL = "https://town.example"


def link_of(town, booking):
    name, _, key = town.bookings.url(booking).removeprefix("/appointments/").partition("?key=")
    return name, key


def read(town, booking, language="zh"):
    text = town.bookings.calendar(*link_of(town, booking), language=language, public_url=URL)
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def state(town, booking):
    calendar, event = read(town, booking)
    return str(calendar["method"]), str(event["status"]), str(event["uid"]), int(event["sequence"])


def test_without_its_key_there_is_none(town):
    ann, ben = town.book(town.actor("ann")).booking, town.book(town.actor("ben"), clock="09:30").booking
    for name, key in (
        (ann.id, ""),
        (ann.id, link_of(town, ben)[1]),
        (ann.id, "é"),
        ("b-none", link_of(town, ann)[1]),
        (ann.ref, "x"),
    ):
        with pytest.raises(NotFound):
            town.bookings.calendar(name, key, language="zh", public_url=URL)
        with pytest.raises(NotFound):
            town.bookings.by_key(name, key)


def test_a_hold_has_none(town):
    held = town.hold(town.actor())
    with pytest.raises(NotFound):
        read(town, held)


def test_what_it_says(town):
    booked = town.book(town.actor()).booking
    calendar, event = read(town, booked)
    assert state(town, booked) == ("PUBLISH", "CONFIRMED", f"{booked.ref}@town.example", 0)
    assert (event.start, event.end) == (booked.start, booked.end)
    assert (str(event["summary"]), str(event["location"])) == ("护照", "西厅, 西路")
    assert "• 身份证" in event["description"] and booked.ref in event["description"]
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [timedelta(hours=-24), timedelta(hours=-2)]
    assert not calendar.errors and not event.errors
    assert str(read(town, booked, "en")[1]["summary"]) == "Passport"


def test_a_move_changes_the_entry_and_a_cancellation_strikes_it_out(any_town):
    ann = any_town.actor()
    old = any_town.book(ann).booking
    hold = any_town.hold(ann, "2026-12-03", replaces=old.id)
    seen = [state(any_town, old)]
    moved = any_town.bookings.reschedule(ann, old.id, hold.id, key="m").new
    seen.append(state(any_town, old))
    assert state(any_town, moved) == seen[-1], "the link in the first message opens the newest state"
    assert read(any_town, old)[1].start == moved.start
    any_town.bookings.cancel(ann, moved.id, key="c")
    seen.append(state(any_town, old))
    assert [one[:2] for one in seen] == [("PUBLISH", "CONFIRMED")] * 2 + [("CANCEL", "CANCELLED")]
    assert len({uid for _, _, uid, _ in seen}) == 1
    numbers = [number for *_, number in seen]
    assert numbers == sorted(set(numbers)), "each change has a higher number"
    assert read(any_town, old)[1].walk("VALARM") == []


def test_a_typhoon_strikes_it_out_and_its_end_brings_it_back(town):
    booked = town.book(town.actor()).booking
    first = state(town, booked)
    closure = close(town)
    gone = state(town, booked)
    lift(town, closure)
    back = state(town, booked)
    assert (gone[:2], back[:2]) == (("CANCEL", "CANCELLED"), ("PUBLISH", "CONFIRMED"))
    assert first[3] < gone[3] < back[3]


def test_nothing_personal_is_in_it(town):
    ann = town.actor("ann", "p-1")
    booked = town.book(ann).booking
    text = town.bookings.calendar(*link_of(town, booked), language="zh", public_url=URL).decode()
    assert all(word not in text for word in (ann.conversation, ann.guest, "p-1"))
    assert "CLASS:PRIVATE" in text
