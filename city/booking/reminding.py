"""Reminders a day and two hours ahead: each once, never for a booking that is not confirmed any more."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.booking import rules
from city.booking.contact import tell
from city.booking.models import BookingRow, ReminderRow
from city.booking.rooms import Rooms
from city.booking.upsert import insert_new

_FIRST = max(rules.REMINDERS.values())


def due(session: Session, rooms: Rooms) -> list[str]:
    """The confirmed bookings that are to be reminded of now."""
    now = rooms.clock.now()
    soon = (BookingRow.status == "confirmed", BookingRow.starts_at > now, BookingRow.starts_at <= now + _FIRST)
    rows = session.scalars(select(BookingRow).where(*soon).order_by(BookingRow.starts_at)).all()
    ids = select(BookingRow.id).where(*soon)
    found = session.execute(select(ReminderRow.booking, ReminderRow.kind).where(ReminderRow.booking.in_(ids)))
    sent = {(booking, kind) for booking, kind in found}
    kinds = ((row.id, rules.reminder_due(row.starts_at, row.created_at, now)) for row in rows)
    return [booking for booking, kind in kinds if kind is not None and (booking, kind) not in sent]


def remind(session: Session, rooms: Rooms, booking: str) -> bool:
    """Queue the reminder that is due of a booking, after reading its state anew under a lock; say whether one was."""
    row = session.get(BookingRow, booking, with_for_update=True, populate_existing=True)
    if row is None or row.status != "confirmed":
        return False
    kind = rules.reminder_due(row.starts_at, row.created_at, rooms.clock.now())
    if kind is None or not insert_new(session, ReminderRow, {"booking": row.id, "kind": kind}):
        return False
    documents = rooms.catalogue.service(row.service).documents
    tell(
        session,
        rooms,
        row,
        f"reminder_{kind}",
        _key(row.id, kind),
        documents_zh="、".join(one.zh for one in documents),
        documents_en=", ".join(one.en for one in documents),
        may_cancel=int(not rules.too_late(row.starts_at, _cutoff(rooms, row), rooms.clock.now())),
    )
    return True


def withdraw(rooms: Rooms, session: Session, booking: str) -> None:
    """Take back what has not been sent yet, in the transaction after which it would not be true."""
    rooms.outbox.withdraw(session, _key(booking, ""))


def _cutoff(rooms: Rooms, row: BookingRow) -> int:
    return rooms.catalogue.service(row.service).cutoff_minutes


def _key(booking: str, kind: str) -> str:
    return f"reminder:{booking}:{kind}"
