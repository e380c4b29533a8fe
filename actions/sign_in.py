"""Signing in from the chat: the phone number arrives as a vault token; the code never passes here, only the door."""

from __future__ import annotations

from enum import Enum, auto

from rasa_sdk.events import FollowupAction, SlotSet

from actions import _cards
from actions._forms import LEAVE, FormTurn
from actions._refusals import response_of
from actions._support import CityAction, Events, Talk
from actions._waiting import Question
from actions.forms import cover, open_forms, reading
from city.errors import CityError

SIGNED_IN = "signed_in"
PURPOSES = {cover.FORM: "cover", open_forms.SIGN_IN_FORM: "policies"}
"""What signing in is for, by the form that asks; anything else is about appointments."""
ACCOUNT = "action_signed_in"
"""What goes on after a sign-in that was wished for its own sake."""
WAITLIST = "action_join_waitlist"
CONTINUATIONS = {ACCOUNT: "account", WAITLIST: "waitlist", "action_check_application": "applications"}
"""What signing in is for, by the action that goes on after it."""


class Step(Enum):
    """What a turn means for an open sign-in."""

    DONE = auto()
    WAITING = auto()
    DECLINED = auto()
    NOT_ABOUT_IT = auto()


def take_step(talk: Talk, asked: str | None) -> Step:  # noqa: PLR0911 - one return per kind of answer
    """Take a turn as an answer to the sign-in, if it is one, and say what there is to say."""
    if talk.is_signed_in:
        return Step.DONE
    if asked != SIGNED_IN:
        return Step.NOT_ABOUT_IT
    turn = talk.turn
    if token := reading.phone_token(turn.text):
        _send_code(talk, token)
        return Step.WAITING
    if turn.intent == "EXTERNAL_sign_in_failed":
        say_failure(talk)
        return Step.WAITING
    if turn.intent == "deny":
        return Step.DECLINED
    if turn.intent == "sign_in":
        return Step.WAITING
    if turn.intent in ("affirm", "EXTERNAL_signed_in") or (turn.text and reading.done(turn.text)):
        talk.say("utter_note_not_signed_in")
        return Step.WAITING
    return Step.NOT_ABOUT_IT


def say_failure(talk: Talk) -> None:
    """Say why the door could not sign the citizen in."""
    reason = talk.turn.first("reason") or "wrong_code"
    tries_left = talk.turn.first("tries_left")
    talk.say(response_of(str(reason)), tries_left=tries_left, retry_at=talk.turn.first("retry_at"))


def _send_code(talk: Talk, phone_token: str) -> None:
    try:
        sign_in = talk.city.people.start_sign_in(talk.tracker.sender_id, phone_token)
    except CityError as refusal:
        talk.refuse(refusal)
        return
    talk.say("utter_code_sent", phone=sign_in.masked_phone, until=sign_in.expires_at)


class AskSignedIn(Question):
    """Asks to sign in, or for the code that is on its way."""

    key = "action_ask_signed_in"

    def ask(self, talk: Talk) -> Events:
        """Ask. Right after the code was sent, or was wrong, there is nothing to add."""
        form = talk.open_forms[-1] if talk.open_forms else ""
        purpose = _purpose(talk, form)
        if not talk.city.people.awaiting_code(talk.tracker.sender_id):
            talk.say(f"utter_ask_signed_in_{purpose}", card=_cards.sign_in_card(purpose))
        elif not reading.phone_token(talk.turn.text) and talk.turn.intent != "EXTERNAL_sign_in_failed":
            talk.say("utter_ask_code")
        return []


def _purpose(talk: Talk, form: str) -> str:
    if form == open_forms.SIGN_IN_FORM and (purpose := CONTINUATIONS.get(talk.slots.get("continue_with") or "")):
        return purpose
    return PURPOSES.get(form, "appointments")


class ValidateSignInForm(FormTurn):
    """Signing in for the sake of an action, which goes on by itself afterwards."""

    key = "validate_sign_in_form"
    form = open_forms.SIGN_IN_FORM
    questions = (SIGNED_IN,)

    def take(self, talk: Talk, asked: str | None) -> Events | None:
        """Take a turn; who asks to sign in may name the phone number at once."""
        step = take_step(talk, SIGNED_IN if talk.turn.intent == "sign_in" else asked)
        if step is Step.DONE:
            return [SlotSet(SIGNED_IN, True)]
        if step is Step.DECLINED:
            talk.say("utter_sign_in_declined")
            return [SlotSet("continue_with", None), SlotSet(SIGNED_IN, None), LEAVE]
        if step is Step.NOT_ABOUT_IT and asked == SIGNED_IN:
            return None
        return [SlotSet(SIGNED_IN, None)]


class SignedIn(CityAction):
    """The door says that the citizen has signed in, while no form waited for it."""

    key = "action_signed_in"

    def answer(self, talk: Talk) -> Events:
        """Go on with what wanted it, else say what is possible now."""
        continuation = talk.slots.get("continue_with")
        if continuation and open_forms.SERVICE_FORM not in talk.open_forms:
            return [SlotSet("continue_with", None), FollowupAction(continuation)]
        talk.say("utter_signed_in")
        return talk.resume()


class SignInFailed(CityAction):
    """The door says that a code was wrong or too old, while no form waited for it."""

    key = "action_sign_in_failed"

    def answer(self, talk: Talk) -> Events:
        """Say why."""
        say_failure(talk)
        return talk.resume()


def sign_in_first(action: str) -> Events:
    """Return the events that let the citizen sign in and then run ``action``."""
    return [SlotSet("continue_with", action), FollowupAction(open_forms.SIGN_IN_FORM)]
