"""The brain refuses, dies, dawdles or talks nonsense: the door waits a little, then says so, and the talk goes on."""

import asyncio
import dataclasses

import pytest
from aiohttp.test_utils import TestServer

from bot.settings import Patience, Settings
from tests.bot.conftest import Door, OpenDoor, history, say, texts
from tests.bot.fake_brain import FakeBrain

PATIENT = Patience(brain_retry=6.0, brain_answer=20.0)


@pytest.mark.parametrize("fault", ["busy", "killed"])
async def test_a_turn_that_was_lost_is_asked_again_under_its_id(
    fault: str, open_door: OpenDoor, brain: FakeBrain
) -> None:
    brain.faults.append(fault)
    answer = await say(await open_door(patience=PATIENT), "你好")
    assert texts(answer) == ["echo 你好"]
    assert [call["turn"] for call in brain.calls] == [answer["turn"]] * 2
    assert [call["lost"] for call in brain.calls] == [None, answer["turn"]]


async def test_an_answer_that_never_came_is_asked_for_with_the_next_turn(door: Door, brain: FakeBrain) -> None:
    brain.faults.append("slow")
    first = await say(door, "确认")
    for text in ("确认", "谢谢"):
        await say(door, text, conversation=first["conversation"])
    assert [call["lost"] for call in brain.calls] == [None, first["turn"], None]


async def test_a_brain_that_comes_back_answers(open_door: OpenDoor, brain: FakeBrain) -> None:
    door, port = await open_door(patience=PATIENT), brain.server.port
    await brain.server.close()
    delivery = asyncio.create_task(say(door, "你好"))
    again = FakeBrain()
    again.server = TestServer(again.server.app, port=port)
    async with again.server:
        assert texts(await delivery) == ["echo 你好"]


@pytest.mark.parametrize("fault", ["error", "garbage", "shape", "slow"])
async def test_what_cannot_be_repeated_is_declined_at_once(fault: str, door: Door, brain: FakeBrain) -> None:
    brain.faults.append(fault)
    answer = await say(door, "办护照")
    assert answer["trace"]["responses"] == ["utter_brain_unavailable"]
    assert "12345" in texts(answer)[0]
    assert len(brain.calls) == 1


async def test_a_brain_that_is_gone_is_declined_in_the_citizens_language(door: Door, brain: FakeBrain) -> None:
    await brain.server.close()
    english = await say(door, "book a passport appointment")
    assert english["language"] == "en"
    assert "Sorry" in texts(english)[0]
    chinese = await say(door, "办护照", conversation=english["conversation"])
    assert chinese["language"] == "zh"


async def test_a_long_absence_is_declined(door: Door, brain: FakeBrain) -> None:
    brain.faults.extend(["busy"] * 50)
    answer = await say(door, "你好")
    assert answer["trace"]["reason"] == "action_server_unavailable"
    assert len(brain.calls) > 1


async def test_a_wrong_token_is_declined_and_not_repeated(open_door: OpenDoor, brain: FakeBrain) -> None:
    answer = await say(await open_door(brain_token="another"), "你好")
    assert answer["trace"]["reason"] == "status_401"


async def test_a_declined_turn_stays_in_the_transcript_and_the_talk_goes_on(door: Door, brain: FakeBrain) -> None:
    brain.faults.append("error")
    token = (await say(door, "你好"))["conversation"]
    await say(door, "你好", conversation=token)
    said = await history(door, token)
    assert [entry["author"] for entry in said] == ["citizen", "assistant"] * 2
    assert "12345" in said[1]["text"]
    assert said[3]["text"] == "echo 你好"


async def test_turns_of_one_conversation_wait_for_each_other(
    open_door: OpenDoor, settings: Settings, brain: FakeBrain
) -> None:
    door = await open_door(patience=dataclasses.replace(settings.patience, brain_answer=30.0))
    token = (await say(door, "你好"))["conversation"]
    brain.gate = asyncio.Event()
    first = asyncio.create_task(say(door, "一", conversation=token))
    await brain.called(2)
    second = asyncio.create_task(say(door, "二", conversation=token))
    other = asyncio.create_task(say(door, "三"))
    await brain.called(3)
    assert brain.texts == ["你好", "一", "三"]
    brain.gate.set()
    await asyncio.gather(first, second, other)
    assert [entry["text"] for entry in await history(door, token)][2:] == ["一", "echo 一", "二", "echo 二"]


async def test_too_many_that_wait_are_turned_away(open_door: OpenDoor, settings: Settings, brain: FakeBrain) -> None:
    limits = dataclasses.replace(settings.limits, waiting_turns=0)
    door = await open_door(limits=limits, patience=dataclasses.replace(settings.patience, brain_answer=30.0))
    token = (await say(door, "你好"))["conversation"]
    brain.gate = asyncio.Event()
    running = asyncio.create_task(say(door, "一", conversation=token))
    await brain.called(2)
    refused = await say(door, "二", conversation=token, status=429)
    assert refused["error"]["code"] == "too_many_requests"
    brain.gate.set()
    await running


async def test_a_citizen_who_hangs_up_still_gets_the_turn_done(
    open_door: OpenDoor, settings: Settings, brain: FakeBrain
) -> None:
    door = await open_door(patience=dataclasses.replace(settings.patience, brain_answer=30.0))
    token = (await say(door, "你好"))["conversation"]
    brain.gate = asyncio.Event()
    delivery = asyncio.create_task(say(door, "办护照", conversation=token, message_id="m-1"))
    await brain.called(2)
    delivery.cancel()
    brain.gate.set()
    answer = await say(door, "办护照", conversation=token, message_id="m-1")
    assert texts(answer) == ["echo 办护照"]
    assert len(brain.calls) == 2
