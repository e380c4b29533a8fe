"""What the brain's tests share: an action server that does as it is told, and a small model trained for them."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.nlu.fake_actions import FakeActions

DOMAIN = """
version: "3.1"
session_config: {session_expiration_time: 0, carry_over_slots_to_new_session: true}
intents: [greet, goodbye, book_appointment, nlu_fallback]
entities: [service, date, time, quantity, language, product, policy_no, booking_ref, event, hospital, office, district, amount]
slots:
  language_choice: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  counted: {type: any, influence_conversation: false, mappings: [{type: custom}]}
actions: [action_book, action_hello]
"""
RULES = """
version: "3.1"
rules:
- rule: greeting
  steps: [{intent: greet}, {action: action_hello}]
- rule: booking
  steps: [{intent: book_appointment}, {action: action_book}]
- rule: leaving
  steps: [{intent: goodbye}, {action: utter_bye}]
- rule: fallback
  steps: [{intent: nlu_fallback}, {action: utter_bye}]
"""
NLU = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 你好
    - 您好
    - 早上好
    - hello
    - good morning
    - hi there
- intent: goodbye
  examples: |
    - 再见
    - 拜拜
    - 下次再聊
    - bye
    - goodbye
    - see you
- intent: book_appointment
  examples: |
    - 我想预约护照
    - 帮我约一个时间
    - 预约明天上午
    - book a passport appointment
    - i want an appointment tomorrow
    - 帮我book一个appointment
"""
RESPONSES = {
    "zh": 'version: "3.1"\nresponses:\n  utter_bye: [{text: 再见}]\n  utter_error_server_error: [{text: 抱歉}]\n',
    "en": 'version: "3.1"\nresponses:\n  utter_bye: [{text: Goodbye}]\n  utter_error_server_error: [{text: Sorry}]\n',
}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def actions() -> AsyncIterator[FakeActions]:
    """An action server, running."""
    server = FakeActions()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a small assistant that speaks both languages."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "data").mkdir()
    (folder / "domain.yml").write_text(DOMAIN, encoding="utf-8")
    (folder / "data" / "rules.yml").write_text(RULES, encoding="utf-8")
    (folder / "data" / "nlu.yml").write_text(NLU, encoding="utf-8")
    for language, text in RESPONSES.items():
        (folder / "data" / "responses" / language).mkdir(parents=True)
        (folder / "data" / "responses" / language / "talk.yml").write_text(text, encoding="utf-8")
    config = (ROOT / "config.yml").read_text(encoding="utf-8").replace("action_fallback", "action_default_fallback")
    (folder / "config.yml").write_text(config, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small_model(small_project: Path) -> Path:
    """A model trained with our own config.yml."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    from rasa.model_training import train

    result = train(
        str(small_project / "domain.yml"),
        str(small_project / "config.yml"),
        [str(small_project / "data")],
        str(small_project / "models"),
        force_training=True,
    )
    assert result.model is not None
    return Path(result.model)
