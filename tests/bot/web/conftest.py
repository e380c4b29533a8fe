"""A browser for the session, a fake door and a page for each test; what the page must never do fails every test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright

from tests.bot.web.fake_door import FakeDoor

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ARGS += ["--disable-sync", "--no-first-run"]
PHONE = {"width": 390, "height": 844}


@dataclass
class Citizen:
    """A browser on the page, with what a person does there."""

    page: Page
    door: FakeDoor
    complaints: list[str] = field(default_factory=list)

    async def open(self) -> None:
        """Load the page and wait until it works."""
        await self.page.goto(self.door.url)
        await self.page.wait_for_selector(".suggestion")

    async def say(self, text: str) -> None:
        """Write a text and press Enter."""
        await self.page.fill("#message", text)
        await self.page.press("#message", "Enter")

    async def answers(self, count: int) -> None:
        """Wait for so many messages of the assistant."""
        await self.page.wait_for_function("n => document.querySelectorAll('.from-assistant').length >= n", arg=count)

    async def texts(self, selector: str) -> list[str]:
        """Return the visible texts."""
        return await self.page.locator(selector).all_inner_texts()


type Visit = Callable[..., Awaitable[Citizen]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """One Chromium for all tests of the page."""
    playwright: Playwright
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_path, args=ARGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def door() -> AsyncIterator[FakeDoor]:
    """A fake door on a free port."""
    door = FakeDoor()
    runner = web.AppRunner(door.app(), shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield door
    await runner.cleanup()


def watch(page: Page, door: FakeDoor, complaints: list[str]) -> None:
    """Note what the page must never do: talk to others, break its policy, throw."""
    page.on("request", lambda request: request.url.startswith(door.url) or complaints.append(f"asked {request.url}"))
    page.on("pageerror", lambda error: complaints.append(f"threw {error}"))
    page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if "Content Security" in message.text or "TypeError" in message.text
            else None
        ),
    )


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, door: FakeDoor) -> AsyncIterator[Visit]:
    """Return a function that opens the page in a fresh browser profile; options are Playwright's."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def enter(**options: object) -> Citizen:
        settings = {"viewport": PHONE, "locale": "zh-CN", **options}
        context = await browser.new_context(**settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        watch(page, door, complaints)
        citizen = Citizen(page, door, complaints)
        await citizen.open()
        return citizen

    yield enter
    for context in contexts:
        await context.close()
    assert not complaints, complaints
