"""The staff's status page: what runs, what does not, and nothing about anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright

from city.bootstrap import City
from ledger import log
from tests.bot.conftest import Door, say
from tests.bot.fake_brain import FakeBrain


@pytest.fixture
async def staff(staff_server: TestServer) -> AsyncIterator[Door]:
    async with TestClient(staff_server) as client:
        yield client


async def read(staff: TestClient[web.Request, web.Application], address: str = "/?lang=en") -> str:
    response = await staff.get(address)
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    return " ".join((await response.text()).split())


def cell(name: str, value: str) -> str:
    return f'<th scope="row">{name}</th><td>{value}</td>'


async def test_processes_are_shown_as_they_are(staff: Door, brain: FakeBrain) -> None:
    page = await read(staff)
    assert '<th scope="row">Understanding</th><td class="ready">Ready</td>' in page
    assert '<th scope="row">Actions</th><td class="unreachable">Cannot be reached</td>' in page
    await brain.server.close()
    assert '<th scope="row">Understanding</th><td class="unreachable">' in await read(staff)


async def test_turns_and_model_and_ledger_are_counted(staff: Door, door: Door, brain: FakeBrain, city: City) -> None:
    await say(door, "你好")
    await say(door, "救命")
    brain.faults.append("error")
    await say(door, "你好")
    with city.db.write() as session:
        log.append(session.connection(), b"receipt/v1\n" + bytes(32))
    page = await read(staff)
    for name, value in (("Answered", "1"), ("Emergency", "1"), ("Honestly declined", "1"), ("Published entries", "0")):
        assert cell(name, value) in page
    assert cell("Waiting to be published", "1") in page
    assert "<code>shimin-fake</code>" in page


async def test_yesterdays_turns_are_not_todays(staff: Door, door: Door) -> None:
    await say(door, "你好")
    await door.post("/dev/clock", json={"now": "2027-01-05T00:00:01+08:00"})
    assert cell("Answered", "0") in await read(staff)
    await say(door, "你好")
    assert cell("Answered", "1") in await read(staff)


async def test_nothing_personal_is_on_the_page(staff: Door, door: Door) -> None:
    token = (await say(door, "我叫王小明，电话13812345678"))["conversation"]
    page = await read(staff)
    for personal in ("王小明", "13812345678", "138****5678", token, "c-"):
        assert personal not in page


async def test_a_broken_database_is_said(staff: Door, city: City) -> None:
    path = city.settings.state_dir / "shimin.db"
    city.db.close()
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    page = await read(staff)
    assert '<th scope="row">Front door</th><td class="not_ready">Not ready</td>' in page
    assert (await staff.get("/readyz")).status == 503


@pytest.mark.parametrize(
    ("address", "header", "lang"),
    [("/", "zh-CN", "zh-CN"), ("/", "en-GB", "en"), ("/", "", "zh-CN"), ("/?lang=en", "zh-CN", "en")],
)
async def test_the_page_speaks_both_languages(address: str, header: str, lang: str, staff: Door) -> None:
    response = await staff.get(address, headers={"Accept-Language": header})
    assert f'<html lang="{lang}">' in await response.text()


@pytest.mark.parametrize("path", ["/api/v1/messages", "/dev/inbox", "/ledger/policy", "/web/index.html", "/../x"])
async def test_citizens_addresses_are_not_here(path: str, staff: Door) -> None:
    assert (await staff.get(path)).status == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_accessible(scheme: str, staff: Door, chromium_path: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        page = await browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        for language in ("zh", "en"):
            await page.goto(str(staff.make_url(f"/?lang={language}")))
            results = await Axe().run(page)
            assert results.violations_count == 0, results.generate_report()
        await browser.close()
