"""The remedies change how fast Rasa is, not what it accepts."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from nlu import remedies

SOUND: list[dict[str, Any]] = [
    {"events": [], "responses": []},
    {},
    {"events": [{"event": "slot", "name": "service", "value": "PASSPORT"}], "responses": [{"text": "x"}]},
    {"events": [{"event": "followup", "name": "action_listen"}]},
    {"events": [{"event": "active_loop", "name": None}]},
]
UNSOUND: list[Any] = [
    [],
    "x",
    {"events": {}},
    {"events": [{}]},
    {"events": [{"event": "slot"}]},
    {"responses": "x"},
    {"responses": ["x"]},
]


@pytest.fixture
def action() -> Iterator[RemoteAction]:
    original = RemoteAction._validate_action_result
    remedies.apply()
    yield RemoteAction("action_x", None)
    RemoteAction._validate_action_result = original


@pytest.mark.parametrize("answer", SOUND)
def test_sound_answers_pass(action: RemoteAction, answer: dict[str, Any]) -> None:
    assert action._validate_action_result(answer)


@pytest.mark.parametrize("answer", UNSOUND)
def test_unsound_answers_are_refused(action: RemoteAction, answer: Any) -> None:
    with pytest.raises(ValidationError):
        action._validate_action_result(answer)


@pytest.mark.parametrize("answer", [*SOUND, *UNSOUND])
def test_rasa_itself_judges_alike(answer: Any) -> None:
    def judged(validate: Any) -> bool:
        try:
            return bool(validate(RemoteAction("action_x", None), answer))
        except ValidationError:
            return False

    assert judged(RemoteAction._validate_action_result) == judged(remedies._validate)
