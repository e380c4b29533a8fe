"""Reads ``calendar.yml`` and ``closures.yml`` of a pack."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from city.calendar.models import Closure, DayTable, ScopeKind
from city.calendar.rules import days
from city.catalogue.fields import MARKS, Fields, entries, read_yaml
from city.clock import SHANGHAI
from city.text import Text

_SCOPES: tuple[ScopeKind, ...] = ("district", "office", "service")


def load_days(pack: Path) -> DayTable:
    """Read the holidays and make-up workdays.

    Raises:
        PackError: the file breaks its rules, or a day is both a holiday and a workday.
    """
    fields = Fields(read_yaml(pack / "calendar.yml"), "calendar.yml")
    fields.mark()
    fields.text("source")
    known_until = fields.day("known_until")
    holidays: dict[date, Text] = {}
    for one in fields.inners("holidays"):
        holidays |= _holiday(one)
    makeup = frozenset(fields.days("makeup_workdays"))
    if both := makeup & set(holidays):
        raise fields.error("makeup_workdays", f"{min(both)} is a holiday too")
    fields.done()
    return DayTable(holidays, makeup, known_until)


def load_closures(pack: Path) -> tuple[Closure, ...]:
    """Read the closures announced ahead of time; a pack may have none.

    Raises:
        PackError: the file breaks its rules.
    """
    if not (pack / "closures.yml").exists():
        return ()
    return tuple(map(_closure, entries(pack / "closures.yml")))


def _holiday(fields: Fields) -> dict[date, Text]:
    fields.text("code")
    fields.choice("mark", MARKS, "sourced")
    first, last, name = fields.day("from"), fields.day("to"), fields.both("name")
    if last < first:
        raise fields.error("to", "ends before it begins")
    fields.done()
    return dict.fromkeys(days(first, last), name)


def _closure(fields: Fields) -> Closure:
    fields.aliases()
    fields.mark()
    fields.optional_text("source")
    scope, code = _scope(fields.inner("scope"))
    closure = Closure(
        scope=scope,
        code=code,
        start=_moment(fields, "from"),
        end=_moment(fields, "to"),
        reason=fields.text("reason"),
        name=fields.both("name"),
    )
    if closure.end <= closure.start:
        raise fields.error("to", "ends before it begins")
    fields.done()
    return closure


def _scope(fields: Fields) -> tuple[ScopeKind, str]:
    named = [kind for kind in (*_SCOPES, "city") if kind in fields]
    if len(named) != 1:
        raise fields.error("city|district|office|service", f"expected exactly one, got {len(named)}")
    if "city" in fields:
        fields.flag("city")
        return "city", ""
    kind = next(kind for kind in _SCOPES if kind in fields)
    code = fields.text(kind)
    fields.done()
    return kind, code


def _moment(fields: Fields, name: str) -> datetime:
    """A local time, written 2026-12-17T14:30."""
    text = fields.text(name)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise fields.error(name, f"expected a time like 2026-12-17T14:30, got {text!r}") from None
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found
