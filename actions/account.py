"""Signing in and out for its own sake."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions._forms import forget
from actions._support import CityAction, Events, Talk
from actions.sign_in import ACCOUNT, sign_in_first


class SignIn(CityAction):
    """Opens the sign-in."""

    key = "action_sign_in"

    def answer(self, talk: Talk) -> Events:
        """Ask for the phone number, unless we know who speaks."""
        if not talk.is_signed_in:
            return sign_in_first(ACCOUNT)
        talk.say("utter_already_signed_in")
        return talk.resume()


class SignOut(CityAction):
    """Forgets who speaks in this conversation."""

    key = "action_sign_out"

    def answer(self, talk: Talk) -> Events:
        """Give back what is held, then forget: what is open belongs to the person who leaves."""
        if not talk.is_signed_in:
            talk.say("utter_not_signed_in")
            return talk.resume()
        events = forget(talk, talk.open_forms)
        talk.city.people.sign_out(talk.tracker.sender_id)
        talk.say("utter_signed_out")
        cleared = ("open_forms", "continue_with", "last_cover", "requested_slot")
        return [*events, *(SlotSet(name, None) for name in cleared), ActiveLoop(None)]
