"""A front door over a real city (SQLite, keys, pack) and a fake brain, and a citizen who knocks."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

import ledger.keys
from bot.app import create_app
from bot.settings import Limits, Patience, Settings
from city.bootstrap import City
from city.settings import Settings as CitySettings
from city.setup import set_up
from tests.bot.fake_brain import TOKEN, FakeBrain

Json = dict[str, Any]
Door = TestClient[web.Request, web.Application]
OpenDoor = Callable[..., Awaitable[Door]]

PATIENCE = Patience(brain_retry=0.3, brain_answer=0.3, heartbeat=0.05, poll=0.05)


def city_settings(state: Path, mode: str = "development") -> CitySettings:
    return CitySettings.from_env({"SHIMIN_STATE_DIR": str(state), "SHIMIN_MODE": mode})


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with keys, tables and sample people, to be copied."""
    state = tmp_path_factory.mktemp("prepared")
    settings = city_settings(state)
    url, departments = settings.public_url, ("services", "insurance")
    ledger.keys.make(settings.keys_dir, origin="ledger.sanya/2026", public_url=url, departments=departments)
    set_up(settings)
    return state


@pytest.fixture
def state(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "state"))


@pytest.fixture
def city(state: Path) -> Iterator[City]:
    city = City.open(city_settings(state))
    yield city
    city.close()


@pytest.fixture
async def brain() -> AsyncIterator[FakeBrain]:
    brain = FakeBrain()
    async with brain.server:
        yield brain


@pytest.fixture
def settings(city: City, brain: FakeBrain) -> Settings:
    environ = {"SHIMIN_BRAIN_TOKEN": TOKEN, "SHIMIN_BRAIN_URL": brain.url}
    usual = Settings.from_env(environ, city.settings)
    return dataclasses.replace(usual, patience=PATIENCE, limits=Limits())


@pytest.fixture
async def open_door(settings: Settings, city: City) -> AsyncIterator[OpenDoor]:
    """Opens doors: each call is a process of its own over the same database."""
    clients: list[Door] = []

    async def open_one(**changes: Any) -> Door:
        server = TestServer(create_app(dataclasses.replace(settings, **changes), city))
        await server.start_server(access_log=None)  # as bot/__main__.py serves it
        client: Door = TestClient(server)
        clients.append(client)
        return client

    yield open_one
    for client in clients:
        await client.close()


@pytest.fixture
async def door(open_door: OpenDoor) -> Door:
    return await open_door()


async def say(door: Door, text: str | None = None, status: int = 200, **fields: Any) -> Json:
    """Send a message as a page would, and return the body of the answer."""
    body = {"text": text, **fields} if text is not None else fields
    response = await door.post("/api/v1/messages", json=body)
    answer: Json = await response.json()
    assert response.status == status, answer
    return answer


async def history(door: Door, token: str) -> list[Json]:
    response = await door.get("/api/v1/messages", params={"conversation": token})
    assert response.status == 200
    return list((await response.json())["messages"])


def texts(answer: Json) -> list[str]:
    return [message["text"] for message in answer["messages"]]
