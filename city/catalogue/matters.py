"""What citizens name beside services and places: insurance words, problems of the city, help from the state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from city.catalogue.fields import Fields, entries
from city.catalogue.loader import by_code
from city.catalogue.models import Aliases, Mark
from city.text import Text


@dataclass(frozen=True, slots=True)
class Term:
    """An insurance word in plain language."""

    code: str
    name: Text
    aliases: Aliases
    plain: Text
    example: Text | None
    mark: Mark
    source: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem in the city that can be reported."""

    code: str
    name: Text
    aliases: Aliases
    call: tuple[str, ...]
    """Who takes it today, the number to dial first first."""
    advice: Text
    mark: Mark
    source: str | None


@dataclass(frozen=True, slots=True)
class Programme:
    """Help from the state."""

    code: str
    name: Text
    aliases: Aliases
    service: str | None
    """The service by which one applies, where the catalogue has one."""
    decides: Text
    mark: Mark
    source: str | None


def load_terms(pack: Path) -> dict[str, Term]:
    """``terms.yml`` by code; a pack may lack it."""
    return by_code(map(_term, _entries(pack, "terms.yml")), "terms.yml")


def load_problems(pack: Path) -> dict[str, Problem]:
    """``problems.yml`` by code; a pack may lack it."""
    return by_code(map(_problem, _entries(pack, "problems.yml")), "problems.yml")


def load_programmes(pack: Path) -> dict[str, Programme]:
    """``programmes.yml`` by code; a pack may lack it."""
    return by_code(map(_programme, _entries(pack, "programmes.yml")), "programmes.yml")


def _entries(pack: Path, file: str) -> list[Fields]:
    return list(entries(pack / file)) if (pack / file).exists() else []


def _term(fields: Fields) -> Term:
    term = Term(
        code=fields.text("code"),
        name=fields.both("name"),
        aliases=fields.aliases(),
        plain=fields.both("plain"),
        example=fields.optional_both("example"),
        mark=fields.mark(),
        source=fields.optional_text("source"),
    )
    fields.done()
    return term


def _problem(fields: Fields) -> Problem:
    problem = Problem(
        code=fields.text("code"),
        name=fields.both("name"),
        aliases=fields.aliases(),
        call=fields.texts("call"),
        advice=fields.both("advice"),
        mark=fields.mark(),
        source=fields.optional_text("source"),
    )
    if not problem.call:
        raise fields.error("call", "names no number")
    fields.rest()  # read by city/reports
    return problem


def _programme(fields: Fields) -> Programme:
    programme = Programme(
        code=fields.text("code"),
        name=fields.both("name"),
        aliases=fields.aliases(),
        service=fields.optional_text("service"),
        decides=fields.both("decides"),
        mark=fields.mark(),
        source=fields.optional_text("source"),
    )
    fields.rest()  # read by city/aid
    return programme
