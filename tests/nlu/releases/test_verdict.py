"""The rules by which a candidate loses."""

from typing import Any

import pytest

from nlu.releases.verdict import thresholds, verdict
from tests.nlu.releases.conftest import comparison

RULES: dict[str, Any] = {
    "least": {"accuracy": {"zh": 0.95, "en": 0.95, "mixed": 0.93}, "entity_f1": {"zh": 0.95}},
    "lost": {"accuracy": 0.005, "macro_f1": 0.01, "entity_f1": 0.01, "real_accuracy": 0.0, "intent_f1": 0.1},
    "support": 8,
    "grown": {"size_bytes": 1.5, "ms_per_message": 1.5},
    "conversations": 0,
}


def changed(language: str = "zh", **figures: float) -> dict[str, Any]:
    """A comparison whose candidate has other figures in one language."""
    given = comparison()
    candidate = given["candidate"]
    languages = {**candidate["languages"], language: {**candidate["languages"][language], **figures}}
    return {**given, "candidate": {**candidate, "languages": languages}}


def intent(**figures: Any) -> dict[str, Any]:
    row = {"language": "zh", "intent": "greet", "live_f1": 0.9, "candidate_f1": 0.7, "support": 8, "edited": True}
    return comparison(intents=[{**row, **figures}])


def line(**more: Any) -> dict[str, Any]:
    said = {
        "name": "a",
        "line": 1,
        "text": "x",
        "expected": "greet",
        "live": "greet",
        "candidate": "stop",
        "broken": True,
    }
    return comparison(conversations={"played": 1, "changed": [{**said, **more}]})


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (changed(accuracy=0.94), "least_accuracy"),
        (changed(entity_f1=0.94), "least_entity_f1"),
        (changed(accuracy=0.9649), "accuracy"),
        (changed("en", macro_f1=0.95), "macro_f1"),
        (changed("en", entity_f1=0.95), "entity_f1"),
        (intent(), "intent_f1"),
        (comparison(real={"live_accuracy": 0.9, "candidate_accuracy": 0.8, "n": 10}), "real_accuracy"),
        (line(), "conversations"),
        ({**comparison(), "candidate": {**comparison()["candidate"], "size_bytes": 151}}, "size_bytes"),
        ({**comparison(), "candidate": {**comparison()["candidate"], "ms_per_message": 6.1}}, "ms_per_message"),
    ],
)
def test_it_loses_by(given: dict[str, Any], rule: str) -> None:
    judged = verdict(given, RULES)
    assert not judged["passes"]
    assert rule in {loss["rule"] for loss in judged["losses"]}
    assert all(loss.keys() >= {"rule", "language", "live", "candidate", "threshold"} for loss in judged["losses"])


@pytest.mark.parametrize(
    "given",
    [
        comparison(),
        comparison(live=None),
        changed(accuracy=0.965),
        changed(macro_f1=0.96),
        changed(accuracy=0.0, n=0),
        intent(support=7),
        intent(candidate_f1=0.8),
        line(broken=False),
        line(expected=None, broken=False),
        comparison(real={"live_accuracy": None, "candidate_accuracy": None, "n": 0}),
    ],
)
def test_it_passes(given: dict[str, Any]) -> None:
    assert verdict(given, RULES) == {"passes": True, "losses": []}


def test_the_rules_of_the_house_are_complete() -> None:
    rules = thresholds()
    assert rules.keys() == RULES.keys() | {"near"}
    assert rules["lost"].keys() == RULES["lost"].keys()
    assert rules["grown"].keys() == RULES["grown"].keys()
