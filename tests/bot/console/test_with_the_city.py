"""The operators' loop in front of the whole city: real door, brain and trainer. Twenty real corrections, one release, and back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import expect

from scripts.stack import Stack
from tests.bot.console.conftest import LIN, ZHAO
from tests.bot.console.operator import Operator, browsing
from tests.conversations.player import Citizen

MEANINGS = {
    "老规矩来一张": "book_appointment",
    "整个位子": "book_appointment",
    "排上我": "book_appointment",
    "count me in for it": "book_appointment",
    "那摊事黄了吧": "cancel_appointment",
    "吹了吧那天的": "cancel_appointment",
    "甭去了": "cancel_appointment",
    "往后稍稍": "reschedule_appointment",
    "挪个窝": "reschedule_appointment",
    "不赶趟了": "reschedule_appointment",
    "bump it": "reschedule_appointment",
    "我那几张纸呢": "show_receipt",
    "那张小票": "show_receipt",
    "得掏几个子儿": "ask_fee",
    "how deep do i dig": "ask_fee",
    "啥时候落锁": "ask_hours",
    "几点拉闸": "ask_hours",
    "猫在哪旮旯": "ask_location",
    "叫个活的来": "ask_human",
    "唠点别的": "chitchat",
}
MOST = 15
"""So many of them must be news to the model, or the test would show nothing."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A city of its own: what goes live here must not go live for other tests."""
    from tests.stacks import prepared_stack

    stack = prepared_stack(tmp_path_factory.mktemp("city"))
    stack.start()
    yield stack
    stack.stop()


@pytest.fixture
async def operator(stack: Stack, chromium_path: str) -> AsyncIterator[Operator]:
    url = f"http://127.0.0.1:{stack.ports['staff']}"
    async with browsing(chromium_path, url, patience=900) as operator:
        yield operator


@dataclass
class Talk:
    """A citizen who talks all the while and begins a booking before the release."""

    door: str
    answers: list[dict[str, Any]] = field(default_factory=list)

    async def go_on(self) -> None:
        """Say something every second, for ever."""
        citizen = Citizen(self.door)
        while True:
            for text in ("你好", "办护照要带什么", "how much is a passport"):
                self.answers.append(await asyncio.to_thread(citizen.send, text=text))
                await asyncio.sleep(1)


async def understood(door: str) -> dict[str, str]:
    """Say each text in a conversation of its own and return what it was taken for."""
    taken = {}
    for text in MEANINGS:
        answer = await asyncio.to_thread(Citizen(door).send, text=text)
        taken[text] = answer["trace"]["intent"]
    return taken


async def let_live(operator: Operator) -> None:
    """Activate the release that is shown: by one person, or by two when it loses something."""
    page, address = operator.page, operator.page.url
    asks = page.locator("button:has-text('Ask a second person')")
    if await asks.count():
        await asks.click()
        await operator.sign_out()
        await operator.sign_in(ZHAO)
        await page.goto(address)
    await operator.activate("They are understood now")


async def test_twenty_corrections_are_understood_after_the_release_and_forgotten_after_the_rollback(
    operator: Operator, stack: Stack
) -> None:
    door = f"http://127.0.0.1:{stack.ports['citizens']}"
    before = await understood(door)
    assert sum(before[text] != intent for text, intent in MEANINGS.items()) >= MOST, before
    talk, booking = Talk(door), Citizen(door)
    talking = asyncio.create_task(talk.go_on())
    await asyncio.to_thread(booking.send, text="我想下周三上午办护照")
    await asyncio.to_thread(booking.choose, 1)

    await operator.sign_in(LIN)
    assert await operator.correct(MEANINGS) == len(MEANINGS)
    await operator.commit("Twenty ways of the neighbours")
    await operator.train("Twenty ways of the neighbours")
    await let_live(operator)
    assert await understood(door) == MEANINGS
    await asyncio.to_thread(booking.press, "确认预约")
    assert "receipt" in [card["type"] for card in booking.cards()]

    await operator.roll_back("A look at how it was")
    assert await understood(door) == before
    receipts = operator.page.locator("table:has(caption:text('What went live')) tbody a")
    await expect(receipts).to_have_count(2)
    talking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await talking
    assert {answer.get("trace", {}).get("outcome") for answer in talk.answers} == {"answered"}
