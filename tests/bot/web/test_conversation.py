"""What a citizen does on the page, and what comes of it: texts, buttons, cards, languages, a new conversation."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import expect

from tests.bot.web.conftest import Visit
from tests.bot.web.fake_door import CODE, FakeDoor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_first_visit_is_told_what_this_is_and_what_to_ask(visit: Visit) -> None:
    citizen = await visit()
    welcome = await citizen.page.inner_text(".welcome")
    for part in ("不是真人", "也会出错", "110", "119", "120"):
        assert part in welcome
    await citizen.page.click(".suggestion >> nth=0")
    await citizen.answers(1)
    assert citizen.door.sent[0]["text"] == "我想下周三上午办护照"
    assert citizen.door.sent[0]["language"] == "zh"
    assert "conversation" not in citizen.door.sent[0]


async def test_who_speaks_is_always_said(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("你好")
    await citizen.answers(1)
    citizen.door.push("我是小王，接着帮您。", author="staff")
    await citizen.page.wait_for_selector(".from-staff")
    names = [" ".join(text.split()[:-1]) for text in await citizen.texts(".author")]
    assert names == ["您", "市民助手 AI", "工作人员 真人"]


async def test_a_time_is_chosen_by_its_payload_and_the_others_go_stale(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("我想办护照")
    await citizen.answers(1)
    await citizen.say("要带什么")
    await citizen.answers(2)
    stale = citizen.page.locator(".reply:disabled")
    await expect(stale).to_have_count(2)
    await expect(citizen.page.locator(".time:disabled")).to_have_count(0)
    await citizen.page.click(".time >> nth=3")
    await citizen.answers(3)
    assert citizen.door.sent[-1]["payload"] == '/book_appointment{"slot":"SY-EXIT@4"}'
    assert "text" not in citizen.door.sent[-1]
    await expect(citizen.page.locator(".time.chosen")).to_have_count(1)
    await expect(citizen.page.locator(".time[aria-disabled]")).to_have_count(5)
    assert "上午8:40" in (await citizen.texts(".from-citizen .bubble"))[-1]


async def test_newer_times_make_older_ones_stale(visit: Visit) -> None:
    citizen = await visit()
    for count in (1, 2):
        await citizen.say("我想办护照")
        await citizen.answers(count)
    await expect(citizen.page.locator(".time:disabled")).to_have_count(5)
    await expect(citizen.page.locator(".time:enabled")).to_have_count(5)


async def test_a_double_click_is_one_answer(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("哪个")
    await citizen.answers(1)
    await citizen.page.dblclick(".reply >> nth=0")
    await citizen.answers(2)
    assert [body["payload"] for body in citizen.door.sent if "payload" in body] == ["/affirm"]


async def test_a_booking_ends_with_a_receipt(visit: Visit, door: FakeDoor) -> None:
    door.logged = False
    citizen = await visit()
    page = citizen.page
    await citizen.say("我想办护照")
    await page.click(".time >> nth=0")
    await page.click("button:has-text('确认预约')")
    await citizen.answers(4)
    titles = await citizen.texts(".card-appointment .card-title")
    assert titles == ["预约成功", "预约成功"]
    assert "SY7Q-2M4K" in await page.inner_text(".card-appointment >> nth=1")
    calendar = page.locator(".card-appointment >> nth=1").locator("a:has-text('加到日历')")
    assert await calendar.get_attribute("href") == "/appointments/b-1.ics?key=k&lang=zh"
    assert await calendar.get_attribute("download") == "", "the door names the file"
    await expect(page.locator(".card-calendar summary")).to_have_text("用手机扫码加到日历")
    status = page.locator(".receipt-status")
    await expect(status).to_have_text("已签发，正在登记到公开账本")
    door.logged = True
    await expect(status).to_have_text("已登记到公开账本")
    async with page.expect_download() as download:
        await page.click("text=下载凭证")
    file = json.loads((await (await download.value).path()).read_text())
    assert (await download.value).suggested_filename == f"{file['sd_jwt']}.receipt.json"
    verify = await page.get_attribute(".card-receipt a:has-text('核验')", "href")
    assert verify and verify.startswith("/verify#/receipts/")
    natural = "() => document.querySelector('.card-receipt .qr img').naturalWidth > 100"
    await page.wait_for_function(natural)


async def test_cover_is_shown_after_sign_in_with_its_figures(visit: Visit) -> None:
    citizen = await visit(locale="en-GB")
    page = citizen.page
    await citizen.say("Does my huiqiongbao pay for an MRI?")
    await page.fill("input[name=phone]", "13800138000")
    await page.press("input[name=phone]", "Enter")
    await expect(page.locator("input[name=code]")).to_be_focused()
    assert "138****8000" in await page.inner_text(".card-sign-in")
    await page.fill("input[name=code]", CODE)
    await page.press("input[name=code]", "Enter")
    await citizen.answers(2)
    card = await page.inner_text(".card-cover")
    for part in ("MRI scan · Covered", "¥17,000, of which ¥5,000 still to be met", "80%", "¥1,200,000", "¥34,400"):
        assert part in card
    for part in ("1 January 2026 to 31 December 2026 · in force then", "HQB2****0018", "not a decision on a claim"):
        assert part in card
    assert await page.get_attribute(".card-cover a.tel", "href") == "tel:4000012871"
    await expect(page.locator(".card-sign-in")).to_contain_text("You are signed in")


async def test_phone_and_code_never_enter_the_chat(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("惠琼保")
    await citizen.page.fill("input[name=phone]", "13800138000")
    await citizen.page.click("text=发送验证码")
    await citizen.page.fill("input[name=code]", CODE)
    await citizen.page.click(".card-sign-in .button")
    await citizen.answers(2)
    await expect(citizen.page.locator(".from-citizen")).to_have_count(1)
    said = json.dumps(door.sent) + await citizen.page.inner_text("[role=log]")
    kept = await citizen.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
    for secret in ("13800138000", CODE):
        assert secret not in said
        assert secret not in kept


async def test_a_wrong_phone_and_a_wrong_code_are_said_beside_the_field(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    page = citizen.page
    alert = page.locator(".card-sign-in [role=alert]")
    await citizen.say("惠琼保")
    await page.click("text=发送验证码")
    await expect(alert).to_have_text("请填写手机号。")
    await page.fill("input[name=phone]", "99999999")
    await page.click("text=发送验证码")
    await expect(alert).to_have_text("That is not a mobile number.")
    await page.fill("input[name=phone]", "13800138000")
    await page.click("text=发送验证码")
    await page.fill("input[name=code]", "111111")
    await page.click(".card-sign-in .button")
    await expect(alert).to_have_text("验证码不对，还可以试 4 次。")
    await expect(page.locator("input[name=code]")).to_be_focused()
    await page.fill("input[name=code]", CODE)
    await page.click(".card-sign-in .button")
    await page.wait_for_selector(".card-cover")


async def test_the_page_changes_language_and_messages_keep_theirs(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("我想办护照")
    await citizen.answers(1)
    await citizen.page.click("[data-role=language]")
    await expect(citizen.page.locator("h1")).to_have_text("Sanya citizen assistant")
    assert await citizen.page.get_attribute("html", "lang") == "en"
    assert await citizen.page.title() == "Sanya citizen assistant"
    assert "可以预约的时间" in await citizen.page.inner_text(".card-slots")
    await citizen.say("which")
    await citizen.answers(2)
    assert citizen.door.sent[-1]["language"] == "en"
    await citizen.page.reload()
    await citizen.answers(2)
    await expect(citizen.page.locator("h1")).to_have_text("Sanya citizen assistant")


@pytest.mark.parametrize(
    ("locale", "title"),
    [("zh-TW", "三亚市民助手"), ("en-US", "Sanya citizen assistant"), ("fr", "Sanya citizen assistant")],
)
async def test_a_visitor_is_greeted_in_the_browsers_language(visit: Visit, locale: str, title: str) -> None:
    citizen = await visit(locale=locale)
    await expect(citizen.page.locator("h1")).to_have_text(title)


async def test_a_new_conversation_asks_first_and_leaves_nothing(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    page = citizen.page
    await citizen.say("我想办护照")
    await citizen.answers(1)
    await page.click("[data-role=restart]")
    await page.click("text=继续现在的对话")
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator("[data-role=restart]")).to_be_focused()
    await page.click("[data-role=restart]")
    await page.keyboard.press("Escape")
    await expect(page.locator(".message")).to_have_count(2)
    await page.click("[data-role=restart]")
    await page.click("text=开始新对话")
    await expect(page.locator(".message")).to_have_count(0)
    await expect(page.locator("#message")).to_be_focused()
    assert await page.evaluate("localStorage.getItem('shimin.conversation')") is None
    await citizen.say("你好")
    await citizen.answers(1)
    assert len(door.conversations) == 2


async def test_enter_in_the_middle_of_a_chinese_word_sends_nothing(visit: Visit) -> None:
    citizen = await visit()
    await citizen.page.fill("#message", "hu zhao")
    press = """composing => document.querySelector('#message').dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', isComposing: composing, bubbles: true, cancelable: true}))"""
    await citizen.page.evaluate(press, True)
    assert await citizen.page.input_value("#message") == "hu zhao"
    await citizen.page.press("#message", "Shift+Enter")
    assert await citizen.page.input_value("#message") == "hu zhao\n"
    await citizen.page.evaluate(press, False)
    await citizen.answers(1)
    assert [body["text"] for body in citizen.door.sent] == ["hu zhao"]


