"""Aid: screening with few questions, each with its reason, and where an application stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions._cards import Card, named
from actions._forms import FormTurn
from actions._labels import label
from actions._support import CityAction, Events, Talk, button, slot_sets
from actions._waiting import Question
from actions.forms import aiding
from actions.forms.aiding import AidForm
from actions.services import ways_on
from actions.sign_in import sign_in_first
from city.errors import NotFound

if TYPE_CHECKING:
    from city.aid.gateway import Application
    from city.aid.programmes import Programme
    from city.aid.rules import Screening

_INTENT = "screen_aid"


class ValidateAidForm(FormTurn):
    """Takes one turn of a screening, and answers as soon as nothing more would decide."""

    key = "validate_aid_form"
    form = aiding.FORM
    own = _INTENT
    questions = aiding.QUESTIONS

    def take(self, talk: Talk, asked: str | None) -> Events | None:
        """Take a turn."""
        outcome = aiding.advance(AidForm.from_slots(talk.slots), talk.turn, asked)
        if outcome is None:
            return None
        if outcome.note:
            talk.say(f"utter_note_{outcome.note}")
            return slot_sets(outcome.form.to_slots())
        return _go_on(talk, outcome.form)


class AskProgramme(Question):
    """Asks which help is meant."""

    key = "action_ask_aid_form_aid_programme"

    def ask(self, talk: Talk) -> Events:
        """List the programmes there are."""
        language, programmes = talk.turn.language, talk.city.aid.programmes()
        buttons = [button(one.name.get(language), _INTENT, programme=one.code) for one in programmes]
        talk.say("utter_ask_aid_programme", buttons=buttons)
        form = replace(AidForm.from_slots(talk.slots), offers=tuple(one.code for one in programmes))
        return slot_sets({"aid_case": form.to_slots()["aid_case"]})


class AskFact(Question):
    """Asks for one fact, and says why."""

    key = "action_ask_aid_form_aid_fact"

    def answer(self, talk: Talk) -> Events:
        """Ask. Who skipped the last question is not in danger, whatever the word for it resembles."""
        return self.ask(talk) if aiding.skips(talk.turn.text) else super().answer(talk)

    def ask(self, talk: Talk) -> Events:
        """Ask, with a button for each answer, and one to skip."""
        form, language = AidForm.from_slots(talk.slots), talk.turn.language
        question = talk.city.aid.question(str(form.asked_fact))
        titles = {choice.code: choice.name.get(language) for choice in question.choices}
        titles = titles or {"yes": label("aid_yes", language), "no": label("aid_no", language)}
        shown = {value: titles[value] for value in question.values} | {aiding.UNKNOWN: label("aid_skip", language)}
        buttons = [button(title, _INTENT, fact=f"{question.code}={value}") for value, title in shown.items()]
        talk.say("utter_ask_aid_fact", buttons=buttons, question=talk.word(question.ask), why=talk.word(question.why))
        return []


class CheckApplication(CityAction):
    """Where the citizen's applications stand."""

    key = "action_check_application"

    def answer(self, talk: Talk) -> Events:
        """Say it, after signing in."""
        if not talk.is_signed_in:
            return sign_in_first(self.key)
        ref = talk.turn.first("application_ref")
        try:
            found = [talk.city.aid.application(talk.actor, str(ref))[0]] if ref else None
        except NotFound:
            talk.say("utter_application_not_found", ref=ref)
            return talk.resume()
        applications = found if found is not None else talk.city.aid.applications(talk.actor)[0]
        if not applications:
            talk.say("utter_no_applications")
        for one in applications:
            _say_application(talk, one)
        return talk.resume()


def _go_on(talk: Talk, form: AidForm) -> Events:
    """Screen once the programme is known; the fact that would decide is asked next."""
    if form.programme is None:
        return slot_sets(form.to_slots())
    screening = talk.city.aid.screen(form.programme, form.facts)
    if screening.next_fact is not None:
        question = talk.city.aid.question(screening.next_fact)
        return slot_sets(form.asking(question.code, question.kind, question.values).to_slots())
    _say_screening(talk, talk.city.aid.programme(form.programme), screening)
    return slot_sets(replace(form, answered=True).to_slots())


def _say_screening(talk: Talk, programme: Programme, screening: Screening) -> None:
    """Say hope or doubt with the reasons on both sides; the office decides."""
    service = talk.city.catalogue.service(programme.service) if programme.service else None
    passed, failed = _messages(talk, screening, "passed"), _messages(talk, screening, "failed")
    missing = [name for fact in screening.missing if (name := talk.word(talk.city.aid.question(fact).name))]
    talk.say(
        f"utter_aid_{screening.result}",
        card=_aid_card(talk, programme, screening, missing),
        buttons=ways_on(talk, service),
        programme=talk.word(programme.name),
        gives=talk.word(programme.gives),
        passed=passed or None,
        failed=failed or None,
        missing=missing or None,
        outdated=bool(screening.outdated),
        documents=talk.words(programme.documents),
        apply_at=talk.word(programme.apply_at),
        takes=talk.word(programme.takes),
        basis=talk.word(programme.legal_basis),
        decides=talk.word(programme.decides),
        sample=screening.sample,
    )


def _aid_card(talk: Talk, programme: Programme, screening: Screening, missing: list[str]) -> Card:
    return {
        "type": "aid",
        "programme": named(programme, talk.turn.language),
        "result": screening.result,
        "criteria": [
            {"state": one.state, "text": talk.word(one.message)}
            for one in screening.criteria
            if one.message is not None
        ],
        "missing": missing,
        "gives": talk.word(programme.gives),
        "apply_at": talk.word(programme.apply_at),
        "documents": talk.words(programme.documents),
        "takes": talk.word(programme.takes),
        "decides": talk.word(programme.decides),
        "legal_basis": talk.word(programme.legal_basis),
        "sample": screening.sample,
        "as_of": screening.on.isoformat(),
    }


def _messages(talk: Talk, screening: Screening, state: str) -> list[str]:
    return [talk.word(one.message) or "" for one in screening.criteria if one.state == state]


def _say_application(talk: Talk, one: Application) -> None:
    talk.say(
        "utter_application",
        ref=one.ref,
        programme=talk.word(talk.city.aid.programme(one.programme).name),
        state=label(f"application_{one.status}", talk.turn.language),
        reason=talk.word(one.reason),
        papers_due=one.papers_due.isoformat() if one.papers_due else None,
        submitted=one.submitted_on.isoformat(),
        updated=one.updated_at,
    )
