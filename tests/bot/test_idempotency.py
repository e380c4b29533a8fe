"""A message that is delivered again gets the same answer and causes nothing."""

import asyncio
import dataclasses

from bot.conversations import UNGUESSABLE
from bot.settings import Settings
from city.bootstrap import City
from tests.bot.conftest import Door, OpenDoor, history, say
from tests.bot.fake_brain import FakeBrain

SECRET_ID = "8f14e45f-ceea-467f-a8f1-3b2f1d0c9a77"


async def test_three_concurrent_deliveries_cause_one_call(door: Door, brain: FakeBrain) -> None:
    token = (await say(door, "你好"))["conversation"]
    answers = await asyncio.gather(*(say(door, "办护照", conversation=token, message_id="m-1") for _ in range(3)))
    assert answers[0] == answers[1] == answers[2]
    assert brain.texts == ["你好", "办护照"]
    assert [entry["author"] for entry in await history(door, token)] == ["citizen", "assistant"] * 2


async def test_three_concurrent_first_deliveries_open_one_conversation(door: Door, brain: FakeBrain) -> None:
    answers = await asyncio.gather(*(say(door, "你好", message_id=SECRET_ID) for _ in range(3)))
    assert answers[0] == answers[1] == answers[2]
    assert len(brain.calls) == 1


async def test_a_redelivery_after_a_restart_gets_the_same_answer(open_door: OpenDoor, brain: FakeBrain) -> None:
    before = await say(await open_door(), "你好", message_id=SECRET_ID)
    after = await say(await open_door(), "你好", message_id=SECRET_ID)
    assert after == before
    assert len(brain.calls) == 1


async def test_two_doors_at_once_agree_on_one_turn(open_door: OpenDoor, brain: FakeBrain) -> None:
    doors = [await open_door(), await open_door()]
    token = (await say(doors[0], "你好"))["conversation"]
    answers = await asyncio.gather(*(say(door, "办护照", conversation=token, message_id="m-1") for door in doors))
    assert answers[0] == answers[1]
    assert len({call["turn"] for call in brain.calls}) == 2
    assert [entry["author"] for entry in await history(doors[0], token)] == ["citizen", "assistant"] * 2


async def test_a_turn_cut_off_by_a_crash_is_asked_again_under_its_id(
    open_door: OpenDoor, city: City, brain: FakeBrain, settings: Settings
) -> None:
    door = await open_door(patience=dataclasses.replace(settings.patience, brain_answer=30.0))
    brain.gate = asyncio.Event()
    delivery = asyncio.create_task(say(door, "办护照", message_id=SECRET_ID))
    await brain.called(1)
    brain.gate, gate = None, brain.gate
    second = await say(await open_door(), "办护照", message_id=SECRET_ID)
    gate.set()
    assert await delivery == second
    assert len(brain.calls) == 2
    assert {call["turn"] for call in brain.calls} == {second["turn"]}


async def test_the_same_id_with_another_text_is_refused(door: Door, brain: FakeBrain) -> None:
    token = (await say(door, "你好", message_id="m-1"))["conversation"]
    answer = await say(door, "再见", conversation=token, message_id="m-1", status=409)
    assert answer["error"]["code"] == "message_id_reused"
    assert len(brain.calls) == 1


async def test_the_same_id_in_another_conversation_is_another_message(door: Door, brain: FakeBrain) -> None:
    tokens = [(await say(door, "你好"))["conversation"] for _ in range(2)]
    turns = {(await say(door, "办护照", conversation=token, message_id="m-1"))["turn"] for token in tokens}
    assert len(turns) == 2


async def test_a_guessable_id_never_hands_out_a_conversation(door: Door) -> None:
    short = "x" * (UNGUESSABLE - 1)
    tokens = {(await say(door, "你好", message_id=short))["conversation"] for _ in range(2)}
    assert len(tokens) == 2


async def test_another_text_or_address_opens_another_conversation(open_door: OpenDoor) -> None:
    door = await open_door(trusted_proxies=1)
    tokens = set()
    for text, address in (("你好", "192.0.2.1"), ("再见", "192.0.2.1"), ("你好", "192.0.2.2")):
        body = {"text": text, "message_id": SECRET_ID}
        response = await door.post("/api/v1/messages", json=body, headers={"X-Forwarded-For": address})
        tokens.add((await response.json())["conversation"])
    assert len(tokens) == 3


async def test_a_forged_address_is_not_believed(door: Door) -> None:
    tokens = set()
    for address in ("192.0.2.1", "192.0.2.2"):
        body = {"text": "你好", "message_id": SECRET_ID}
        response = await door.post("/api/v1/messages", json=body, headers={"X-Forwarded-For": address})
        tokens.add((await response.json())["conversation"])
    assert len(tokens) == 1


async def test_without_an_id_every_delivery_is_new(door: Door, brain: FakeBrain) -> None:
    token = (await say(door, "你好"))["conversation"]
    for _ in range(2):
        await say(door, "你好", conversation=token)
    assert len(brain.calls) == 3


async def test_an_honest_failure_is_the_answer_for_good(door: Door, brain: FakeBrain) -> None:
    brain.faults.extend(["error"])
    first = await say(door, "你好", message_id=SECRET_ID)
    assert first["trace"]["outcome"] == "unavailable"
    assert await say(door, "你好", message_id=SECRET_ID) == first
    assert len(brain.calls) == 1


async def test_a_day_later_the_same_first_message_opens_a_new_conversation(
    open_door: OpenDoor, city: City, door: Door
) -> None:
    first = await say(door, "你好", message_id=SECRET_ID)
    with city.db.write() as session:
        session.connection().exec_driver_sql("UPDATE conversation SET opened_at = '2026-01-01 00:00:00.000000'")
    second = await say(door, "你好", message_id=SECRET_ID)
    assert second["conversation"] != first["conversation"]