async def test_an_empty_message_is_refused_in_words(visit: Visit) -> None:
    citizen = await visit()
    await citizen.page.fill("#message", "   ")
    await citizen.page.click(".send")
    await expect(citizen.page.locator("#message-error")).to_have_text("请先写下您的问题。")
    await expect(citizen.page.locator("#message")).to_have_attribute("aria-invalid", "true")
    assert citizen.door.sent == []


async def test_an_unknown_card_leaves_its_text(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("an unknown card please")
    await citizen.answers(1)
    assert "Something new" in await citizen.page.inner_text(".from-assistant")
    await expect(citizen.page.locator(".card")).to_have_count(0)


async def test_a_report_says_where_it_stands_and_when_that_was_known(visit: Visit) -> None:
    chinese = await visit()
    await chinese.say("路灯修好了吗")
    await chinese.answers(1)
    card = await chinese.page.inner_text(".card-report")
    for part in ("路灯故障 · 处理中", "RP-20261124-1", "解放路12号", "维修人员已出发", "附议人数"):
        assert part in card
    assert "连不上" not in card
    english = await visit(locale="en-GB")
    await english.say("my street light")
    await english.answers(1)
    card = await english.page.inner_text(".card-report")
    for part in ("Broken street light · fixed", "18.25280, 109.51190", "cannot be reached just now"):
        assert part in card
    for part in ("Joined by", "Expected by"):
        assert part not in card


async def test_aid_shows_both_sides_and_is_no_decision(visit: Visit) -> None:
    chinese = await visit()
    await chinese.say("低保")
    await chinese.answers(1)
    card = await chinese.page.inner_text(".card-aid")
    for part in (
        "低保） · 差一点",
        "符合：户口在海南",
        "对不上：人均收入高于标准",
        "身份证和户口簿",
        "不是决定",
        "示例",
    ):
        assert part in card
    english = await visit(locale="en-GB")
    await english.say("dibao")
    await english.answers(1)
    card = await english.page.inner_text(".card-aid")
    for part in ("Cannot tell yet", "Also depends on", "Income per head", "no decision"):
        assert part in card
    assert "samples" not in card


async def test_a_person_is_one_tap_away(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("转人工")
    await citizen.answers(1)
    links = citizen.page.locator(".card-handoff a")
    assert [await link.get_attribute("href") for link in await links.all()] == ["tel:12345", "tel:089888869000"]


async def test_who_reads_further_up_is_not_pulled_down(visit: Visit) -> None:
    citizen = await visit()
    page = citizen.page
    for count in (1, 2):
        await citizen.say("我想办护照")
        await citizen.answers(count)
    await page.evaluate("scrollTo(0, 0)")
    citizen.door.push("提醒：明天有您的预约。")
    await citizen.answers(3)
    await expect(page.locator("[data-role=new-messages]")).to_be_visible()
    assert await page.evaluate("scrollY") == 0
    await page.click("[data-role=new-messages]")
    await expect(page.locator("[data-role=new-messages]")).to_be_hidden()
    await expect(page.locator(".message >> nth=-1")).to_be_in_viewport()
