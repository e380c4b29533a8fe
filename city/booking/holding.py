"""Holding a slot for ten minutes, and letting it go."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.booking import claims, commands, quota, rows, rules
from city.booking.desk import Desk
from city.booking.diary import Diary
from city.booking.models import BookingRow
from city.booking.nearest import nearest
from city.booking.refs import new_ref
from city.booking.request import SlotRequest
from city.catalogue.catalogue import Catalogue
from city.catalogue.models import Service
from city.errors import HoldExpired, NotBookable, NotFound, OutsideHorizon, QuotaReached, SlotTaken
from city.ids import new_id
from city.people.access import theirs


def hold(desk: Desk, wanted: SlotRequest, key: str) -> BookingRow:
    """Hold a slot. An older hold of the citizen for the service is let go.

    Raises:
        NotFound, NotBookable, QuotaReached, OutsideHorizon, SlotTaken: see `Bookings.hold`.
    """
    if done := commands.begin(desk, "hold", key):
        return rows.find(desk.session, desk.actor, done.booking)
    service = bookable(desk.rooms.catalogue, wanted)
    _check_quota(desk, service, wanted.replaces)
    for older in _holds(desk, service.code):
        let_go(desk.session, older)
    diary = desk.diary(service)
    check_open(diary, wanted)
    row = insert(desk, wanted)
    end = claims.take(diary, row)
    if end is None:
        raise SlotTaken(nearest(diary, wanted))
    row.ends_at = end
    commands.finish(desk, "hold", key, row.id)
    return row


def extend(desk: Desk, booking: str) -> BookingRow:
    """Keep a hold longer. That it was before is seen by its lasting longer than a hold does; then it stays as it is.

    Raises:
        NotFound, HoldExpired: see `Bookings.extend`.
    """
    row = rows.find(desk.session, desk.actor, booking, lock=True)
    until = row.hold_expires_at
    if row.status == "held" and until and desk.now < until:
        if until <= row.created_at + rules.HOLD:
            row.hold_expires_at = max(until, rules.hold_until(desk.now, row.starts_at))
            desk.session.flush()
        return row
    raise HoldExpired(
        nearest(desk.diary(desk.service(row.service)), SlotRequest(row.service, row.office, row.starts_at))
    )


def let_go(session: Session, row: BookingRow) -> None:
    """Release a hold. Others see the slot at once: it was never anybody's."""
    rows.change(session, row, "released")
    claims.drop(session, row.id)


def bookable(catalogue: Catalogue, wanted: SlotRequest) -> Service:
    """The service of a request that may be booked at its office.

    Raises:
        NotFound: the catalogue knows no such service.
        NotBookable: the service takes no appointments, not there, or not for so many.
    """
    service = catalogue.service(wanted.service)
    offices = service.offices if service.bookable else ()
    if wanted.office not in offices:
        raise NotBookable(service=service.code, offices=offices)
    if not 1 <= wanted.quantity <= service.max_quantity:
        raise NotBookable(service=service.code, offices=offices, max_quantity=service.max_quantity)
    return service


def check_open(diary: Diary, wanted: SlotRequest) -> None:
    """Check that the rules offer the slot, whoever has it.

    Raises:
        OutsideHorizon: it is past, too soon or too far ahead (``why``); with alternatives.
        SlotTaken: no slot starts then: the office is closed, or slots start at other times.
    """
    start, day = wanted.start, rules.local_day(wanted.start)
    if start <= diary.now:
        raise OutsideHorizon(why="past", alternatives=nearest(diary, wanted))
    if day > diary.last_day:
        raise OutsideHorizon(why="beyond_horizon", alternatives=nearest(diary, wanted))
    found = diary.lanes(diary.office(wanted.office), day)
    if any(start in lane.seats for lane in found):
        return
    for lane in found:
        if start in lane.barred:
            raise OutsideHorizon(why=lane.barred[start], alternatives=nearest(diary, wanted))
    raise SlotTaken(nearest(diary, wanted))


def insert(desk: Desk, wanted: SlotRequest) -> BookingRow:
    """Write a held booking that has no claims yet; its end is known when they are made."""
    now = desk.now
    row = BookingRow(
        id=new_id("b"),
        ref=new_ref(desk.session),
        owner=desk.actor.owner,
        conversation=desk.actor.conversation,
        service=wanted.service,
        office=wanted.office,
        starts_at=wanted.start,
        ends_at=wanted.start + rules.HOLD,
        quantity=wanted.quantity,
        status="held",
        version=1,
        hold_expires_at=rules.hold_until(now, wanted.start),
        created_at=now,
    )
    desk.session.add(row)
    desk.session.flush()
    return row


def unexpired(desk: Desk, service: str) -> list[BookingRow]:
    """The citizen's holds of a service that have not run out."""
    return [row for row in _holds(desk, service) if not rules.has_expired(row.hold_expires_at, desk.now)]


def _holds(desk: Desk, service: str) -> list[BookingRow]:
    mine = (theirs(desk.actor, BookingRow.owner), BookingRow.service == service, BookingRow.status == "held")
    return list(desk.session.scalars(select(BookingRow).where(*mine).order_by(BookingRow.id).with_for_update()))


def _check_quota(desk: Desk, service: Service, replaces: str | None) -> None:
    """Refuse a hold that could never be confirmed. One that replaces an active booking takes over its place.

    Raises:
        QuotaReached: the citizen has all the bookings of this service that one may have.
        NotFound: the booking to be replaced is not active, not of this service, or not theirs.
    """
    active = quota.active(desk, service.code)
    if replaces is not None:
        old = rows.newest(desk.session, desk.actor, replaces)
        displaced = old.status == "displaced" and old.service == service.code  # also when its own time has passed
        if not displaced and old.id not in {row.id for row in active if row.status == "confirmed"}:
            raise NotFound
    elif len(active) >= service.quota:
        raise QuotaReached(rows.shown(active[0], desk.now))
