"""Every class that Rasa loads by name exists: Rasa itself would hide an import error in a channel or a store."""

import importlib
from typing import Any, get_type_hints

import pytest
import yaml
from rasa.core.channels.channel import InputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.tracker_store import TrackerStore
from rasa.engine.graph import GraphComponent

from nlu.settings import ROOT


def load(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return content


PIPELINE = [component["name"] for component in read("config.yml")["pipeline"]]


@pytest.mark.parametrize("name", PIPELINE)
def test_components_load_and_their_hints_resolve(name: str) -> None:
    component = load(name)
    assert issubclass(component, GraphComponent)
    for method in ("create", "process"):
        assert get_type_hints(getattr(component, method))


def test_the_first_matcher_is_that_of_references() -> None:
    """Digits of a reference are no date and no amount; so it must claim them before the others look."""
    matchers = [name for name in PIPELINE if name.endswith("Matcher")]
    assert matchers[0] == "nlu.reference_matcher.ReferenceMatcher"


def test_nothing_needs_tensorflow() -> None:
    names = PIPELINE + [policy["name"] for policy in read("config.yml")["policies"]]
    assert not {
        "DIETClassifier",
        "TEDPolicy",
        "UnexpecTEDIntentPolicy",
        "ResponseSelector",
        "LanguageModelFeaturizer",
    } & set(names)


def test_channel_generator_and_store_load() -> None:
    (channel,) = read("credentials.yml")
    endpoints = read("endpoints.yml")
    assert issubclass(load(channel), InputChannel)
    assert issubclass(load(endpoints["nlg"]["type"]), NaturalLanguageGenerator)
    assert issubclass(load(endpoints["tracker_store"]["type"]), TrackerStore)


def test_no_secret_is_written_down() -> None:
    assert read("credentials.yml") == {"nlu.channel.TurnChannel": {}}


def test_the_tracker_store_opens_its_own_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIMIN_STATE_DIR", str(tmp_path / "state"))
    load("nlu.tracker_store.BrainTrackerStore")()
    assert (tmp_path / "state" / "brain.db").is_file()
