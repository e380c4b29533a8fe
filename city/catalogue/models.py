"""What the catalogue holds: frozen values, read once from the pack. Names follow HSDS (service, location, schedule)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from city.text import Text

Span = tuple[time, time]
"""Opens and closes, in Asia/Shanghai; the end is exclusive."""
Mark = Literal["sourced", "known", "sample"]
"""sourced: with a reference. known: general knowledge. sample: plausible, to be confirmed; must be shown as such."""
Mode = Literal["online", "offline", "both", "booked", "phone"]
ServicePart = Literal["fee", "documents", "duration", "eligibility", "offices"]


@dataclass(frozen=True, slots=True)
class Aliases:
    """Other names, also everyday words and other scripts."""

    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fee:
    """What a service costs one person or one unit. ``fen`` is None where there is no single figure."""

    fen: int | None
    text: Text
    legal_basis: Text | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the city."""

    code: str
    name: Text
    aliases: Aliases
    group: str
    department: Text
    mode: Mode
    bookable: bool
    units: int
    """Consecutive slots that one person needs."""
    max_quantity: int
    """Persons (or courts' hours) one booking may take."""
    quota: int
    """Active bookings one citizen may have."""
    cutoff_minutes: int
    """Until when before the start a booking may be changed."""
    offices: tuple[str, ...]
    """Codes; the first is the one to name when no place was asked for."""
    documents: tuple[Text, ...]
    fee: Fee
    duration: Text
    eligibility: Text | None
    online: Text | None
    """Where it is done without going anywhere."""
    online_url: str | None
    mark: Mark
    marks: Mapping[ServicePart, Mark]
    """Parts that are known less well than the whole."""
    source: str | None
    assured_on: date

    def mark_of(self, part: ServicePart) -> Mark:
        """How well one part is known."""
        return self.marks.get(part, self.mark)


@dataclass(frozen=True, slots=True)
class Counter:
    """What can be booked at an office: ``seats`` places in parallel, each for one slot of ``slot_minutes``."""

    code: str
    services: tuple[str, ...]
    seats: int
    slot_minutes: int
    lead_minutes: int
    """A slot cannot be booked later than this before its start."""
    horizon_days: int
    """A slot cannot be booked for a day further ahead."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The plain week of an office and what it does on special days."""

    regular: Mapping[int, tuple[Span, ...]]
    """Spans by weekday, Monday is 0; a day that is missing is closed."""
    holidays: Literal["closed", "open"]
    makeup: Literal["workday", "as_weekday"]
    """On a make-up Saturday or Sunday: the hours of a Monday, or the day's own."""


@dataclass(frozen=True, slots=True)
class Office:
    """A place where services are given."""

    code: str
    name: Text
    aliases: Aliases
    district: str
    address: Text
    phone: str
    opening: Opening
    counters: tuple[Counter, ...]
    lat: float | None
    lon: float | None
    """WGS 84, or None where no position was sourced."""
    note: Text | None
    mark: Mark
    source: str | None

    def counters_for(self, service: str) -> tuple[Counter, ...]:
        """The counters that serve ``service``."""
        return tuple(counter for counter in self.counters if service in counter.services)


@dataclass(frozen=True, slots=True)
class District:
    """A district of the city."""

    code: str
    name: Text
    aliases: Aliases
    division_code: str
    mark: Mark
    source: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A named thing whose further ``fields`` another room reads: a product, a hospital, an insured event."""

    code: str
    name: Text
    aliases: Aliases
    mark: Mark
    source: str | None
    fields: Mapping[str, object]
