"""The citizen's own bookings, as the forms about them need them, and the question which one is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions import _cards, _dates
from actions._labels import label
from actions._support import Button, Talk, button
from actions.forms.mine import Held
from city.clock import local

if TYPE_CHECKING:
    from city.booking.values import Booking


def held(booking: Booking) -> Held:
    """Return what tells a booking from others."""
    return Held(booking.id, booking.ref, booking.service, booking.office, local(booking.start))


def ask_which(talk: Talk, response: str, intent: str) -> list[str]:
    """Ask which booking is meant, one button each, and return their ids in the order shown."""
    bookings = talk.city.bookings.mine(talk.actor)
    buttons = [_button(talk, one, intent) for one in bookings]
    talk.say(response, buttons=buttons, count=len(bookings))
    return [one.id for one in bookings]


def say_appointment(talk: Talk, response: str, booking: Booking, **values: Any) -> None:
    """Say something about a booking, with its card."""
    catalogue, language = talk.city.catalogue, talk.turn.language
    talk.say(
        response,
        card=_cards.appointment_card(booking, catalogue, language, url=talk.city.bookings.url(booking)),
        service=catalogue.service(booking.service).name.get(language),
        office=catalogue.office(booking.office).name.get(language),
        start=booking.start,
        ref=booking.ref,
        **values,
    )


def manage_buttons(talk: Talk, booking: Booking) -> list[Button]:
    """Return what can be done with a booking."""
    language = talk.turn.language
    return [
        button(label("reschedule", language), "reschedule_appointment", booking=booking.id),
        button(label("cancel", language), "cancel_appointment", booking=booking.id),
    ]


def _button(talk: Talk, booking: Booking, intent: str) -> Button:
    service = talk.city.catalogue.service(booking.service).name.get(talk.turn.language)
    start = _dates.when(booking.start, talk.turn.language)
    return button(
        label("booking_at", talk.turn.language).format(service=service, start=start), intent, booking=booking.id
    )
