"""Answers about services: which one, papers, fee, hours, place, and the service that is remembered."""

from __future__ import annotations

import pytest

from tests.actions.fake_rasa import FakeRasa


async def test_a_service_is_described(citizen: FakeRasa) -> None:
    text = await citizen.say("find_service", service="PASSPORT")
    assert "120元" in text
    assert citizen.cards() == ["services"]
    assert [button["title"] for button in citizen.buttons()] == ["预约", "要带什么"]


async def test_the_service_is_remembered(citizen: FakeRasa) -> None:
    await citizen.say("find_service", service="PASSPORT")
    assert "居民身份证" in await citizen.say("ask_documents", "那要带什么")
    assert "120元" in await citizen.say("ask_fee", "多少钱")


async def test_what_we_do_not_have_is_said_with_who_does(citizen: FakeRasa) -> None:
    text = await citizen.say("find_service", "孩子上小学怎么报名")
    assert "12345" in text
    assert citizen.cards() == ["handoff"]
    assert len(citizen.buttons()) == 6


@pytest.mark.parametrize(
    ("intent", "key"),
    [
        ("ask_documents", "utter_documents"),
        ("ask_fee", "utter_fee"),
        ("ask_hours", "utter_hours_week"),
        ("ask_location", "utter_locations"),
    ],
)
async def test_an_unknown_service_is_asked_for_and_the_answer_follows(citizen: FakeRasa, intent: str, key: str) -> None:
    await citizen.say(intent)
    assert citizen.said() == ["utter_ask_which_service"]
    await citizen.press("普通护照")
    assert citizen.said() == [key]
    assert citizen.active is None


async def test_the_service_is_named_in_words_or_by_ordinal(citizen: FakeRasa) -> None:
    await citizen.say("ask_fee")
    await citizen.say("affirm", "第二个")
    assert "20元" in "".join(message.text for message in citizen.messages)
    citizen.slots["service"] = None
    await citizen.say("ask_fee")
    await citizen.answer("find_service", "结婚登记", service="MARRIAGE")
    assert citizen.said() == ["utter_fee"]


async def test_the_question_which_service_can_be_dropped(citizen: FakeRasa) -> None:
    await citizen.say("ask_fee")
    await citizen.say("deny", "不用了")
    assert citizen.said() == ["utter_stopped"]
    assert citizen.active is None
    assert citizen.slots["continue_with"] is None


async def test_an_answer_that_names_no_service(citizen: FakeRasa) -> None:
    await citizen.say("ask_fee")
    await citizen.say("affirm", "好")
    assert citizen.said() == ["utter_note_unclear", "utter_ask_which_service"]
    await citizen.say("nlu_fallback", "那个那个")
    assert citizen.said()[-1] == "utter_ask_which_service"


async def test_papers_asked_inside_a_booking_are_those_of_the_booking(citizen: FakeRasa) -> None:
    await citizen.say("find_service", service="MARRIAGE")
    await citizen.say("book_appointment", service="PASSPORT")
    text = await citizen.say("ask_documents", "要带什么")
    assert "普通护照" in text
    assert "utter_documents" in citizen.said()
    assert "预约" not in [button["title"] for button in citizen.messages[0].buttons]


@pytest.mark.parametrize(
    ("day", "key", "part"),
    [
        ("2026-11-25", "utter_hours_workday", "08:00-12:00、14:30-17:30"),
        ("2026-11-28", "utter_closed_weekend", "11月28日（周六）"),
        ("2026-10-10", "utter_hours_makeup_workday", "调休上班日"),
        ("2026-10-01", "utter_closed_holiday", "国庆"),
        ("2027-03-10", "utter_hours_workday", "还没有公布"),
    ],
)
async def test_hours_on_a_day(citizen: FakeRasa, day: str, key: str, part: str) -> None:
    text = await citizen.say("ask_hours", office="SY-EXIT", date=day)
    assert citizen.said() == [key]
    assert part in text


async def test_hours_of_a_week_name_every_day(citizen: FakeRasa) -> None:
    citizen.language = "en"
    text = await citizen.say("ask_hours", office="SY-EXIT")
    assert "Tuesday 24 November: 08:00-12:00 and 14:30-17:30" in text
    assert "Saturday 28 November: closed" in text


async def test_hours_of_a_named_week(citizen: FakeRasa) -> None:
    text = await citizen.say("ask_hours", office="SY-EXIT", date="2026-12-07/2026-12-13")
    assert "12月7日（周一）：08:00" in text


async def test_where_an_office_is(citizen: FakeRasa) -> None:
    text = await citizen.say("ask_location", office="SY-EXIT")
    assert "迎宾路" in text
    assert "12367" in text


async def test_where_a_service_is_in_a_district(citizen: FakeRasa) -> None:
    text = await citizen.say("ask_location", service="PASSPORT", district="tianya")
    assert citizen.said() == ["utter_location"]
    assert "解放路" in text


async def test_a_district_without_the_service_names_others(citizen: FakeRasa) -> None:
    text = await citizen.say("ask_location", service="VISA-EXT", district="yazhou")
    assert citizen.said() == ["utter_no_office_in_district"]
    assert "三亚市公安局出入境接待大厅" in text


@pytest.mark.parametrize("intent", ["ask_location", "ask_hours"])
async def test_an_online_service_needs_no_way(citizen: FakeRasa, intent: str) -> None:
    await citizen.say(intent, service="MED-REFER")
    assert citizen.said() == ["utter_done_online"]


async def test_samples_say_that_they_are_samples(citizen: FakeRasa) -> None:
    assert "示例" in await citizen.say("ask_documents", service="PARK")
    assert "示例" in await citizen.say("ask_hours", office="SY-EXIT", date="2026-11-25")


@pytest.mark.parametrize("intent", ["find_service", "nlu_fallback", "chitchat"])
async def test_a_bare_name_after_an_answer_asks_the_same_again(citizen: FakeRasa, intent: str) -> None:
    await citizen.say("ask_fee", service="PASSPORT")
    text = await citizen.answer(intent, "身份证呢", service="ID-RENEW")
    assert citizen.said() == ["utter_fee"]
    assert "20元" in text


async def test_a_bare_day_after_the_hours_asks_for_that_day(citizen: FakeRasa) -> None:
    await citizen.say("ask_hours", office="SY-EXIT", date="2026-11-25")
    text = await citizen.answer("greet", "周六呢", date="2026-11-28")
    assert "11月28日（周六）" in text


async def test_a_bare_day_after_anything_else_is_no_question(citizen: FakeRasa) -> None:
    await citizen.say("ask_fee", service="PASSPORT")
    await citizen.answer("greet", "周六呢", date="2026-11-28")
    assert citizen.said() == ["utter_greet"]


async def test_a_sentence_of_its_own_after_an_answer_is_its_own(citizen: FakeRasa) -> None:
    await citizen.say("ask_fee", service="PASSPORT")
    await citizen.say("find_service", "身份证丢了怎么办", service="ID-LOST")
    assert citizen.said() == ["utter_service"]
