"""Booking rows: finding them through the gate, changing their state by compare-and-set, showing them as values."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from city.booking import rules
from city.booking.models import BookingRow
from city.booking.refs import normal_ref
from city.booking.values import Booking, Status
from city.people.access import Actor, visible


def find(session: Session, actor: Actor, name: str, *, lock: bool = False) -> BookingRow:
    """The citizen's booking by its id or its reference; ``lock`` keeps others from changing it until the commit.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    by_id = select(BookingRow).where(BookingRow.id == name)
    by_ref = select(BookingRow).where(BookingRow.ref == normal_ref(name), BookingRow.superseded_by.is_(None))
    return visible(actor, _first(session, by_id, lock) or _first(session, by_ref, lock))


def newest(session: Session, actor: Actor, name: str) -> BookingRow:
    """The booking that the named one has become after all its moves, locked.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = find(session, actor, name, lock=True)
    while row.superseded_by is not None:
        row = find(session, actor, row.superseded_by, lock=True)
    return row


def predecessor(session: Session, actor: Actor, row: BookingRow) -> BookingRow:
    """The booking that this one took the place of.

    Raises:
        NotFound: it took the place of none.
    """
    return visible(actor, session.scalars(select(BookingRow).where(BookingRow.superseded_by == row.id)).first())


def change(session: Session, row: BookingRow, to: Status, **values: object) -> None:
    """Change the state of a booking, if it still is as it was read.

    Raises:
        RuntimeError: it cannot follow, or somebody changed the row although it was locked.
    """
    if to not in rules.FOLLOWS[rules.status(row.status)]:
        raise RuntimeError(f"{to} cannot follow {row.status}")
    done = session.execute(
        update(BookingRow)
        .where(BookingRow.id == row.id, BookingRow.version == row.version)
        .values(status=to, version=row.version + 1, **values)
        .returning(BookingRow.id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        raise RuntimeError(f"booking {row.id} is not at version {row.version} any more")
    session.refresh(row)


def shown(row: BookingRow, now: datetime) -> Booking:
    """The booking as its owner sees it; a hold that ran out is shown as expired before anybody has let it go."""
    status = rules.status(row.status)
    if status == "held" and rules.has_expired(row.hold_expires_at, now):
        status = "expired"
    return Booking(
        id=row.id,
        ref=row.ref,
        service=row.service,
        office=row.office,
        start=row.starts_at,
        end=row.ends_at,
        status=status,
        quantity=row.quantity,
        hold_expires_at=row.hold_expires_at if status in {"held", "expired"} else None,
        version=row.version,
    )


def _first(session: Session, query: Select[BookingRow], lock: bool) -> BookingRow | None:
    """The first row; with ``lock`` read anew and kept from others (SQLite has locked everything already)."""
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()
