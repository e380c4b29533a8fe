"""What the page must never do with what it is told: run it, follow it elsewhere, ask a third party. `visit` fails on any of it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.bot.web.conftest import Visit
from tests.bot.web.fake_door import FakeDoor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_hostile_texts_and_cards_are_inert(visit: Visit) -> None:
    citizen = await visit()
    page = citizen.page
    await citizen.say("hostile <img src=x onerror=alert(0)>")
    await citizen.answers(1)
    log = page.locator("[role=log]")
    for part in (
        "<script>alert(2)</script>",
        "<b onclick=alert(4)>x</b>",
        "<script>alert(8)</script>",
    ):
        await expect(log).to_contain_text(part)
    await expect(log.locator("script, img, [onclick], [onload], [onerror]")).to_have_count(0)
    addresses = await log.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert addresses == []
    await page.click(".reply")
    await citizen.answers(3)


async def test_hostile_pushes_and_history_are_inert(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("你好")
    await citizen.answers(1)
    door.push("<img src=x onerror=alert(9)>", author="<b>staff</b>")
    await citizen.answers(2)
    await citizen.page.reload()
    await citizen.answers(2)
    await expect(citizen.page.locator("[role=log] img")).to_have_count(0)


async def test_the_page_holds_to_its_policy(visit: Visit) -> None:
    citizen = await visit()
    response = await citizen.page.reload()
    assert response is not None
    policy = (await response.all_headers())["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert not re.search(r"<style|<script(?![^>]* src=)| style=| on\w+=", await response.text())


async def test_a_key_on_this_computer_is_all_that_is_kept(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("我的身份证 11010519491231002X")
    await citizen.answers(1)
    assert await citizen.page.evaluate("Object.keys(localStorage).sort()") == ["shimin.conversation"]
    assert await citizen.page.context.cookies() == []


async def test_a_broken_outbox_does_not_stop_the_page(visit: Visit) -> None:
    citizen = await visit()
    await citizen.page.evaluate(
        "localStorage.setItem('shimin.outbox', '{broken'); localStorage.setItem('shimin.language', '7')"
    )
    await citizen.page.reload()
    await citizen.page.wait_for_selector(".suggestion")
    await citizen.say("你好")
    await citizen.answers(1)
