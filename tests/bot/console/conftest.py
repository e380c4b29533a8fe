"""The staff's app over the same city as the citizens' door, and people of the staff who are signed in."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from html import unescape
from typing import Any

import pytest
from aiohttp import ClientResponse, CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import create_staff_app
from bot.metrics import Metrics
from bot.settings import Settings
from city.bootstrap import City
from tests.bot.conftest import Door
from tests.bot.console.fake_trainer import FakeTrainer
from tests.bot.fake_brain import TOKEN

NOWHERE = "http://127.0.0.1:9"
LIN, ZHAO = "林珊 Lin Shan", "赵海 Zhao Hai"


class Colleague:
    """Somebody of the staff with a browser of their own."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client
        self.origin = str(client.make_url("")).rstrip("/")

    async def get(self, address: str, status: int = 200, **options: Any) -> str:
        """Return a page, with its blanks folded."""
        response = await self.client.get(address, **options)
        return await self._read(response, status)

    async def post(self, address: str, status: int = 200, **fields: Any) -> str:
        """Send a form as the page would, and return what comes after the redirect."""
        fields = {"csrf": await self.csrf(), **fields}
        pairs = [(key, one) for key, value in fields.items() for one in (value if isinstance(value, list) else [value])]
        response = await self.client.post(address, data=pairs, headers={"Origin": self.origin})
        return await self._read(response, status)

    async def csrf(self) -> str:
        """Return what this session's forms carry."""
        page = await (await self.client.get("/")).text()
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        return found[1] if found else ""

    async def sign_in(self, name: str) -> None:
        """Sign an invented person in."""
        page = await self.get("/sign-in?lang=en")
        forms = re.findall(r'name="person" value="([^"]+)".*?<button class="button">([^<]+)·', page)
        person = next(key for key, shown in forms if unescape(shown).strip() == name)
        await self.post("/sign-in/sample", person=person, next="/")

    async def _read(self, response: ClientResponse, status: int) -> str:
        text = " ".join((await response.text()).split())
        assert response.status == status, text
        return text


type Open = Callable[[str | None], Awaitable[Colleague]]


@pytest.fixture
async def trainer(settings: Settings) -> AsyncIterator[FakeTrainer]:
    trainer = FakeTrainer(TOKEN, settings.teaching_dir)
    async with trainer.server:
        yield trainer


@pytest.fixture
async def staff_server(settings: Settings, city: City, door: Door, trainer: FakeTrainer) -> AsyncIterator[TestServer]:
    patience = dataclasses.replace(settings.patience, trainer=0.3, activation=0.3)
    urls = {"actions_url": NOWHERE, "sequencer_url": NOWHERE, "trainer_url": trainer.url}
    settings = dataclasses.replace(settings, patience=patience, **urls)
    server = TestServer(create_staff_app(settings, city, Metrics()))
    await server.start_server(access_log=None)
    yield server
    await server.close()


@pytest.fixture
async def open_console(staff_server: TestServer) -> AsyncIterator[Open]:
    """Return a function that opens a browser for somebody, signed in or not."""
    clients: list[TestClient[web.Request, web.Application]] = []

    async def enter(name: str | None) -> Colleague:
        client = TestClient(staff_server, cookie_jar=CookieJar(unsafe=True))
        clients.append(client)
        colleague = Colleague(client)
        if name is not None:
            await colleague.sign_in(name)
        return colleague

    yield enter
    for client in clients:
        await client.session.close()


@pytest.fixture
async def lin(open_console: Open) -> Colleague:
    return await open_console(LIN)


@pytest.fixture
async def zhao(open_console: Open) -> Colleague:
    return await open_console(ZHAO)
