"""A policy as the insurer's register states it, and what follows from it on a given day (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from city.insurance.answers import Status
from city.insurance.products import Deductible, Limit

PreExisting = Literal["none", "declared", "unknown"]
Ended = Literal["lapsed", "surrendered"]


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy of one insured person.

    ``used_deductible`` and ``used_limit`` are fen by group, ``used_person`` fen against the cap of the person, all of
    the present period. ``last_deductible`` is last year's by group, before the reduction for families.
    """

    product: str
    number_token: str
    number_digest: str
    start: date
    end: date
    ended_on: date | None = None
    ended_why: Ended | None = None
    family_size: int = 1
    had_claim: bool = False
    pre_existing: PreExisting = "none"
    basic_insured: bool | None = True
    last_deductible: Mapping[str, int] = field(default_factory=dict)
    used_deductible: Mapping[str, int] = field(default_factory=dict)
    used_limit: Mapping[str, int] = field(default_factory=dict)
    used_person: int = 0

    @property
    def is_renewal(self) -> bool:
        """Whether the insured was insured in the year before."""
        return bool(self.last_deductible)

    def status_on(self, day: date) -> Status:
        """Return the status on a day; what came later does not count."""
        if day < self.start:
            return "pending"
        if self.ended_on is not None and self.ended_why is not None and day >= self.ended_on:
            return self.ended_why
        return "in_force" if day <= self.end else "expired"

    def deductible_fen(self, rule: Deductible) -> int:
        """Return the deductible of the period: last year's moved by claims, less for families, within its bounds."""
        last = self.last_deductible.get(rule.group)
        amount = rule.new_fen
        if last is not None:
            amount = last + rule.step_fen if self.had_claim else last - rule.step_fen
        if self.family_size >= 2:
            amount -= rule.family_fen
        return min(max(amount, rule.floor_fen), rule.ceiling_fen)

    def deductible_left_fen(self, rule: Deductible) -> int:
        """Return what the insured still has to bear this period."""
        return max(0, self.deductible_fen(rule) - self.used_deductible.get(rule.group, 0))

    def limit_left_fen(self, limit: Limit) -> int:
        """Return what is left of a limit for the group that shares it."""
        return max(0, limit.fen - self.used_limit.get(limit.group, 0))
