"""The remedies change how fast Rasa is, not what it does."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot, BooleanSlot, CategoricalSlot, Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from nlu import remedies

SOUND: list[dict[str, Any]] = [
    {"events": [], "responses": []},
    {},
    {"events": [{"event": "slot", "name": "service", "value": "PASSPORT"}], "responses": [{"text": "x"}]},
    {"events": [{"event": "slot", "name": "service", "value": None, "timestamp": None, "metadata": None}]},
    {"events": [{"event": "followup", "name": "action_listen"}]},
    {"events": [{"event": "active_loop", "name": None}]},
    {"events": [{"event": "session_started"}, {"event": "action", "name": "action_listen", "policy": None}]},
    {"events": [{"event": "user", "text": "x", "parse_data": {"intent": {"name": "greet", "confidence": 0.5}}}]},
]
UNSOUND: list[Any] = [
    [],
    "x",
    {"events": {}},
    {"events": [{}]},
    {"events": [{"event": "slot"}]},
    {"events": [{"event": "slot", "name": "a", "value": 1, "timestamp": "now"}]},
    {"events": [{"event": "slot", "name": "a", "value": 1, "metadata": []}]},
    {"events": [{"event": "unheard_of"}]},
    {"events": [{"event": None}]},
    {"events": [{"event": ["slot"]}]},
    {"events": ["slot"]},
    {"events": [{"event": "restart"}, {"event": "slot"}]},
    {"responses": "x"},
    {"events": [], "responses": ["x"]},
]
REMEDIED = (
    (RemoteAction, "_validate_action_result"),
    (DialogueStateTracker, "applied_events"),
    (Event, "resolve_by_type"),
    (Domain, "is_empty"),
    (DaskGraphRunner, "run"),
)


@pytest.fixture
def remedied() -> Iterator[None]:
    """The remedies in place, for one test."""
    originals = [(owner, name, owner.__dict__[name]) for owner, name in REMEDIED]
    remedies.apply()
    yield
    for owner, name, original in originals:
        setattr(owner, name, original)
    del Slot.__copy__  # type: ignore[attr-defined]


@pytest.mark.parametrize("answer", SOUND)
@pytest.mark.usefixtures("remedied")
def test_sound_answers_pass(answer: dict[str, Any]) -> None:
    before = copy.deepcopy(answer)
    assert RemoteAction("action_x", None)._validate_action_result(answer)
    assert answer == before


@pytest.mark.parametrize("answer", UNSOUND)
@pytest.mark.usefixtures("remedied")
def test_unsound_answers_are_refused(answer: Any) -> None:
    with pytest.raises(ValidationError):
        RemoteAction("action_x", None)._validate_action_result(answer)


@pytest.mark.parametrize("answer", [*SOUND, *UNSOUND])
def test_rasa_itself_judges_alike(answer: Any) -> None:
    def judged(validate: Any) -> bool:
        try:
            return bool(validate(RemoteAction("action_x", None), answer))
        except ValidationError:
            return False

    assert judged(RemoteAction._validate_action_result) == judged(remedies._validate)


@pytest.mark.usefixtures("remedied")
@pytest.mark.parametrize("domain", [Domain.empty(), Domain.from_dict({"intents": ["greet"]})])
def test_a_domain_is_empty_as_rasa_says(domain: Domain) -> None:
    expected = remedies._domain_is_empty(domain)
    assert [domain.is_empty(), domain.is_empty()] == [expected, expected]


@pytest.mark.usefixtures("remedied")
def test_events_are_found_by_name_as_rasa_finds_them() -> None:
    names = {kind.type_name for kind in all_subclasses(Event)}
    assert {name: remedies._resolve_by_type(name) for name in names} == {
        name: Event.resolve_by_type(name) for name in names
    }
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("unheard_of", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="unheard_of"):
        Event.resolve_by_type("unheard_of")


@pytest.mark.parametrize(
    "events",
    [
        [],
        [ActionExecuted("action_listen"), UserUttered("a"), ActionExecuted("action_x")],
        [ActionExecuted("action_listen"), UserUttered("a"), ActionExecuted("action_x"), ActionReverted()],
        [ActionExecuted("action_listen"), UserUttered("a"), UserUtteranceReverted(), SlotSet("s", 1)],
        [SlotSet("s", 1), SessionStarted(), SlotSet("s", 2)],
        [SlotSet("s", 1), Restarted(), SlotSet("s", 2)],
        [ActiveLoop("form"), *[ActionExecuted("action_listen"), UserUttered("a"), ActionExecuted("form")] * 3],
    ],
)
def test_events_that_were_taken_back_are_left_out_as_rasa_does(events: list[Event]) -> None:
    tracker = DialogueStateTracker("c", [AnySlot("s", [{}])])
    for event in events:
        tracker.update(event)
        for _ in range(2):
            assert remedies._applied(tracker) == remedies._applied_events(tracker)
        remedies._applied(tracker).clear()  # what is given away may be changed


@pytest.mark.parametrize(
    "slot",
    [
        AnySlot("s", [{}], initial_value={"a": 1}),
        BooleanSlot("s", [{}], initial_value=True),
        CategoricalSlot("s", [{}], values=["a", "b"]),
    ],
)
def test_a_copied_slot_is_what_rasa_would_copy(slot: Slot) -> None:
    slot.value = slot.initial_value
    twin, expected = remedies._copied(slot), copy.copy(slot)
    assert (type(twin), twin.__dict__) == (type(expected), expected.__dict__)
    twin.value = "other"
    assert slot.value == slot.initial_value


@pytest.mark.asyncio
async def test_a_message_is_understood_as_before(small_model: Path) -> None:
    processor = Agent.load(str(small_model)).processor
    assert processor is not None
    runner: Any = processor.graph_runner
    for text in ("你好", "帮我约明天上午", "/greet", "bye bye"):
        message = UserMessage(text, metadata={"now": "2026-11-24T10:00:00+08:00"})
        inputs = {"__message__": [message], "__tracker__": DialogueStateTracker.from_events("c", [])}
        targets = [processor.model_metadata.nlu_target]
        (before,) = DaskGraphRunner.run(runner, inputs, targets).values()
        (after,) = remedies._run(runner, inputs, targets).values()
        assert [one.as_dict(True) for one in after] == [one.as_dict(True) for one in before]
