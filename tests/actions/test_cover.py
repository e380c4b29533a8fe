"""Questions about insurance cover, turn by turn, against a real city with sample people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from city.bootstrap import City
from city.outages import set_outage
from tests.actions.conftest import last_code
from tests.actions.fake_rasa import FakeRasa

SignIn = Callable[[FakeRasa, str], None]
LIN, WANG, ZHOU, NOBODY = "13800000001", "13800000004", "13800000005", "13800000010"
PHONE_ASK = "utter_ask_signed_in_cover"


async def test_from_the_question_over_sign_in_to_the_receipt(city: City, citizen: FakeRasa, sign_in: SignIn) -> None:
    citizen.language = "en"
    await citizen.say("check_cover", product="HQB", event="MRI", hospital="SY-PEOPLE")
    assert citizen.said() == [PHONE_ASK]
    assert citizen.card("sign_in")["purpose"] == "cover"
    sign_in(citizen, LIN)
    text = await citizen.send("/EXTERNAL_signed_in")
    assert citizen.said()[0] == "utter_cover_partly"
    assert "80%" in text
    assert "¥17,000" in text
    assert "¥1,200,000" in text
    assert "Huiqiongbao 2026 plan B" in text
    assert "4000012871" in text
    assert citizen.cards() == ["cover", "receipt"]
    assert citizen.card("cover")["items"][0]["share_bp"] == 8000
    fields = {field["name"]: field["value"] for field in citizen.card("receipt")["fields"]}
    assert fields["About"] == "MRI scan"
    assert fields["Insurance"] == "Huiqiongbao 2026 plan B"
    assert fields["Result"] == "partly covered"
    assert fields["As of"] == "Tuesday 24 November 2026, 1:30 pm"
    assert citizen.active is None


async def test_signing_in_by_chat(city: City, citizen: FakeRasa) -> None:
    await citizen.say("check_cover", event="MRI", hospital="SY-PEOPLE")
    token = city.vault.put("phone", LIN, citizen.sender)
    text = await citizen.say("nlu_fallback", f"我的手机号是{token}")
    assert citizen.said() == ["utter_code_sent"]
    assert LIN not in text
    await citizen.say("affirm", "好了")
    assert citizen.said() == ["utter_note_not_signed_in", "utter_ask_code"]
    await citizen.send('/EXTERNAL_sign_in_failed{"reason": "wrong_code", "tries_left": 4}')
    assert citizen.said() == ["utter_refused_wrong_code"]
    city.people.finish_sign_in(citizen.sender, last_code(city))
    await citizen.say("affirm", "登录好了")
    assert "utter_cover_partly" in citizen.said()


async def test_a_number_that_is_no_mobile(city: City, citizen: FakeRasa) -> None:
    await citizen.say("check_cover", event="MRI")
    token = city.vault.put("phone", "089888398008", citizen.sender)
    await citizen.say("nlu_fallback", token)
    assert citizen.said() == ["utter_refused_not_a_phone", PHONE_ASK]


async def test_a_question_while_signing_in(citizen: FakeRasa) -> None:
    await citizen.say("check_cover", event="MRI")
    await citizen.say("ask_hours", office="SY-EXIT")
    assert citizen.said() == ["utter_hours_week", PHONE_ASK]


async def test_declining_to_sign_in(citizen: FakeRasa) -> None:
    await citizen.say("check_cover", event="MRI")
    await citizen.say("deny", "不想登录")
    assert citizen.said() == ["utter_sign_in_declined"]
    assert citizen.active is None


async def test_the_event_is_asked_for(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", product="HQB")
    assert citizen.said() == ["utter_ask_cover_event"]
    await citizen.say("nlu_fallback", "针灸")
    assert citizen.said() == ["utter_note_unknown_event", "utter_ask_cover_event"]
    await citizen.say("affirm", "第二个")
    assert citizen.slots["cover_event"] == "INPATIENT"


async def test_the_missing_hospital_is_asked_for(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="MRI", product="HQB")
    assert citizen.said() == ["utter_ask_fact_hospital"]
    await citizen.say("chitchat", "今天好热")
    assert citizen.said() == ["utter_chitchat", "utter_ask_fact_hospital"]
    await citizen.answer("ask_location", "人民医院", hospital="SY-PEOPLE")
    assert citizen.said()[0] == "utter_cover_partly"


async def test_a_fact_nobody_knows_is_not_guessed(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="MRI", product="HQB")
    await citizen.say("nlu_fallback", "不清楚")
    assert citizen.said()[:2] == ["utter_cover_cannot_tell", "utter_cover_item_cannot_tell"]
    assert citizen.active is None


@pytest.mark.parametrize(("intent", "text", "fact"), [("affirm", "办过", "approved"), ("deny", "没办", "unapproved")])
async def test_a_fact_is_answered_by_yes_or_no(
    citizen: FakeRasa, sign_in: SignIn, intent: str, text: str, fact: str
) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB", hospital="GZ-SYSU1")
    assert citizen.said() == ["utter_ask_fact_referral"]
    await citizen.say(intent, text)
    assert citizen.said()[0] == "utter_cover_partly"
    share = {"approved": 8000, "unapproved": 3500}[fact]
    assert citizen.card("cover")["items"][0]["share_bp"] == share


async def test_a_fact_is_answered_by_a_button(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB", hospital="GZ-SYSU1")
    await citizen.press("没办备案")
    assert citizen.card("cover")["items"][0]["share_bp"] == 3500


async def test_an_answer_that_is_none(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB", hospital="GZ-SYSU1")
    await citizen.say("nlu_fallback", "香蕉")
    assert citizen.said() == ["utter_not_understood_in_form", "utter_ask_fact_referral"]


async def test_a_correction_of_the_event(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="MRI", product="HQB")
    await citizen.say("deny", "不，是CT", event="CT")
    assert citizen.slots["cover_event"] == "CT"
    assert citizen.said() == ["utter_ask_fact_hospital"]


async def test_going_back_from_a_fact(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="MRI", product="HQB")
    await citizen.say("go_back", "上一步")
    assert citizen.said() == ["utter_ask_cover_event"]


async def test_an_amount_gives_an_estimate(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    text = await citizen.say(
        "check_cover", event="SURGERY", product="HQB", hospital="SY-PEOPLE", amount=6000000, date="2026-11-20"
    )
    assert "34,400元" in text
    assert "11月20日（周五）" in text


async def test_what_is_excluded_is_quoted(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    text = await citizen.say("check_cover", event="DENTAL", product="HQB", hospital="SY-PEOPLE")
    assert citizen.said()[:2] == ["utter_cover_not_covered", "utter_cover_item_not_covered"]
    assert "牙科治疗费用不赔" in text
    assert "receipt" in citizen.cards()


async def test_a_lapsed_policy_is_not_in_force(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, ZHOU)
    text = await citizen.say("check_cover", event="MRI", product="HQB", hospital="SY-PEOPLE")
    assert citizen.said()[0] == "utter_cover_not_covered"
    assert "不在有效期内" in text


async def test_a_house_is_insured_without_a_policy(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    text = await citizen.say("check_cover", event="TYPHOON_HOME")
    assert citizen.said()[0] in ("utter_cover_covered", "utter_cover_partly")
    assert "40,000元" in text


async def test_somebody_without_such_a_policy(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, "13900000000")
    await citizen.say("check_cover", event="MRI", product="HQB", hospital="SY-PEOPLE")
    assert citizen.said() == ["utter_refused_no_such_policy"]
    assert citizen.active is None


async def test_an_unreachable_insurer_is_no_refusal(city: City, citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    set_outage(city.db, "cover", "down")
    text = await citizen.say("check_cover", event="MRI", product="HQB", hospital="SY-PEOPLE")
    assert citizen.said()[0] == "utter_cover_could_not_check"
    assert "不等于不赔" in text
    assert "receipt" not in citizen.cards()
    await citizen.say("list_policies")
    assert citizen.said() == ["utter_refused_insurer_unavailable"]


async def test_the_same_turn_twice_checks_once(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="MRI", product="HQB", hospital="SY-PEOPLE")
    receipt = citizen.card("receipt")["jti"]
    citizen.turns -= 1
    await citizen.say("check_cover", event="MRI", product="HQB", hospital="SY-PEOPLE")
    assert citizen.card("receipt")["jti"] == receipt


async def test_policies_are_listed_after_signing_in(citizen: FakeRasa, sign_in: SignIn) -> None:
    await citizen.say("list_policies")
    assert citizen.said() == ["utter_ask_signed_in_policies"]
    sign_in(citizen, WANG)
    text = await citizen.send("/EXTERNAL_signed_in")
    assert citizen.said()[0] == "utter_policies"
    assert "HQBD-2026-10000042" not in text
    assert citizen.active is None
    assert citizen.slots["continue_with"] is None


async def test_a_matter_of_its_own_drops_the_sign_in(citizen: FakeRasa) -> None:
    await citizen.say("list_policies")
    await citizen.say("book_appointment", service="PASSPORT")
    assert citizen.slots["open_forms"] == ["booking_form"]
    assert citizen.slots["continue_with"] is None


async def test_signed_in_without_a_question(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.send("/EXTERNAL_signed_in")
    assert citizen.said() == ["utter_signed_in"]


async def test_a_failed_sign_in_without_a_question(citizen: FakeRasa) -> None:
    await citizen.send('/EXTERNAL_sign_in_failed{"reason": "code_expired"}')
    assert citizen.said() == ["utter_refused_code_expired"]


async def test_signing_in_shows_the_bookings_that_were_asked_for(citizen: FakeRasa, sign_in: SignIn) -> None:
    await citizen.say("show_appointments")
    sign_in(citizen, LIN)
    await citizen.send("/EXTERNAL_signed_in")
    assert citizen.said() == ["utter_no_appointments"]


async def test_a_sum_named_afterwards_is_about_the_same_event(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB", hospital="SY-PEOPLE")
    text = await citizen.answer("nlu_fallback", "6万", amount=6000000)
    assert "34,400元" in text
    text = await citizen.say("check_cover", "花了3万能报多少", amount=3000000)
    assert "10,400元" in text


async def test_another_event_afterwards_is_a_question_of_its_own(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB", hospital="SY-PEOPLE")
    await citizen.answer("out_of_scope", "牙科呢", event="DENTAL")
    assert citizen.said()[0] == "utter_cover_not_covered"


async def test_a_question_about_nothing_is_not_answered_with_the_last_event(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, LIN)
    await citizen.say("check_cover", event="SURGERY", product="HQB", hospital="SY-PEOPLE")
    await citizen.say("check_cover", "我的保险赔吗")
    assert citizen.said() == ["utter_ask_cover_event"]
