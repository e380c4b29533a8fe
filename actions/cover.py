"""Questions about insurance cover: what happened, sign-in, the facts that decide, the answer with its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rasa_sdk.events import SlotSet

from actions._cover import period_values, say_answer
from actions._forms import LEAVE, FormTurn
from actions._labels import label
from actions._support import CityAction, Events, Talk, button, slot_sets
from actions._waiting import Question
from actions.forms import cover
from actions.forms.cover import CoverForm
from actions.sign_in import Step, sign_in_first, take_step
from city.errors import SignInRequired
from city.insurance.answers import CoverQuestion
from city.insurance.facts import FACTS

if TYPE_CHECKING:
    from city.insurance.answers import CoverAnswer

_ADDITIONS = ("amount", "hospital", "date")
_LISTED_EVENTS = ("MRI", "INPATIENT", "SURGERY", "TYPHOON_HOME", "TRAFFIC_INJURY")
"""What is asked about often, offered when the question named nothing."""


class ValidateCoverForm(FormTurn):
    """Takes one turn of a question about cover, and answers as soon as nothing is missing."""

    key = "validate_cover_form"
    form = cover.FORM
    own = "check_cover"
    questions = cover.QUESTIONS

    def take(self, talk: Talk, asked: str | None) -> Events | None:
        """Take a turn: about the sign-in if that was asked, else about the case."""
        form = CoverForm.from_slots(talk.slots)
        if asked is None and form.event is None:
            form = _continued(talk, form)
        step = take_step(talk, asked)
        if step is Step.DECLINED:
            talk.say("utter_sign_in_declined")
            return [*slot_sets(form.to_slots()), LEAVE]
        if asked == cover.SIGN_IN and step is not Step.NOT_ABOUT_IT:
            return _go_on(talk, form)
        outcome = cover.advance(form, talk.turn, asked)
        if outcome is None:
            return None
        if outcome.note:
            talk.say(f"utter_note_{outcome.note}")
            return [SlotSet(cover.SIGN_IN, talk.is_signed_in or None), *slot_sets(outcome.form.to_slots())]
        return _go_on(talk, outcome.form)


class AskEvent(Question):
    """Asks what happened or what is to be treated."""

    key = "action_ask_cover_form_cover_event"

    def ask(self, talk: Talk) -> Events:
        """Ask, and remember what was listed."""
        language = talk.turn.language
        events = [talk.city.catalogue.event(code) for code in _LISTED_EVENTS]
        buttons = [button(event.name.get(language), "check_cover", event=event.code) for event in events]
        talk.say("utter_ask_cover_event", buttons=buttons)
        form = replace(CoverForm.from_slots(talk.slots), offers=_LISTED_EVENTS)
        return [SlotSet("cover_case", form.to_slots()["cover_case"])]


class AskFact(Question):
    """Asks for the one fact on which the answer hangs."""

    key = "action_ask_cover_form_cover_fact"

    def ask(self, talk: Talk) -> Events:
        """Ask, with a button for each value it can have."""
        form, language = CoverForm.from_slots(talk.slots), talk.turn.language
        fact = form.asked_fact or cover.HOSPITAL
        values = (*form.values, cover.UNKNOWN)
        buttons = [button(_title(fact, value, language), "check_cover", fact=f"{fact}={value}") for value in values]
        event = talk.city.catalogue.event(form.event or "").name.get(language)
        talk.say(f"utter_ask_fact_{fact}", buttons=buttons, event=event)
        return []


class ListPolicies(CityAction):
    """Lists the citizen's policies and entitlements."""

    key = "action_list_policies"

    def answer(self, talk: Talk) -> Events:
        """List them, after signing in."""
        if not talk.is_signed_in:
            return sign_in_first(self.key)
        policies = talk.city.cover.policies(talk.actor)
        language = talk.turn.language
        talk.say("utter_policies" if policies else "utter_no_policies", count=len(policies))
        for one in policies:
            talk.say(
                "utter_policy",
                product=one.product.name.get(language),
                policy=one.policy,
                insurer=one.insurer.get(language),
                state=label(f"policy_{one.status}", language),
                hotline=one.hotline,
                sample=one.sample,
                as_of=one.as_of,
                **period_values(one.period),
            )
        return talk.resume()


def _title(fact: str, value: str, language: str) -> str:
    return label("fact_unknown" if value == cover.UNKNOWN else f"fact_{fact}_{value}", language)


def _go_on(talk: Talk, form: CoverForm) -> Events:
    """Check the cover once event and citizen are known; what is still missing is asked next."""
    signed_in = SlotSet(cover.SIGN_IN, talk.is_signed_in or None)
    if form.event is None or not talk.is_signed_in:
        return [signed_in, *slot_sets(form.to_slots())]
    try:
        answer = talk.city.cover.check(talk.actor, _question(talk, form), key=talk.turn.key("cover"))
    except SignInRequired:
        return [SlotSet(cover.SIGN_IN, None), *slot_sets(form.to_slots())]
    if (fact := _askable(answer, form)) is not None:
        return [signed_in, *slot_sets(form.asking(fact, FACTS[fact].values).to_slots())]
    say_answer(talk, answer, form.amount_fen)
    remembered = SlotSet("last_cover", form.remembered())
    return [signed_in, *slot_sets(replace(form, answered=True).to_slots()), remembered]


def _continued(talk: Talk, form: CoverForm) -> CoverForm:
    """A question without an event that adds to the last one is about the same event."""
    last = talk.slots.get("last_cover")
    adds = any(talk.turn.first(entity) for entity in _ADDITIONS)
    return CoverForm.from_slots(last) if last and adds and not talk.turn.first("event") else form


def _question(talk: Talk, form: CoverForm) -> CoverQuestion:
    return CoverQuestion(
        event=form.event or "",
        event_date=date.fromisoformat(form.date) if form.date else talk.city.clock.today(),
        product=form.product,
        policy=form.policy,
        hospital=form.hospital,
        amount_fen=form.amount_fen,
        facts=dict(form.facts),
    )


def _askable(answer: CoverAnswer, form: CoverForm) -> str | None:
    """The missing fact, if a citizen can be asked for it and has not been."""
    fact = answer.missing
    if fact is None or fact in form.facts:
        return None
    return fact if FACTS[fact].values or fact == cover.HOSPITAL else None
