"""How far a guess is trusted: acted on, asked about, or not understood."""

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.bands import BAND
from nlu.fallback import CalibratedFallback
from nlu.intent_classifier import THRESHOLDS

FALLBACK = CalibratedFallback({"rival": 0.07, "unasked": ["emergency", "greet"]})


def judged(text: str, *ranking: tuple[str, float], thresholds: tuple[float, float] = (0.1, 0.5)) -> Message:
    entries = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message = Message({"text": text, "intent": entries[0], "intent_ranking": entries, THRESHOLDS: thresholds})
    return FALLBACK.process([message])[0]


@pytest.mark.parametrize(
    ("ranking", "band"),
    [
        ([("ask_fee", 0.09), ("ask_hours", 0.01)], "far"),
        ([("emergency", 0.09), ("ask_hours", 0.01)], "far"),
        ([("ask_fee", 0.4), ("ask_hours", 0.2)], "near"),
        ([("ask_fee", 0.4), ("greet", 0.08)], "near"),
        ([("ask_fee", 0.2), ("ask_hours", 0.06)], "sure"),
        ([("ask_fee", 0.5), ("ask_hours", 0.4)], "sure"),
        ([("emergency", 0.12), ("ask_hours", 0.11)], "sure"),
        ([("ask_fee", 0.3)], "sure"),
    ],
)
def test_the_band_of_a_guess(ranking: list[tuple[str, float]], band: str) -> None:
    assert judged("那个", *ranking).get(BAND) == band


@pytest.mark.parametrize("text", ['affirm{"a": 1}', "\N{PISTOL}\N{PISTOL}"])
def test_what_nobody_says_is_far_however_sure_the_classifier_is(text: str) -> None:
    assert judged(text, ("affirm", 0.99)).get(BAND) == "far"


def test_what_is_not_sure_is_the_fallback_with_its_guesses_behind() -> None:
    message = judged("那个", ("ask_fee", 0.4), ("ask_hours", 0.2))
    assert message.get("intent") == {"name": "nlu_fallback", "confidence": 0.6}
    assert [entry["name"] for entry in message.get("intent_ranking")] == ["nlu_fallback", "ask_fee", "ask_hours"]


def test_what_is_sure_stays_as_it_was() -> None:
    message = judged("那个", ("ask_fee", 0.9), ("ask_hours", 0.1))
    assert message.get("intent")["name"] == "ask_fee"
    assert len(message.get("intent_ranking")) == 2


@pytest.mark.parametrize("given", [{}, {"intent": {"name": "affirm", "confidence": 1.0}}])
def test_a_pressed_button_has_no_band(given: dict[str, Any]) -> None:
    assert FALLBACK.process([Message({"text": "/affirm", **given})])[0].get(BAND) is None
