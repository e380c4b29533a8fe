"""What goes in and out of the reports: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from city.receipts.service import ReceiptRef

Status = Literal["submitted", "accepted", "open", "in_progress", "closed"]
"""submitted: kept by us, not yet taken by the department. accepted: taken, has a token but no number yet."""
Outcome = Literal["fixed", "duplicate", "not_ours", "no_action"]
System = Literal["wgs84", "gcj02"]
Channel = Literal["chat", "open311"]


@dataclass(frozen=True, slots=True)
class Position:
    """A place in degrees of WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is: in words, as a position in the system of the map it came from, or both."""

    words: str | None = None
    lat: float | None = None
    lon: float | None = None
    system: System = "wgs84"


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody wants to report. Texts hold vault tokens in place of personal identifiers."""

    kind: str
    place: Place
    description: str | None = None
    photo: str | None = None
    """Address of a picture."""
    channel: Channel = "chat"
    contact: Mapping[str, str] = field(default_factory=dict)
    """Vault tokens of whoever may be asked back, by kind: name, phone, email."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its owner sees it."""

    ref: str
    kind: str
    status: Status
    outcome: Outcome | None
    reason: str | None
    """Why it is in this state, in the words of who put it there."""
    description: str | None
    words: str | None
    position: Position | None
    photo: str | None
    supporters: int
    """How many others have said "me too"."""
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime
    as_of: datetime
    """When the department was last asked."""
    number: str | None
    """Its number at the department."""
    token: str | None
    channel: Channel


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that was filed, or joined, with its receipt. ``handed_over`` is false while the department is away."""

    report: Report
    receipt: ReceiptRef
    handed_over: bool


@dataclass(frozen=True, slots=True)
class Nearby:
    """An open report that may be about the same problem. Says nothing about who filed it."""

    ref: str
    kind: str
    status: Status
    words: str | None
    metres: int | None
    requested_at: datetime
    supporters: int
    mine: bool
    """Whether whoever asks filed it, or joined it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A report as it stands; ``fresh`` is false when the department could not be asked and this is what we knew."""

    report: Report
    fresh: bool
