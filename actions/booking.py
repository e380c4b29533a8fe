"""Booking an appointment: the form's turns, its questions, and the citizen's list of bookings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import SlotSet

from actions import _cards
from actions._forms import LEAVE, FormTurn, release
from actions._labels import label
from actions._mine import manage_buttons, say_appointment
from actions._receipts import say_receipt
from actions._slots import Offering, offers_of, place_of, say_offers, search
from actions._support import CityAction, Events, Talk, button, slot_sets
from actions._waiting import Question
from actions.forms import asides, booking
from actions.forms.booking import BookingForm, Outcome
from actions.forms.choice import When, pick_exact, slot_office, slot_start
from actions.forms.said import ANYWHERE
from city.errors import CityError, HoldExpired, NotFound, OutsideHorizon, QuotaReached, SlotTaken

if TYPE_CHECKING:
    from city.catalogue.models import Service

_CHOOSE_AGAIN = (SlotTaken, HoldExpired, OutsideHorizon, NotFound)
"""Refusals after which another slot can be chosen; any other ends the booking."""
_POPULAR = 6


class ValidateBookingForm(FormTurn):
    """Takes one turn of a booking: corrects, searches, holds, confirms."""

    key = "validate_booking_form"
    form = booking.FORM
    own = "book_appointment"
    questions = booking.QUESTIONS

    def take(self, talk: Talk, asked: str | None) -> Events | None:
        """Take a turn by the rules of the form and let the city follow."""
        before = BookingForm.from_slots(talk.slots)
        outcome = booking.advance(
            before,
            talk.turn,
            asked,
            known_service=_known_service(talk),
            known_place=_known_place(talk),
            one_place=bool(before.service) and len(talk.city.catalogue.service(str(before.service)).offices) == 1,
        )
        if outcome is None:
            return None
        return _follow(talk, before, outcome)


class AskService(Question):
    """Asks which service, naming some that are booked often."""

    key = "action_ask_booking_form_booking_service"

    def ask(self, talk: Talk) -> Events:
        """Ask, and remember what was listed."""
        services = [service for service in talk.city.catalogue.services() if service.bookable]
        shown = sorted(services, key=lambda service: service.mode != "booked")[:_POPULAR]
        language = talk.turn.language
        buttons = [button(one.name.get(language), "book_appointment", service=one.code) for one in shown]
        talk.say("utter_ask_booking_service", buttons=buttons)
        return [SlotSet("booking_offers", [service.code for service in shown])]


class AskOffice(Question):
    """Asks at which office."""

    key = "action_ask_booking_form_booking_office"

    def ask(self, talk: Talk) -> Events:
        """Ask, and remember what was listed."""
        language = talk.turn.language
        code = BookingForm.from_slots(talk.slots).service or ""
        offices = talk.city.catalogue.offices_for(code)
        buttons = [button(office.name.get(language), "book_appointment", office=office.code) for office in offices]
        buttons.append(button(label("any_office", language), "book_appointment", office=ANYWHERE))
        talk.say("utter_ask_booking_office", buttons=buttons, service=_service(talk, code).name.get(language))
        return [SlotSet("booking_offers", [office.code for office in offices])]


class AskWhen(Question):
    """Asks which day, after the offered times did not suit."""

    key = "action_ask_booking_form_booking_when"

    def ask(self, talk: Talk) -> Events:
        """Ask."""
        form = BookingForm.from_slots(talk.slots)
        talk.say("utter_ask_booking_when", service=_service(talk, form.service or "").name.get(talk.turn.language))
        return []


class AskSlot(Question):
    """Offers free slots."""

    key = "action_ask_booking_form_booking_slot"

    def ask(self, talk: Talk) -> Events:
        """Search anew, since what was free a minute ago may not be, and remember what was listed."""
        form = BookingForm.from_slots(talk.slots)
        service = _service(talk, form.service or "")
        found = search(talk, service.code, form.choice, form.quantity)
        say_offers(talk, found, Offering(service, form.choice, "book_appointment", {"service": service.code}))
        return [SlotSet("booking_offers", list(offers_of(found)))]


class AskConfirmed(Question):
    """Says what would be booked, what to bring and what it costs, and asks for a yes."""

    key = "action_ask_booking_form_booking_confirmed"

    def ask(self, talk: Talk) -> Events:
        """Ask: in full, or briefly after a digression. A hold that ran out is said; confirming may still succeed."""
        held = talk.city.bookings.get(talk.actor, str(talk.slots.get("booking_hold")))
        language, catalogue = talk.turn.language, talk.city.catalogue
        service, office = catalogue.service(held.service), catalogue.office(held.office)
        lapsed = held.hold_expires_at is None or held.hold_expires_at <= talk.city.clock.now()
        briefly = not talk.is_fresh and talk.turn.intent != "repeat"
        talk.say(
            "utter_ask_booking_confirmed_again" if briefly else "utter_ask_booking_confirmed",
            card=None
            if briefly
            else _cards.appointment_card(held, catalogue, language, "held", url=talk.city.bookings.url(held)),
            service=service.name.get(language),
            quantity=held.quantity if held.quantity > 1 else None,
            start=held.start,
            office=office.name.get(language),
            address=office.address.get(language),
            documents=talk.words(service.documents) or None,
            fee=service.fee.text.get(language),
            sample="sample" in {service.fee.mark, service.mark_of("documents"), office.mark},
            until=None if lapsed else held.hold_expires_at,
            lapsed=lapsed,
        )
        return []


class ShowAppointments(CityAction):
    """Lists the citizen's active bookings, each with what can be done with it."""

    key = "action_show_appointments"

    def answer(self, talk: Talk) -> Events:
        """List them; a guest without any is told that signing in may show more."""
        if talk.turn.has_broken_ref:
            talk.say("utter_note_broken_ref")
        bookings = talk.city.bookings.mine(talk.actor)
        if not bookings:
            card = None if talk.is_signed_in else _cards.sign_in_card("appointments")
            talk.say("utter_no_appointments" if talk.is_signed_in else "utter_no_appointments_guest", card=card)
            return talk.resume() if talk.is_signed_in else talk.resume(SlotSet("continue_with", self.key))
        talk.say("utter_appointments", count=len(bookings))
        for booked in bookings:
            say_appointment(talk, "utter_appointment", booked, buttons=manage_buttons(talk, booked))
        return talk.resume()


