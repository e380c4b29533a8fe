"""Insurance words, which citizens name beside services and places."""

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


def load_terms(pack: Path) -> dict[str, Term]:
    """``terms.yml`` by code; a pack may lack it."""
    return by_code(map(_term, _entries(pack, "terms.yml")), "terms.yml")


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
