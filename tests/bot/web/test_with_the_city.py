"""The page in front of the whole city: real door, trained model, database and ledger. Three matters, three languages."""

from __future__ import annotations

import asyncio
import json
import re
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from scripts.stack import Stack
from tests.bot.web.conftest import PHONE, Citizen, watch
from tests.bot.web.fake_door import FakeDoor
from tests.bot.web.test_access import check

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOW = "2026-11-24T13:30:00+08:00"
LIN_HAI = "13800000001"


def ask(url: str, body: object = None) -> Any:
    """Ask the door for a rehearsal."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(
        urllib.request.Request(url, data, {"Content-Type": "application/json"}), timeout=40
    ) as answer:
        return json.loads(answer.read())


@pytest_asyncio.fixture(loop_scope="session")
async def citizen(city_stack: Stack, browser: Browser) -> AsyncIterator[Citizen]:
    """A citizen at the real page; anything the page must never do fails the test."""
    door = FakeDoor(url=f"http://127.0.0.1:{city_stack.ports['citizens']}")
    await asyncio.to_thread(ask, f"{door.url}/dev/clock", {"now": NOW})
    context = await browser.new_context(viewport=PHONE, locale="zh-CN")
    page = await context.new_page()
    page.set_default_timeout(30_000)
    complaints: list[str] = []
    watch(page, door, complaints)
    citizen = Citizen(page, door, complaints)
    await citizen.open()
    yield citizen
    await context.close()
    assert not complaints, complaints


async def chosen(page: Page, words: str) -> None:
    """Press the newest quick reply that begins with one of the words."""
    await page.locator(".reply:enabled").filter(has_text=re.compile(words)).last.click()


async def booked(citizen: Citizen) -> None:
    """Book a passport appointment next Wednesday morning."""
    page = citizen.page
    await citizen.say("我想下周三上午办护照")
    await expect(page.locator(".day").first).to_have_text("12月2日（周三）")
    await page.click(".time >> nth=0")
    await expect(page.locator(".countdown")).to_contain_text(re.compile(r"还剩 9 分 5\d 秒|还剩 10 分 0 秒"))
    await chosen(page, "^(确认|是|对|预约)")
    await page.wait_for_selector(".receipt-status.is-logged")


async def test_a_passport_appointment_is_booked_and_its_receipt_verifies(citizen: Citizen) -> None:
    page = citizen.page
    await booked(citizen)
    await check(page)
    async with page.context.expect_page() as opened:
        await page.click(".card-receipt a:has-text('核验')")
    verify = await opened.value
    await verify.wait_for_selector("body:has-text('预约')")
    await page.reload()
    await page.wait_for_selector(".receipt-status.is-logged")
    await expect(page.locator(".card-title", has_text="预约成功").first).to_be_visible()
    await expect(page.locator(".countdown")).to_have_count(0)


async def test_cover_is_told_after_a_sign_in(citizen: Citizen) -> None:
    page, url = citizen.page, citizen.door.url
    await page.click("[data-role=language]")
    await citizen.say("does my huiqiongbao pay for an MRI at the people's hospital?")
    await page.fill("input[name=phone]", LIN_HAI)
    await page.press("input[name=phone]", "Enter")
    await page.wait_for_selector("input[name=code]")
    code = (await asyncio.to_thread(ask, f"{url}/dev/inbox"))[0]["params"]["code"]
    await page.fill("input[name=code]", f"{(int(code) + 1) % 10**6:06}")
    await page.press("input[name=code]", "Enter")
    await expect(page.locator(".card-sign-in [role=alert]")).not_to_be_empty()
    await page.fill("input[name=code]", code)
    await page.press("input[name=code]", "Enter")
    await expect(page.locator(".card-sign-in")).to_contain_text("You are signed in")
    await check(page)
    log = await page.inner_text("[role=log]")
    assert LIN_HAI not in log
    assert code not in log
    for _ in range(6):
        if await page.locator(".card-cover").count():
            break
        known = await page.locator(".from-assistant").count()
        await page.locator(".reply:enabled").first.click()
        await citizen.answers(known + 1)
    await expect(page.locator(".card-cover")).to_contain_text("MRI")
    await page.wait_for_selector(".receipt-status")
    await check(page)


async def test_a_mixed_sentence_cancels(citizen: Citizen) -> None:
    page = citizen.page
    await booked(citizen)
    await citizen.say("帮我cancel那个passport的appointment")
    await page.wait_for_selector(".reply:enabled")
    await chosen(page, "取消|确认|是")
    await expect(page.locator(".card-title", has_text="预约已取消").last).to_be_visible()
    await expect(page.locator(".card-title", has_text="取消预约凭证")).to_be_visible()
