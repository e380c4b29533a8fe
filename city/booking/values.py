"""What the bookings take and give: frozen values, datetimes aware, codes of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from city.receipts.service import ReceiptRef
from city.text import Text

Status = Literal[
    "held",
    "confirmed",
    "released",
    "expired",
    "cancelled",
    "rescheduled",
    "displaced",
    "checked_in",
    "served",
    "no_show",
]
ReminderKind = Literal["day", "hours"]
Why = Literal["full", "closed", "holiday", "past", "too_soon", "beyond_horizon", "not_at_office"]


@dataclass(frozen=True, slots=True)
class SlotQuery:
    """What is looked for. Days and times are local (Asia/Shanghai)."""

    service: str
    office: str | None = None
    district: str | None = None
    day_from: date | None = None
    """None: from today on."""
    day_to: date | None = None
    """None: the day of ``day_from`` alone, or without one as far ahead as can be booked."""
    time_from: time | None = None
    time_to: time | None = None
    """Starts before it; equal to ``time_from`` it asks for that very start; None: until the evening."""
    quantity: int = 1
    limit: int = 6


@dataclass(frozen=True, slots=True)
class SlotOffer:
    """A start that can be booked now."""

    service: str
    office: str
    start: datetime
    end: datetime
    left: int
    """How many such bookings the start still has room for."""


@dataclass(frozen=True, slots=True)
class SlotSearch:
    """What was found. ``widened``: nothing as asked, for the reason ``why``; the offers are the nearest."""

    offers: tuple[SlotOffer, ...]
    widened: bool = False
    why: Why | None = None
    reason: Text | None = None
    """The name of the holiday or closure, where one is the reason."""
    provisional: bool = False
    """An offer lies in days whose holidays are not announced yet."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking as its owner sees it."""

    id: str
    ref: str
    service: str
    office: str
    start: datetime
    end: datetime
    status: Status
    quantity: int
    hold_expires_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody waits for; None is "any". Days are local; without any it is as far ahead as can be booked."""

    service: str
    office: str | None = None
    district: str | None = None
    day_from: date | None = None
    day_to: date | None = None
    quantity: int = 1
    time_from: time | None = None
    time_to: time | None = None
    """As in a query: starts before it, or at that very start if both are the same."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place in the line. ``offer`` is the id of the hold that is offered, while there is one."""

    wish: Wish
    since: datetime
    offer: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """The place in the queue of who has checked in."""

    number: int
    """In the office's queue of the day."""
    ahead: int
    """Who has checked in, is due no later at the same counter, and is not served yet."""
    minutes: int
    """An estimate of the wait: until the appointment begins, or until those ahead are done. Not a promise."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A check-in with its receipt."""

    booking: Booking
    arrival: Arrival
    receipt: ReceiptRef


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed booking with its receipt."""

    booking: Booking
    receipt: ReceiptRef


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A cancelled booking with the receipt of the cancellation."""

    booking: Booking
    receipt: ReceiptRef


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """A moved booking: what it was, what it is now, and the receipt of the move."""

    old: Booking
    new: Booking
    receipt: ReceiptRef
