"""How a time is chosen: day and time of day, then one of the offered slots, then yes. Shared by booking and moving.

Every correction clears what depended on it: another day clears the slot, another slot clears the consent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from actions.forms import reading
from actions.forms.said import ANYWHERE, Said

WHEN, SLOT, CONFIRMED = "when", "slot", "confirmed"
"""The questions, in their order; a form puts its own prefix before them."""
OPENINGS = ("book_appointment", "reschedule_appointment")
"""Saying once more what the form is about is no answer, but nothing unclear either."""


@dataclass(frozen=True, slots=True)
class When:
    """The wished time; None means no limit, so both None is the earliest there is."""

    date: str | None = None
    """ISO date or range."""
    time: str | None = None
    """ISO time or range."""

    @property
    def clock(self) -> str | None:
        """The time if it is a point, not a range."""
        return self.time if self.time and "/" not in self.time else None


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen so far. ``when``, ``slot`` and ``confirmed`` are None while they are to be asked."""

    place: str | None = None
    when: When | None = None
    slot: str | None = None
    """"<office>@<start>"."""
    confirmed: bool | None = None
    hold: str | None = None
    """The booking that holds the slot until it is confirmed."""
    offers: tuple[str, ...] = ()
    """What was listed under the question, in the order in which it was shown."""

    @property
    def day(self) -> date | None:
        """The day that is being talked about: that of the chosen slot, else the first wished one."""
        if self.slot:
            return slot_start(self.slot).date()
        wished = self.when.date if self.when else None
        return date.fromisoformat(wished.partition("/")[0]) if wished else None

    def without_slot(self) -> Choice:
        """The same wishes with no slot chosen."""
        return replace(self, slot=None, confirmed=None, hold=None)


@dataclass(frozen=True, slots=True)
class Step:
    """What a turn made of a choice."""

    choice: Choice
    note: str | None = None
    """A code of what to say before the next question: unclear, choose_one, not_listed."""


def slot_office(slot: str) -> str:
    """Return the office code of a slot."""
    return slot.split("@", 1)[0]


def slot_start(slot: str) -> datetime:
    """Return the start of a slot, in the offset it was written with (Asia/Shanghai)."""
    return datetime.fromisoformat(slot.split("@", 1)[1])


def choose(  # noqa: PLR0911 - one return per kind of answer
    choice: Choice, said: Said, intent: str, asked: str | None
) -> Step:
    """Take one answer to one of the three questions, or a correction of an earlier answer.

    Args:
        choice: what was chosen before.
        said: what the turn says.
        intent: for a bare yes or no.
        asked: `WHEN`, `SLOT`, `CONFIRMED`, or another question of the form.
    """
    if said.slot:
        return Step(_take(choice, said.slot))
    if asked == CONFIRMED and choice.slot and _names(choice.slot, said):
        return Step(replace(choice, confirmed=True)) if intent != "deny" else Step(_refuse(choice))
    if asked == CONFIRMED and said.choice is not None:
        return _from_list(choice, said) or Step(choice)
    if asked == SLOT and (answer := _from_list(choice, said)):
        return answer
    if said.when or said.place or said.earliest or (said.whichever and asked != CONFIRMED):
        return Step(_wish(choice, said, asked))
    if intent == "affirm":
        return _yes(choice, asked)
    if intent == "deny" and asked in (SLOT, CONFIRMED):
        return Step(_refuse(choice))
    if intent in OPENINGS or asked not in (WHEN, SLOT, CONFIRMED):
        return Step(choice)
    return Step(choice, "unclear")


def back(choice: Choice, asked: str | None) -> Choice | None:
    """Undo the last answer; None if the answer before belongs to the form itself."""
    if asked == CONFIRMED:
        return choice.without_slot()
    if asked == SLOT:
        return replace(choice.without_slot(), when=None)
    return None


