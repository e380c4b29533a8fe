"""A conversation is read with tokens in it and becomes a test that the player of the house can play."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.console import retelling
from bot.settings import Settings
from city.bootstrap import City
from tests.bot.conftest import Door, say
from tests.bot.console.conftest import Colleague
from tests.bot.fake_brain import FakeBrain

SLOTS = {
    "type": "slots",
    "days": [
        {"date": "2026-12-02", "slots": [{"payload": '/book_appointment{"slot": "a"}', "start": "09:00"}]},
        {"date": "2026-12-03", "slots": [{"payload": '/book_appointment{"slot": "b"}', "start": "10:00"}]},
    ],
}
YES = {"title": "确认预约", "payload": '/affirm{"confirmed": "yes"}'}


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "buttons": [], "card": None, "response": "utter_x", **more}


@pytest.fixture
async def conversation(door: Door, brain: FakeBrain, city: City) -> str:
    """Somebody books, with a phone number in it; returns the conversation's id."""
    await door.post("/dev/clock", json={"now": "2026-11-24T10:00:00+08:00"})
    brain.messages = [message("这些时间可以", card=SLOTS)]
    token = (await say(door, "我想办护照，电话13812345678"))["conversation"]
    brain.messages = [message("请您核对", buttons=[YES])]
    await say(door, conversation=token, payload='/book_appointment{"slot": "b"}')
    brain.messages = [message("好了")]
    await say(door, conversation=token, payload=YES["payload"])
    await door.post("/dev/sign-in", json={"conversation": token, "person": "LIN-HAI"})
    await say(door, "谢谢", conversation=token)
    return brain.calls[0]["sender"]  # type: ignore[no-any-return]


async def test_a_conversation_is_read_with_tokens_and_the_reading_logged(
    conversation: str, lin: Colleague, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        page = await lin.get(f"/conversations/{conversation}")
    assert "我想办护照，电话phone#" in page
    assert "13812345678" not in page
    read = [record.fields for record in caplog.records if record.message == "conversation read"]  # type: ignore[attr-defined]
    assert read[0]["conversation"] == conversation


async def test_it_becomes_a_test(conversation: str, lin: Colleague, settings: Settings) -> None:
    page = await lin.post(f"/conversations/{conversation}/test", name="passport_by_phone", about="老人用电话约护照")
    assert "conversations/zh/passport_by_phone.yml" in page
    told = yaml.safe_load((settings.teaching_dir / "conversations/zh/passport_by_phone.yml").read_text("utf-8"))
    assert told["about"] == "老人用电话约护照"
    assert told["now"].startswith("2026-11-24T10:00:")
    said, chosen, pressed, signed_in, thanked = told["turns"]
    assert said["say"].startswith("我想办护照，电话phone#")
    assert {name: said[name] for name in ("language", "intent", "cards")} == {
        "language": "zh",
        "intent": "greet",
        "cards": ["slots"],
    }
    assert (chosen["choose"], chosen["buttons"], "intent" in chosen) == (2, ["确认预约"], False)
    assert pressed["press"] == "确认预约"
    assert signed_in["sign_in"] == "LIN-HAI"
    assert thanked["say"] == "谢谢"
    assert set(told) == {"about", "now", "turns", "then"}


async def test_a_corrected_message_expects_the_right_intent(conversation: str, lin: Colleague, city: City) -> None:
    told = retelling.read(city.db, conversation)
    turn = told[0].turn.id
    await lin.post(f"/inbox/{turn}", decision="validate", intent="book_appointment", language="zh")
    turns = yaml.safe_load(retelling.retold(retelling.read(city.db, conversation), "x", "LIN-HAI"))["turns"]
    assert turns[0]["intent"] == "book_appointment"
    assert not any("cards" in one or "buttons" in one for one in turns)
    assert "→ <code>book_appointment</code>" in await lin.get(f"/conversations/{conversation}")


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("", "x"),
        ("../x", "x"),
        ("a/b", "x"),
        ("Große", "x"),
        ("ab", "x"),
        ("fine", ""),
        ("fine", "x" * 201),
        ("fine", "13812345678"),
    ],
)
async def test_a_wrong_name_is_refused(
    name: str, about: str, conversation: str, lin: Colleague, settings: Settings
) -> None:
    await lin.post(f"/conversations/{conversation}/test", status=400, name=name, about=about)
    assert not written(settings.teaching_dir)


async def test_a_name_is_given_once(conversation: str, lin: Colleague) -> None:
    await lin.post(f"/conversations/{conversation}/test", name="one", about="x")
    page = await lin.post(f"/conversations/{conversation}/test?lang=en", status=400, name="one", about="x")
    assert "There is a test of that name" in page


async def test_an_unknown_conversation(lin: Colleague) -> None:
    await lin.get("/conversations/c-none", status=404)
    await lin.post("/conversations/c-none/test", status=404, name="one", about="x")


async def test_languages_of_conversations(door: Door, brain: FakeBrain, city: City) -> None:
    token = (await say(door, "你好"))["conversation"]
    await say(door, "how much is it", conversation=token)
    assert retelling.language_of(retelling.read(city.db, brain.calls[0]["sender"])) == "mixed"


async def test_what_was_not_answered_expects_nothing(door: Door, brain: FakeBrain, city: City) -> None:
    token = (await say(door, "你好"))["conversation"]
    brain.faults.append("error")
    await say(door, "办护照", conversation=token)
    turns = yaml.safe_load(retelling.retold(retelling.read(city.db, brain.calls[0]["sender"]), "x", "p"))["turns"]
    assert turns[1] == {"say": "办护照"}


def written(folder: Path) -> list[Path]:
    return list(folder.rglob("*.yml"))
