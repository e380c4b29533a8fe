"""Questions about cover and their answers.

Five verdicts, each a different sentence for the citizen:

* ``covered``: a benefit in force on the date of the event answers for it, and nothing is left to the citizen up to the
  limit; with an amount: all of it would be paid.
* ``partly``: a benefit answers for it, but deductible, rate or limit leave something to the citizen. It may be
  everything, when the bill is below the deductible: ``estimate_fen`` is then 0 and ``reason`` says so.
* ``not_covered``: nothing can be paid, for the ``reason`` given. We know this; it is never said for want of knowledge.
* ``cannot_tell``: one fact is missing that decides (``missing``); it is asked for, one at a time.
* ``could_not_check``: the insurer's register could not be read in time. Says nothing about cover.

That somebody holds no such policy is no verdict but a refusal: `city.errors.NoSuchPolicy`.
Reasons: not_in_force, not_entitled, not_a_benefit, excluded, waiting_period, network, unapproved, limit_used,
below_deductible, limit, share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from city.receipts.service import ReceiptRef
from city.text import Text

Verdict = Literal["covered", "partly", "not_covered", "cannot_tell", "could_not_check"]
BEST_FIRST: tuple[Verdict, ...] = ("covered", "partly", "cannot_tell", "could_not_check", "not_covered")
"""Of several policies the first of these that occurs is the verdict of the answer."""

Source = Literal["register", "terms"]
"""Where an item comes from: the insurer's register of policies, or the terms alone (an entitlement)."""

Status = Literal["in_force", "pending", "expired", "lapsed", "surrendered"]


@dataclass(frozen=True, slots=True)
class CoverQuestion:
    """What a citizen wants to know.

    ``event`` and ``hospital`` are codes of the pack, ``product`` a product or family code, ``policy`` a vault token of
    the conversation. ``amount_fen`` is what is left to pay after basic medical insurance, or the damage. ``facts`` are
    those of city/insurance/facts.py; the value "unknown" says that the citizen was asked and cannot tell.
    """

    event: str
    event_date: date
    product: str | None = None
    policy: str | None = None
    hospital: str | None = None
    amount_fen: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing of the pack with its name."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of cover; ``end`` is None where none is set yet."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Clause:
    """An exclusion as quoted, and its id."""

    text: Text
    clause: str


@dataclass(frozen=True, slots=True)
class TermsRef:
    """The terms that an answer is based on."""

    title: Text
    version: str
    terms_hash: str


@dataclass(frozen=True, slots=True)
class CoverItem:
    """What one policy or entitlement says. Money is fen, rates are basis points; None: does not apply."""

    product: Named
    policy: str | None
    """Masked number; None for an entitlement without a policy."""
    insurer: Text
    verdict: Verdict
    reason: str | None
    in_force: bool
    status: Status
    period: Period
    benefit: Text | None
    deductible_fen: int | None
    deductible_left_fen: int | None
    share_bp: int | None
    """Rate; with tiers the rate of the last one."""
    limit_fen: int | None
    limit_left_fen: int | None
    exclusion: Clause | None
    missing: str | None
    assumptions: tuple[str, ...]
    """What was taken for granted, as ``fact_value``, such as ``scope_in``, ``ward_ordinary``, ``after_basic``."""
    estimate_fen: int | None
    arithmetic: str | None
    terms: TermsRef
    hotline: str
    as_of: datetime
    source: Source
    sample: bool
    """Whether the pack marks the product as an invented sample."""


@dataclass(frozen=True, slots=True)
class CoverAnswer:
    """The answer to one question; ``check`` is its id, under which receipts file it."""

    check: str
    verdict: Verdict
    event: Named
    event_date: date
    items: tuple[CoverItem, ...]
    missing: str | None
    """The one fact to ask for; set with ``cannot_tell`` only."""
    as_of: datetime
    receipt: ReceiptRef | None
    """None while a question is open, and when nothing could be checked."""


@dataclass(frozen=True, slots=True)
class PolicyView:
    """One policy or entitlement of a citizen, as of today."""

    product: Named
    policy: str | None
    insurer: Text
    in_force: bool
    status: Status
    period: Period
    hotline: str
    terms: TermsRef
    as_of: datetime
    source: Source
    sample: bool
