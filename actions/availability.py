"""Shows free times without booking: the search of the booking form, whose slots can be tapped to begin one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions._slots import Offering, say_offers, search
from actions._support import CityAction, Events, Talk
from actions.booking import say_not_booked
from actions.forms import booking, moving, open_forms
from actions.forms.choice import Choice, When
from actions.forms.said import ANYWHERE, read_said
from actions.services import subject_of

WISHES = "slots_wished"
"""Keeps day and place while it is asked which service is meant."""
_SHOW_TIMES = (booking.FORM, moving.FORM)


class CheckSlots(CityAction):
    """When something is free."""

    key = "action_check_slots"

    def answer(self, talk: Talk) -> Events:
        """Show free times as wished. A form that offers times shows them by itself."""
        if talk.open_forms and talk.open_forms[-1] in _SHOW_TIMES:
            return talk.resume()
        wishes = wishes_of(talk)
        subject = subject_of(talk)
        if subject.service is None:
            asked = [SlotSet(WISHES, wishes), SlotSet("continue_with", self.key)]
            return [*asked, FollowupAction(open_forms.SERVICE_FORM)]
        service = subject.service
        if not service.bookable:
            say_not_booked(talk, service)
        else:
            choice = Choice(wishes["place"] or ANYWHERE, When(wishes["date"], wishes["time"]))
            found = search(talk, service.code, choice, int(wishes["quantity"] or 1))
            say_offers(talk, found, Offering(service, choice, "book_appointment", {"service": service.code}))
            if found.offers:
                talk.say("utter_slots_not_kept")
        return talk.resume(SlotSet(WISHES, None), *subject.remembered())


def wishes_of(talk: Talk) -> dict[str, Any]:
    """What was wished now; after the question which service is meant, also what was wished before it."""
    said = read_said(talk.turn)
    before = (talk.slots.get(WISHES) or {}) if _goes_on(talk.tracker.events) else {}
    now = {"date": said.date, "time": said.time, "place": said.place, "quantity": said.quantity}
    return {name: value or before.get(name) for name, value in now.items()}


def _goes_on(events: Sequence[Mapping[str, Any]]) -> bool:
    """Whether this turn has just closed that question."""
    for event in reversed(events):
        if event.get("event") == "user":
            return False
        if event.get("name") == "action_close_form":
            return True
    return False
