"""Claims: the rows that say who has a seat. Taking one is an insert that the primary key lets succeed once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from city.booking.diary import Diary
from city.booking.lanes import Lane
from city.booking.models import BookingRow, ClaimRow, CooldownRow
from city.booking.upsert import insert_new
from city.clock import local


def take(diary: Diary, row: BookingRow) -> datetime | None:
    """Claim the slot of a booking that is in the database, all its units or none, and return its end.

    Returns:
        None when no lane of the office has room any more.
    """
    for lane in diary.lanes(diary.office(row.office), local(row.starts_at).date()):
        if row.starts_at not in diary.room(lane, row.quantity):
            continue
        starts = [row.starts_at + n * lane.step for n in range(lane.units * row.quantity)]
        reclaim_expired(diary.session, lane.resource, starts, diary.now)
        if all(_take_seat(diary, row.id, lane, at) for at in starts):
            return starts[-1] + lane.step
        drop(diary.session, row.id)
    return None


def drop(session: Session, booking: str) -> list[ClaimRow]:
    """Give back all claims of a booking and return what they were."""
    rows = list(session.scalars(select(ClaimRow).where(ClaimRow.booking == booking)))
    session.execute(delete(ClaimRow).where(ClaimRow.booking == booking))
    for row in rows:
        session.expunge(row)
    return rows


def cool_down(session: Session, claims: Iterable[ClaimRow], owner: str, reopens_at: datetime) -> None:
    """Keep given-back seats from everybody but their owner for a while."""
    for claim in claims:
        session.merge(
            CooldownRow(
                resource=claim.resource,
                starts_at=claim.starts_at,
                seat=claim.seat,
                reopens_at=reopens_at,
                owner=owner,
            )
        )
    session.flush()


def reclaim_expired(session: Session, resource: str, starts: list[datetime], now: datetime) -> None:
    """Let the expired holds on these slots go, so that their seats can be claimed.

    A hold whose row another transaction is working on is left alone: its seat stays taken for this attempt, and two
    transactions never wait for each other.
    """
    expired = session.scalars(
        select(BookingRow.id)
        .join(ClaimRow, ClaimRow.booking == BookingRow.id)
        .where(
            ClaimRow.resource == resource,
            ClaimRow.starts_at.in_(starts),
            BookingRow.status == "held",
            BookingRow.hold_expires_at <= now,
        )
        .with_for_update(skip_locked=True, of=BookingRow)
    )
    for booking in set(expired):
        session.execute(
            update(BookingRow)
            .where(BookingRow.id == booking, BookingRow.status == "held")
            .values(status="expired", version=BookingRow.version + 1)
        )
        drop(session, booking)


def _take_seat(diary: Diary, booking: str, lane: Lane, start: datetime) -> bool:
    """Claim the lowest free seat of one slot; another transaction may be faster at each."""
    taken = diary.taken(lane, start)
    for seat in (seat for seat in range(1, lane.seats[start] + 1) if seat not in taken):
        slot = {"resource": lane.resource, "starts_at": start, "seat": seat}
        if insert_new(diary.session, ClaimRow, {**slot, "booking": booking}):
            diary.session.execute(delete(CooldownRow).filter_by(**slot))
            return True
    return False
