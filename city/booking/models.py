"""Tables of the bookings. No personal data: owners are ids, everything else is codes and times (UTC)."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, UtcDateTime

_ID = String(32)
_CODE = String(32)
_OWNER = String(64)
_RESOURCE = String(100)
_NOT_SUPERSEDED = text("superseded_by IS NULL")


class BookingRow(Base):
    """One booking, from its hold to its end. ``version`` counts its transitions."""

    __tablename__ = "booking"
    __table_args__ = (
        # A moved booking keeps its reference, so only the last of a chain must be unique.
        Index("uq_booking_ref", "ref", unique=True, sqlite_where=_NOT_SUPERSEDED, postgresql_where=_NOT_SUPERSEDED),
        Index("ix_booking_owner_status", "owner", "status"),
        CheckConstraint("starts_at < ends_at", name="order"),
    )

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    ref: Mapped[str] = mapped_column(String(9))
    owner: Mapped[str] = mapped_column(_OWNER)
    conversation: Mapped[str] = mapped_column(_OWNER)
    service: Mapped[str] = mapped_column(_CODE)
    office: Mapped[str] = mapped_column(_CODE)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    quantity: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    hold_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_by: Mapped[str | None] = mapped_column(_ID)
    receipt: Mapped[str | None] = mapped_column(String(64))
    """The jti of the receipt of its last change."""


class ClaimRow(Base):
    """One seat of one slot is taken. The primary key is what makes a double booking impossible."""

    __tablename__ = "booking_claim"

    resource: Mapped[str] = mapped_column(_RESOURCE, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    booking: Mapped[str] = mapped_column(ForeignKey("booking.id"), index=True)


class CooldownRow(Base):
    """A seat given back by ``owner`` stays closed to others until ``reopens_at``, so that slots cannot be traded."""

    __tablename__ = "booking_cooldown"

    resource: Mapped[str] = mapped_column(_RESOURCE, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reopens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner: Mapped[str] = mapped_column(_OWNER)


class QuotaRow(Base):
    """One of the places a citizen has for active bookings of a service; the primary key is the quota."""

    __tablename__ = "booking_quota"

    owner: Mapped[str] = mapped_column(_OWNER, primary_key=True)
    service: Mapped[str] = mapped_column(_CODE, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    booking: Mapped[str] = mapped_column(ForeignKey("booking.id"), unique=True)


class CommandRow(Base):
    """A command that was carried out, found again by its idempotency key."""

    __tablename__ = "booking_command"

    owner: Mapped[str] = mapped_column(_OWNER, primary_key=True)
    action: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    booking: Mapped[str | None] = mapped_column(_ID)
    """The booking it made or changed."""
    receipt: Mapped[str | None] = mapped_column(String(64))


class GivenSlotRow(Base):
    """A slot set by hand: at this start the office has ``seats`` for the service, whatever its rules say."""

    __tablename__ = "booking_given_slot"

    service: Mapped[str] = mapped_column(_CODE, primary_key=True)
    office: Mapped[str] = mapped_column(_CODE, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seats: Mapped[int]


class ReminderRow(Base):
    """A reminder that was queued; the primary key is what makes a second one impossible."""

    __tablename__ = "booking_reminder"

    booking: Mapped[str] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)


class WaitRow(Base):
    """Somebody who waits for a slot of a service; a citizen waits once for each. Empty fields are "any"."""

    __tablename__ = "booking_wait"

    owner: Mapped[str] = mapped_column(_OWNER, primary_key=True)
    service: Mapped[str] = mapped_column(_CODE, primary_key=True)
    conversation: Mapped[str] = mapped_column(_OWNER)
    office: Mapped[str | None] = mapped_column(_CODE)
    district: Mapped[str | None] = mapped_column(_CODE)
    day_from: Mapped[date]
    day_to: Mapped[date]
    quantity: Mapped[int]
    time_from: Mapped[time | None]
    time_to: Mapped[time | None]
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """Their place in the line; an offer that was let pass puts them at its end."""
    offers: Mapped[int]
    """How many offers were made."""
    offer: Mapped[str | None] = mapped_column(_ID)
    """The hold that is offered to them now."""


class TicketRow(Base):
    """A number in the queue of an office on one day, given at check-in."""

    __tablename__ = "booking_ticket"

    office: Mapped[str] = mapped_column(_CODE, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    booking: Mapped[str] = mapped_column(ForeignKey("booking.id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
