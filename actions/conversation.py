"""Steering a talk: small talk, repeat, language, a person, and the honest answer when something was not understood."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from rasa_sdk.events import ActionExecuted, FollowupAction, SessionStarted, SlotSet

from actions import _cards
from actions._follow_up import follow_up
from actions._labels import intent_names, label
from actions._support import Button, CityAction, Events, Talk, button
from actions.forms.turn import FALLBACK, guesses

EMERGENCY_NUMBERS = ("120", "110", "119", "122")
SERVICE_DESK = "12345"
_KEPT = ("language_choice", "service", "office")
"""What a new session remembers of the one before; an unfinished matter is not among it."""
_MOST_CHOICES, _FEWEST_CHOICES = 3, 2
_LIKELY = 0.07
"""Below this a guess of the brain is noise, and is only offered to have something to choose from."""
_INSIDE_FORMS = ("affirm", "deny", "stop", "go_back")
"""Mean something only while a matter is open."""
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
    "problem": "report_form",
    "programme": "aid_form",
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
        if said := _aside(talk):
            talk.say(said)
            return talk.resume()
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
    """What was not understood for sure: "did you mean" where there is a guess, else says so, and what is near."""

    key = "action_fallback"

    def answer(self, talk: Talk) -> Events:
        """Open the matter of a bare name, ask which matter is meant, or say what can be done."""
        if aside := _aside(talk):
            talk.say(aside)
            return talk.resume()
        if not talk.open_forms and (opening := follow_up(talk) or _opening(talk)):
            return [FollowupAction(opening)]
        if talk.turn.guess and len(choices := choices_for(talk)) >= _FEWEST_CHOICES:
            talk.say("utter_did_you_mean", buttons=[*choices, _something_else(talk)])
            return []
        if guesses(talk.tracker.latest_message)[:1] == ["emergency"]:
            talk.say("utter_if_in_danger", card=_cards.handoff_card(EMERGENCY_NUMBERS, talk.turn.language))
        if talk.open_forms:
            talk.say("utter_not_understood_in_form")
            return talk.resume()
        services = _nearest_services(talk)
        person = button(label("person", talk.turn.language), "ask_human")
        talk.say("utter_not_understood_nearest" if services else "utter_not_understood", buttons=[*services, person])
        return []


def choices_for(talk: Talk) -> list[Button]:
    """Return what the text could mean, likeliest first; each choice goes on with the text's own entities.

    Where there is one likely matter only, services that the text is like are better company for it than noise.
    """
    names, turn = intent_names(talk.turn.language), talk.turn
    unfit = () if talk.open_forms else _INSIDE_FORMS
    likely, noise = likely_matters(talk.tracker.latest_message, [name for name in names if name not in unfit])
    if turn.first("event") and likely:
        likely.insert(1, "check_cover")  # an insured event speaks for insurance
    entities = {name: found[0] if len(found) == 1 else list(found) for name, found in turn.entities.items()}
    carried = {**entities, "chosen_for": turn.id}
    choices = [button(names[intent], intent, **carried) for intent in dict.fromkeys(likely)]
    if len(choices) < _FEWEST_CHOICES and not turn.first("service"):
        choices += _nearest_services(talk, **carried)
    if len(choices) < _FEWEST_CHOICES:
        choices += [button(names[intent], intent, **carried) for intent in noise[:1]]
    return choices[:_MOST_CHOICES]


def likely_matters(message: Mapping[str, Any], named: Container[str]) -> tuple[list[str], list[str]]:
    """Return the best guess and what else is likely, and then the noise, of the intents that have a name."""
    ranking: Sequence[Mapping[str, Any]] = message.get("intent_ranking") or ()
    entries = [entry for entry in ranking if entry.get("name") in named]
    likely = [place == 0 or float(entry.get("confidence") or 0) >= _LIKELY for place, entry in enumerate(entries)]
    return (
        [str(entry["name"]) for entry, is_likely in zip(entries, likely, strict=True) if is_likely],
        [str(entry["name"]) for entry, is_likely in zip(entries, likely, strict=True) if not is_likely],
    )


def _something_else(talk: Talk) -> Button:
    return button(label("something_else", talk.turn.language), FALLBACK, chosen_for=talk.turn.id)


def _nearest_services(talk: Talk, **entities: Any) -> list[Button]:
    """The services that the text is likest to, as the brain found them."""
    found: Sequence[Mapping[str, Any]] = talk.tracker.latest_message.get("nearest_services") or ()
    services = [talk.city.catalogue.service(str(entry["service"])) for entry in found]
    language = talk.turn.language
    return [button(one.name.get(language), "find_service", **entities, service=one.code) for one in services]


def _aside(talk: Talk) -> str | None:
    """What a turn is answered with that only says that a danger is over, or names a booking by what is no reference."""
    if talk.turn.is_all_clear:
        return "utter_all_clear"
    return "utter_note_broken_ref" if talk.turn.has_broken_ref and talk.turn.intent != "emergency" else None


def _opening(talk: Talk) -> str | None:
    """A bare name or reference opens the matter it belongs to."""
    if not talk.turn.is_bare:
        return None
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