def say_not_booked(talk: Talk, service: Service) -> None:
    """Say how and where a service is done that takes no appointments."""
    language = talk.turn.language
    offices = talk.city.catalogue.offices_for(service.code)
    values: dict[str, Any] = {
        "service": service.name.get(language),
        "department": service.department.get(language),
        "online": talk.word(service.online),
        "online_url": service.online_url,
        "offices": [office.name.get(language) for office in offices] or None,
    }
    kind = "online" if service.mode == "online" or (service.online and not offices) else "walk_in"
    talk.say(f"utter_not_booked_{kind}", card=_cards.services_card([service], talk.city.catalogue, language), **values)


def _follow(talk: Talk, before: BookingForm, outcome: Outcome) -> Events:
    """Let the city follow a turn: give back, look up, hold, confirm."""
    form = outcome.form
    if before.choice.hold and (outcome.leave or form.choice.hold != before.choice.hold):
        release(talk, before.choice.hold)
    if outcome.leave:
        talk.say("utter_stopped_booking")
        return [*slot_sets(form.to_slots()), LEAVE]
    if outcome.note:
        talk.say(f"utter_note_{outcome.note}")
    if form.service is None:
        return slot_sets(form.to_slots())
    service = _service(talk, form.service)
    context = [SlotSet("service", service.code), SlotSet("office", None)]
    if not service.bookable:
        say_not_booked(talk, service)
        return [*context, *slot_sets(form.to_slots()), LEAVE]
    try:
        if form.service != before.service:
            _check_quota(talk, service)
        form = _hold(talk, _pick(talk, _fit_place(talk, service, _fit_quantity(talk, service, form))))
        if form.choice.confirmed:
            _confirm(talk, form)
    except _CHOOSE_AGAIN as refusal:
        talk.refuse(refusal)
        return [*context, *slot_sets(_choose_again(form).to_slots())]
    except CityError as refusal:
        talk.refuse(refusal)
        release(talk, form.choice.hold)
        return [*context, *slot_sets(form.to_slots()), LEAVE]
    return [*context, *slot_sets(form.to_slots())]


