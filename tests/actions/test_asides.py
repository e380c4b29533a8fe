"""A danger that is over, a reference that is none, a wish put as a question, an amount that is no fee."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from city.bootstrap import City
from tests.actions.conftest import THURSDAY, at_confirmation, live, offered
from tests.actions.fake_rasa import FakeRasa

SignIn = Callable[[FakeRasa, str], None]
LIN = "13800000001"


@pytest.mark.parametrize("intent", ["stop", "deny", "affirm", "emergency", "chitchat", "nlu_fallback"])
@pytest.mark.parametrize(("text", "language"), [("没事了", "zh"), ("I'm fine now", "en"), ("我ok了，没事了", "zh")])
async def test_after_a_danger_the_booking_goes_on(
    city: City, citizen: FakeRasa, intent: str, text: str, language: str
) -> None:
    await at_confirmation(citizen)
    citizen.after_emergency, citizen.language = True, language
    await citizen.say(intent, text)
    assert citizen.said() == ["utter_all_clear", "utter_ask_booking_confirmed"]
    assert live(city, citizen) == ["held"]


@pytest.mark.parametrize("intent", ["stop", "emergency", "nlu_fallback"])
async def test_without_a_matter_it_is_only_taken_note_of(citizen: FakeRasa, intent: str) -> None:
    citizen.after_emergency = True
    await citizen.say(intent, "没事了")
    assert citizen.said() == ["utter_all_clear"]


async def test_without_a_danger_the_same_words_stop(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("stop", "没事了")
    assert citizen.said() == ["utter_stopped_booking"]
    assert live(city, citizen) == []


async def test_a_danger_that_goes_on_waits_for_nothing(citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    citizen.after_emergency = True
    await citizen.say("emergency", "他还没好，快不行了")
    assert citizen.said() == ["utter_emergency", "utter_when_safe"]


@pytest.mark.parametrize("text", ["SY7Q-2M4", "取消SY7Q2M4"])
async def test_a_reference_that_is_none_is_said_to_be_none(citizen: FakeRasa, text: str) -> None:
    await citizen.say("cancel_appointment", text)
    assert citizen.said() == ["utter_note_broken_ref", "utter_ask_signed_in_appointments"]
    assert "SY7Q-2M4K" in citizen.messages[0].text


@pytest.mark.parametrize("intent", ["cancel_appointment", "reschedule_appointment"])
async def test_with_one_booking_a_broken_reference_does_not_name_it(city: City, citizen: FakeRasa, intent: str) -> None:
    await at_confirmation(citizen)
    await citizen.say("affirm")
    await citizen.say(intent, "把SY7Q-2M4的那个弄一下")
    assert citizen.said()[0] == "utter_note_broken_ref"
    assert citizen.said()[1] in ("utter_ask_cancel_booking", "utter_ask_move_booking")
    assert live(city, citizen) == ["confirmed"]


@pytest.mark.parametrize("intent", ["nlu_fallback", "chitchat", "show_receipt"])
async def test_a_broken_reference_alone_is_answered(citizen: FakeRasa, intent: str) -> None:
    await citizen.say(intent, "SY7Q-2M4")
    assert citizen.said() == ["utter_note_broken_ref"]


async def test_a_reference_of_nobody_here_is_not_talked_past(citizen: FakeRasa) -> None:
    await citizen.say("cancel_appointment", "cancel SY7Q2M4O", booking_ref="SY7Q-2M40")
    assert citizen.said() == ["utter_note_unknown_booking", "utter_ask_signed_in_appointments"]


async def test_a_list_of_bookings_names_each_with_its_day(citizen: FakeRasa) -> None:
    for service, day in (("PASSPORT", "2026-12-02"), ("MARRIAGE", THURSDAY)):
        await citizen.say("book_appointment", service=service, office="any", date=day, time="09:30")
        await citizen.choose(1) if "slots" in citizen.cards() else None
        await citizen.say("affirm")
    await citizen.say("cancel_appointment", "取消预约")
    assert "普通护照，12月2日（周三）上午9:30" in [button["title"] for button in citizen.buttons()]


@pytest.mark.parametrize("text", ["12月3日可以吗", "Is 3 December possible?", "3号available吗"])
@pytest.mark.parametrize("intent", ["ask_hours", "nlu_fallback", "chitchat"])
async def test_a_day_asked_for_inside_a_booking_is_a_wish(citizen: FakeRasa, text: str, intent: str) -> None:
    await offered(citizen)
    await citizen.say(intent, text, date=THURSDAY)
    assert citizen.card("slots")["days"][0]["date"] == THURSDAY


async def test_opening_hours_asked_for_inside_a_booking_are_hours(citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.say("ask_hours", "12月3日上班吗", date=THURSDAY)
    assert citizen.said()[0] == "utter_hours_workday"


async def test_a_day_of_a_holiday_is_that_day(citizen: FakeRasa) -> None:
    text = await citizen.say(
        "ask_hours", "国庆节10月2号上班吗", office="SY-EXIT", date=["2026-10-01/2026-10-07", "2026-10-02"]
    )
    assert citizen.said() == ["utter_closed_holiday"]
    assert "10月2日（周五）" in text


@pytest.mark.parametrize("intent", ["ask_fee", "nlu_fallback", "chitchat"])
@pytest.mark.parametrize("text", ["what if it costs 60000 yuan?", "那要是花了六万呢"])
async def test_an_amount_after_a_cover_answer_checks_it_again(
    citizen: FakeRasa, sign_in: SignIn, intent: str, text: str
) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB", hospital="SY-PEOPLE", date="2026-11-20")
    assert "34,400元" in await citizen.say(intent, text, amount=6000000)
    assert "receipt" in citizen.cards()


async def test_an_amount_while_a_fact_is_asked_is_told(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB")
    await citizen.say("ask_fee", "要是花了六万呢", amount=6000000)
    assert citizen.said() == ["utter_ask_fact_hospital"]
    await citizen.answer("nlu_fallback", "人民医院", hospital="SY-PEOPLE")
    assert "34,400元" in "".join(message.text for message in citizen.messages)


async def test_a_fee_asked_after_a_cover_answer_is_a_fee(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB", hospital="SY-PEOPLE")
    await citizen.say("ask_fee", "护照超过100元吗", service="PASSPORT", amount=10000)
    assert citizen.said() == ["utter_fee"]


async def test_an_amount_long_after_a_cover_answer_is_none_of_it(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB", hospital="SY-PEOPLE")
    await citizen.say("thank")
    await citizen.say("out_of_scope", "借我500块钱花花", amount=50000)
    assert citizen.said() == ["utter_out_of_scope"]


async def test_samples_are_said_where_one_decides_to_go(citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    assert "示例" in citizen.messages[-1].text
    assert "示例" in await citizen.say("ask_location", office="SY-EXIT")
