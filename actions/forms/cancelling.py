"""The rules of the cancel form: which booking, and yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.forms import reading
from actions.forms.mine import Held, pick
from actions.forms.said import Said, read_said
from actions.forms.turn import Json, Turn

FORM = "cancel_form"
SIGN_IN, BOOKING, CONFIRMED = "signed_in", "cancel_booking", "cancel_confirmed"
QUESTIONS = (SIGN_IN, BOOKING, CONFIRMED)
SLOTS = QUESTIONS


@dataclass(frozen=True, slots=True)
class CancelForm:
    """Which booking is to be cancelled."""

    booking: str | None = None
    confirmed: bool | None = None

    @classmethod
    def from_slots(cls, slots: Json) -> CancelForm:
        """Read the form from the tracker's slots."""
        return cls(slots.get(BOOKING), slots.get(CONFIRMED))

    def to_slots(self) -> dict[str, Any]:
        """Return the slots that hold the form."""
        return {BOOKING: self.booking, CONFIRMED: self.confirmed}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn made of the form."""

    form: CancelForm
    note: str | None = None
    """A code of what to say: unclear, broken_ref, unknown_booking, kept, first_question."""
    leave: bool = False


def advance(  # noqa: PLR0911 - one return per kind of turn
    form: CancelForm, turn: Turn, asked: str | None, bookings: Sequence[Held], listed: Sequence[str] = ()
) -> Outcome | None:
    """Take one turn; None if it is a matter of its own."""
    said = read_said(turn)
    if turn.has_broken_ref:
        return Outcome(CancelForm(), "broken_ref")
    if _is_digression(turn, said, asked):
        return None
    if turn.intent == "go_back" and not said.anything:
        return _back(form, asked, len(bookings))
    refused = asked == CONFIRMED and turn.intent == "deny" and not (said.booking or said.service or said.date)
    if refused or (asked is not None and reading.declines_cancelling(turn.text)):
        return Outcome(form, "kept", leave=True)
    if (
        asked == CONFIRMED
        and turn.intent in ("affirm", "cancel_appointment")
        and not _names_another(form, said, bookings)
    ):
        agreed = turn.intent == "affirm" or reading.agrees(turn.text)
        return Outcome(replace(form, confirmed=True) if agreed else form)
    found = pick(bookings, said, listed)
    if found.booking:
        return Outcome(CancelForm(found.booking.id))
    if found.unknown:
        return Outcome(form if asked == CONFIRMED else CancelForm(), "unknown_booking")
    return Outcome(CancelForm(), "unclear" if asked == BOOKING and not said.anything else None)


def _back(form: CancelForm, asked: str | None, bookings: int) -> Outcome:
    if asked == CONFIRMED and bookings > 1:
        return Outcome(CancelForm())
    return Outcome(form, "first_question")


def _names_another(form: CancelForm, said: Said, bookings: Sequence[Held]) -> bool:
    if not (said.booking or said.service or said.date):
        return False
    found = pick(bookings, said)
    return found.unknown or bool(found.booking and found.booking.id != form.booking)


def _is_digression(turn: Turn, said: Said, asked: str | None) -> bool:
    if asked is None or turn.intent in ("cancel_appointment", "affirm", "deny", "go_back"):
        return False
    return not (said.anything and (turn.is_bare or turn.intent == "nlu_fallback"))
