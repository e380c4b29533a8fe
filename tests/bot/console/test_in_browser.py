"""The operators' loop in a real browser, against the fake trainer: correct, teach, train, compare, release, go back."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from bot.store import NluChoice
from city.bootstrap import City
from tests.bot.conftest import Door, say
from tests.bot.console.conftest import LIN, ZHAO, Colleague
from tests.bot.console.fake_trainer import FIRST, FakeTrainer
from tests.bot.console.operator import PHONE, Operator, browsing, check
from tests.bot.console.test_lessons import validated
from tests.bot.console.test_releases import ready
from tests.bot.fake_brain import FakeBrain, Json

INTENTS = ("find_service", "ask_fee", "ask_hours", "book_appointment")
MEANINGS = {f"街坊说的第{number}种说法": INTENTS[number % 4] for number in range(20)}


@pytest.fixture
def understanding(brain: FakeBrain, trainer: FakeTrainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake brain understands what the live model of the fake trainer was taught."""
    usual = brain.answer_for

    def answer(body: Json) -> Json:
        intent = trainer.understood(body["text"] or "")
        ranking = [{"intent": intent, "confidence": 0.7}, {"intent": "greet", "confidence": 0.2}]
        return usual(body) | {"intent": intent, "confidence": 0.7, "ranking": ranking, "model": trainer.live[-1]}

    monkeypatch.setattr(brain, "answer_for", answer)


@pytest.fixture
async def operator(understanding: None, staff_server: Any, chromium_path: str) -> AsyncIterator[Operator]:
    url = str(staff_server.make_url("")).rstrip("/")
    async with browsing(chromium_path, url) as operator:
        yield operator


async def intents(door: Door) -> dict[str, str]:
    """Say each text in a conversation of its own and return what it was taken for."""
    return {text: (await say(door, text))["trace"]["intent"] for text in MEANINGS}


async def test_twenty_messages_are_corrected_taught_released_and_taken_back(
    operator: Operator, door: Door, trainer: FakeTrainer
) -> None:
    going_on: list[Json] = []

    async def citizen() -> None:
        token = (await say(door, "你好"))["conversation"]
        while True:
            going_on.append(await say(door, "你好", conversation=token))
            await asyncio.sleep(0.5)

    assert set((await intents(door)).values()) == {"nlu_fallback"}
    talk = asyncio.create_task(citizen())
    await operator.sign_in(LIN)
    assert await operator.correct(MEANINGS) == 20
    await operator.commit("Twenty ways of the neighbours")
    await expect(operator.page.locator(".diff .added", has_text="街坊说的第7种说法")).to_have_count(1)
    await operator.train("Twenty ways of the neighbours")
    await check(operator.page)
    await operator.activate("They are understood now")
    assert trainer.live == [FIRST, "shimin-1"]
    assert await intents(door) == MEANINGS
    await operator.roll_back("A look at how it was")
    assert trainer.live == [FIRST]
    assert set((await intents(door)).values()) == {"nlu_fallback"}
    rows = operator.page.locator("table:has(caption:text('What went live')) tbody tr")
    await expect(rows).to_have_count(2)
    talk.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await talk
    assert len(going_on) > 5
    assert {answer["trace"]["outcome"] for answer in going_on} == {"answered"}


async def test_a_losing_model_is_let_live_by_two_people(
    operator: Operator, trainer: FakeTrainer, staff_server: Any, chromium_path: str
) -> None:
    trainer.loses = True
    await operator.sign_in(LIN)
    await operator.train("It loses in English")
    await check(operator.page)
    await operator.page.click("text=Ask a second person")
    await expect(operator.page.locator("[aria-labelledby=activate-title]")).to_contain_text("another supervisor")
    address = operator.page.url
    await operator.sign_out()
    await operator.sign_in(ZHAO)
    await operator.page.goto(address)
    await check(operator.page)
    await operator.activate("Fees matter more this week")
    assert trainer.live[-1] == "shimin-1"


