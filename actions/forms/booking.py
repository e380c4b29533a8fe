"""The rules of the booking form: service, office, time, slot, consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.forms import asides, reading
from actions.forms import choice as choosing
from actions.forms.choice import Choice, When
from actions.forms.said import ANYWHERE, Said, read_said
from actions.forms.turn import FALLBACK, Json, Turn

FORM = "booking_form"
SERVICE, OFFICE = "booking_service", "booking_office"
PREFIX = "booking_"
QUESTIONS = (SERVICE, OFFICE, "booking_when", "booking_slot", "booking_confirmed")
SLOTS = (*QUESTIONS, "booking_quantity", "booking_hold", "booking_offers")
_QUESTIONS_OF_TIME = frozenset({"ask_hours", FALLBACK, "out_of_scope", "chitchat", "find_service", "show_appointments"})


@dataclass(frozen=True, slots=True)
class BookingForm:
    """What is known of the booking in the making."""

    service: str | None = None
    quantity: int = 1
    choice: Choice = field(default_factory=Choice)

    @classmethod
    def from_slots(cls, slots: Json) -> BookingForm:
        """Read the form from the tracker's slots."""
        return cls(
            service=slots.get(SERVICE),
            quantity=int(slots.get("booking_quantity") or 1),
            choice=choice_from_slots(slots, PREFIX, slots.get(OFFICE)),
        )

    def to_slots(self) -> dict[str, Any]:
        """Return the slots that hold the form."""
        return {
            SERVICE: self.service,
            OFFICE: self.choice.place,
            "booking_quantity": self.quantity,
            **choice_to_slots(self.choice, PREFIX),
        }

    @property
    def next_question(self) -> str | None:
        """The first question without an answer."""
        slots = self.to_slots()
        return next((name for name in QUESTIONS if slots[name] is None), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn made of the form."""

    form: BookingForm
    note: str | None = None
    """A code of what to say before the next question: see `choosing.Step`, and first_question."""
    leave: bool = False
    """The citizen drops the booking in the making."""


def advance(  # noqa: PLR0911, PLR0913 - one return per kind of turn; what is known beside form and turn
    form: BookingForm,
    turn: Turn,
    asked: str | None,
    *,
    known_service: str | None = None,
    known_place: str | None = None,
    one_place: bool = False,
) -> Outcome | None:
    """Take one turn; None if it is a matter of its own that the rules answer before the question is put again.

    Args:
        form: the form before the turn.
        turn: what was said.
        asked: the question that was open, None when the form begins.
        known_service: the service the conversation was about when the form began.
        known_place: the office of it that the conversation was about.
        one_place: the service is given at one office only, so that the place is never asked.
    """
    said = read_said(turn, form.choice.day)
    if turn.intent == "cancel_appointment" and _means_this(form, said):
        return Outcome(form, leave=True)
    if _is_digression(turn, said, asked):
        return None
    if turn.intent == "go_back" and not said.anything:
        return _back(form, asked, one_place)
    service = said.service or (_service_from_list(form.choice, said, asked) if form.service is None else None)
    if form.service is None and asked is None:
        service = service or known_service
        said = replace(said, place=said.place or known_place)
    if service and service != form.service:
        return Outcome(_begin(form, service, said))
    if form.service is None:
        return _keep_wishes(form, said, asked)
    if said.quantity and said.quantity != form.quantity and not _answers_by_number(said, asked):
        form = replace(form, quantity=said.quantity, choice=form.choice.without_slot())
        if not (said.when or said.place):
            return Outcome(form)
    if asked == OFFICE and (place := _place_from_list(form.choice, said, turn.intent)):
        return Outcome(replace(form, choice=replace(form.choice.without_slot(), place=place)))
    agreed = turn.intent == "book_appointment" and not said.anything and reading.agrees(turn.text)
    step = choosing.choose(
        form.choice, said, "affirm" if agreed else turn.intent, asked.removeprefix(PREFIX) if asked else None
    )
    note = "unclear" if asked == OFFICE and step.choice == form.choice else step.note
    return Outcome(replace(form, choice=step.choice), note)


def _begin(form: BookingForm, service: str, said: Said) -> BookingForm:
    """A service was named, the first or another one: wishes for the time stay, the rest begins anew."""
    before = form.choice.when or When()
    place = said.place or (form.choice.place if form.service is None else None)
    choice = Choice(
        place=place or ANYWHERE,
        when=When(said.date or before.date, said.time or before.time),
        slot=said.slot,
    )
    return BookingForm(service, said.quantity or form.quantity, choice)


def _service_from_list(choice: Choice, said: Said, asked: str | None) -> str | None:
    return from_list(choice.offers, said.choice) if asked == SERVICE else None


def _keep_wishes(form: BookingForm, said: Said, asked: str | None) -> Outcome:
    """Time or place came before the service: keep them and ask for the service."""
    if not (said.when or said.place or said.quantity):
        return Outcome(form, "unclear" if asked == SERVICE else None)
    before = form.choice.when or When()
    when = When(said.date or before.date, said.time or before.time) if said.when else form.choice.when
    choice = replace(form.choice, place=said.place or form.choice.place, when=when)
    return Outcome(replace(form, quantity=said.quantity or form.quantity, choice=choice))


def _back(form: BookingForm, asked: str | None, one_place: bool) -> Outcome:
    if asked in (None, SERVICE):
        return Outcome(form, "first_question")
    if asked == OFFICE or (asked == "booking_when" and one_place):
        return Outcome(BookingForm(quantity=form.quantity))
    if asked == "booking_when":
        return Outcome(replace(form, choice=replace(form.choice, place=None)))
    return Outcome(replace(form, choice=choosing.back(form.choice, asked.removeprefix(PREFIX)) or form.choice))


def _is_digression(turn: Turn, said: Said, asked: str | None) -> bool:
    if asked is None or turn.intent in ("book_appointment", "affirm", "deny", "go_back"):
        return False
    if said.anything and (turn.is_bare or turn.intent == "check_slots" or _answers_unrecognised(said, asked, turn)):
        return False
    if wishes_by_asking(turn, said) or ((said.when or said.place) and reading.changes(turn.text)):
        return False
    if turn.intent == "find_service":
        return not (said.service and (asked == SERVICE or reading.corrects(turn.text)))
    if turn.intent == "reschedule_appointment":
        return not (said.when and not said.booking)
    return True


def _answers_unrecognised(said: Said, asked: str, turn: Turn) -> bool:
    """Whether what was not understood answers anyway; a service in it does where one is asked for, or as a correction."""
    if turn.intent != FALLBACK:
        return False
    return asked == SERVICE or reading.corrects(turn.text) or replace(said, service=None).anything


def wishes_by_asking(turn: Turn, said: Said) -> bool:
    """ "Is 24 December possible?" wishes for that day, however much it looks like a question about opening hours."""
    return said.when and turn.intent in _QUESTIONS_OF_TIME and asides.asks_for_time(turn.text)


def _means_this(form: BookingForm, said: Said) -> bool:
    """ "Cancel it" in the middle of a booking means the one in the making, unless another is named."""
    return form.service is not None and not said.booking and said.service in (None, form.service)


def _answers_by_number(said: Said, asked: str | None) -> bool:
    """A bare number under a list chooses from it; it is not a number of people."""
    return said.choice is not None and asked in (OFFICE, "booking_slot")


def _place_from_list(choice: Choice, said: Said, intent: str) -> str | None:
    """Resolve an answer to the question where; None if it names no place."""
    if said.place:
        return None if said.when else said.place
    if listed := from_list(choice.offers, said.choice):
        return listed
    return ANYWHERE if said.whichever or said.earliest or intent == "affirm" else None


def from_list(listed: Sequence[str], number: int | None) -> str | None:
    """Return the listed thing that an ordinal names; None if it names none."""
    if number is None:
        return None
    index = len(listed) - 1 if number == reading.LAST else number - 1
    return listed[index] if 0 <= index < len(listed) else None


def choice_from_slots(slots: Json, prefix: str, place: str | None) -> Choice:
    """Read a choice from the slots of a form."""
    when = slots.get(f"{prefix}when")
    return Choice(
        place=place,
        when=None if when is None else When(when.get("date"), when.get("time")),
        slot=slots.get(f"{prefix}slot"),
        confirmed=slots.get(f"{prefix}confirmed"),
        hold=slots.get(f"{prefix}hold"),
        offers=tuple(slots.get(f"{prefix}offers") or ()),
    )


def choice_to_slots(choice: Choice, prefix: str) -> dict[str, Any]:
    """Return the slots of a form that hold a choice."""
    when = choice.when
    return {
        f"{prefix}when": None if when is None else {"date": when.date, "time": when.time},
        f"{prefix}slot": choice.slot,
        f"{prefix}confirmed": choice.confirmed,
        f"{prefix}hold": choice.hold,
        f"{prefix}offers": list(choice.offers),
    }
