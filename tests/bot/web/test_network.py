"""Whatever breaks between the citizen and the door: nothing is lost, nothing is doubled, and the page says how it stands."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.bot.web.conftest import Citizen, Visit
from tests.bot.web.fake_door import CODE, FakeDoor, Fault

pytestmark = pytest.mark.asyncio(loop_scope="session")

HANG_UP = Fault(status=0)
HANG_UP_LATE = Fault(status=0, late=True)


def ids(door: FakeDoor) -> list[str]:
    """Return the message ids that arrived."""
    return [body["message_id"] for body in door.sent]


async def said(citizen: Citizen) -> list[str]:
    """Return the bubbles of both sides."""
    return await citizen.texts(".bubble")


async def test_without_network_messages_wait_and_go_out_once_in_order(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("第一")
    await citizen.answers(1)
    await citizen.page.context.set_offline(True)
    await citizen.say("第二")
    await citizen.say("第三")
    banner = citizen.page.locator("[data-role=connection]")
    await expect(banner).to_contain_text("网络断开了")
    await expect(citizen.page.locator("[data-role=status]")).to_contain_text("网络断开了")
    await expect(citizen.page.locator(".waiting")).to_have_count(2)
    assert len(door.sent) == 1
    await citizen.page.context.set_offline(False)
    await citizen.answers(3)
    assert [body["text"] for body in door.sent] == ["第一", "第二", "第三"]
    assert len(set(ids(door))) == 3
    await expect(banner).to_be_hidden()
    await expect(citizen.page.locator(".waiting")).to_have_count(0)
    await expect(citizen.page.locator("[data-role=status]")).to_have_text("已恢复连接。")


async def test_a_lost_answer_is_asked_for_under_the_same_id(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    door.faults.append(HANG_UP_LATE)
    await citizen.say("你好")
    await citizen.answers(1)
    assert len(door.sent) == 2
    assert len(set(ids(door))) == 1
    assert len(door.conversations) == 1
    assert await said(citizen) == ["你好", "您说的是：你好"]


async def test_a_message_that_never_arrived_is_sent_again(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    door.faults.extend([HANG_UP, Fault(status=500), Fault(status=502)])
    await citizen.say("你好")
    await citizen.answers(1)
    assert len(set(ids(door))) == 1
    assert await said(citizen) == ["你好", "您说的是：你好"]


async def test_too_fast_is_said_with_the_seconds_and_kept(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    door.faults.append(Fault(429, "too_many_requests", {"Retry-After": "2"}))
    await citizen.say("你好")
    await expect(citizen.page.locator("[data-role=connection]")).to_contain_text("2 秒后自动重试")
    await citizen.answers(1)
    assert len(set(ids(door))) == 1


async def test_after_long_trouble_the_citizen_decides(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    door.faults.extend([Fault(503, headers={"Retry-After": "0.1"})] * 6)
    await citizen.say("你好")
    banner = citizen.page.locator("[data-role=connection]")
    await expect(banner).to_contain_text("您的消息还在")
    await expect(citizen.page.locator(".waiting")).to_have_count(1)
    sent = len(door.sent)
    await citizen.page.click("text=立即重试")
    await citizen.answers(1)
    assert len(door.sent) == sent + 1
    assert len(set(ids(door))) == 1
    await expect(banner).to_be_hidden()


async def test_a_refused_message_is_given_back_with_the_reason(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    door.refused["太长"] = (413, "text_too_long", "这条消息太长了。")
    await citizen.say("哪个")
    await citizen.answers(1)
    await citizen.say("太长")
    error = citizen.page.locator("#message-error")
    await expect(error).to_have_text("这条消息太长了。")
    await expect(citizen.page.locator(".failed .message-state")).to_have_text("没有送出")
    await expect(citizen.page.locator("#message")).to_have_value("太长")
    await expect(citizen.page.locator(".reply:enabled")).to_have_count(2)
    await citizen.say("短")
    await citizen.answers(2)
    await expect(error).to_be_empty()
    assert len(door.sent) == 3


async def test_a_reload_shows_everything_once(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("我想办护照")
    await citizen.page.click(".time >> nth=0")
    await citizen.answers(2)
    before = await said(citizen)
    await citizen.page.reload()
    await citizen.answers(2)
    assert await said(citizen) == before
    await expect(citizen.page.locator(".time.chosen")).to_have_count(1)
    await expect(citizen.page.locator(".time:enabled")).to_have_count(0)
    await expect(citizen.page.locator(".countdown")).to_be_visible()
    await citizen.page.click("button:has-text('确认预约')")
    await citizen.answers(4)


async def test_a_reload_in_the_middle_of_a_turn_loses_and_doubles_nothing(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("第一")
    await citizen.answers(1)
    door.faults.append(Fault(status=0, late=True, seconds=3))
    await citizen.say("第二")
    await citizen.page.wait_for_function("() => document.querySelectorAll('.from-citizen').length === 2")
    await citizen.page.reload()
    await citizen.answers(2)
    await citizen.page.wait_for_timeout(300)
    assert await said(citizen) == ["第一", "您说的是：第一", "第二", "您说的是：第二"]
    assert len(set(ids(door))) == 2


async def test_what_waits_survives_a_reload_without_network(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("第一")
    await citizen.answers(1)
    door.faults.extend([Fault(status=503)] * 2)
    await citizen.say("第二")
    await citizen.page.wait_for_selector("[data-role=connection]:visible")
    door.history_faults.append(Fault(status=503))
    await citizen.page.reload()
    await expect(citizen.page.locator("[data-role=connection]")).to_be_visible()
    await citizen.answers(2)
    await expect(citizen.page.locator("[data-role=connection]")).to_be_hidden()
    assert await said(citizen) == ["第一", "您说的是：第一", "第二", "您说的是：第二"]


async def test_an_ended_conversation_goes_on_as_a_new_one(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("第一")
    await citizen.answers(1)
    door.forget()
    await citizen.say("第二")
    await citizen.answers(2)
    await expect(citizen.page.locator(".note")).to_have_text("之前的对话已经结束，这是一段新的对话。")
    assert "conversation" not in door.sent[-1]
    assert await citizen.page.evaluate("JSON.parse(localStorage['shimin.conversation'])") in door.conversations


async def test_an_ended_conversation_is_noticed_at_a_reload(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("第一")
    await citizen.answers(1)
    door.forget()
    await citizen.page.reload()
    await expect(citizen.page.locator(".note")).to_be_visible()
    await citizen.say("第二")
    await citizen.answers(1)


async def test_pushed_messages_arrive_live_and_once(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("你好")
    await citizen.answers(1)
    door.push("提醒：明天上午九点。")
    await citizen.answers(2)
    await citizen.page.context.set_offline(True)
    door.push("提醒：带上身份证。")
    await citizen.page.context.set_offline(False)
    await citizen.answers(3)
    assert await said(citizen) == ["你好", "您说的是：你好", "提醒：明天上午九点。", "提醒：带上身份证。"]


async def test_another_tab_follows(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("你好")
    await citizen.answers(1)
    other = await citizen.page.context.new_page()
    await other.goto(citizen.door.url)
    await other.wait_for_selector(".from-assistant")
    await citizen.say("第二")
    await other.wait_for_function("() => document.querySelectorAll('.from-assistant').length === 2")
    assert await other.locator(".bubble").all_inner_texts() == ["你好", "您说的是：你好", "第二", "您说的是：第二"]


async def test_an_emergency_overtakes_a_slow_answer(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("你好")
    await citizen.answers(1)
    door.faults.append(Fault(status=200, seconds=6))
    await citizen.say("慢")
    await citizen.page.wait_for_selector("[data-role=typing]:visible")
    await citizen.say("转人工")
    await expect(citizen.page.locator(".card-handoff")).to_be_visible()
    assert "您说的是：慢" not in await said(citizen)
    await citizen.answers(3)
    assert len(door.sent) == 3


async def test_an_answer_that_came_by_the_stream_is_shown_once(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("第一")
    await citizen.answers(1)
    door.faults.append(HANG_UP_LATE)
    await citizen.say("我想办护照")
    await citizen.answers(2)
    await expect(citizen.page.locator("[data-role=connection]")).to_be_hidden()
    assert len(door.sent) == 3
    await citizen.say("第三")
    await citizen.answers(3)
    assert [text[:2] for text in await said(citizen)] == ["第一", "您说", "我想", "办普", "第三", "您说"]


async def test_a_lost_answer_to_a_code_is_not_lost(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("惠琼保")
    await citizen.page.fill("input[name=phone]", "13800138000")
    await citizen.page.click("text=发送验证码")
    await citizen.page.fill("input[name=code]", CODE)
    door.faults.append(HANG_UP_LATE)
    await citizen.page.click(".card-sign-in .button")
    await citizen.page.wait_for_selector(".card-cover")
    await expect(citizen.page.locator(".card-sign-in form")).to_have_count(0)


async def test_a_code_is_tried_again_under_the_same_id(visit: Visit, door: FakeDoor) -> None:
    citizen = await visit()
    await citizen.say("惠琼保")
    await citizen.page.fill("input[name=phone]", "13800138000")
    await citizen.page.click("text=发送验证码")
    await citizen.page.fill("input[name=code]", CODE)
    door.faults.append(Fault(status=503))
    await citizen.page.click(".card-sign-in .button")
    await expect(citizen.page.locator(".card-sign-in [role=alert]")).to_have_text("系统暂时没有回应，请过一会儿再试。")
    await citizen.page.click(".card-sign-in .button")
    await citizen.page.wait_for_selector(".card-cover")
    verified = [body["message_id"] for body in door.signed if "code" in body]
    assert len(verified) == 2
    assert len(set(verified)) == 1


async def test_personal_data_is_masked_as_soon_as_the_door_has_masked_it(visit: Visit) -> None:
    citizen = await visit()
    await citizen.say("我的身份证 11010519491231002X 对吗")
    await expect(citizen.page.locator(".from-citizen .bubble")).to_have_text("我的身份证 1101**********002X 对吗")


async def test_the_page_works_where_the_browser_keeps_nothing(visit: Visit) -> None:
    citizen = await visit()
    blocked = """() => Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"""
    await citizen.page.add_init_script(f"({blocked})()")
    await citizen.page.reload()
    await citizen.page.wait_for_selector(".suggestion")
    for count in (1, 2):
        await citizen.say("你好")
        await citizen.answers(count)
    assert len(citizen.door.conversations) == 1
