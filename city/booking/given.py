"""Preparing a rehearsal: slots, closures and bookings that are simply given. Only development mode calls this."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from city.booking import claims, confirming, holding, rows
from city.booking.desk import Desk
from city.booking.models import GivenSlotRow
from city.booking.request import SlotRequest
from city.booking.rooms import Rooms
from city.booking.values import Confirmed
from city.calendar.closures import add_closure
from city.calendar.models import Closure
from city.calendar.service import check_scope
from city.errors import OutsideHorizon
from city.people.access import Actor


def given_slots(session: Session, rooms: Rooms, slot: SlotRequest, seats: int, minutes: int | None = None) -> None:
    """Let the office have exactly ``seats`` seats for the service at that start, open or not; 0 takes it away.

    Args:
        minutes: how long the slot is; by default as long as one person needs there.

    Raises:
        NotFound: the catalogue knows no such service.
        NotBookable: the service is not booked there.
        ValueError: the number of seats is negative.
    """
    holding.bookable(rooms.catalogue, slot)
    if seats < 0:
        raise ValueError("a slot cannot have fewer than no seats")
    length = timedelta(minutes=minutes) if minutes else _length(rooms, slot)
    _give(session, slot, length, seats)


def given_closure(session: Session, rooms: Rooms, closure: Closure) -> str:
    """Close what is in scope for a time; return the closure's id.

    Raises:
        PackError: there is no such district, office or service.
    """
    check_scope(rooms.catalogue, closure)
    return add_closure(session, closure)


def given_booking(session: Session, rooms: Rooms, actor: Actor, slot: SlotRequest) -> Confirmed:
    """Book for the actor, with a receipt. Where no slot is free one is made: lead time and opening do not matter.

    Raises:
        NotFound, NotBookable: there is no such service, or it is not booked there.
        QuotaReached: the actor has an active booking of the service.
        OutsideHorizon: the start has passed.
    """
    desk = Desk(session, rooms, actor)
    service = holding.bookable(rooms.catalogue, slot)
    if slot.start <= desk.now:
        raise OutsideHorizon(why="past", alternatives=())
    row = holding.insert(desk, slot)
    end = claims.take(desk.diary(service), row)
    if end is None:
        _make_room(session, rooms, slot)
        end = claims.take(desk.diary(service), row)
    if end is None:
        raise RuntimeError("a slot that was just given cannot be claimed")
    row.ends_at = end
    receipt = confirming.seal(desk, row)
    return Confirmed(rows.shown(row, desk.now), receipt)


def _make_room(session: Session, rooms: Rooms, slot: SlotRequest) -> None:
    """Give one seat more than were given, in as many slots as the booking needs."""
    length = _length(rooms, slot)
    for n in range(slot.quantity):
        part = SlotRequest(slot.service, slot.office, slot.start + n * length)
        before = session.get(GivenSlotRow, (part.service, part.office, part.start))
        _give(session, part, length, (before.seats if before else 0) + 1)


def _give(session: Session, slot: SlotRequest, length: timedelta, seats: int) -> None:
    key = {"service": slot.service, "office": slot.office, "starts_at": slot.start}
    session.merge(GivenSlotRow(**key, ends_at=slot.start + length, seats=seats))
    session.flush()


def _length(rooms: Rooms, slot: SlotRequest) -> timedelta:
    counter = rooms.catalogue.office(slot.office).counters_for(slot.service)[0]
    return timedelta(minutes=counter.slot_minutes * rooms.catalogue.service(slot.service).units)
