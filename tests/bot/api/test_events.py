"""The conversation live: every listener sees the same, and goes on where it left off."""

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientResponse
from yarl import URL

from bot.hub import Hub
from bot.keys import HUB
from bot.settings import Settings
from tests.bot.conftest import Door, Json, OpenDoor, history, say


class Listener:
    """Reads one stream."""

    def __init__(self, response: ClientResponse) -> None:
        self.response = response

    async def block(self) -> dict[str, str]:
        """Return the fields of the next block, comments under the empty name."""
        fields = {}
        while line := (await self.response.content.readline()).decode().rstrip("\n"):
            name, _, value = line.partition(":")
            fields[name] = value.strip()
        return fields

    async def event(self) -> Json:
        """Return the next message, with the id of its event."""
        while "data" not in (fields := await self.block()):
            assert fields, "the stream ended"
        assert fields["event"] == "message"
        message: Json = json.loads(fields["data"])
        assert str(message["id"]) == fields["id"]
        return message


@asynccontextmanager
async def listening(door: Door, token: str, last: str | None = None, **query: str) -> AsyncIterator[Listener]:
    headers = {} if last is None else {"Last-Event-ID": last}
    response = await door.get("/api/v1/events", params={"conversation": token, **query}, headers=headers)
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/event-stream"
    yield Listener(response)
    response.close()


@pytest.fixture
async def token(door: Door) -> str:
    return str((await say(door, "你好"))["conversation"])


async def test_two_listeners_see_the_same_as_the_history(door: Door, token: str) -> None:
    async with listening(door, token) as one, listening(door, token) as other:
        await say(door, "办护照", conversation=token)
        seen = [await one.event() for _ in range(4)]
        assert seen == [await other.event() for _ in range(4)]
    assert seen == await history(door, token)


async def test_the_citizens_words_come_before_the_brain_has_answered(door: Door, token: str) -> None:
    async with listening(door, token, last="2") as listener:
        await say(door, "电话13812345678", conversation=token)
        said, answered = await listener.event(), await listener.event()
    assert (said["author"], said["text"]) == ("citizen", "电话138****5678")
    assert (answered["author"], answered["turn"]) == ("assistant", said["turn"])


async def test_a_listener_goes_on_after_the_last_event(door: Door, token: str) -> None:
    await say(door, "办护照", conversation=token)
    async with listening(door, token, last="3") as listener:
        assert (await listener.event())["text"] == "echo 办护照"
    async with listening(door, token, after="3") as listener:
        assert (await listener.event())["id"] == 4


async def test_the_header_of_a_reconnect_counts_more_than_the_address(door: Door, token: str) -> None:
    async with listening(door, token, last="1", after="0") as listener:
        assert (await listener.event())["id"] == 2


async def test_what_another_door_wrote_is_seen_too(open_door: OpenDoor) -> None:
    here, there = await open_door(), await open_door()
    token = (await say(here, "你好"))["conversation"]
    async with listening(here, token, last="2") as listener:
        await say(there, "办护照", conversation=token)
        assert (await listener.event())["text"] == "办护照"


async def test_other_conversations_are_not_heard(door: Door, token: str) -> None:
    async with listening(door, token, last="2") as listener:
        await say(door, "别人的话")
        await say(door, "自己的话", conversation=token)
        assert (await listener.event())["text"] == "自己的话"


@pytest.mark.parametrize("address", ["/api/v1/events", "/api/v1/messages"])
async def test_a_foreign_token_looks_like_a_missing_conversation(address: str, door: Door, token: str) -> None:
    answers = []
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "nobody", "x" * 5000, "\N{GRINNING FACE}", "a\0b"):
        response = await door.get(address, params={"conversation": wrong})
        answers.append((response.status, await response.text()))
    response = await door.get(URL(f"{address}?conversation=%ff%c3%28%ed%a0%80", encoded=True))
    answers.append((response.status, await response.text()))
    assert len(set(answers)) == 1
    assert answers[0][0] == 404
    assert "conversation_unknown" in answers[0][1]


@pytest.mark.parametrize("address", ["/api/v1/events", "/api/v1/messages"])
async def test_without_a_token_nothing_is_shown(address: str, door: Door) -> None:
    response = await door.get(address)
    assert (response.status, (await response.json())["error"]["code"]) == (400, "invalid_field")


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "٣", "9" * 30])
async def test_a_number_that_is_none_is_refused(last: str, door: Door, token: str) -> None:
    response = await door.get("/api/v1/events", params={"conversation": token, "after": last})
    assert (response.status, (await response.json())["error"]["code"]) == (400, "invalid_field")


async def test_a_silent_stream_is_kept_open_by_comments(door: Door, token: str) -> None:
    async with listening(door, token, last="2") as listener:
        assert await listener.block() == {"retry": "2000"}
        assert await listener.block() == {"": "still here"}


async def test_too_many_listeners_are_turned_away(open_door: OpenDoor, settings: Settings) -> None:
    door = await open_door(limits=dataclasses.replace(settings.limits, listeners=1))
    token = (await say(door, "你好"))["conversation"]
    async with listening(door, token):
        response = await door.get("/api/v1/events", params={"conversation": token})
        assert response.status == 429


async def test_a_listener_who_leaves_makes_room(open_door: OpenDoor, settings: Settings) -> None:
    door = await open_door(limits=dataclasses.replace(settings.limits, listeners=1))
    token = (await say(door, "你好"))["conversation"]
    async with listening(door, token):
        pass
    async with asyncio.timeout(5):
        while (response := await door.get("/api/v1/events", params={"conversation": token})).status == 429:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    response.close()


async def test_streams_end_when_the_door_closes(door: Door, token: str) -> None:
    async with listening(door, token, last="2") as listener:
        await listener.block()
        assert door.app is not None
        door.app[HUB].close()
        while await listener.block():
            pass


def test_nobody_is_remembered_who_has_left() -> None:
    hub = Hub(1)
    with hub.listen("c-1") as news:
        hub.notify("c-1")
        assert news.is_set()
    hub.notify("c-1")
    with hub.listen("c-1") as news:
        assert not news.is_set()
