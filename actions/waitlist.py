"""The waitlist: who finds nothing free waits for it, and is offered what gets free for half an hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions._cards import slot_key
from actions._labels import label
from actions._slots import Offering, days_of, place_of, say_offers, search, times_of
from actions._support import CityAction, Events, Talk, button
from actions.availability import WISHES, wishes_of
from actions.booking import say_not_booked
from actions.forms import open_forms
from actions.forms.choice import Choice, When
from actions.forms.said import ANYWHERE
from actions.services import subject_of
from actions.sign_in import WAITLIST, sign_in_first
from city.booking.values import Wish

if TYPE_CHECKING:
    from city.catalogue.models import Service


class JoinWaitlist(CityAction):
    """Being told when something gets free."""

    key = WAITLIST

    def answer(self, talk: Talk) -> Events:
        """Offer what is held for them, or what is free as wished; where all is taken, put them into the line."""
        wishes, subject = wishes_of(talk), subject_of(talk)
        if subject.service is None:
            asked = [SlotSet(WISHES, wishes), SlotSet("continue_with", self.key)]
            return [*asked, FollowupAction(open_forms.SERVICE_FORM)]
        remembered = [SlotSet(WISHES, None), *subject.remembered()]
        service = subject.service
        if not service.bookable:
            say_not_booked(talk, service)
        elif not _say_offer(talk, service) and not _say_free(talk, service, wishes):
            if not talk.is_signed_in:
                return [SlotSet(WISHES, wishes), *subject.remembered(), *sign_in_first(self.key)]
            _join(talk, service, wishes)
        return talk.resume(*remembered)


def _say_offer(talk: Talk, service: Service) -> bool:
    """Say what is held for them already, with the button that takes it."""
    bookings, language = talk.city.bookings, talk.turn.language
    offers = [one.offer for one in bookings.waits(talk.actor) if one.wish.service == service.code and one.offer]
    held = [booking for booking in (bookings.get(talk.actor, offer) for offer in offers) if booking.status == "held"]
    for booking in held:
        entities = {"service": service.code, "slot": slot_key(booking.office, booking.start)}
        talk.say(
            "utter_waitlist_offer",
            buttons=[button(label("take_offer", language), "book_appointment", **entities)],
            service=service.name.get(language),
            start=booking.start,
            office=talk.city.catalogue.office(booking.office).name.get(language),
            until=booking.hold_expires_at,
        )
    return bool(held)


def _say_free(talk: Talk, service: Service, wishes: Mapping[str, Any]) -> bool:
    """Offer what is free, or say why nothing can get free then: there is nothing to wait for."""
    choice = Choice(wishes["place"] or ANYWHERE, When(wishes["date"], wishes["time"]))
    found = search(talk, service.code, choice, int(wishes["quantity"] or 1))
    if found.why == "full":
        return False
    if not found.widened:
        talk.say("utter_waitlist_free", service=service.name.get(talk.turn.language))
    say_offers(talk, found, Offering(service, choice, "book_appointment", {"service": service.code}))
    return True


def _join(talk: Talk, service: Service, wishes: Mapping[str, Any]) -> None:
    office, district = place_of(talk, wishes["place"])
    first, last = days_of(wishes["date"])
    times = times_of(wishes["time"])
    wish = Wish(service.code, office, district, first, last, int(wishes["quantity"] or 1), *times)
    place = talk.city.bookings.join_waitlist(talk.actor, wish)
    catalogue, language = talk.city.catalogue, talk.turn.language
    named = catalogue.office(office) if office else catalogue.district(district) if district else None
    talk.say(
        "utter_waitlist_joined",
        service=service.name.get(language),
        place=named.name.get(language) if named else None,
        first=place.wish.day_from.isoformat() if place.wish.day_from else None,
        last=place.wish.day_to.isoformat() if place.wish.day_to else None,
    )
