"""What is understood only nearly is asked about, and the choice goes on as if it had been said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from actions.conversation import likely_matters
from city.bootstrap import City
from tests.actions.conftest import THURSDAY, at_confirmation, live, offered
from tests.actions.fake_rasa import FakeRasa


def titles(citizen: FakeRasa) -> list[str]:
    return [button["title"] for button in citizen.buttons()]


def payload(citizen: FakeRasa, title: str) -> dict[str, Any]:
    sent = next(button["payload"] for button in citizen.buttons() if button["title"] == title)
    return dict(json.loads(sent[sent.index("{") :]))


async def test_the_likely_matters_are_offered_and_something_else(citizen: FakeRasa) -> None:
    await citizen.unsure(
        "护照那个钱和材料", "ask_fee", "ask_documents", "chitchat", "book_appointment", service="PASSPORT"
    )
    assert citizen.said() == ["utter_did_you_mean"]
    assert titles(citizen) == ["问费用", "问要带什么", "预约办事", "都不是"]
    assert payload(citizen, "问费用") == {"service": "PASSPORT", "chosen_for": "t-1"}


async def test_a_choice_goes_on_with_what_the_text_named(citizen: FakeRasa) -> None:
    await citizen.unsure("护照那个钱", "ask_fee", "ask_documents", service="PASSPORT")
    assert "120元" in await citizen.press("问费用")
    assert citizen.said() == ["utter_fee"]


async def test_several_values_of_a_kind_go_on_too(citizen: FakeRasa) -> None:
    citizen.language = "en"
    await citizen._turn(
        "nlu_fallback",
        "the passport thing on wednesday or thursday",
        [
            {"entity": "service", "value": "PASSPORT"},
            *({"entity": "date", "value": day} for day in ("2026-12-02", THURSDAY)),
        ],
        {
            "band": "near",
            "intent_ranking": [{"name": name, "confidence": 0.4} for name in ("book_appointment", "ask_hours")],
        },
    )
    await citizen.press("Book an appointment")
    days = [day["date"] for day in citizen.card("slots")["days"]]
    assert days == ["2026-12-02", THURSDAY]


async def test_something_else_asks_for_other_words_and_offers_a_person(citizen: FakeRasa) -> None:
    await citizen.unsure("护照那个钱", "ask_fee", "ask_documents")
    await citizen.press("都不是")
    assert citizen.said() == ["utter_not_understood"]
    assert titles(citizen) == ["找人工"]


async def test_what_is_far_offers_the_nearest_services_and_a_person(citizen: FakeRasa) -> None:
    await citizen.lost("出国那本东西", "PASSPORT", "HKM-PERMIT")
    assert citizen.said() == ["utter_not_understood_nearest"]
    assert titles(citizen)[0] == "普通护照"
    assert titles(citizen)[-1] == "找人工"
    await citizen.press("普通护照")
    assert citizen.said() == ["utter_service"]


async def test_what_is_like_nothing_offers_a_person(citizen: FakeRasa) -> None:
    await citizen.lost("帮我写一首诗")
    assert citizen.said() == ["utter_not_understood"]
    assert titles(citizen) == ["找人工"]


@pytest.mark.parametrize("inside", [True, False])
async def test_what_is_far_and_could_be_danger_comes_with_the_numbers(citizen: FakeRasa, inside: bool) -> None:
    if inside:
        await offered(citizen)
    await citizen.lost("那边浪里好像有人", guess="emergency")
    assert citizen.said()[0] == "utter_if_in_danger"
    assert citizen.cards()[0] == "handoff"
    assert citizen.said()[1] == ("utter_not_understood_in_form" if inside else "utter_not_understood")


async def test_one_guess_alone_is_no_choice(citizen: FakeRasa) -> None:
    await citizen.unsure("嗯那个", "ask_fee", "greet", "chitchat")
    assert citizen.said() == ["utter_not_understood"]


async def test_outside_a_form_nobody_is_asked_whether_to_stop_it(citizen: FakeRasa) -> None:
    await citizen.unsure("不要这个", "stop", "cancel_appointment", "go_back", "ask_fee")
    assert titles(citizen) == ["取消预约", "问费用", "都不是"]


async def test_an_insured_event_speaks_for_insurance(citizen: FakeRasa) -> None:
    await citizen.unsure("核磁那个怎么弄", "find_service", "ask_fee", event="MRI")
    assert titles(citizen) == ["问一项业务怎么办", "问保险赔不赔", "问费用", "都不是"]


async def test_in_a_form_it_is_first_tried_as_an_answer(city: City, citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.unsure("那就周四嘛我看比较好", "ask_hours", "book_appointment", date=THURSDAY)
    assert citizen.card("slots")["days"][0]["date"] == THURSDAY


async def test_a_guess_of_what_the_form_is_about_is_taken(citizen: FakeRasa) -> None:
    await citizen.say("cancel_appointment")
    await citizen.unsure("就是要退掉", "cancel_appointment", "stop")
    assert citizen.said() == ["utter_ask_signed_in_appointments"]


@pytest.mark.parametrize("guess", ["stop", "cancel_appointment", "go_back", "reschedule_appointment"])
async def test_in_a_form_nothing_is_undone_on_a_guess(city: City, citizen: FakeRasa, guess: str) -> None:
    await at_confirmation(citizen)
    await citizen.unsure("周三这个先别了吧要不", guess, "ask_fee", date="2026-12-02")
    assert citizen.said() == ["utter_did_you_mean"]
    assert live(city, citizen) == ["held"]
    await citizen.say("affirm", "好的")
    assert live(city, citizen) == ["confirmed"]


async def test_in_a_form_a_choice_is_a_digression(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.unsure("那个钱呢", "ask_fee", "check_cover")
    assert citizen.said() == ["utter_did_you_mean"]
    await citizen.press("问费用")
    assert citizen.said() == ["utter_fee", "utter_ask_booking_confirmed_again"]
    assert live(city, citizen) == ["held"]


async def test_in_a_form_something_else_puts_the_question_again(citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.unsure("那个钱呢", "ask_fee", "check_cover")
    await citizen.press("都不是")
    assert citizen.said() == ["utter_not_understood_in_form", "utter_ask_slot_on"]


async def test_asked_which_service_it_is_asked_what_was_meant(citizen: FakeRasa) -> None:
    await citizen.say("ask_fee")
    await citizen.unsure("我想那个约一下", "book_appointment", "ask_hours")
    assert citizen.said() == ["utter_did_you_mean"]
    await citizen.press("预约办事")
    assert citizen.active == "booking_form"
    assert citizen.slots["continue_with"] is None


async def test_asked_what_happened_it_is_asked_what_was_meant(citizen: FakeRasa) -> None:
    await citizen.say("check_cover")
    await citizen.unsure("我想那个约一下", "book_appointment", "ask_hours")
    assert citizen.said() == ["utter_did_you_mean"]


async def test_danger_outranks_an_open_question(citizen: FakeRasa) -> None:
    await citizen.unsure("那个钱呢", "ask_fee", "check_cover")
    await citizen.say("emergency", "有人晕倒了")
    assert citizen.said() == ["utter_emergency"]


async def test_services_that_are_like_it_are_better_choices_than_noise(citizen: FakeRasa) -> None:
    ranking = [{"name": "find_service", "confidence": 0.3}, {"name": "show_receipt", "confidence": 0.01}]
    likest = [{"service": "PASSPORT", "likeness": 0.7}]
    more = {"band": "near", "intent_ranking": ranking, "nearest_services": likest}
    await citizen._turn("nlu_fallback", "出国那本东西弄一下", [], more)
    assert titles(citizen) == ["问一项业务怎么办", "普通护照", "都不是"]
    await citizen.press("普通护照")
    assert citizen.said() == ["utter_service"]


def test_of_noise_one_is_enough() -> None:
    ranking = [{"name": name, "confidence": 0.04} for name in ("nlu_fallback", "ask_fee", "greet", "ask_hours", "help")]
    named = {"ask_fee", "ask_hours", "help"}
    assert likely_matters({"intent_ranking": ranking}, named) == (["ask_fee"], ["ask_hours", "help"])
    assert likely_matters({}, {"ask_fee"}) == ([], [])
