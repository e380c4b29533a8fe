"""Correcting, digressing, going back and stopping in the middle of a booking."""

from __future__ import annotations

import pytest

from city.bootstrap import City
from tests.actions.conftest import THURSDAY, WEDNESDAY, at_confirmation, live, offered
from tests.actions.fake_rasa import FakeRasa


@pytest.mark.parametrize(
    ("intent", "text"), [("deny", "不，周四"), ("book_appointment", "改成周四"), ("reschedule_appointment", "改到周四")]
)
async def test_a_correction_at_the_confirmation_searches_anew_and_gives_the_hold_back(
    city: City, citizen: FakeRasa, intent: str, text: str
) -> None:
    await at_confirmation(citizen)
    assert live(city, citizen) == ["held"]
    await citizen.say(intent, text, date=THURSDAY)
    assert {day["date"] for day in citizen.card("slots")["days"]} == {THURSDAY}
    assert {slot["start"][11:13] < "12" for day in citizen.card("slots")["days"] for slot in day["slots"]} == {True}
    assert live(city, citizen) == []


async def test_not_wednesday_but_thursday(citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("deny", "不要周三，要周四", date=[WEDNESDAY, THURSDAY])
    assert {day["date"] for day in citizen.card("slots")["days"]} == {THURSDAY}


async def test_another_clock_time_at_the_confirmation_stays_on_the_day(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT")
    await citizen.choose(3)
    day = citizen.slots["booking_slot"].split("@")[1][:10]
    await citizen.say("deny", "不，十点", time="10:00")
    assert citizen.slots["booking_slot"].split("@")[1][:16] == f"{day}T10:00"


async def test_another_service_begins_anew_and_keeps_the_day(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("book_appointment", "还是办港澳通行证吧", service="HKM-PERMIT")
    assert citizen.slots["booking_service"] == "HKM-PERMIT"
    assert {day["date"] for day in citizen.card("slots")["days"]} == {WEDNESDAY}
    assert live(city, citizen) == []


async def test_a_correction_taken_for_a_question_about_the_service(citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.say("find_service", "不对，我要办港澳通行证", service="HKM-PERMIT")
    assert citizen.slots["booking_service"] == "HKM-PERMIT"
    await citizen.say("find_service", "居住证怎么办", service="RES-PERMIT")
    assert citizen.said() == ["utter_service", "utter_ask_slot_on"]
    assert citizen.slots["booking_service"] == "HKM-PERMIT"


async def test_an_ordinal_that_was_also_read_as_a_day(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT", date=THURSDAY)
    second = citizen.slots["booking_offers"][1]
    await citizen.answer("affirm", "the 2nd", date=WEDNESDAY)
    assert citizen.slots["booking_slot"] == second


async def test_saying_the_held_time_again_is_a_yes(city: City, citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT", date=WEDNESDAY, time="09:30")
    await citizen.say("affirm", "对，周三9点半", date=WEDNESDAY, time="09:30")
    assert live(city, citizen) == ["confirmed"]


async def test_a_no_at_the_list_asks_which_day(citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.press("换个时间")
    assert citizen.said() == ["utter_ask_booking_when"]
    await citizen.answer("ask_hours", "周四", date=THURSDAY)
    assert {day["date"] for day in citizen.card("slots")["days"]} == {THURSDAY}


async def test_a_no_at_the_confirmation_gives_the_hold_back(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("deny", "不好")
    assert citizen.said() == ["utter_ask_booking_when"]
    assert live(city, citizen) == []
    await citizen.say("nlu_fallback", "最早的")
    assert citizen.said() == ["utter_ask_slot_earliest"]


async def test_a_digression_is_answered_and_the_question_comes_back(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    text = await citizen.say("ask_documents", "那要带什么")
    assert citizen.said() == ["utter_documents", "utter_ask_booking_confirmed_again"]
    assert "普通护照" in text
    await citizen.say("affirm", "好")
    assert live(city, citizen) == ["confirmed"]


async def test_out_of_scope_inside_the_form_declines_and_returns(citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.say("out_of_scope", "帮我订个披萨")
    assert citizen.said() == ["utter_out_of_scope", "utter_ask_slot_on"]


async def test_danger_is_answered_at_once_and_the_form_waits(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    text = await citizen.say("emergency", "着火了")
    assert "119" in text
    assert citizen.said() == ["utter_emergency", "utter_when_safe"]
    assert citizen.cards() == ["handoff"]
    await citizen.say("affirm", "好，确认")
    assert live(city, citizen) == ["confirmed"]


async def test_stop_gives_the_hold_back(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.press("不约了")
    assert citizen.said() == ["utter_stopped_booking"]
    assert live(city, citizen) == []
    assert citizen.active is None
    assert citizen.slots["booking_service"] is None
    await citizen.say("ask_fee", service="PASSPORT")
    assert citizen.said() == ["utter_fee"]


async def test_cancel_it_in_the_middle_means_this_one(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("cancel_appointment", "取消吧")
    assert citizen.said() == ["utter_stopped_booking"]
    assert citizen.active is None
    assert live(city, citizen) == []


async def test_going_back_step_by_step(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("go_back", "上一步")
    assert citizen.said() == ["utter_ask_slot_on"]
    assert live(city, citizen) == []
    await citizen.say("go_back", "上一步")
    assert citizen.said() == ["utter_ask_booking_when"]
    await citizen.say("go_back", "上一步")
    assert citizen.said() == ["utter_ask_booking_office"]
    await citizen.press("天涯出入境服务窗口")
    assert citizen.said() == ["utter_ask_booking_when"]
    await citizen.answer("ask_hours", "周四", date=THURSDAY)
    offices = {slot["office"]["code"] for day in citizen.card("slots")["days"] for slot in day["slots"]}
    assert offices == {"TY-EXIT"}


async def test_going_back_at_the_first_question(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment")
    await citizen.say("go_back", "上一步")
    assert citizen.said() == ["utter_note_first_question", "utter_ask_booking_service"]


async def test_a_question_about_cover_comes_back_to_the_booking(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("check_cover", event="MRI")
    assert citizen.said() == ["utter_ask_signed_in_cover"]
    await citizen.press("先不登录")
    assert citizen.said() == ["utter_sign_in_declined", "utter_resume", "utter_ask_booking_confirmed_again"]
    await citizen.say("affirm", "确认")
    assert live(city, citizen) == ["confirmed"]


async def test_goodbye_does_not_press_for_an_answer(citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.say("goodbye")
    assert citizen.said() == ["utter_goodbye", "utter_form_waits"]


async def test_the_office_that_was_talked_about_is_looked_at(citizen: FakeRasa) -> None:
    await citizen.say("ask_location", service="PASSPORT", district="tianya")
    await citizen.answer("book_appointment", "那就约明天", date="2026-11-25")
    offices = {slot["office"]["code"] for day in citizen.card("slots")["days"] for slot in day["slots"]}
    assert offices == {"TY-EXIT"}


async def test_an_office_of_something_else_is_not_looked_at(citizen: FakeRasa) -> None:
    await citizen.say("ask_location", service="PASSPORT", district="tianya")
    await citizen.say("book_appointment", service="MARRIAGE")
    assert citizen.slots["booking_office"] == "any"
