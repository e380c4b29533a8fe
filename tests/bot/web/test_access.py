"""Everybody can use the page: axe in every state, keyboard alone, a screen reader, small screens, large text."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.bot.web.conftest import Citizen, Visit
from tests.bot.web.fake_door import CODE, FakeDoor, Fault

pytestmark = pytest.mark.asyncio(loop_scope="session")

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BROKEN = Fault(status=503)


async def check(page: Page, without: str | None = None) -> None:
    """Fail on any finding of axe."""
    rules = {without: {"enabled": False}} if without else {}
    results = await Axe().run(page, options={"runOnly": TAGS, "rules": rules, "resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()


async def greeted(citizen: Citizen) -> None:
    """The page as it opens."""


async def offered(citizen: Citizen) -> None:
    """Free times and quick replies."""
    await citizen.say("我想办护照")
    await citizen.answers(1)


async def held(citizen: Citizen) -> None:
    """A hold that counts down, above it stale times."""
    await offered(citizen)
    await citizen.page.click(".time >> nth=1")
    await citizen.answers(2)


async def booked(citizen: Citizen) -> None:
    """An appointment and its receipt."""
    await held(citizen)
    await citizen.page.click("button:has-text('确认预约')")
    await citizen.answers(4)


async def asked_for_code(citizen: Citizen) -> None:
    """The sign-in form with an error."""
    await citizen.say("惠琼保能报核磁共振吗？")
    await citizen.page.fill("input[name=phone]", "13800138000")
    await citizen.page.click("text=发送验证码")
    await citizen.page.fill("input[name=code]", "12")
    await citizen.page.click(".card-sign-in .button")
    await citizen.page.wait_for_selector(".card-sign-in [role=alert]:not(:empty)")


async def told_cover(citizen: Citizen) -> None:
    """What insurance pays."""
    await asked_for_code(citizen)
    await citizen.page.fill("input[name=code]", CODE)
    await citizen.page.click(".card-sign-in .button")
    await citizen.answers(3)


async def told_services_and_numbers(citizen: Citizen) -> None:
    """Services and the way to a person; a member of staff has written."""
    await citizen.say("有哪些服务，办什么")
    await citizen.say("转人工")
    await citizen.answers(2)
    citizen.door.push("您好，我是出入境大厅的工作人员。", author="staff")
    await citizen.page.wait_for_selector(".from-staff")


async def in_danger(citizen: Citizen) -> None:
    """The numbers to call now."""
    await citizen.say("着火了")
    await citizen.page.wait_for_selector(".card-handoff:has-text('请马上打电话')")


async def in_trouble(citizen: Citizen) -> None:
    """A message that cannot be sent, and an empty one."""
    citizen.door.faults.extend([BROKEN] * 20)
    await citizen.say("你好")
    await citizen.page.wait_for_selector("[data-role=connection]:visible")
    await citizen.page.press("#message", "Enter")
    await citizen.page.wait_for_selector("#message-error:not(:empty)")


async def about_to_restart(citizen: Citizen) -> None:
    """The question before a new conversation."""
    await offered(citizen)
    await citizen.page.click("[data-role=restart]")


STATES = [
    greeted,
    offered,
    held,
    booked,
    asked_for_code,
    told_cover,
    told_services_and_numbers,
    in_danger,
    in_trouble,
    about_to_restart,
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_axe_finds_nothing(visit: Visit, state, scheme: str) -> None:  # type: ignore[no-untyped-def]
    citizen = await visit(color_scheme=scheme)
    await state(citizen)
    await check(citizen.page)


@pytest.mark.parametrize("state", [greeted, booked, told_cover], ids=lambda state: state.__name__)
async def test_axe_finds_nothing_on_a_desk(visit: Visit, state) -> None:  # type: ignore[no-untyped-def]
    citizen = await visit(viewport={"width": 1280, "height": 900})
    await state(citizen)
    await check(citizen.page)


async def focused(page: Page) -> str:
    """Return what has the focus, as its text or its name."""
    script = "(e => e.innerText?.trim() || e.name || e.tagName)(document.activeElement)"
    return str(await page.evaluate(script))


async def tab_to(page: Page, text: str, most: int = 40) -> None:
    """Press Tab until the element with that text has the focus."""
    for _ in range(most):
        if text in await focused(page):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {text!r}")


async def test_an_appointment_is_booked_by_keyboard_alone(visit: Visit) -> None:
    citizen = await visit()
    page = citizen.page
    await page.keyboard.press("Tab")
    assert await focused(page) == "跳到输入框"
    await page.keyboard.press("Enter")
    await page.keyboard.type("办护照")
    await page.keyboard.press("Enter")
    await citizen.answers(1)
    for _ in range(30):
        if "上午9:20" in await focused(page):
            break
        await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await citizen.answers(2)
    assert "上午9:20" in await focused(page), "the pressed button keeps the focus"
    await tab_to(page, "确认预约", most=4)
    await page.keyboard.press("Space")
    await citizen.answers(4)
    await tab_to(page, "核验", most=6)


async def test_the_focus_is_always_visible_and_never_under_the_dock(visit: Visit) -> None:
    citizen = await visit()
    await offered(citizen)
    page = citizen.page
    await page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    for _ in range(20):
        await page.keyboard.press("Tab")
        seen = await page.evaluate(
            """() => { const e = document.activeElement, box = e.getBoundingClientRect();
            const dock = document.querySelector('[data-role=dock]'), top = dock.getBoundingClientRect().top;
            return [e === document.body || getComputedStyle(e).outlineStyle !== 'none',
                    e === document.body || dock.contains(e) || box.bottom <= top + 1, e.outerHTML.slice(0, 80)]; }"""
        )
        assert seen[0] and seen[1], seen


async def test_answers_are_read_out_and_the_history_is_not(visit: Visit) -> None:
    citizen = await visit()
    log = citizen.page.locator("[role=log]")
    await citizen.page.wait_for_selector("[role=log][aria-live=polite]")
    await citizen.say("你好")
    await citizen.answers(1)
    assert await log.get_attribute("aria-relevant") == "additions"
    watch = """() => { window.states = []; const log = document.querySelector('[role=log]');
      new MutationObserver(ms => ms.forEach(m => m.addedNodes.forEach(n =>
        n.classList?.contains('message') && window.states.push(log.getAttribute('aria-live'))))).observe(log, {childList: true}); }"""
    await citizen.page.add_init_script(f"addEventListener('DOMContentLoaded', {watch})")
    await citizen.page.reload()
    await citizen.answers(1)
    assert set(await citizen.page.evaluate("window.states")) == {"off"}
    await citizen.page.wait_for_selector("[role=log][aria-live=polite]")
    await citizen.say("哪个")
    await citizen.answers(2)
    assert (await citizen.page.evaluate("window.states"))[-2:] == ["polite", "polite"]


async def test_the_hold_is_seen_each_second_and_said_at_few_moments(visit: Visit, door: FakeDoor) -> None:
    door.hold_seconds = 121
    citizen = await visit()
    await held(citizen)
    assert re.match(r"还剩 2 分 [01] 秒", await citizen.page.inner_text(".countdown"))
    assert await citizen.page.get_attribute(".countdown", "aria-live") == "off"
    await citizen.page.wait_for_function(
        "() => document.querySelector('[data-role=status]').textContent.includes('还剩 2 分钟')"
    )
    door.hold_seconds = 2
    await citizen.page.click("button:has-text('换个时间')")
    await citizen.page.wait_for_function("() => !document.querySelector('.countdown')")
    assert "保留已取消" in "".join(await citizen.texts(".card-appointment .card-title"))


async def test_a_hold_that_nobody_asks_about_any_more_promises_nothing(visit: Visit) -> None:
    citizen = await visit()
    await held(citizen)
    title = citizen.page.locator(".card-appointment .card-title")
    await citizen.say("要带什么")
    await citizen.answers(4)
    await expect(citizen.page.locator(".countdown")).to_be_visible()
    await citizen.say("算了，不办了")
    await citizen.answers(5)
    await expect(title).to_have_text("还没有约成")
    await expect(citizen.page.locator(".countdown")).to_have_count(0)
    await citizen.page.reload()
    await citizen.answers(5)
    await expect(title).to_have_text("还没有约成")


async def test_a_hold_that_ends_says_so(visit: Visit, door: FakeDoor) -> None:
    door.hold_seconds = 2
    citizen = await visit()
    await held(citizen)
    await citizen.page.wait_for_selector(".card-title:has-text('保留时间已过')")
    assert "请重新选一个时间" in await citizen.page.inner_text(".countdown")


async def test_every_message_says_its_language(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("what is this")
    await citizen.answers(1)
    await citizen.say("这是什么")
    await citizen.answers(2)
    langs = "[...document.querySelectorAll('.bubble')].map(b => b.closest('[lang]').lang)"
    assert await citizen.page.evaluate(langs) == ["en", "en", "zh-CN", "zh-CN"]
    assert await citizen.page.get_attribute("html", "lang") == "zh-CN"


SIZES = [(320, 568), (320, 256), (390, 844), (768, 1024), (1280, 900)]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("state", [greeted, booked, told_cover], ids=lambda state: state.__name__)
async def test_nothing_scrolls_sideways(visit: Visit, state, width: int, height: int) -> None:  # type: ignore[no-untyped-def]
    citizen = await visit(viewport={"width": width, "height": height})
    await state(citizen)
    assert await citizen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [390, 1280])
async def test_text_of_twice_the_size_fits(visit: Visit, width: int) -> None:
    citizen = await visit(viewport={"width": width, "height": 844})
    await citizen.page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    await booked(citizen)
    assert await citizen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    clipped = """[...document.querySelectorAll('button, a, p, dd, dt, h1, h3, h4, span')].filter(e =>
        e.checkVisibility() && !e.closest('.visually-hidden, [data-role=restart]') && e.scrollWidth > e.clientWidth + 2
        && getComputedStyle(e).display !== 'inline').map(e => e.outerHTML.slice(0, 90))"""
    assert await citizen.page.evaluate(clipped) == []


async def test_a_finger_hits_every_target(visit: Visit) -> None:
    citizen = await visit(viewport={"width": 320, "height": 700}, has_touch=True)
    await booked(citizen)
    await told_services_and_numbers(citizen)
    small = """[...document.querySelectorAll('a, button, input, textarea')].filter(e => e.checkVisibility())
        .map(e => [e.innerText, e.getBoundingClientRect()]).filter(([, b]) => b.bottom > 0 && (b.width < 24 || b.height < 24))
        .map(([text, b]) => `${text} ${b.width}x${b.height}`)"""
    assert await citizen.page.evaluate(small) == []


async def test_nothing_moves_for_those_who_ask_for_rest(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit(reduced_motion="reduce")
    door.faults.append(Fault(status=200, seconds=1.5))
    await citizen.say("你好")
    await citizen.page.wait_for_selector("[data-role=typing]:visible")
    assert await citizen.page.evaluate("document.getAnimations().length") == 0
    moving = await visit()
    door.faults.append(Fault(status=200, seconds=1.5))
    await moving.say("你好")
    await moving.page.wait_for_selector("[data-role=typing]:visible")
    assert await moving.page.evaluate("document.getAnimations().length") > 0


async def test_forced_colours_keep_borders_and_icons(visit: Visit) -> None:
    citizen = await visit(forced_colors="active")
    await held(citizen)
    borders = (
        "[...document.querySelectorAll('.bubble, .card, .choice, .send')].map(e => getComputedStyle(e).borderTopStyle)"
    )
    assert "none" not in await citizen.page.evaluate(borders)
    await check(citizen.page, without="color-contrast")  # the colours are the system's


async def test_without_script_the_page_says_whom_to_call(browser, door: FakeDoor) -> None:  # type: ignore[no-untyped-def]
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(door.url)
    assert "12345" in "".join(await page.locator(".no-script").all_inner_texts())
    await context.close()
