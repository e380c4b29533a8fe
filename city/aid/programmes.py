"""Programmes of aid with their rules, and the questions a screening may ask: frozen values, read by city/aid/loader.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from city.catalogue.models import Aliases, Mark
from city.text import Text

AnswerKind = Literal["yes_no", "choice", "number", "amount"]

MOST_QUESTIONS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a question offers."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One fact, how it is asked for, and why. ``choices`` is empty unless the kind is ``choice``."""

    code: str
    name: Text
    ask: Text
    why: Text
    kind: AnswerKind
    choices: tuple[Choice, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The answers there are; none for numbers and amounts."""
        return ("yes", "no") if self.kind == "yes_no" else tuple(choice.code for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the rules, which holds for a time. Of an amount ``value`` is fen."""

    name: str
    value: int
    unit: str
    start: date
    end: date | None
    mark: Mark
    source: str | None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Is:
    """The fact is one of the values."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """The fact is at most, or at least, a parameter."""

    fact: str
    parameter: str
    at_most: bool


@dataclass(frozen=True, slots=True)
class Combined:
    """All parts hold, or any of them."""

    parts: tuple[Condition, ...]
    every: bool


Condition = Is | Compared | Combined


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a programme. Failing a hard one ends it; failing another is a near miss if it is the only one.

    ``near_bp`` bounds how far a figure may be missed to count as near, in basis points of the parameter.
    """

    code: str
    condition: Condition
    hard: bool
    near_bp: int | None
    passed: Text
    failed: Text


@dataclass(frozen=True, slots=True)
class Programme:
    """Help from the state, with the rules by which somebody may hope for it."""

    code: str
    name: Text
    aliases: Aliases
    service: str | None
    """The service of the catalogue by which one applies."""
    decides: Text
    start: date
    end: date | None
    gives: Text
    apply_at: Text
    documents: tuple[Text, ...]
    takes: Text
    legal_basis: Text | None
    parameters: Mapping[str, tuple[Parameter, ...]]
    """By name; a name may have one value after the other."""
    criteria: tuple[Criterion, ...]
    mark: Mark
    ruleset_hash: str


def facts_of(condition: Condition) -> tuple[str, ...]:
    """Return the facts that a condition reads, in its order."""
    if isinstance(condition, Combined):
        found = [fact for part in condition.parts for fact in facts_of(part)]
        return tuple(dict.fromkeys(found))
    return (condition.fact,)


def parameters_of(condition: Condition) -> tuple[str, ...]:
    """Return the parameters that a condition reads."""
    if isinstance(condition, Combined):
        return tuple(name for part in condition.parts for name in parameters_of(part))
    return (condition.parameter,) if isinstance(condition, Compared) else ()
