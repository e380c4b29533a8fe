"""What is chosen under "did you mean" is kept as a labelled example; nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.store import NluChoice
from city.bootstrap import City
from tests.bot.conftest import Door, say
from tests.bot.fake_brain import FakeBrain

UNCLEAR = "那个护照啥的 13812345678"


def kept(city: City) -> list[NluChoice]:
    with city.db.read() as session:
        return list(session.scalars(select(NluChoice)))


async def asked(door: Door, brain: FakeBrain, text: str = UNCLEAR) -> tuple[str, str]:
    """Say something unclear; return the conversation's token and the turn."""
    token = (await say(door, "你好"))["conversation"]
    payloads = ["/ask_fee{chosen}", "/book_appointment{chosen}", "/nlu_fallback{chosen}", "/ask_human"]

    def offering(body: dict[str, Any]) -> dict[str, Any]:
        chosen = json.dumps({"service": "PASSPORT", "chosen_for": body["turn"]})
        buttons = [{"title": one, "payload": one.replace("{chosen}", chosen)} for one in payloads]
        message = {"text": "?", "buttons": buttons, "card": None, "response": "utter_did_you_mean"}
        return FakeBrain.answer_for(brain, body) | {"intent": "nlu_fallback", "messages": [message]}

    brain.answer_for = offering  # type: ignore[method-assign]
    answer = await say(door, text, conversation=token)
    return token, str(answer["turn"])


def chosen(intent: str, turn: str) -> str:
    return f"/{intent}{json.dumps({'service': 'PASSPORT', 'chosen_for': turn})}"


async def test_a_choice_labels_the_text_that_was_unclear(door: Door, brain: FakeBrain, city: City) -> None:
    token, turn = await asked(door, brain)
    await say(door, payload=chosen("ask_fee", turn), conversation=token)
    (choice,) = kept(city)
    assert (choice.turn, choice.intent, choice.language) == (turn, "ask_fee", "zh")
    assert choice.text.startswith("那个护照啥的 phone#")
    assert "13812345678" not in choice.text


async def test_who_chooses_twice_means_the_second(door: Door, brain: FakeBrain, city: City) -> None:
    token, turn = await asked(door, brain)
    await say(door, payload=chosen("ask_fee", turn), conversation=token)
    await say(door, payload=chosen("book_appointment", turn), conversation=token, message_id="m-1")
    await say(door, payload=chosen("book_appointment", turn), conversation=token, message_id="m-1")
    assert [choice.intent for choice in kept(city)] == ["book_appointment"]


@pytest.mark.parametrize("intent", ["nlu_fallback", None])
async def test_other_buttons_label_nothing(intent: str | None, door: Door, brain: FakeBrain, city: City) -> None:
    token, turn = await asked(door, brain)
    await say(door, payload=chosen(intent, turn) if intent else "/ask_human", conversation=token)
    assert kept(city) == []


async def test_a_choice_that_was_not_offered_is_refused_and_kept_nowhere(
    door: Door, brain: FakeBrain, city: City
) -> None:
    token, turn = await asked(door, brain)
    await say(door, payload=chosen("stop", turn), conversation=token, status=400)
    other, _ = await asked(door, brain, "别的")
    await say(door, payload=chosen("ask_fee", turn), conversation=other, status=400)
    assert kept(city) == []
