"""Which of the citizen's own bookings is meant: by button, reference, service, day, or place in the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.forms import reading
from actions.forms.said import Said


@dataclass(frozen=True, slots=True)
class Held:
    """An active booking as far as telling it from others needs."""

    id: str
    ref: str
    service: str
    office: str
    start: datetime
    """Aware, in Asia/Shanghai."""


@dataclass(frozen=True, slots=True)
class Pick:
    """The booking that is meant, or those among which the citizen has to choose."""

    booking: Held | None = None
    candidates: tuple[Held, ...] = ()
    unknown: bool = False
    """A reference or a service was named that none of the bookings has."""


def pick(bookings: Sequence[Held], said: Said, listed: Sequence[str] = (), *, by_date: bool = True) -> Pick:
    """Find the booking that is meant.

    Args:
        bookings: all active bookings of the citizen.
        said: what the turn says.
        listed: ids in the order in which they were shown, for "the second one".
        by_date: whether a date tells the bookings apart; in a move the date is the new one.
    """
    if said.booking:
        named = [held for held in bookings if said.booking in (held.id, held.ref)]
        return _only(named) if named else Pick(candidates=tuple(bookings), unknown=True)
    if said.choice is not None and listed:
        index = len(listed) - 1 if said.choice == reading.LAST else said.choice - 1
        chosen = [held for held in bookings if 0 <= index < len(listed) and held.id == listed[index]]
        if chosen:
            return _only(chosen)
    matching = [held for held in bookings if _matches(held, said, by_date)]
    if matching:
        return _only(matching)
    return Pick(candidates=tuple(bookings), unknown=True)


def _only(found: Sequence[Held]) -> Pick:
    return Pick(booking=found[0]) if len(found) == 1 else Pick(candidates=tuple(found))


def _matches(held: Held, said: Said, by_date: bool) -> bool:
    if said.service and held.service != said.service:
        return False
    if by_date and said.date:
        first, _, last = said.date.partition("/")
        return first <= held.start.date().isoformat() <= (last or first)
    return True
