"""What all forms share on the Rasa side: when a turn is theirs, how they open, are left and are closed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions._support import CityAction, Events, Talk, slot_sets
from actions.forms import booking, cancelling, moving, open_forms, reading, reporting
from actions.forms.turn import Turn
from city.errors import CityError

LEAVE = SlotSet("requested_slot", None)
"""Ends a form early; its rule then runs `CloseForm`."""


_STOPPED = {
    booking.FORM: "utter_stopped_booking",
    moving.FORM: "utter_stopped_move",
    cancelling.FORM: "utter_stopped_cancel",
    reporting.FORM: "utter_report_dropped",
}


_LEAVING = frozenset({"stop", "go_back", "cancel_appointment", "reschedule_appointment"})
"""What is guessed to be one of these is asked about first: taken for an answer it could undo what was done."""


def _changes_here(turn: Turn) -> bool:
    """Whether what looks like the move of a booking changes what is being chosen: "make it Tianya"."""
    return turn.guess == "reschedule_appointment" and reading.changes(turn.text)


class FormTurn(CityAction):
    """Validation of a form: takes one turn, or leaves it to the rules by returning nothing (the form then rejects)."""

    form: ClassVar[str]
    questions: ClassVar[tuple[str, ...]]
    own: ClassVar[str | None] = None
    """The intent that the form is about: a guess of it is acted on inside the form."""

    def answer(self, talk: Talk) -> Events:
        """Take the turn. Coming back from a digression there is nothing to take, only to ask again."""
        opened = self._open(talk)
        begins = self.form not in talk.open_forms
        if not talk.is_fresh and not begins:
            return opened
        if talk.turn.is_all_clear and not begins:
            talk.say("utter_all_clear")
            return opened
        events = self._try(talk)
        if events is None:
            return opened if begins else []
        return [*opened, *events]

    def _try(self, talk: Talk) -> Events | None:
        """Take the turn. What is only guessed is tried as an answer, before "did you mean" asks (action_fallback)."""
        turn = talk.turn
        if turn.guess in _LEAVING and turn.guess != self.own and not (turn.is_bare or _changes_here(turn)):
            return None
        if turn.guess == self.own is not None:
            talk.turn = replace(turn, intent=self.own)
        events = self.take(talk, self._asked(talk))
        talk.turn = turn
        return events

    @abstractmethod
    def take(self, talk: Talk, asked: str | None) -> Events | None:
        """Take a turn; None if it is a matter of its own. ``asked`` is None when the form begins."""

    def after_refusal(self, talk: Talk) -> Events:
        """A refusal that the form cannot mend ends it."""
        return [*self._open(talk), LEAVE]

    def _open(self, talk: Talk) -> Events:
        """Return the events that put this form on top and drop those that it replaces."""
        opened = open_forms.opened(talk.open_forms, self.form)
        events = [*forget(talk, opened.dropped), SlotSet("open_forms", list(opened.stack))]
        if self.form not in open_forms.PASSING and opened.dropped:
            events.append(SlotSet("continue_with", None))
        return events

    def _asked(self, talk: Talk) -> str | None:
        """The question that was open; the slot still names one of another form when this one has just begun."""
        requested = talk.slots.get("requested_slot")
        is_on_top = talk.open_forms[-1:] == (self.form,)
        return requested if is_on_top and requested in self.questions else None


def forget(talk: Talk, forms: Iterable[str]) -> Events:
    """Give back what the forms held and clear what they knew."""
    events: Events = []
    for form in forms:
        if form in open_forms.HOLDS:
            release(talk, talk.slots.get(open_forms.HOLDS[form]))
        events += slot_sets(dict.fromkeys(open_forms.SLOTS[form]))
    return events


def release(talk: Talk, hold: Any | None) -> None:
    """Give a held slot back. One that has run out, or was confirmed, is no longer ours to give."""
    if hold:
        with suppress(CityError):
            talk.city.bookings.release(talk.actor, str(hold))


class CloseForm(CityAction):
    """Runs when a form is through or was left: clears it and goes on with what it interrupted."""

    key = "action_close_form"

    def answer(self, talk: Talk) -> Events:
        """Continue with the action that needed the form's answer, else with the matter below, else listen."""
        *below, form = talk.open_forms or (None,)
        if form is None:
            return []
        events = slot_sets(dict.fromkeys(open_forms.SLOTS[form]))
        events.append(SlotSet("open_forms", below or None))
        continuation = talk.slots.get("continue_with")
        if continuation and form in open_forms.PASSING:
            return [*events, SlotSet("continue_with", None), FollowupAction(continuation)]
        if below:
            talk.say("utter_resume")
            return [*events, FollowupAction(below[-1])]
        return events


class Stop(CityAction):
    """The citizen drops what is being done: gives holds back and goes on with the matter below."""

    key = "action_stop"

    def answer(self, talk: Talk) -> Events:
        """Leave the innermost form."""
        if not talk.open_forms:
            return _stop_nothing(talk)
        *below, form = talk.open_forms
        events = [
            *forget(talk, [form]),
            SlotSet("open_forms", below or None),
            SlotSet("continue_with", None),
            SlotSet("requested_slot", None),
            ActiveLoop(None),
        ]
        talk.say(_STOPPED.get(form, "utter_stopped"))
        if below:
            talk.say("utter_resume")
            events.append(FollowupAction(below[-1]))
        return events


def _stop_nothing(talk: Talk) -> Events:
    """Nothing is in progress: "cancel it" then means a booking there is; anything else is only told so."""
    if talk.turn.is_all_clear:
        talk.say("utter_all_clear")
        return []
    if reading.names_cancelling(talk.turn.text) and talk.city.bookings.mine(talk.actor):
        return [FollowupAction(cancelling.FORM)]
    talk.say("utter_nothing_to_stop")
    return []
