"""What actions, rules, domain and texts promise each other: nothing is missing, and nothing lies about unused."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import yaml

import city.errors
from actions import _labels, _refusals
from actions._receipts import SHOWN_CLAIMS
from actions.conversation import EMERGENCY_NUMBERS, SERVICE_DESK
from actions.elsewhere import INSURANCE_DESK
from actions.forms import aiding, booking, cancelling, choice, cover, moving, open_forms, reporting
from actions.sign_in import CONTINUATIONS, PURPOSES
from city.aid.gateway import Status as ApplicationStatus
from city.aid.rules import Result
from city.booking.values import Why
from city.calendar.models import DayKind
from city.catalogue.models import Mode
from city.errors import CityError
from city.insurance.answers import Status, Verdict
from city.insurance.facts import FACTS
from city.reports.service import FILED, JOINED
from city.reports.values import Outcome
from city.reports.values import Status as ReportStatus
from nlu.formats import placeholders
from tests.actions.fake_rasa import BY_INTENT, DOMAIN, EXECUTOR, ON_CLOSE, RESPONSES, ROOT, rules

ACTIONS = sorted((ROOT / "actions").rglob("*.py"))
OURS = ("conversation", "bookings", "services", "insurance", "sign_in", "receipts", "refusals", "reports", "privacy")


def refusals() -> list[type[CityError]]:
    found = [one for _, one in inspect.getmembers(city.errors, inspect.isclass) if issubclass(one, CityError)]
    return [one for one in found if one is not CityError]


def literal_keys() -> Iterator[str]:
    """Response keys that stand in the code as they are."""
    for path in ACTIONS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if re.fullmatch(r"utter_[a-z_]*[a-z]", node.value) and node.value != "utter_action":
                yield node.value


def computed_keys() -> Iterator[str]:
    """Response keys that the code puts together."""
    yield from (_refusals.response_of(one.code) for one in refusals())
    by_intent = (["action_converse"], ["action_my_data"])
    yield from (f"utter_{intent}" for intent, actions in BY_INTENT.items() if actions in by_intent)
    yield from (f"utter_slots_{why}" for why in get_args(Why))
    yield from (f"utter_cover_{verdict}" for verdict in get_args(Verdict))
    yield from (f"utter_cover_item_{verdict}" for verdict in get_args(Verdict))
    yield from (
        f"utter_ask_signed_in_{purpose}" for purpose in (*PURPOSES.values(), *CONTINUATIONS.values(), "appointments")
    )
    yield from (f"utter_hours_{kind}" for kind in get_args(DayKind) if kind != "closure")
    yield from (f"utter_closed_{kind}" for kind in get_args(DayKind))
    yield from (f"utter_verify_{status}" for status in ("pending", "logged"))
    yield from (f"utter_not_booked_{way}" for way in ("online", "walk_in"))
    yield from (f"utter_ask_fact_{fact.name}" for fact in FACTS.values() if fact.values or fact.name == cover.HOSPITAL)
    yield from (f"utter_aid_{result}" for result in get_args(Result))
    notes = {
        "no_place",
        "unclear",
        "choose_one",
        "not_listed",
        "first_question",
        "unknown_booking",
        "broken_ref",
        "kept",
        "unknown_event",
    }
    yield from (f"utter_note_{note}" for note in (*notes, "unclear_fact"))


def labels() -> Iterator[str]:
    """Labels that the code puts together."""
    yield from (f"mode_{mode}" for mode in get_args(Mode))
    yield from (f"policy_{status}" for status in get_args(Status))
    yield from (f"verdict_{verdict}" for verdict in get_args(Verdict))
    yield from (f"phone_{number}" for number in (*EMERGENCY_NUMBERS, SERVICE_DESK, INSURANCE_DESK))
    yield from (f"weekday_{day}" for day in range(7))
    yield from (f"month_{month}" for month in range(1, 13))
    yield from (f"clock_{part}" for part in ("night", "morning", "noon", "afternoon", "evening"))
    for fact in FACTS.values():
        yield f"fact_{fact.name}"
        yield from (f"fact_{fact.name}_{value}" for value in fact.values)
    insurance = (ROOT / "city" / "insurance" / "rules.py").read_text(encoding="utf-8")
    reasons = "not_in_force not_entitled not_a_benefit excluded waiting_period network unapproved limit_used"
    for reason in (*reasons.split(), "below_deductible", "limit", "share"):
        assert f'"{reason}"' in insurance
        yield f"reason_{reason}"
    yield from (f"report_{state}" for state in (*get_args(ReportStatus), *get_args(Outcome)))
    yield from (f"application_{status}" for status in get_args(ApplicationStatus))
    booking = "created cancelled rescheduled displaced restored checked_in served no_show"
    for act in (*(f"booking.{act}" for act in booking.split()), "cover.checked", FILED, JOINED):
        yield f"act_{act}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_response_that_is_used_is_there(language: str) -> None:
    wanted = {*literal_keys(), *computed_keys()}
    assert wanted - RESPONSES[language].keys() == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_response_lies_about_unused(language: str) -> None:
    ours = {key for topic in OURS for key in texts(language, topic)}
    assert ours - {*literal_keys(), *computed_keys()} == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_label_that_is_used_is_there_and_no_other(language: str) -> None:
    literal = {
        match for path in ACTIONS for match in re.findall(r'\blabel\("([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    shown = {f"receipt_{name}" for name in ("act", "ref_no", *SHOWN_CLAIMS)}
    wanted = {*labels(), *literal, *shown, "assumed_after_basic", "fact_unknown"}
    assert set(_labels.labels(language)) == wanted


NEVER_OFFERED = {
    "nlu_fallback", "out_of_scope", "greet", "goodbye", "thank", "chitchat",
    "EXTERNAL_signed_in", "EXTERNAL_sign_in_failed",
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_intent_that_did_you_mean_can_offer_has_a_name_of_its_own(language: str) -> None:
    names = _labels.intent_names(language)
    assert set(DOMAIN["intents"]) - NEVER_OFFERED - names.keys() == set()
    assert names.keys() & NEVER_OFFERED == set()
    assert len(set(names.values())) == len(names)


def texts(language: str, topic: str) -> dict[str, object]:
    path = ROOT / "data" / "responses" / language / f"{topic}.yml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["responses"])


@pytest.mark.parametrize("topic", [*OURS, "labels", "intent_names"])
def test_the_languages_have_the_same_keys_in_the_same_order(topic: str) -> None:
    assert list(texts("zh", topic)) == list(texts("en", topic))


@pytest.mark.parametrize("key", sorted(RESPONSES["zh"]))
def test_the_languages_have_the_same_placeholders_and_payloads(key: str) -> None:
    zh, en = RESPONSES["zh"][key], RESPONSES["en"][key]
    assert placeholders(zh.text) == placeholders(en.text)
    assert [button.payload for button in zh.buttons] == [button.payload for button in en.buttons]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_button_sends_an_intent_that_is_none(language: str) -> None:
    payloads = {button.payload for response in RESPONSES[language].values() for button in response.buttons}
    assert {payload.removeprefix("/") for payload in payloads} <= set(DOMAIN["intents"])


def test_the_five_verdicts_are_five_sentences() -> None:
    for language in ("zh", "en"):
        assert len({RESPONSES[language][f"utter_cover_{verdict}"].text for verdict in get_args(Verdict)}) == 5


def test_every_action_of_the_domain_is_written_and_every_written_one_is_in_the_domain() -> None:
    assert set(EXECUTOR.actions) == set(DOMAIN["actions"])


def test_every_intent_has_a_rule_and_every_rule_an_intent() -> None:
    assert set(BY_INTENT) == set(DOMAIN["intents"])


def test_every_form_is_validated_asked_and_closed() -> None:
    for form, content in DOMAIN["forms"].items():
        assert f"validate_{form}" in EXECUTOR.actions
        assert ON_CLOSE[form] == "action_close_form"
        for question in content["required_slots"]:
            assert {f"action_ask_{form}_{question}", f"action_ask_{question}"} & set(EXECUTOR.actions)


def test_what_a_rule_runs_exists() -> None:
    named = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    assert named <= set(DOMAIN["actions"]) | set(DOMAIN["forms"])


def test_forms_ask_in_the_order_of_the_domain_and_forget_all_they_keep() -> None:
    for form in (booking, cancelling, moving, cover, reporting, aiding):
        assert list(form.QUESTIONS) == DOMAIN["forms"][form.FORM]["required_slots"]
        assert set(form.SLOTS) <= set(DOMAIN["slots"])
        assert open_forms.SLOTS[form.FORM] == form.SLOTS
    assert set(open_forms.SLOTS) == set(DOMAIN["forms"])
    assert (choice.WHEN, choice.SLOT, choice.CONFIRMED) == ("when", "slot", "confirmed")


def test_no_slot_is_filled_behind_a_forms_back() -> None:
    for name, slot in DOMAIN["slots"].items():
        assert slot == {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}, name


def test_importing_the_actions_opens_nothing() -> None:
    """Nothing happens at import: no module calls the city or reads a file at its top level."""
    calls = {
        f"{path.name}:{node.lineno}"
        for path in ACTIONS
        for node in ast.parse(Path(path).read_text(encoding="utf-8")).body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    }
    assert calls == set()
