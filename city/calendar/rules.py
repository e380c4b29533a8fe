"""Which hours an office has on a day. Pure: the same facts give the same day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from city.calendar.models import Closure, DayHours, DayKind, DayTable
from city.catalogue.models import Opening, Span
from city.clock import SHANGHAI
from city.text import Text

_MONDAY = 0
_SATURDAY = 5


def day_hours(opening: Opening, table: DayTable, closures: Iterable[Closure], day: date) -> DayHours:
    """The hours of one day. ``closures`` are those that cover the office; they may speak of other days too."""
    kind, name = day_kind(table, day)
    planned = _planned(opening, kind, day)
    spans, closure = _without(planned, closures, day)
    if planned and not spans:
        kind = "closure"
    return DayHours(
        spans=spans,
        kind=kind,
        reason=closure.name if closure else name,
        provisional=day > table.known_until,
        planned=planned,
    )


def day_kind(table: DayTable, day: date) -> tuple[DayKind, Text | None]:
    """What sort of day it is for the whole country, and the holiday's name. A make-up workday wins over the weekend."""
    if day in table.holidays:
        return "holiday", table.holidays[day]
    if day in table.makeup_workdays:
        return "makeup_workday", None
    return ("weekend" if day.weekday() >= _SATURDAY else "workday"), None


def moment(day: date, at: time) -> datetime:
    """The aware datetime of a local time. Asia/Shanghai has no daylight saving, so none is ambiguous."""
    return datetime.combine(day, at, tzinfo=SHANGHAI)


def _planned(opening: Opening, kind: DayKind, day: date) -> tuple[Span, ...]:
    if kind == "holiday" and opening.holidays == "closed":
        return ()
    if kind == "makeup_workday" and opening.makeup == "workday":
        return opening.regular.get(_MONDAY, ())
    return opening.regular.get(day.weekday(), ())


def _without(
    spans: tuple[Span, ...], closures: Iterable[Closure], day: date
) -> tuple[tuple[Span, ...], Closure | None]:
    """Cut the closures out of the spans; the first closure that took something is the reason."""
    first: Closure | None = None
    for closure in sorted(closures, key=lambda one: one.start):
        left = tuple(piece for span in spans for piece in _cut(span, closure, day))
        if left != spans:
            first = first or closure
        spans = left
    return spans, first


def _cut(span: Span, closure: Closure, day: date) -> list[Span]:
    """What of one span lies outside the closure."""
    opens, closes = moment(day, span[0]), moment(day, span[1])
    start, end = closure.start.astimezone(SHANGHAI), closure.end.astimezone(SHANGHAI)
    if end <= opens or closes <= start:
        return [span]
    pieces = []
    if opens < start:
        pieces.append((span[0], start.time()))
    if end < closes:
        pieces.append((end.time(), span[1]))
    return pieces


def days(first: date, last: date) -> Iterable[date]:
    """Each day from ``first`` to ``last``, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
