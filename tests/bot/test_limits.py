"""Rates and sizes."""

import dataclasses

import pytest

from bot.errors import TooManyRequests
from bot.limits import Buckets
from bot.settings import Settings
from tests.bot.conftest import Door, OpenDoor, say


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills_again() -> None:
    hands = Hands()
    buckets = Buckets(burst=3, rate=0.5, monotonic=hands)
    for _ in range(3):
        buckets.take("a")
    with pytest.raises(TooManyRequests) as refusal:
        buckets.take("a")
    assert refusal.value.data == {"seconds": 2}
    buckets.take("b")
    hands.now = 2.0
    buckets.take("a")
    with pytest.raises(TooManyRequests):
        buckets.take("a")
    hands.now = 1000.0
    for _ in range(3):
        buckets.take("a")
    with pytest.raises(TooManyRequests):
        buckets.take("a")


async def test_a_conversation_that_sends_too_fast_is_slowed_down(open_door: OpenDoor, settings: Settings) -> None:
    limits = dataclasses.replace(settings.limits, conversation_burst=2, conversation_rate=0.01)
    door = await open_door(limits=limits)
    token = (await say(door, "你好"))["conversation"]
    await say(door, "你好", conversation=token)
    response = await door.post("/api/v1/messages", json={"text": "hello", "conversation": token})
    assert response.status == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "too fast" in (await response.json())["error"]["message"]
    await say(door, "别人")


async def test_an_address_that_knocks_too_often_is_slowed_down_everywhere(
    open_door: OpenDoor, settings: Settings
) -> None:
    limits = dataclasses.replace(settings.limits, address_burst=2, address_rate=0.01)
    door = await open_door(limits=limits)
    await say(door, "你好")
    await door.get("/")
    for address in ("/", "/api/v1/messages", "/receipts/x"):
        assert (await door.get(address)).status == 429


async def test_health_is_asked_as_often_as_it_takes(open_door: OpenDoor, settings: Settings) -> None:
    door = await open_door(limits=dataclasses.replace(settings.limits, address_burst=1, address_rate=0.01))
    for address in ("/healthz", "/readyz", "/metrics", "/healthz"):
        assert (await door.get(address)).status == 200


async def test_guessing_tokens_is_slowed_down(open_door: OpenDoor, settings: Settings) -> None:
    limits = dataclasses.replace(settings.limits, address_burst=3, address_rate=0.01)
    door: Door = await open_door(limits=limits)
    codes = [(await door.get("/api/v1/messages", params={"conversation": f"t{n}"})).status for n in range(5)]
    assert codes == [404, 404, 404, 429, 429]