async def test_entities_are_marked_by_keyboard(operator: Operator, door: Door, city: City) -> None:
    await say(door, "出国的本本在哪办")
    await operator.sign_in(LIN)
    page = operator.page
    await page.keyboard.press("n")
    await page.wait_for_selector("#text")
    await page.wait_for_load_state()
    await page.keyboard.press("t")
    for key in ("Home", *["ArrowRight"] * 3, *["Shift+ArrowRight"] * 2, "e"):
        await page.keyboard.press(key)
    await expect(page.locator(".entity input[name=part]")).to_have_value("本本")
    await expect(page.locator(".entity input[name=start]")).to_have_value("3")
    await expect(page.locator(".entity select")).to_be_focused()
    await page.select_option(".entity select", "service")
    await page.fill(".entity input[name=value]", "PASSPORT")
    await page.select_option("#intent", "ask_location")
    await check(page)
    await page.click("button[value=validate]")
    await page.wait_for_url("**/inbox?empty=1")
    await page.goto(f"{operator.url}/lessons")
    await expect(page.locator("tbody").first).to_contain_text(
        '出国的[本本]{"entity": "service", "value": "PASSPORT"}在哪办'
    )


async def test_the_list_by_keyboard_and_keys_switched_off(operator: Operator, door: Door) -> None:
    for text in ("第一句", "第二句", "第三句"):
        await say(door, text)
    await operator.sign_in(LIN)
    page = operator.page
    for key in ("j", "x", "j", "x"):
        await page.keyboard.press(key)
    await expect(page.locator("[data-row] input:checked")).to_have_count(2)
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#text")
    await page.wait_for_load_state()
    await page.keyboard.press("u")
    await expect(page.locator("h1")).to_have_text("Inbox")
    await page.wait_for_load_state()
    await page.uncheck("#keys-on")
    await page.keyboard.press("n")
    await page.keyboard.press("a")
    await expect(page.locator("[data-row] input:checked")).to_have_count(0)
    await page.reload()
    await expect(page.locator("#keys-on")).not_to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_is_accessible(  # noqa: PLR0917 - fixtures
    scheme: str,
    language: str,
    understanding: None,
    staff_server: Any,
    chromium_path: str,
    door: Door,
    lin: Colleague,
    city: City,
    brain: FakeBrain,
) -> None:
    """Signed out and in, empty and full, on a desk and on a phone; SHIMIN_SCREENSHOTS keeps pictures to look at."""
    release = await ready(lin)
    await validated(door, lin, 办那个本本="find_service")
    turn = (await say(door, "出国的本本，电话13812345678"))["turn"]
    other = (await say(door, "a long English message about a passport that I cannot find anywhere"))["turn"]
    with city.db.write() as session:
        session.add(NluChoice(turn=turn, text="x", language="zh", intent="find_service", at=datetime.now(UTC)))
    await lin.post(f"/inbox/{other}/claim")
    conversation = brain.calls[-1]["sender"]
    url = str(staff_server.make_url("")).rstrip("/")
    pages = {
        "status": "/",
        "inbox": "/inbox",
        "message": f"/inbox/{turn}",
        "held": f"/inbox/{other}",
        "lessons": "/lessons",
        "releases": "/releases",
        "release": f"/releases/{release}",
        "roll_back": "/roll-back",
        "conversation": f"/conversations/{conversation}",
        "refusal": "/inbox/t-none",
    }
    async with browsing(chromium_path, url, color_scheme=scheme) as operator:
        page = operator.page
        for address in ("/sign-in", "/invitations/x"):
            await page.goto(f"{url}{address}?lang={language}")
            await check(page)
        await operator.sign_in(ZHAO)
        await page.goto(f"{url}/inbox/{turn}")
        await page.click("[data-key=c]")
        for name, address in pages.items():
            for shape, size in (("desk", {"width": 1280, "height": 900}), ("phone", PHONE)):
                await page.set_viewport_size(size)  # type: ignore[arg-type]
                await page.goto(f"{url}{address}?lang={language}")
                await page.wait_for_load_state("networkidle")
                await check(page)
                await picture(page, f"{name}-{shape}-{scheme}-{language}")


async def picture(page: Any, name: str) -> None:
    """Keep a picture if somebody wants to look."""
    if folder := os.environ.get("SHIMIN_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
