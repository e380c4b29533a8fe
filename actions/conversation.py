"""Steering a talk: small talk, repeat, language, a person, and the honest answer when something was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.events import ActionExecuted, FollowupAction, SessionStarted, SlotSet

from actions import _cards
from actions._follow_up import follow_up
from actions._labels import label
from actions._support import Button, CityAction, Events, Talk, button

EMERGENCY_NUMBERS = ("120", "110", "119", "122")
SERVICE_DESK = "12345"
_KEPT = ("language_choice", "service", "office")
"""What a new session remembers of the one before; an unfinished matter is not among it."""
_ABOUT_SERVICES = frozenset(
    {
        "find_service",
        "ask_documents",
        "ask_fee",
        "ask_duration",
        "ask_eligibility",
        "ask_hours",
        "ask_location",
        "book_appointment",
        "check_slots",
        "join_waitlist",
    }
)
OFFERED = _ABOUT_SERVICES | {
    "typhoon_info",
    "report_problem",
    "check_report",
    "ask_limit",
    "file_claim",
    "check_claim",
    "explain_term",
    "screen_aid",
    "check_application",
    "explain_ledger",
    "sign_in",
    "sign_out",
    "ask_privacy",
    "export_my_data",
    "delete_my_data",
    "show_appointments",
    "reschedule_appointment",
    "cancel_appointment",
    "check_cover",
    "list_policies",
    "show_receipt",
    "verify_receipt",
}
"""Matters that can be offered as "did you mean"; small talk and consent cannot."""
_MOST_GUESSES = 3
_LIKELY = 0.1
"""Below this a guess of the brain is noise, and offering it would only puzzle."""
_OPENINGS = {
    "receipt_ref": "action_show_receipt",
    "booking_ref": "action_show_appointments",
    "report_ref": "action_check_report",
    "claim_ref": "action_check_claim",
    "application_ref": "action_check_application",
    "policy_no": "action_list_policies",
    "event": "cover_form",
    "service": "action_find_service",
    "office": "action_location",
    "problem": "action_report_problem",
    "programme": "action_screen_aid",
    "term": "action_explain_term",
}
"""What a bare name or reference opens."""


class SessionStart(CityAction):
    """Begins a session: keeps the language and the topic, greets nobody who has not greeted."""

    key = "action_session_start"

    def answer(self, talk: Talk) -> Events:
        """Carry over what is not part of an unfinished matter."""
        kept = [SlotSet(name, talk.slots[name]) for name in _KEPT if talk.slots.get(name)]
        return [SessionStarted(), *kept, ActionExecuted("action_listen")]


class Converse(CityAction):
    """Answers what needs no city: each intent has its sentence, `utter_<intent>`."""

    key = "action_converse"

    def answer(self, talk: Talk) -> Events:
        """Say it; in danger the numbers come as a card."""
        intent = talk.turn.intent
        if intent != "emergency" and not talk.open_forms and (opening := follow_up(talk) or _opening(talk)):
            return [FollowupAction(opening)]
        card = _cards.handoff_card(EMERGENCY_NUMBERS, talk.turn.language) if intent == "emergency" else None
        talk.say(f"utter_{intent}", card=card)
        return talk.resume()


class GoBack(CityAction):
    """One step back where no form is open (inside a form the form itself takes it)."""

    key = "action_go_back"

    def answer(self, talk: Talk) -> Events:
        """Say that there is no step to take back."""
        talk.say("utter_nothing_to_go_back")
        return talk.resume()


class AskHuman(CityAction):
    """Offers a person: the city's service desk by phone."""

    key = "action_ask_human"

    def answer(self, talk: Talk) -> Events:
        """Give the number."""
        talk.say("utter_ask_human", card=_cards.handoff_card([SERVICE_DESK], talk.turn.language))
        return talk.resume()


class ChangeLanguage(CityAction):
    """Pins the language the citizen asks for."""

    key = "action_change_language"

    def answer(self, talk: Talk) -> Events:
        """Take the named language; without a name the other one of the two."""
        wished = talk.turn.first("language")
        if wished is None:
            wished = "zh" if talk.turn.language == "en" else "en"
        return [SlotSet("language_choice", wished)] if wished in ("zh", "en") else []


class LanguageChanged(CityAction):
    """Says in the new language that it is spoken from now on."""

    key = "action_language_changed"

    def answer(self, talk: Talk) -> Events:
        """Say it, or which languages there are."""
        wished = talk.turn.first("language")
        talk.say("utter_language_unknown" if wished not in (None, "zh", "en") else "utter_language_changed")
        return talk.resume()


class Repeat(CityAction):
    """Says again what was said last; inside a form the form puts its question again by itself."""

    key = "action_repeat"

    def answer(self, talk: Talk) -> Events:
        """Repeat the messages of the turn before, without the open question."""
        said = last_messages(talk.tracker.events)
        again = [event for event in said if not (talk.open_forms and _is_question(event))]
        for event in again:
            data: Mapping[str, Any] = event.get("data") or {}
            talk.say_again(event.get("text"), data.get("buttons") or (), data.get("custom") or {})
        if not said:
            talk.say("utter_nothing_to_repeat")
        return talk.resume()


class Fallback(CityAction):
    """What was not understood: says so, offers the nearest matters and a person."""

    key = "action_fallback"

    def answer(self, talk: Talk) -> Events:
        """Offer what the brain thought of; inside a form the question comes again instead."""
        if talk.open_forms:
            talk.say("utter_not_understood_in_form")
            return talk.resume()
        if opening := follow_up(talk) or _opening(talk):
            return [FollowupAction(opening)]
        guesses = nearest_matters(talk.tracker.latest_message, talk.turn.first("event") is not None)
        buttons = [_offer(talk, intent) for intent in guesses]
        buttons.append(button(label("person", talk.turn.language), "ask_human"))
        talk.say("utter_not_understood_nearest" if guesses else "utter_not_understood", buttons=buttons)
        return []


def nearest_matters(message: Mapping[str, Any], names_event: bool = False) -> list[str]:
    """Return the matters that the brain ranked highest, without small talk; an insured event speaks for insurance."""
    ranking: Sequence[Mapping[str, Any]] = message.get("intent_ranking") or ()
    likely = (entry for entry in ranking if float(entry.get("confidence") or 0) >= _LIKELY)
    matters = [str(entry["name"]) for entry in likely if entry.get("name") in OFFERED]
    if names_event:
        matters.insert(0, "check_cover")
    return list(dict.fromkeys(matters))[:_MOST_GUESSES]


def _opening(talk: Talk) -> str | None:
    """A bare name or reference opens the matter it belongs to."""
    if not talk.turn.is_bare:
        return None
    if talk.turn.first("amount") and talk.slots.get("last_cover"):
        return "cover_form"
    return next((action for entity, action in _OPENINGS.items() if talk.turn.first(entity)), None)


def last_messages(events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the bot's messages between the last two messages of the citizen."""
    said: list[Mapping[str, Any]] = []
    users = 0
    for event in reversed(events):
        users += event.get("event") == "user"
        if users == 2:
            break
        if users == 1 and event.get("event") == "bot":
            said.insert(0, event)
    return said


def _is_question(event: Mapping[str, Any]) -> bool:
    return str((event.get("metadata") or {}).get("utter_action", "")).startswith("utter_ask_")


def _offer(talk: Talk, intent: str) -> Button:
    carried = ("service",) if intent in _ABOUT_SERVICES else ("event", "product") if intent == "check_cover" else ()
    entities = {name: str(value) for name in carried if (value := talk.turn.first(name))}
    return button(label(f"matter_{intent}", talk.turn.language), intent, **entities)
