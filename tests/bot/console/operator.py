"""An operator at a browser, working by keyboard: what the tests with the fake trainer and with the real city both do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@dataclass
class Operator:
    """Somebody of the staff. ``patience`` in seconds is for what a real trainer takes its time for."""

    page: Page
    url: str
    patience: float = 20.0

    async def sign_in(self, name: str) -> None:
        """Sign in as one of the two invented people."""
        await self.page.goto(f"{self.url}/sign-in?lang=en")
        await self.page.click(f"button:has-text('{name}')")
        await expect(self.page.locator("h1")).to_have_text("Inbox")
        await self.page.wait_for_load_state()  # only then are there keys

    async def sign_out(self) -> None:
        """Sign out."""
        await self.page.click("button:has-text('Sign out')")
        await expect(self.page.locator("h1")).to_have_text("Sign in")

    async def correct(self, meanings: Mapping[str, str]) -> int:
        """Work through the inbox: give each known text its meaning, skip the others; return how many were corrected."""
        corrected, page = 0, self.page
        await page.goto(f"{self.url}/inbox")
        await page.keyboard.press("n")
        while True:
            await page.wait_for_url(re.compile(r"/inbox/t-|empty="))
            if "empty=" in page.url:
                return corrected
            text, before = await page.input_value("#text"), page.url
            if text in meanings:
                await page.keyboard.press("i")
                await expect(page.locator("#intent")).to_be_focused()
                await page.select_option("#intent", meanings[text])
                await page.keyboard.press("Escape")
                await page.keyboard.press("v")
                corrected += 1
            else:
                await page.keyboard.press("s")
            await page.wait_for_url(lambda url, was=before: url != was)

    async def commit(self, reason: str) -> None:
        """Commit all lessons."""
        await self.page.goto(f"{self.url}/lessons")
        await self.page.fill("input[name=reason]", reason)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("h1")).to_have_text(reason)

    async def train(self, reason: str) -> None:
        """Start a release and watch until the comparison is there."""
        page = self.page
        await page.goto(f"{self.url}/releases")
        await page.fill("input[name=reason]", reason)
        await page.keyboard.press("Enter")
        await expect(page.locator("progress")).to_be_visible()
        await expect(page.locator("h2", has_text="Beside the live model")).to_be_visible(timeout=self.patience * 1000)

    async def activate(self, reason: str) -> None:
        """Let the release that is shown go live."""
        await self.page.fill("[aria-labelledby=activate-title] input[name=reason]", reason)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("main .tag").first).to_have_text("Live", timeout=self.patience * 1000)

    async def roll_back(self, reason: str) -> None:
        """Go back to the model before, after the page that asks."""
        page = self.page
        await page.goto(f"{self.url}/releases")
        await page.click("a:has-text('Roll back')")
        await page.fill("input[name=reason]", reason)
        await page.click("main button")
        await expect(page.locator("h1")).to_have_text("Releases", timeout=self.patience * 1000)


@asynccontextmanager
async def browsing(chromium: str, url: str, patience: float = 20.0, **options: object) -> AsyncIterator[Operator]:
    """A browser of an operator. It fails when a page asks anybody else, breaks its policy or throws."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGS)
        context = await browser.new_context(**{"viewport": DESK, **options})  # type: ignore[arg-type]
        page = await context.new_page()
        page.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        page.on("request", lambda request: request.url.startswith(url) or complaints.append(f"asked {request.url}"))
        page.on("pageerror", lambda error: complaints.append(f"threw {error}"))
        page.on("console", lambda said: "Content Security" in said.text and complaints.append(said.text))
        yield Operator(page, url, patience)
        await browser.close()
    assert not complaints, complaints


async def check(page: Page) -> None:
    """Fail on any finding of axe, and on anything that is wider than the page."""
    results = await Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
