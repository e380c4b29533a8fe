"""Danger to life is answered at once, whatever is broken; a harmless sentence is not."""

import asyncio
import dataclasses

import pytest

from bot.emergency import Lexicon
from bot.settings import Settings
from city.bootstrap import City
from tests.bot.conftest import Door, OpenDoor, history, say, texts
from tests.bot.fake_brain import FakeBrain

LEXICON = Lexicon.read()

EMERGENCIES = {
    "着火了": "fire",
    "我家着火了怎么办": "fire",
    "there's a fire in the kitchen": "fire",
    "There’s a fire!": "fire",
    "my house is on fire": "fire",
    "救命": "help",
    "救命啊！！": "help",
    "ＣＡＬＬ　ＡＮ　ＡＭＢＵＬＡＮＣＥ": "medical",
    "please call an ambulance": "medical",
    "快叫救护车": "medical",
    "他没有呼吸了": "medical",
    "he is not breathing, covered in blood": "medical",
    "有人溺水": "water",
    "三亚湾有人落水了": "water",
    "someone is drowning": "water",
    "煤气泄漏": "gas",
    "厨房燃气泄漏了": "gas",
    "I smell gas": "gas",
    "我不想活了": "self_harm",
    "想自杀": "self_harm",
    "I want to kill myself": "self_harm",
    "i don't want to live anymore": "self_harm",
    "有人持刀": "crime",
    "somebody is trying to kill me": "crime",
    "help 有人drowning了 someone is drowning": "water",
    "昨天还好好的，现在没有呼吸了": "medical",
    "着\u200b火了": "fire",
}

HARMLESS = [
    "家里着火了保险赔不赔",
    "惠琼保救护车报销吗，需要救护车的话",
    "is it covered if there's a fire",
    "does my policy pay if someone is drowning",
    "自杀在不在保险范围",
    "上周着火了，去哪里开证明",
    "last year my house was on fire, where do I get a certificate",
    "我想了解防溺水教育",
    "I don't want to live in Jiyang",
    "救命稻草",
    "is there a fire station near me",
    "消防演习着火了怎么跑",
    "办护照需要120元",
    "my phone is about to die",
    "this beach is killing it",
    "should I call the police about noise",
    "跳楼价",
    "落水管坏了",
    "我想办护照",
]


@pytest.mark.parametrize("text", EMERGENCIES)
def test_a_strong_phrase_is_understood(text: str) -> None:
    kind = LEXICON.find(text)
    assert kind is not None
    assert kind.code == EMERGENCIES[text]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_sentence_goes_to_the_brain(text: str) -> None:
    assert LEXICON.find(text) is None


@pytest.mark.parametrize(("text", "language", "first"), [("着火了", "zh", "119"), ("call an ambulance", "en", "120")])
async def test_the_numbers_come_without_the_brain(
    text: str, language: str, first: str, door: Door, brain: FakeBrain
) -> None:
    await brain.server.close()
    answer = await say(door, text)
    assert answer["language"] == language
    assert first in texts(answer)[0]
    card = answer["messages"][0]["card"]
    assert (card["type"], card["phones"][0]["number"]) == ("handoff", first)
    assert brain.calls == []


async def test_it_does_not_wait_for_the_turn_that_runs(
    open_door: OpenDoor, settings: Settings, brain: FakeBrain
) -> None:
    door = await open_door(patience=dataclasses.replace(settings.patience, brain_answer=30.0))
    token = (await say(door, "你好"))["conversation"]
    brain.gate = asyncio.Event()
    running = asyncio.create_task(say(door, "办护照", conversation=token))
    await brain.called(2)
    answer = await say(door, "救命", conversation=token)
    assert "110" in texts(answer)[0]
    assert not running.done()
    brain.gate.set()
    await running
    said = [entry["text"] for entry in await history(door, token)]
    assert said[2:] == ["办护照", "救命", texts(answer)[0], "echo 办护照"]


async def test_a_form_in_progress_does_not_hear_of_it(door: Door, brain: FakeBrain) -> None:
    token = (await say(door, "办护照"))["conversation"]
    await say(door, "救命", conversation=token)
    await say(door, "周三", conversation=token)
    assert brain.texts == ["办护照", "周三"]


async def test_the_brain_hears_of_it_for_three_turns(door: Door, brain: FakeBrain) -> None:
    token = (await say(door, "办护照"))["conversation"]
    await say(door, "救命", conversation=token)
    for text in ("没事了", "周三", "上午", "好的"):
        await say(door, text, conversation=token)
    assert [call["after_emergency"] for call in brain.calls] == [False, True, True, True, False]


async def test_an_emergency_that_the_brain_understood_counts_too(door: Door, brain: FakeBrain) -> None:
    answer_for = brain.answer_for
    brain.answer_for = lambda body: answer_for(body) | {"intent": "emergency"}  # type: ignore[method-assign]
    token = (await say(door, "我胸口不太对劲"))["conversation"]
    await say(door, "没事了", conversation=token)
    assert [call["after_emergency"] for call in brain.calls] == [False, True]


async def test_it_is_kept_once_and_masked(door: Door) -> None:
    token = (await say(door, "你好"))["conversation"]
    body = {"conversation": token, "message_id": "m-1"}
    answers = await asyncio.gather(*(say(door, "救命 13812345678", **body) for _ in range(3)))
    assert answers[0] == answers[1] == answers[2]
    said = await history(door, token)
    assert len(said) == 4
    assert said[2]["text"] == "救命 138****5678"


async def test_it_is_answered_even_when_nothing_can_be_kept(door: Door, city: City) -> None:
    token = (await say(door, "你好"))["conversation"]
    with city.db.write() as session:
        session.connection().exec_driver_sql("DROP TABLE message")
    answer = await say(door, "救命", conversation=token)
    assert "110" in texts(answer)[0]
    await say(door, "你好", conversation=token, status=500)


def test_every_number_has_a_name_in_both_languages() -> None:
    for kind in LEXICON.kinds:
        for number in kind.numbers:
            assert set(LEXICON.names[number]) == {"zh", "en"}
