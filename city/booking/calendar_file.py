"""An appointment for a calendar: RFC 5545 by the ``icalendar`` library, with the methods of RFC 5546.

The UID stays the same for as long as the reference does, and SEQUENCE grows with every change, also over a move. So a
calendar that reads the file again changes its entry, and a cancelled appointment leaves no ghost behind.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import icalendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from city.booking import rules
from city.booking.contact import link
from city.booking.models import BookingRow
from city.booking.rooms import Rooms
from city.errors import NotFound

_GONE = frozenset({"cancelled", "displaced"})
_NEVER = frozenset({"held", "released", "expired"})
_FIRST = 2
"""The version of a booking that has just been confirmed."""


def calendar_file(session: Session, rooms: Rooms, row: BookingRow, language: str, public_url: str) -> bytes:
    """Return the file of a booking that nothing has superseded.

    Raises:
        NotFound: it was never confirmed.
    """
    if row.status in _NEVER:
        raise NotFound
    gone = row.status in _GONE
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Shimin//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    event = _event(rooms, row, language, public_url)
    event.add("sequence", _sequence(session, row))
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    if not gone:
        for ahead in rules.REMINDERS.values():
            event.add_component(_alarm(str(event["summary"]), ahead))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(rooms: Rooms, row: BookingRow, language: str, public_url: str) -> icalendar.Event:
    service, office = rooms.catalogue.service(row.service), rooms.catalogue.office(row.office)
    url = f"{public_url}{link(rooms.envelope, row.id)}"
    papers = [f"• {document.get(language)}" for document in service.documents]
    organizer = icalendar.vCalAddress(public_url)
    organizer.params["CN"] = icalendar.vText(service.department.get(language))
    event = icalendar.Event()
    event.add("uid", f"{row.ref}@{urlsplit(public_url).hostname}")
    event.add("dtstamp", rooms.clock.now())
    event.add("dtstart", row.starts_at)
    event.add("dtend", row.ends_at)
    event.add("summary", service.name.get(language))
    event.add("location", f"{office.name.get(language)}, {office.address.get(language)}")
    event.add("description", "\n".join([row.ref, *papers, office.phone, url]))
    event.add("organizer", organizer)
    event.add("url", url)
    event.add("class", "PRIVATE")
    return event


def _alarm(text: str, ahead: timedelta) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -ahead)
    return alarm


def _sequence(session: Session, row: BookingRow) -> int:
    """How often the appointment has changed: the bookings of a chain of moves share the reference."""
    versions = session.scalar(select(func.sum(BookingRow.version)).where(BookingRow.ref == row.ref))
    return max(0, int(versions or 0) - _FIRST)
