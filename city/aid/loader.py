"""Reads ``programmes.yml`` and ``questions.yml`` of a pack."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from city.aid.programmes import (
    MOST_QUESTIONS,
    AnswerKind,
    Choice,
    Combined,
    Compared,
    Condition,
    Criterion,
    Is,
    Parameter,
    Programme,
    Question,
    facts_of,
    parameters_of,
)
from city.catalogue.fields import Fields, entries, read_yaml
from city.catalogue.loader import by_code
from city.packs import PackError
from city.text import Text

_KINDS: tuple[AnswerKind, ...] = ("yes_no", "choice", "number", "amount")


@dataclass(frozen=True, slots=True)
class Aids:
    """All programmes and questions of one city, by code."""

    programmes: Mapping[str, Programme]
    questions: Mapping[str, Question]

    @classmethod
    def load(cls, pack: Path) -> Aids:
        """Read both files; a pack may lack them.

        Raises:
            PackError: a file breaks its rules, or a rule reads what nobody asks or says.
        """
        path, asked = pack / "programmes.yml", pack / "questions.yml"
        questions = {one.code: one for one in map(_question, entries(asked))} if asked.exists() else {}
        if not path.exists():
            return cls({}, questions)
        raw = cast("list[dict[str, object]]", read_yaml(path))
        programmes = [_programme(fields, raw[number]) for number, fields in enumerate(entries(path))]
        services = {fields.peek_code() for fields in entries(pack / "services.yml")}
        for programme in programmes:
            _check(programme, questions)
            if programme.service is not None and programme.service not in services:
                raise PackError(f"{path.name} {programme.code}.service: there is no service {programme.service}")
        return cls(by_code(programmes, path.name), questions)


def _programme(fields: Fields, entry: Mapping[str, object]) -> Programme:
    rules = fields.inner("screening")
    valid = rules.inner("valid")
    parameters: dict[str, list[Parameter]] = {}
    for one in map(_parameter, rules.inners("parameters")):
        parameters.setdefault(one.name, []).append(one)
    programme = Programme(
        code=fields.text("code"),
        name=fields.both("name"),
        aliases=fields.aliases(),
        service=fields.optional_text("service"),
        decides=fields.both("decides"),
        start=valid.day("start"),
        end=valid.optional_day("end"),
        gives=rules.both("gives"),
        apply_at=rules.both("apply_at"),
        documents=rules.boths("documents"),
        takes=rules.both("takes"),
        legal_basis=rules.optional_both("legal_basis"),
        parameters={name: tuple(found) for name, found in parameters.items()},
        criteria=tuple(map(_criterion, rules.inners("criteria"))),
        mark=fields.mark(),
        ruleset_hash=_hash(entry["screening"]),
    )
    fields.optional_text("source")
    for part in (valid, rules, fields):
        part.done()
    return programme


def _parameter(fields: Fields) -> Parameter:
    parameter = Parameter(
        name=fields.text("name"),
        value=fields.integer("value"),
        unit=fields.text("unit"),
        start=fields.day("start"),
        end=fields.optional_day("end"),
        mark=fields.mark(),
        source=fields.optional_text("source"),
    )
    if parameter.mark == "sourced" and parameter.source is None:
        raise fields.error("source", "is missing although the mark is sourced")
    fields.done()
    return parameter


def _criterion(fields: Fields) -> Criterion:
    condition = fields.inner("if")
    criterion = Criterion(
        code=fields.text("code"),
        condition=_condition(condition),
        hard=fields.flag("hard"),
        near_bp=fields.optional_integer("near_bp"),
        passed=fields.both("pass"),
        failed=fields.both("fail"),
    )
    if criterion.near_bp is not None and (criterion.hard or not isinstance(criterion.condition, Compared)):
        raise fields.error("near_bp", "only a figure that is not hard can be missed narrowly")
    fields.done()
    return criterion


def _condition(fields: Fields) -> Condition:
    """One of ``any``, ``all``, or a fact with ``is``, ``at_most`` or ``at_least``."""
    for name, every in (("any", False), ("all", True)):
        if name in fields:
            combined = Combined(tuple(map(_condition, fields.inners(name))), every)
            fields.done()
            if len(combined.parts) < 2:
                raise fields.error(name, "combines less than two")
            return combined
    names = list(fields.rest())
    if len(names) != 1:
        raise PackError(f"{fields.where}: expected one fact, got {', '.join(map(str, names)) or 'none'}")
    inner, fact = fields.inner(names[0]), names[0]
    condition: Condition
    if "is" in inner:
        condition = Is(fact, frozenset(inner.texts("is")))
    elif "at_most" in inner:
        condition = Compared(fact, inner.text("at_most"), at_most=True)
    else:
        condition = Compared(fact, inner.text("at_least"), at_most=False)
    inner.done()
    return condition


def _question(fields: Fields) -> Question:
    kind = fields.choice("kind", _KINDS)
    question = Question(
        code=fields.text("code"),
        name=fields.both("name"),
        ask=fields.both("ask"),
        why=fields.both("why"),
        kind=kind,
        choices=tuple(map(_choice, fields.inners("choices"))) if kind == "choice" else (),
    )
    _ = fields.mark(), fields.optional_text("source")
    fields.done()
    return question


def _choice(fields: Fields) -> Choice:
    choice = Choice(fields.text("code"), Text(fields.text("zh"), fields.text("en")))
    fields.done()
    return choice


def _check(programme: Programme, questions: Mapping[str, Question]) -> None:
    """See that the rules read only what is asked and said, and ask for no more than is bearable."""
    where = f"programmes.yml {programme.code}.screening"
    facts = {fact for criterion in programme.criteria for fact in facts_of(criterion.condition)}
    for fact in sorted(facts):
        if fact not in questions:
            raise PackError(f"{where}: no question asks for {fact}")
    if len(facts) > MOST_QUESTIONS:
        raise PackError(f"{where}: asks for {len(facts)} facts, at most {MOST_QUESTIONS} may be asked")
    used = {name for criterion in programme.criteria for name in parameters_of(criterion.condition)}
    if used != set(programme.parameters):
        odd = ", ".join(sorted(used ^ set(programme.parameters)))
        raise PackError(f"{where}: parameters and criteria do not fit: {odd}")
    for criterion in programme.criteria:
        _check_values(criterion.condition, questions, f"{where} {criterion.code}")


def _check_values(condition: Condition, questions: Mapping[str, Question], where: str) -> None:
    if isinstance(condition, Combined):
        for part in condition.parts:
            _check_values(part, questions, where)
        return
    question = questions[condition.fact]
    values = set(question.values)
    if isinstance(condition, Is) and not condition.values <= values:
        raise PackError(f"{where}: {condition.fact} cannot be {', '.join(sorted(condition.values - values))}")
    if isinstance(condition, Compared) and question.kind not in {"number", "amount"}:
        raise PackError(f"{where}: {condition.fact} is no figure")


def _hash(rules: object) -> str:
    """Return the SHA-256 in hex of the rules, by which a screening can be repeated."""
    text = json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
