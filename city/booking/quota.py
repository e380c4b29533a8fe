"""Quota: how many active bookings of a service a citizen may have. Its places are rows, so the database counts too."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from city.booking.desk import Desk
from city.booking.models import BookingRow, QuotaRow
from city.booking.upsert import insert_new
from city.catalogue.models import Service
from city.people.access import theirs


def active(desk: Desk, service: str) -> list[BookingRow]:
    """The citizen's bookings of a service that are not over, displaced ones too: they are still to be moved."""
    rows = select(BookingRow).where(
        theirs(desk.actor, BookingRow.owner),
        BookingRow.service == service,
        BookingRow.status.in_(("confirmed", "displaced", "checked_in")),
        BookingRow.ends_at > desk.now,
    )
    return list(desk.session.scalars(rows.order_by(BookingRow.starts_at)))


def take_place(desk: Desk, service: Service, booking: str) -> bool:
    """Take one of the citizen's places for a booking; places of bookings that are over are free again."""
    free_places(desk.session, _over(desk, service.code))
    return any(
        insert_new(
            desk.session,
            QuotaRow,
            {"owner": desk.actor.owner, "service": service.code, "place": place, "booking": booking},
        )
        for place in range(1, service.quota + 1)
    )


def free_places(session: Session, bookings: Iterable[str]) -> None:
    """Give the places of bookings back."""
    session.execute(delete(QuotaRow).where(QuotaRow.booking.in_(list(bookings))))


def hand_over(desk: Desk, service: Service, old: str, new: str) -> bool:
    """Let a booking have the place of the one it supersedes, or, if that was over and had lost it, one of its own."""
    handed = update(QuotaRow).where(QuotaRow.booking == old).values(booking=new).returning(QuotaRow.booking)
    return desk.session.execute(handed).first() is not None or take_place(desk, service, new)


def _over(desk: Desk, service: str) -> Iterable[str]:
    return desk.session.scalars(
        select(QuotaRow.booking)
        .join(BookingRow, BookingRow.id == QuotaRow.booking)
        .where(QuotaRow.owner == desk.actor.owner, QuotaRow.service == service, BookingRow.ends_at <= desk.now)
    )
