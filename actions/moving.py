"""Moving an appointment: which one, when instead, which slot, done. The old one stands until the new one is had."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions._forms import LEAVE, FormTurn, release
from actions._mine import ask_which, held, say_appointment
from actions._receipts import say_receipt
from actions._slots import Offering, offers_of, place_of, say_offers, search
from actions._support import Events, Talk, slot_sets
from actions._waiting import Question
from actions.cancelling import offer_sign_in
from actions.forms import moving
from actions.forms.choice import When, pick_exact, slot_office, slot_start
from actions.forms.moving import MoveForm, Outcome
from city.booking.values import Booking
from city.errors import CityError, HoldExpired, OutsideHorizon, SlotTaken

_CHOOSE_AGAIN = (SlotTaken, HoldExpired, OutsideHorizon)
"""Refusals after which another slot can be chosen; any other ends the move."""


class ValidateRescheduleForm(FormTurn):
    """Takes one turn of a move."""

    key = "validate_reschedule_form"
    form = moving.FORM
    own = "reschedule_appointment"
    questions = moving.QUESTIONS

    def take(self, talk: Talk, asked: str | None) -> Events | None:
        """Take a turn by the rules of the form and let the city follow."""
        bookings = talk.city.bookings.mine(talk.actor)
        if not bookings:
            return offer_sign_in(talk, asked, moving.SIGN_IN)
        if asked == moving.SIGN_IN:
            asked = None  # signing in has brought bookings to light, so the form begins only now
        before = MoveForm.from_slots(talk.slots)
        outcome = moving.advance(before, talk.turn, asked, [held(one) for one in bookings])
        if outcome is None:
            return None
        return [SlotSet(moving.SIGN_IN, True), *_follow(talk, before, outcome)]


class AskBooking(Question):
    """Asks which booking is to be moved."""

    key = "action_ask_reschedule_form_move_booking"

    def ask(self, talk: Talk) -> Events:
        """Ask, and remember what was listed."""
        return [SlotSet("move_offers", ask_which(talk, "utter_ask_move_booking", "reschedule_appointment"))]


class AskWhen(Question):
    """Asks which day instead."""

    key = "action_ask_reschedule_form_move_when"

    def ask(self, talk: Talk) -> Events:
        """Ask."""
        say_appointment(talk, "utter_ask_move_when", _moved(talk))
        return []


class AskSlot(Question):
    """Offers free slots."""

    key = "action_ask_reschedule_form_move_slot"

    def ask(self, talk: Talk) -> Events:
        """Search anew and remember what was listed."""
        form, booking = MoveForm.from_slots(talk.slots), _moved(talk)
        service = talk.city.catalogue.service(booking.service)
        found = search(talk, service.code, form.choice, booking.quantity)
        say_offers(talk, found, Offering(service, form.choice, "reschedule_appointment", {"booking": booking.id}))
        return [SlotSet("move_offers", list(offers_of(found)))]


class AskConfirmed(Question):
    """Says from when to when the booking would be moved and asks for a yes."""

    key = "action_ask_reschedule_form_move_confirmed"

    def ask(self, talk: Talk) -> Events:
        """Ask."""
        new = talk.city.bookings.get(talk.actor, str(talk.slots.get("move_hold")))
        old = _moved(talk)
        lapsed = new.hold_expires_at is None or new.hold_expires_at <= talk.city.clock.now()
        until = None if lapsed else new.hold_expires_at
        say_appointment(talk, "utter_ask_move_confirmed", new, old_start=old.start, until=until, lapsed=lapsed)
        return []


def _moved(talk: Talk) -> Booking:
    return talk.city.bookings.get(talk.actor, str(talk.slots.get(moving.BOOKING)))


def _follow(talk: Talk, before: MoveForm, outcome: Outcome) -> Events:
    """Let the city follow a turn: give back, look up, hold, move."""
    form = outcome.form
    if before.choice.hold and form.choice.hold != before.choice.hold:
        release(talk, before.choice.hold)
    if outcome.note:
        talk.say(f"utter_note_{outcome.note}")
    if form.booking is None:
        return slot_sets(form.to_slots())
    try:
        booking = talk.city.bookings.get(talk.actor, form.booking)
        form = _hold(talk, booking, _pick(talk, booking, _fit_place(talk, booking, form)))
        if form.choice.confirmed:
            _move(talk, form)
    except _CHOOSE_AGAIN as refusal:
        talk.refuse(refusal)
        return slot_sets(_choose_again(form).to_slots())
    except CityError as refusal:
        talk.refuse(refusal)
        release(talk, form.choice.hold)
        return [*slot_sets(form.to_slots()), LEAVE]
    return slot_sets(form.to_slots())


def _fit_place(talk: Talk, booking: Booking, form: MoveForm) -> MoveForm:
    """A place that does not give the service is said; the move stays at the booking's office."""
    office, district = place_of(talk, form.choice.place)
    service = talk.city.catalogue.service(booking.service)
    if office in (None, *service.offices) and talk.city.catalogue.offices_for(service.code, district):
        return form
    talk.say("utter_note_not_here", service=service.name.get(talk.turn.language))
    return replace(form, choice=replace(form.choice, place=booking.office))


def _pick(talk: Talk, booking: Booking, form: MoveForm) -> MoveForm:
    """Take the slot at exactly the wished day and time, if there is just one, without a list to choose from."""
    choice = form.choice
    if choice.slot or choice.when is None or not choice.when.clock:
        return form
    found = search(talk, booking.service, choice, booking.quantity)
    slot = None if found.widened else pick_exact(choice.when, offers_of(found))
    return replace(form, choice=replace(choice, slot=slot)) if slot else form


def _hold(talk: Talk, booking: Booking, form: MoveForm) -> MoveForm:
    choice = form.choice
    if choice.slot is None or choice.hold:
        return form
    held_slot = talk.city.bookings.hold(
        talk.actor,
        booking.service,
        slot_office(choice.slot),
        slot_start(choice.slot),
        quantity=booking.quantity,
        replaces=booking.id,
        key=talk.turn.key("hold"),
    )
    return replace(form, choice=replace(choice, hold=held_slot.id))


def _move(talk: Talk, form: MoveForm) -> None:
    moved = talk.city.bookings.reschedule(
        talk.actor, form.booking or "", form.choice.hold or "", key=talk.turn.key("reschedule")
    )
    say_appointment(talk, "utter_booking_moved", moved.new, old_start=moved.old.start)
    say_receipt(talk, moved.receipt)


def _choose_again(form: MoveForm) -> MoveForm:
    """Look around the day of the slot that could not be had."""
    choice = form.choice.without_slot()
    if form.choice.slot:
        choice = replace(choice, when=When(slot_start(form.choice.slot).date().isoformat()))
    return replace(form, choice=choice)
