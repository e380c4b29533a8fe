"""Days and times on buttons, lists and cards, worded as in sentences; those are rendered by the brain (nlu/formats.py)."""

from __future__ import annotations

from datetime import date, datetime

from actions._labels import label
from city.clock import local

_PARTS = ((6, "night"), (12, "morning"), (13, "noon"), (18, "afternoon"), (24, "evening"))


def day(value: date, language: str) -> str:
    """Return a day with its weekday."""
    return label("day", language).format(
        day=value.day,
        month=label(f"month_{value.month}", language),
        weekday=label(f"weekday_{value.weekday()}", language),
    )


def dated(value: date, language: str) -> str:
    """Return a day with weekday and year, for what is kept longer than a talk."""
    return label("day_of_year", language).format(year=value.year, day=day(value, language))


def when(moment: datetime, language: str, *, year: bool = False) -> str:
    """Return day and time, in the city's time."""
    there = local(moment)
    part = next(name for before, name in _PARTS if there.hour < before)
    hour = there.hour - 12 if there.hour > 12 else there.hour or label("midnight_hour", language)
    clock = label(f"clock_{part}", language).format(hour=hour, minute=f"{there.minute:02}")
    shown = dated(there.date(), language) if year else day(there.date(), language)
    return label("when", language).format(day=shown, clock=clock)
