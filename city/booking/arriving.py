"""Turning up: checking in with a number in the queue, an honest estimate of the wait, being served, or not having come."""

from __future__ import annotations

import math
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from city.booking import claims, commands, reminding, rows, rules
from city.booking.contact import owner_of
from city.booking.desk import Desk
from city.booking.lanes import counter_resource
from city.booking.models import BookingRow, ClaimRow, TicketRow
from city.booking.rooms import Rooms
from city.booking.upsert import insert_new
from city.booking.values import Arrival
from city.errors import CheckInClosed, NotFound
from city.receipts.service import ReceiptRef

_FORGOTTEN = timedelta(hours=1)
"""Who was due to be done so long ago has been served, even if nobody wrote it down."""

_LOOK_BACK = timedelta(days=7)


def check_in(desk: Desk, booking: str, key: str) -> tuple[BookingRow, ReceiptRef]:
    """Check in; who has checked in already keeps number and receipt.

    Raises:
        NotFound, CheckInClosed: see `Bookings.check_in`.
    """
    done = commands.begin(desk, "check_in", key)
    row = rows.newest(desk.session, desk.actor, done.booking if done else booking)
    if done and done.receipt:
        return row, desk.receipt(done.receipt)
    receipt = desk.receipt(row.receipt) if row.status == "checked_in" and row.receipt else _arrive(desk, row)
    commands.finish(desk, "check_in", key, row.id, receipt.jti)
    return row, receipt


def _arrive(desk: Desk, row: BookingRow) -> ReceiptRef:
    if row.status != "confirmed":
        raise NotFound
    if not rules.may_check_in(row.starts_at, row.ends_at, desk.now):
        raise CheckInClosed(opens=row.starts_at - rules.CHECK_IN_OPENS, closes=row.ends_at)
    rows.change(desk.session, row, "checked_in")
    reminding.withdraw(desk.rooms, desk.session, row.id)
    number = _next_number(desk, row)
    return desk.issue("booking.checked_in", row, replaces=row.receipt, number=number)


def arrival(session: Session, rooms: Rooms, row: BookingRow) -> Arrival:
    """The number of who has checked in, who is before them, and for how long that may be.

    Raises:
        NotFound: they have not checked in.
    """
    ticket = session.scalars(select(TicketRow).where(TicketRow.booking == row.id)).one_or_none()
    if ticket is None or row.status != "checked_in":
        raise NotFound
    now = rooms.clock.now()
    resources = select(ClaimRow.resource).where(ClaimRow.booking == row.id)
    found = session.execute(
        select(BookingRow.starts_at, BookingRow.ends_at)
        .join(TicketRow, TicketRow.booking == BookingRow.id)
        .where(
            BookingRow.id.in_(select(ClaimRow.booking).where(ClaimRow.resource.in_(resources))),
            BookingRow.status == "checked_in",
            BookingRow.ends_at > now - _FORGOTTEN,
            (BookingRow.starts_at < row.starts_at)
            | ((BookingRow.starts_at == row.starts_at) & (TicketRow.number < ticket.number)),
        )
        .order_by(BookingRow.starts_at, TicketRow.number)
    )
    ahead = [(start, end - start) for start, end in found]
    begins = rules.expected_start(row.starts_at, now, ahead, _seats(session, rooms, row))
    return Arrival(ticket.number, len(ahead), math.ceil((begins - now) / timedelta(minutes=1)))


def serve(session: Session, rooms: Rooms, booking: str) -> ReceiptRef:
    """Write down that who had checked in has been served: the office says so.

    Raises:
        NotFound: nobody waits with this booking.
    """
    row = session.get(BookingRow, booking, with_for_update=True, populate_existing=True)
    if row is None or row.status != "checked_in":
        raise NotFound
    rows.change(session, row, "served")
    claims.drop(session, row.id)
    return Desk(session, rooms, owner_of(row)).issue("booking.served", row, replaces=row.receipt)


def to_miss(session: Session, rooms: Rooms) -> list[str]:
    """The confirmed bookings whose time has passed, at offices that checked people in on that day.

    Of an office that checked in nobody it cannot be said who came.
    """
    now = rooms.clock.now()
    over = select(BookingRow).where(
        BookingRow.status == "confirmed",
        BookingRow.ends_at <= now - rules.NO_SHOW_AFTER,
        BookingRow.ends_at > now - _LOOK_BACK,
    )
    days = {(office, day) for office, day in session.execute(select(TicketRow.office, TicketRow.day).distinct())}
    return [row.id for row in session.scalars(over) if (row.office, rules.local_day(row.starts_at)) in days]


def miss(session: Session, rooms: Rooms, booking: str) -> bool:
    """Write down that nobody came."""
    row = session.get_one(BookingRow, booking, with_for_update=True, populate_existing=True)
    if row.status != "confirmed":
        return False
    rows.change(session, row, "no_show")
    claims.drop(session, row.id)
    Desk(session, rooms, owner_of(row)).issue("booking.no_show", row, replaces=row.receipt)
    return True


def _next_number(desk: Desk, row: BookingRow) -> int:
    """Draw the next number of the office's day; another transaction may be faster at each."""
    place = {"office": row.office, "day": rules.local_day(row.starts_at)}
    while True:
        last = desk.session.scalar(select(func.max(TicketRow.number)).filter_by(**place))
        number = (last or 0) + 1
        if insert_new(desk.session, TicketRow, {**place, "number": number, "booking": row.id, "at": desk.now}):
            return number


def _seats(session: Session, rooms: Rooms, row: BookingRow) -> int:
    """How many are served at once where the booking is; a slot set by hand is reckoned as one."""
    resource = session.scalar(select(ClaimRow.resource).where(ClaimRow.booking == row.id).limit(1))
    office = rooms.catalogue.office(row.office)
    return next((one.seats for one in office.counters if counter_resource(office.code, one.code) == resource), 1)