def pick_exact(when: When | None, offered: Sequence[str]) -> str | None:
    """Return the one offered slot at exactly the wished day and clock time: it need not be chosen from a list."""
    if when is None or not when.clock or not when.date or "/" in when.date:
        return None
    matches = _matching(offered, Said(date=when.date, time=when.clock))
    return matches[0] if len(matches) == 1 else None


def _take(choice: Choice, slot: str) -> Choice:
    if slot == choice.slot:
        return choice
    when = choice.when or When(slot_start(slot).date().isoformat())
    return replace(choice.without_slot(), when=when, slot=slot)


def _from_list(choice: Choice, said: Said) -> Step | None:
    """Resolve an answer against the offered slots; None if it rather asks for other ones."""
    if said.ordinal_day and not _matching(choice.offers, said):
        said = replace(said, date=None)
    listed = _matching(choice.offers, said)
    if said.earliest and listed:
        return Step(_take(choice, listed[0]))
    if said.choice is not None:
        index = len(listed) - 1 if said.choice == reading.LAST else said.choice - 1
        return Step(_take(choice, listed[index])) if 0 <= index < len(listed) else Step(choice, "not_listed")
    if said.whichever and not said.when and not said.place and listed:
        return Step(_take(choice, listed[0]))
    # Only a clock time names one slot; of a day, a part of a day or a place more may be free than were listed.
    if said.time and "/" not in said.time and len(listed) == 1:
        return Step(_take(choice, listed[0]))
    return None


def _matching(offers: Sequence[str], said: Said) -> list[str]:
    tests: list[Callable[[str], bool]] = [_on(said.date), _at(said.time), _in(said.place)]
    return [slot for slot in offers if all(test(slot) for test in tests)]


def _names(slot: str, said: Said) -> bool:
    """Whether the wishes are just the slot said once more."""
    return bool(said.when) and slot in _matching([slot], said)


def _on(wished: str | None) -> Callable[[str], bool]:
    if wished is None:
        return lambda slot: True
    first, _, last = wished.partition("/")
    return lambda slot: first <= slot_start(slot).date().isoformat() <= (last or first)


def _at(wished: str | None) -> Callable[[str], bool]:
    if wished is None:
        return lambda slot: True
    first, _, last = wished.partition("/")
    if not last:
        return lambda slot: slot_start(slot).time() == time.fromisoformat(first)
    return lambda slot: first <= slot_start(slot).time().isoformat("minutes") < last


def _in(place: str | None) -> Callable[[str], bool]:
    """An office is looked for in the slot. A slot names no district, so that one never matches and is searched anew."""
    return (lambda slot: True) if place in (None, ANYWHERE) else (lambda slot: slot_office(slot) == place)


def _wish(choice: Choice, said: Said, asked: str | None) -> Choice:
    """Take over other wishes for time and place; what is not mentioned stays as it was wished before."""
    before = choice.when or When()
    day, clock = said.date or before.date, said.time or before.time
    if said.time and not said.date and choice.slot:
        day = slot_start(choice.slot).date().isoformat()
    if said.earliest:
        day, clock = said.date, said.time
    place = said.place or (ANYWHERE if said.whichever and asked not in (WHEN, SLOT) else choice.place)
    says_when = said.when or said.earliest or (said.whichever and asked in (WHEN, SLOT))
    when = When(day, clock) if says_when else choice.when
    return replace(choice.without_slot(), place=place, when=when)


def _yes(choice: Choice, asked: str | None) -> Step:
    if asked == CONFIRMED:
        return Step(replace(choice, confirmed=True))
    if asked == SLOT:
        return Step(_take(choice, choice.offers[0])) if len(choice.offers) == 1 else Step(choice, "choose_one")
    return Step(choice, "unclear" if asked == WHEN else None)


def _refuse(choice: Choice) -> Choice:
    """The offered time does not suit, and no other was named: ask which day instead."""
    return replace(choice.without_slot(), when=None)
