"""Screening for aid and the state of applications, turn by turn, against a real city with sample people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions.forms.aiding import figure
from city.bootstrap import City
from city.outages import set_outage
from tests.actions.fake_rasa import FakeRasa

SignIn = Callable[[FakeRasa, str], None]
ASK, WHICH = "utter_ask_aid_fact", "utter_ask_aid_programme"
LIN, ZHOU, SUN, MO = "13800000001", "13800000005", "13800000007", "13800000009"


@pytest.mark.parametrize("mode", ["down", "garbage"])
async def test_an_outage_is_never_no_application(city: City, citizen: FakeRasa, sign_in: SignIn, mode: str) -> None:
    sign_in(citizen, MO)
    set_outage(city.db, "aid", mode)
    await citizen.say("check_application", application_ref="AP-3391")
    assert citizen.said() == ["utter_refused_office_unavailable"]


async def test_applications_are_shown_after_signing_in(citizen: FakeRasa, sign_in: SignIn) -> None:
    await citizen.say("check_application")
    assert citizen.said() == ["utter_ask_signed_in_applications"]
    sign_in(citizen, SUN)
    text = await citizen.send("/EXTERNAL_signed_in")
    assert citizen.said() == ["utter_application"]
    assert "AP-3388" in text
    assert "12月10日" in text


async def test_somebody_elses_application_looks_like_none(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_application", application_ref="AP-3391")
    assert citizen.said() == ["utter_application_not_found"]
    await citizen.say("check_application")
    assert citizen.said() == ["utter_no_applications"]


async def test_a_refusal_has_its_reason(citizen: FakeRasa, sign_in: SignIn) -> None:
    citizen.language = "en"
    sign_in(citizen, ZHOU)
    text = await citizen.say("check_application", application_ref="AP-3302")
    assert "not approved" in text
    assert "above the city's standard" in text


async def test_an_unlikely_one_is_told_at_once_and_not_asked_on(citizen: FakeRasa) -> None:
    await citizen.say("screen_aid", programme="DIBAO")
    assert citizen.said() == [ASK]
    text = await citizen.say("deny", "不在海南")
    assert citizen.said() == ["utter_aid_unlikely"]
    assert "您仍然可以申请" in text
    assert citizen.active is None


async def test_what_is_no_answer_is_asked_again(citizen: FakeRasa) -> None:
    await citizen.say("screen_aid", programme="DIBAO")
    await citizen.say("nlu_fallback", "哈哈哈")
    assert citizen.said() == ["utter_note_unclear_fact", ASK]
    await citizen.press("是")
    await citizen.say("nlu_fallback", "不多")
    assert citizen.said() == ["utter_note_unclear_fact", ASK]


async def test_to_skip_leaves_it_open_and_names_it(citizen: FakeRasa) -> None:
    await citizen.say("screen_aid", programme="DIBAO")
    await citizen.say("affirm", "是")
    await citizen.say("nlu_fallback", "不想说")
    text = await citizen.press("不是")
    assert citizen.said() == ["utter_aid_need_more"]
    assert "人均月收入" in text


async def test_a_skip_that_resembles_a_danger_is_a_skip(citizen: FakeRasa) -> None:
    await citizen.say("screen_aid", programme="DIBAO")
    await citizen.say("emergency", "跳过")
    assert citizen.said() == [ASK]
    assert citizen.slots["aid_case"]["facts"] == {"hukou": "unknown"}


async def test_a_likely_one_says_what_for_and_where(citizen: FakeRasa) -> None:
    citizen.language = "en"
    await citizen.say("screen_aid")
    assert citizen.said() == [WHICH]
    assert len(citizen.buttons()) == 7
    text = await citizen.press("Minimum living allowance")
    assert "registered in Hainan" in text
    assert "You can skip it" in text
    await citizen.say("affirm", "yes")
    await citizen.say("nlu_fallback", "about 600 yuan")
    text = await citizen.say("deny", "no")
    assert citizen.said() == ["utter_aid_likely"]
    assert "You may qualify" in text
    assert "no decision" in text
    assert "samples" in text
    card = citizen.card("aid")
    assert (card["result"], card["programme"]["code"], card["sample"]) == ("likely", "DIBAO", True)
    assert [one["state"] for one in card["criteria"]] == ["passed"] * 3
    assert citizen.active is None
    assert citizen.slots["aid_case"] is None, "what was told is forgotten"


async def test_a_near_miss(citizen: FakeRasa) -> None:
    await citizen.say("screen_aid", programme="ELDERLY")
    await citizen.say("affirm", "在")
    text = await citizen.say("nlu_fallback", "79岁")
    assert citizen.said() == ["utter_aid_near"]
    assert "差一点" in text


async def test_choices_by_button_and_ordinal(citizen: FakeRasa) -> None:
    await citizen.say("screen_aid", programme="TEMP-AID")
    await citizen.press("是")
    await citizen.press("台风等灾害")
    await citizen.press("不是")
    await citizen.say("deny", "没有")
    assert citizen.said() == ["utter_aid_likely"]
    await citizen.say("screen_aid", programme="DISABILITY")
    await citizen.press("是")
    await citizen.say("nlu_fallback", "第一个")
    assert citizen.said() == ["utter_aid_likely"]


async def test_one_step_back(citizen: FakeRasa) -> None:
    await citizen.say("screen_aid", programme="DIBAO")
    first = citizen.messages[0].text
    await citizen.press("是")
    assert citizen.messages[0].text != first
    await citizen.say("go_back", "上一步")
    assert citizen.messages[0].text == first
    await citizen.say("go_back", "上一步")
    assert citizen.said() == [WHICH]


async def test_another_programme_begins_anew(citizen: FakeRasa) -> None:
    await citizen.say("screen_aid", programme="DIBAO")
    await citizen.press("是")
    await citizen.say("screen_aid", "高龄津贴呢", programme="ELDERLY")
    assert citizen.slots["aid_case"]["facts"] == {}
    assert citizen.slots["aid_programme"] == "ELDERLY"


async def test_a_question_meanwhile_and_back(citizen: FakeRasa) -> None:
    await citizen.say("screen_aid", programme="DIBAO")
    await citizen.say("ask_hours", "出入境几点开门", office="SY-EXIT")
    assert citizen.said() == ["utter_hours_week", ASK]


async def test_a_figure_that_has_run_out(city: City, citizen: FakeRasa) -> None:
    from datetime import datetime

    city.clock.set(datetime.fromisoformat("2027-01-05T10:00:00+08:00"))
    await citizen.say("screen_aid", programme="DIBAO")
    await citizen.press("是")
    text = await citizen.press("不是")
    assert citizen.said() == ["utter_aid_need_more"]
    assert "标准还没有公布" in text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("很多", None), ("600 到 800", None), ("600元", 600), ("1.2万", 12000), ("8,000 yuan", 8000), ("3k", 3000),
        ("８０岁", 80), ("two thousand", None),
    ],
)  # fmt: skip
def test_figures(text: str, value: float | None) -> None:
    assert figure(text) == value
