"""Closures and bookings: what lies in a closure is displaced with a receipt, and restored when the closure is lifted.

Who was displaced keeps the reference and the place in the quota, may move without a cutoff, and is offered new times.
The closure itself bars the slots; so a booking that was confirmed while the closure was being written, unseen by the
other transaction, is found here the next time (city/jobs).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from city.booking import claims, reminding, rows, rules
from city.booking.contact import owner_of, tell
from city.booking.desk import Desk
from city.booking.models import BookingRow
from city.booking.nearest import nearest
from city.booking.request import SlotRequest
from city.booking.rooms import Rooms
from city.booking.values import SlotOffer
from city.calendar.models import Closure
from city.clock import local
from ledger.encoding import Json

_AHEAD = timedelta(days=400)
"""Longer than the horizon of any counter: no booking is later."""


def to_displace(session: Session, rooms: Rooms) -> list[str]:
    """The confirmed bookings, not over yet, that lie in a closure."""
    closures = _closures(session, rooms)
    if not closures:
        return []
    ahead = _ahead(rooms, "confirmed").where(
        BookingRow.starts_at < max(one.end for one in closures), BookingRow.ends_at > min(one.start for one in closures)
    )
    return [row.id for row in session.scalars(ahead) if _covering(rooms, row, closures)]


def to_restore(session: Session, rooms: Rooms) -> list[str]:
    """The displaced bookings that lie in no closure any more, early enough for their owners to say no."""
    closures = _closures(session, rooms)
    return [
        row.id
        for row in session.scalars(_ahead(rooms, "displaced"))
        if not _covering(rooms, row, closures) and not rules.too_late(row.starts_at, _cutoff(rooms, row), _now(rooms))
    ]


def displace(session: Session, rooms: Rooms, booking: str) -> bool:
    """Displace a booking if it still lies in a closure; tell its owner why, and three other times."""
    row = session.get_one(BookingRow, booking, with_for_update=True, populate_existing=True)
    closure = closure_of(session, rooms, row)
    if row.status != "confirmed" or closure is None:
        return False
    desk = Desk(session, rooms, owner_of(row))
    rows.change(session, row, "displaced")
    claims.drop(session, row.id)
    reminding.withdraw(rooms, session, row.id)
    why: Json = {"reason": closure.reason, "name": {**closure.name.to_json()}}
    desk.issue("booking.displaced", row, replaces=row.receipt, closure=why)
    tell(
        session,
        rooms,
        row,
        "booking_displaced",
        f"displaced:{row.id}:{row.version}",
        reason_zh=closure.name.zh,
        reason_en=closure.name.en,
        offers=" ".join(f"{one.office}@{local(one.start).isoformat()}" for one in alternatives(desk, row)),
    )
    return True


def restore(session: Session, rooms: Rooms, booking: str) -> bool:
    """Confirm a displaced booking again if its closure is gone and its seats are free, and tell its owner."""
    row = session.get_one(BookingRow, booking, with_for_update=True, populate_existing=True)
    if row.status != "displaced" or closure_of(session, rooms, row):
        return False
    desk = Desk(session, rooms, owner_of(row))
    if claims.take(desk.diary(desk.service(row.service)), row) is None:
        return False
    rows.change(session, row, "confirmed")
    desk.issue("booking.restored", row, replaces=row.receipt)
    tell(session, rooms, row, "booking_restored", f"restored:{row.id}:{row.version}")
    return True


def alternatives(desk: Desk, row: BookingRow) -> tuple[SlotOffer, ...]:
    """The free times nearest to the one of a booking."""
    diary = desk.diary(desk.service(row.service))
    return nearest(diary, SlotRequest(row.service, row.office, row.starts_at, row.quantity))


def closure_of(session: Session, rooms: Rooms, row: BookingRow) -> Closure | None:
    """The closure that a booking lies in, wholly or in part."""
    first, last = local(row.starts_at).date(), local(row.ends_at).date()
    return _covering(rooms, row, rooms.calendar.closures(session, first, last))


def _covering(rooms: Rooms, row: BookingRow, closures: Iterable[Closure]) -> Closure | None:
    office = rooms.catalogue.office(row.office)
    place = {"district": office.district, "office": office.code, "service": row.service}
    for closure in closures:
        if closure.start < row.ends_at and row.starts_at < closure.end and closure.covers(**place):
            return closure
    return None


def _closures(session: Session, rooms: Rooms) -> tuple[Closure, ...]:
    today = local(_now(rooms)).date()
    return rooms.calendar.closures(session, today, today + _AHEAD)


def _ahead(rooms: Rooms, status: str) -> Select[BookingRow]:
    return (
        select(BookingRow)
        .where(BookingRow.status == status, BookingRow.ends_at > _now(rooms))
        .order_by(BookingRow.starts_at)
    )


def _now(rooms: Rooms) -> datetime:
    return rooms.clock.now()


def _cutoff(rooms: Rooms, row: BookingRow) -> int:
    return rooms.catalogue.service(row.service).cutoff_minutes
