"""What a turn says about time, place and choice, read once for all forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

from actions.forms import reading
from actions.forms.turn import Turn

ANYWHERE = "any"


@dataclass(frozen=True, slots=True)
class Said:
    """The wishes in one turn; None or False where it says nothing."""

    service: str | None = None
    place: str | None = None
    """An office code, a district code, or `ANYWHERE`."""
    date: str | None = None
    """ISO date or range "2026-12-01/2026-12-07"."""
    time: str | None = None
    """ISO time or range "12:00/18:00"."""
    quantity: int | None = None
    slot: str | None = None
    """A slot by its button: "<office>@<start>"."""
    booking: str | None = None
    """A booking by its button or its reference."""
    choice: int | None = None
    """Which of those listed, from 1; `reading.LAST` for the last."""
    ordinal_day: bool = False
    """The ordinal was also read as a day of the month: "the 2nd"."""
    earliest: bool = False
    whichever: bool = False

    @property
    def anything(self) -> bool:
        """Whether the turn says anything of this at all."""
        return self != Said()

    @property
    def when(self) -> bool:
        """Whether it says anything about time."""
        return bool(self.date or self.time)


def read_said(turn: Turn, day: Date | None = None) -> Said:
    """Read the wishes. Of two values after a no ("not Wednesday, Thursday") the last one counts.

    Args:
        turn: what was said.
        day: the day that is being talked about. "No, Thursday" then means the Thursday of its week.
    """
    typed = turn.text
    date = _in_the_week_of(day, _one(turn, "date"), turn)
    time = _one(turn, "time")
    quantity = turn.first("quantity")
    services, places = _meant(turn, "service"), _meant(turn, "office") or _meant(turn, "district")
    choice = reading.ordinal(typed) if typed and not time else None
    days = turn.surfaces.get("date", ())
    return Said(
        service=services[0] if services else None,
        place=places[0] if places else None,
        date=date,
        time=time,
        quantity=int(quantity) if quantity is not None and str(quantity).isdigit() else None,
        slot=_text(turn.first("slot")),
        booking=_text(turn.first("booking") or turn.first("booking_ref")),
        choice=choice,
        ordinal_day=choice is not None and bool(days) and reading.ordinal(days[-1]) == choice,
        earliest=bool(typed) and reading.earliest(typed),
        whichever=bool(typed) and reading.no_preference(typed),
    )


def _one(turn: Turn, entity: str) -> str | None:
    values = _meant(turn, entity)
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    if turn.intent in ("deny", "go_back"):
        return values[-1]
    if entity == "date" and (inner := _innermost(values)):
        return inner
    ends = sorted(part for value in values for part in value.split("/"))
    return f"{ends[0]}/{ends[-1]}" if entity == "date" else values[0]


def _innermost(days: list[str]) -> str | None:
    """Return the day or range that lies within all others: "the National Day holiday, 2 October" is a day."""
    ends = [(day.partition("/")[0], day.rpartition("/")[2]) for day in days]
    first, last = max(ends)[0], min(end for _, end in ends)
    return next((day for day, span in zip(days, ends, strict=True) if span == (first, last)), None)


def _meant(turn: Turn, entity: str) -> list[str]:
    """Return the values of an entity without those that are denied ("not a passport, a permit"), unless all are."""
    values = [str(value) for value in turn.entities.get(entity, ()) if value is not None]
    words = turn.surfaces.get(entity, ())
    if len(values) != len(words):
        return values
    starts = [turn.text.find(word) for word in words]
    meant = [value for value, start in zip(values, starts, strict=True) if not reading.denies_next(turn.text[:start])]
    return meant or values


def _in_the_week_of(day: Date | None, date: str | None, turn: Turn) -> str | None:
    """Move a plain weekday into the week that is talked about, unless that day is over."""
    words = turn.surfaces.get("date", ())
    if day is None or date is None or "/" in date or not words or not reading.is_plain_weekday(words[-1]):
        return date
    weekday = Date.fromisoformat(date).weekday()
    moved = day + timedelta(days=weekday - day.weekday())
    return moved.isoformat() if moved.isoformat() > turn.now[:10] else date


def _text(value: object) -> str | None:
    return None if value is None else str(value)
