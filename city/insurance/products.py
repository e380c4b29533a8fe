"""Insurance products, events and hospitals as values; city/insurance/terms.py reads them from the pack.

Names follow FHIR where it has one (benefit, period, network); FHIR has none for shared limits and for the penalty of
a missing referral. Money is integer fen, rates are basis points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from city.text import Text

FULL_BP = 10_000

Holding = Literal["policy", "resident_household"]
Network = Literal["designated_hospital", "none"]
Designated = Literal["yes", "no", "unknown"]
Area = Literal["hainan", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Deductible:
    """What the insured bears per year before a benefit pays, and how it moves with claims and family."""

    group: str
    new_fen: int
    step_fen: int
    family_fen: int
    floor_fen: int
    ceiling_fen: int


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that is paid per year; benefits with the same group share it."""

    group: str
    fen: int


@dataclass(frozen=True, slots=True)
class Tier:
    """The part of a bill up to ``to_fen`` (None: without end) is paid at this rate."""

    to_fen: int | None
    share_bp: int


@dataclass(frozen=True, slots=True)
class Benefit:
    """One thing a product pays for, when every fact in ``when`` holds."""

    code: str
    name: Text
    events: frozenset[str]
    when: Mapping[str, str]
    waits: bool
    from_fen: int
    to_fen: int | None
    deductible: Deductible | None
    shares: Mapping[str, int] | None
    """Rate by situation: normal, pec, approved, unapproved and combinations; None: set per item by a list we lack."""
    tiers: tuple[Tier, ...]
    basic_unused_bp: int
    limit: Limit
    runoff_days: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What is never paid: by the event, or by facts."""

    code: str
    text: Text
    events: frozenset[str]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Product:
    """One insurance product in one version of its terms."""

    code: str
    family: str | None
    line: str
    name: Text
    insurer: Text
    hotline: str
    title: Text
    version: str
    terms_hash: str
    valid_from: date
    valid_to: date | None
    holding: Holding
    waiting_days: int
    network: Network
    person_cap_fen: int | None
    basic_uninsured_deducts_bp: int | None
    """What is taken off the bill of somebody without basic medical insurance; None: it makes no difference."""
    unclear: frozenset[str]
    """Events on which our copy of the terms is silent: the answer is to ask the insurer."""
    benefits: tuple[Benefit, ...]
    exclusions: tuple[Exclusion, ...]
    mark: str
    source: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that can happen; ``lines`` of insurance can answer for it, ``assumes`` is taken for granted."""

    code: str
    name: Text
    lines: frozenset[str]
    assumes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital in or outside the network of designated (定点) hospitals."""

    code: str
    name: Text
    area: Area
    designated: Designated
