"""The rules of the reschedule form: which booking, when instead, which slot, and yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.forms import choice as choosing
from actions.forms.booking import choice_from_slots, choice_to_slots, wishes_by_asking
from actions.forms.choice import Choice, When
from actions.forms.mine import Held, pick
from actions.forms.said import Said, read_said
from actions.forms.turn import Json, Turn

FORM = "reschedule_form"
PREFIX = "move_"
SIGN_IN, BOOKING = "signed_in", "move_booking"
QUESTIONS = (SIGN_IN, BOOKING, "move_when", "move_slot", "move_confirmed")
SLOTS = (*QUESTIONS, "move_office", "move_hold", "move_offers")


@dataclass(frozen=True, slots=True)
class MoveForm:
    """Which booking is moved, and where to."""

    booking: str | None = None
    choice: Choice = field(default_factory=Choice)

    @classmethod
    def from_slots(cls, slots: Json) -> MoveForm:
        """Read the form from the tracker's slots."""
        return cls(slots.get(BOOKING), choice_from_slots(slots, PREFIX, slots.get("move_office")))

    def to_slots(self) -> dict[str, Any]:
        """Return the slots that hold the form."""
        return {
            BOOKING: self.booking,
            "move_office": self.choice.place,
            **choice_to_slots(self.choice, PREFIX),
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn made of the form."""

    form: MoveForm
    note: str | None = None
    """A code of what to say: see `choosing.Step`, broken_ref, unknown_booking, kept, first_question."""
    leave: bool = False


def advance(form: MoveForm, turn: Turn, asked: str | None, bookings: Sequence[Held]) -> Outcome | None:
    """Take one turn; None if it is a matter of its own."""
    said = read_said(turn, form.choice.day)
    if turn.has_broken_ref:
        return Outcome(form, "broken_ref")
    if _is_digression(turn, said, asked):
        return None
    if turn.intent == "go_back" and not said.anything:
        return _back(form, asked, len(bookings))
    if asked == "move_confirmed" and turn.intent == "deny" and not said.anything:
        return Outcome(replace(form, choice=replace(form.choice.without_slot(), when=None)))
    if form.booking is None or said.booking or _names_another(form, said, bookings):
        return _which(form, said, asked, bookings)
    step = choosing.choose(form.choice, said, turn.intent, asked.removeprefix(PREFIX) if asked else None)
    return Outcome(replace(form, choice=step.choice), step.note)


def _which(form: MoveForm, said: Said, asked: str | None, bookings: Sequence[Held]) -> Outcome:
    """Find the booking, and take the new day and time along if they were named."""
    found = pick(bookings, said, form.choice.offers if asked == BOOKING else (), by_date=False)
    before = form.choice.when or When()
    when = When(said.date or before.date, said.time or before.time) if said.when or form.choice.when else None
    if said.slot and when is None:
        when = When(choosing.slot_start(said.slot).date().isoformat())
    if found.booking:
        choice = Choice(place=said.place or found.booking.office, when=when, slot=said.slot)
        return Outcome(MoveForm(found.booking.id, choice))
    note = "unknown_booking" if found.unknown else "unclear" if asked == BOOKING and not said.anything else None
    return Outcome(MoveForm(choice=Choice(place=said.place, when=when)), note)


def _names_another(form: MoveForm, said: Said, bookings: Sequence[Held]) -> bool:
    if not said.service:
        return False
    return any(held.service == said.service and held.id != form.booking for held in bookings)


def _back(form: MoveForm, asked: str | None, bookings: int) -> Outcome:
    undone = choosing.back(form.choice, asked.removeprefix(PREFIX)) if asked else None
    if undone is not None:
        return Outcome(replace(form, choice=undone))
    if asked == "move_when" and bookings > 1:
        return Outcome(MoveForm())
    return Outcome(form, "first_question")


def _is_digression(turn: Turn, said: Said, asked: str | None) -> bool:
    if asked is None or turn.intent in ("reschedule_appointment", "affirm", "deny", "go_back"):
        return False
    if turn.intent in ("book_appointment", "check_slots"):
        return not (said.when or said.slot)
    if wishes_by_asking(turn, said):
        return False
    return not (said.anything and (turn.is_bare or turn.intent == "nlu_fallback"))