def _check_quota(talk: Talk, service: Service) -> None:
    """Say at the beginning, not after the choice, that the citizen already has such a booking."""
    same = [one for one in talk.city.bookings.mine(talk.actor) if one.service == service.code]
    if len(same) >= service.quota:
        raise QuotaReached(same[0])


def _fit_quantity(talk: Talk, service: Service, form: BookingForm) -> BookingForm:
    if form.quantity <= service.max_quantity:
        return form
    talk.say("utter_note_quantity", most=service.max_quantity)
    return replace(form, quantity=service.max_quantity)


def _fit_place(talk: Talk, service: Service, form: BookingForm) -> BookingForm:
    """A place that does not give the service is said, and the places that do are asked for."""
    office, district = place_of(talk, form.choice.place)
    offices = talk.city.catalogue.offices_for(service.code, district)
    if office in (None, *service.offices) and offices:
        return form
    talk.say("utter_note_not_here", service=service.name.get(talk.turn.language))
    place = service.offices[0] if len(service.offices) == 1 else None
    return replace(form, choice=replace(form.choice.without_slot(), place=place))


def _pick(talk: Talk, form: BookingForm) -> BookingForm:
    """Take the slot at exactly the wished day and time, if there is just one, without a list to choose from."""
    choice = form.choice
    if choice.slot or choice.place is None or choice.when is None or not choice.when.clock:
        return form
    found = search(talk, form.service or "", choice, form.quantity)
    slot = None if found.widened else pick_exact(choice.when, offers_of(found))
    return replace(form, choice=replace(choice, slot=slot)) if slot else form


def _hold(talk: Talk, form: BookingForm) -> BookingForm:
    choice = form.choice
    if choice.slot is None or choice.hold:
        return form
    held = talk.city.bookings.hold(
        talk.actor,
        form.service or "",
        slot_office(choice.slot),
        slot_start(choice.slot),
        quantity=form.quantity,
        key=talk.turn.key("hold"),
    )
    return replace(form, choice=replace(choice, hold=held.id))


def _confirm(talk: Talk, form: BookingForm) -> None:
    confirmed = talk.city.bookings.confirm(talk.actor, form.choice.hold or "", key=talk.turn.key("confirm"))
    say_appointment(talk, "utter_booking_confirmed", confirmed.booking)
    say_receipt(talk, confirmed.receipt)


def _choose_again(form: BookingForm) -> BookingForm:
    """Look around the day of the slot that could not be had."""
    choice = form.choice.without_slot()
    if form.choice.slot:
        choice = replace(choice, when=When(slot_start(form.choice.slot).date().isoformat()))
    return replace(form, choice=choice)


def _known_service(talk: Talk) -> str | None:
    """The service that was last talked about, if it can be booked and the citizen names nothing else."""
    code = talk.slots.get("service")
    if talk.turn.text and asides.names_something_else(talk.turn.text, talk.turn.spans):
        return None
    return str(code) if code and _service(talk, str(code)).bookable else None


def _known_place(talk: Talk) -> str | None:
    """The office that was last talked about, if it gives the service that is booked."""
    office = talk.slots.get("office")
    service = talk.turn.first("service") or talk.slots.get("service")
    return str(office) if office and service and office in _service(talk, str(service)).offices else None


def _service(talk: Talk, code: str) -> Service:
    return talk.city.catalogue.service(code)
