"""Cancelling an appointment: which one, are you sure, done, with the receipt of the cancellation."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions._forms import LEAVE, FormTurn
from actions._mine import ask_which, held, say_appointment
from actions._receipts import say_receipt
from actions._support import Events, Talk, slot_sets
from actions._waiting import Question
from actions.forms import cancelling
from actions.forms.cancelling import CancelForm
from actions.sign_in import Step, take_step

_OWN_INTENTS = ("cancel_appointment", "reschedule_appointment")


class ValidateCancelForm(FormTurn):
    """Takes one turn of a cancellation."""

    key = "validate_cancel_form"
    form = cancelling.FORM
    own = "cancel_appointment"
    questions = cancelling.QUESTIONS

    def take(self, talk: Talk, asked: str | None) -> Events | None:
        """Take a turn. A guest without bookings may have made them while signed in."""
        bookings = talk.city.bookings.mine(talk.actor)
        if not bookings:
            return offer_sign_in(talk, asked, cancelling.SIGN_IN)
        if asked == cancelling.SIGN_IN:
            asked = None  # signing in has brought bookings to light, so the form begins only now
        form = CancelForm.from_slots(talk.slots)
        listed = [one.id for one in bookings]
        outcome = cancelling.advance(form, talk.turn, asked, [held(one) for one in bookings], listed)
        if outcome is None:
            return None
        if outcome.note:
            talk.say(f"utter_note_{outcome.note}")
        events = [SlotSet(cancelling.SIGN_IN, True), *slot_sets(outcome.form.to_slots())]
        if outcome.leave:
            return [*events, LEAVE]
        if outcome.form.confirmed:
            _cancel(talk, outcome.form.booking or "")
        return events


class AskBooking(Question):
    """Asks which booking is to be cancelled."""

    key = "action_ask_cancel_form_cancel_booking"

    def ask(self, talk: Talk) -> Events:
        """Ask."""
        ask_which(talk, "utter_ask_cancel_booking", "cancel_appointment")
        return []


class AskConfirmed(Question):
    """Says which booking would be cancelled and asks for a yes."""

    key = "action_ask_cancel_form_cancel_confirmed"

    def ask(self, talk: Talk) -> Events:
        """Ask."""
        booking = talk.city.bookings.get(talk.actor, str(talk.slots.get(cancelling.BOOKING)))
        say_appointment(talk, "utter_ask_cancel_confirmed", booking)
        return []


def offer_sign_in(talk: Talk, asked: str | None, slot: str) -> Events | None:
    """There is no booking: say so to whom we know, and let a guest sign in, who then goes on."""
    named = say_ref_problem(talk)
    step = take_step(talk, asked)
    if step is Step.DONE:
        talk.say("utter_no_appointments")
        return [SlotSet(slot, None), LEAVE]
    if step is Step.DECLINED:
        talk.say("utter_sign_in_declined")
        return [SlotSet(slot, None), LEAVE]
    if step is Step.NOT_ABOUT_IT and asked == slot and not named and talk.turn.intent not in _OWN_INTENTS:
        return None
    return [SlotSet(slot, None)]


def say_ref_problem(talk: Talk) -> bool:
    """Say that the reference that was typed is none, or not that of a booking here; False if none was typed."""
    if talk.turn.has_broken_ref:
        talk.say("utter_note_broken_ref")
    elif talk.turn.first("booking_ref"):
        talk.say("utter_note_unknown_booking")
    else:
        return False
    return True


def _cancel(talk: Talk, booking: str) -> None:
    cancelled = talk.city.bookings.cancel(talk.actor, booking, key=talk.turn.key("cancel"))
    say_appointment(talk, "utter_booking_cancelled", cancelled.booking)
    say_receipt(talk, cancelled.receipt)
