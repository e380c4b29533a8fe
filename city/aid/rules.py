"""Screening (pure): three-valued, so that what nobody knows is never taken for a no.

The answer is a hope or a doubt, with the reasons on both sides; the office decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from city.aid.programmes import (
    MOST_QUESTIONS,
    Combined,
    Compared,
    Condition,
    Criterion,
    Is,
    Parameter,
    Programme,
    Question,
    facts_of,
)
from city.text import Text

UNKNOWN = "unknown"
"""What is kept of a question that somebody skipped or could not answer."""

Facts = Mapping[str, str | int]
Result = Literal["likely", "near", "unlikely", "need_more", "expired_rule"]
State = Literal["passed", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one criterion. ``message`` is its pass or fail message, none while nobody can tell."""

    code: str
    state: State
    hard: bool
    message: Text | None


@dataclass(frozen=True, slots=True)
class Screening:
    """The outcome for one programme on one day, for these facts and rules and no others."""

    programme: str
    result: Result
    criteria: tuple[Checked, ...]
    missing: tuple[str, ...]
    """Facts that would decide."""
    outdated: tuple[str, ...]
    """Parameters that would decide and are not in force."""
    next_fact: str | None
    """What to ask now; None when nothing more would help or enough was asked."""
    asked: int
    """How many questions were answered or skipped so far."""
    sample: bool
    """Whether a figure took part that is only a sample."""
    on: date
    ruleset_hash: str


@dataclass(frozen=True, slots=True)
class _Truth:
    """True, false or not known, and what stands in the way of knowing."""

    value: bool | None
    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


def screen(programme: Programme, facts: Facts, on: date) -> Screening:
    """Screen somebody for a programme. A fact that is `UNKNOWN` was asked and not told: it is not asked again."""
    expired = on < programme.start or (programme.end is not None and on > programme.end)
    truths = [(one, _truth(one.condition, programme, facts, on)) for one in programme.criteria]
    criteria = tuple(_checked(one, truth, programme, facts, on) for one, truth in truths)
    open_facts = tuple(dict.fromkeys(fact for _, truth in truths if truth.value is None for fact in truth.facts))
    outdated = tuple(dict.fromkeys(name for _, truth in truths if truth.value is None for name in truth.parameters))
    result: Result = "expired_rule" if expired else _result(criteria)
    asked = sum(1 for fact in _facts_of(programme) if fact in facts)
    askable = [fact for fact in open_facts if fact not in facts]
    decided = result in {"expired_rule", "unlikely"}
    return Screening(
        programme=programme.code,
        result=result,
        criteria=criteria,
        missing=() if decided else open_facts,
        outdated=outdated,
        next_fact=askable[0] if askable and not decided and asked < MOST_QUESTIONS else None,
        asked=asked,
        sample=any(one.mark == "sample" for one in _used(programme, on)),
        on=on,
        ruleset_hash=programme.ruleset_hash,
    )


def check_fact(question: Question, value: str | int) -> None:
    """Refuse an answer that no rule could read.

    Raises:
        ValueError: it is none of the question's values, or no sensible figure.
    """
    if value == UNKNOWN:
        return
    if question.values:
        if value not in question.values:
            raise ValueError(f"{question.code} cannot be {value!r}")
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{question.code} is a figure from 0 on, not {value!r}")
    if question.kind == "number" and value > 130:
        raise ValueError(f"{question.code} cannot be {value}")


def _result(criteria: tuple[Checked, ...]) -> Result:
    failed = [one for one in criteria if one.state == "failed"]
    if any(one.hard for one in failed) or len(failed) > 1:
        return "unlikely"
    if any(one.state == "unknown" for one in criteria):
        return "need_more"
    return "near" if failed else "likely"


def _checked(one: Criterion, truth: _Truth, programme: Programme, facts: Facts, on: date) -> Checked:
    if truth.value is None:
        return Checked(one.code, "unknown", one.hard, None)
    if truth.value:
        return Checked(one.code, "passed", one.hard, one.passed)
    return Checked(one.code, "failed", one.hard or _far(one, programme, facts, on), one.failed)


def _far(one: Criterion, programme: Programme, facts: Facts, on: date) -> bool:
    """Whether a figure was missed by more than counts as near."""
    if one.near_bp is None or not isinstance(one.condition, Compared):
        return False
    value, limit = facts[one.condition.fact], _parameter(programme, one.condition.parameter, on)
    assert isinstance(value, int), "otherwise it would not have failed"
    assert limit is not None, "as above"
    return abs(value - limit) * 10_000 > limit * one.near_bp


def _truth(condition: Condition, programme: Programme, facts: Facts, on: date) -> _Truth:
    if isinstance(condition, Combined):
        return _combined([_truth(part, programme, facts, on) for part in condition.parts], condition.every)
    value = facts.get(condition.fact, UNKNOWN)
    limit = _parameter(programme, condition.parameter, on) if isinstance(condition, Compared) else None
    if isinstance(condition, Compared) and limit is None:
        return _Truth(None, parameters=(condition.parameter,))
    if value == UNKNOWN:
        return _Truth(None, facts=(condition.fact,))
    if isinstance(condition, Is):
        return _Truth(value in condition.values)
    assert isinstance(value, int)
    assert limit is not None
    return _Truth(value <= limit if condition.at_most else value >= limit)


def _combined(parts: list[_Truth], every: bool) -> _Truth:
    """Kleene's logic: one part may decide, whatever the others are."""
    if any(part.value is not every and part.value is not None for part in parts):
        return _Truth(not every)
    unknown = [part for part in parts if part.value is None]
    if not unknown:
        return _Truth(every)
    facts = tuple(dict.fromkeys(fact for part in unknown for fact in part.facts))
    return _Truth(None, facts, tuple(name for part in unknown for name in part.parameters))


def _parameter(programme: Programme, name: str, on: date) -> int | None:
    """Return the value in force on a day; a figure that has run out decides nothing."""
    return next((one.value for one in programme.parameters[name] if one.holds_on(on)), None)


def _used(programme: Programme, on: date) -> Iterator[Parameter]:
    return (one for found in programme.parameters.values() for one in found if one.holds_on(on))


def _facts_of(programme: Programme) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for one in programme.criteria for fact in facts_of(one.condition)))
