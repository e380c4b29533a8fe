"""Small talk, steering and the honest answer when something was not understood."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import SessionStart, last_messages
from city.bootstrap import City
from tests.actions.fake_rasa import BY_INTENT, FakeRasa


@pytest.mark.parametrize("intent", [intent for intent, actions in BY_INTENT.items() if actions == ["action_converse"]])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_each_has_its_sentence(citizen: FakeRasa, intent: str, language: str) -> None:
    citizen.language = language
    assert await citizen.say(intent)
    assert citizen.said() == [f"utter_{intent}"]


async def test_danger_comes_with_numbers_to_dial(citizen: FakeRasa) -> None:
    await citizen.say("emergency")
    phones = citizen.card("handoff")["phones"]
    assert [phone["number"] for phone in phones] == ["120", "110", "119", "122"]
    assert phones[0]["name"] == "急救"


async def test_a_person_is_at_the_service_desk(citizen: FakeRasa) -> None:
    await citizen.say("ask_human")
    assert citizen.card("handoff") == {
        "type": "handoff",
        "phones": [{"number": "12345", "name": "市民服务热线"}],
        "state": "phone_only",
    }


async def test_the_language_is_changed_and_stays(citizen: FakeRasa) -> None:
    assert await citizen.say("change_language", language="en") == "Sure, English from now on."
    assert "automated" in await citizen.say("ask_if_human")


async def test_without_a_name_it_is_the_other_language(citizen: FakeRasa) -> None:
    assert await citizen.say("change_language") == "Sure, English from now on."


async def test_a_language_we_do_not_speak(citizen: FakeRasa) -> None:
    await citizen.say("change_language", language="fr")
    assert citizen.said() == ["utter_language_unknown"]
    assert citizen.slots["language_choice"] is None


async def test_in_a_form_the_question_comes_again_in_the_new_language(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment")
    text = await citizen.say("change_language", language="en")
    assert "Which service" in text


async def test_repeating_says_the_same_with_its_buttons_and_cards(citizen: FakeRasa) -> None:
    first = await citizen.say("find_service", service="PASSPORT")
    buttons = citizen.buttons()
    assert await citizen.say("repeat") == first
    assert citizen.buttons() == buttons
    assert citizen.cards() == ["services"]
    assert await citizen.say("repeat") == first


async def test_repeating_inside_a_form_puts_the_question_once(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT")
    await citizen.say("ask_fee", "多少钱")
    text = await citizen.say("repeat")
    assert text.count("的费用") == 1
    assert citizen.said() == [None, "utter_ask_slot_earliest"]


async def test_nothing_to_repeat(citizen: FakeRasa) -> None:
    await citizen.say("repeat")
    assert citizen.said() == ["utter_nothing_to_repeat"]


async def test_nothing_to_go_back_to(citizen: FakeRasa) -> None:
    await citizen.say("go_back")
    assert citizen.said() == ["utter_nothing_to_go_back"]


async def test_nothing_to_stop(citizen: FakeRasa) -> None:
    await citizen.say("stop", "取消")
    assert citizen.said() == ["utter_nothing_to_stop"]


async def test_cancel_it_means_the_booking_there_is(city: City, citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT")
    await citizen.choose(1)
    await citizen.say("affirm")
    await citizen.say("stop", "取消它")
    assert citizen.said() == ["utter_ask_cancel_confirmed"]


async def test_what_was_not_understood_offers_the_nearest_and_a_person(citizen: FakeRasa) -> None:
    await citizen.say("nlu_fallback", "呜呜呜呜")
    assert citizen.said() == ["utter_not_understood"]
    assert [button["title"] for button in citizen.buttons()] == ["找人工"]


@pytest.mark.parametrize(
    ("text", "entities", "key"),
    [
        ("护照", {"service": "PASSPORT"}, "utter_service"),
        ("出入境大厅", {"office": "SY-EXIT"}, "utter_location"),
        ("RC-88F2-Q1", {"receipt_ref": "RC-88F2-Q1"}, "utter_receipt_unknown"),
        ("核磁", {"event": "MRI"}, "utter_ask_signed_in_cover"),
    ],
)
async def test_a_bare_name_opens_its_matter(citizen: FakeRasa, text: str, entities: dict[str, str], key: str) -> None:
    await citizen.answer("nlu_fallback", text, **entities)
    assert citizen.said() == [key]


def test_only_what_was_said_in_the_turn_before_is_repeated() -> None:
    events = [
        {"event": "user"},
        {"event": "bot", "text": "a"},
        {"event": "user"},
        {"event": "bot", "text": "b"},
        {"event": "slot"},
        {"event": "bot", "text": "c"},
        {"event": "user"},
    ]
    assert [event["text"] for event in last_messages(events)] == ["b", "c"]
    assert last_messages([{"event": "user"}]) == []


async def test_a_session_keeps_language_and_topic_and_greets_nobody(city: City) -> None:
    slots = {
        "language_choice": "en",
        "service": "PASSPORT",
        "booking_service": "MARRIAGE",
        "open_forms": ["booking_form"],
    }
    dispatcher = CollectingDispatcher()
    tracker = Tracker("c-1", slots, {}, [], False, None, {}, None)
    events = await SessionStart().run(dispatcher, tracker, {})
    assert dispatcher.messages == []
    assert [event["event"] for event in events] == ["session_started", "slot", "slot", "action"]
    assert {event["name"]: event["value"] for event in events if event["event"] == "slot"} == {
        "language_choice": "en",
        "service": "PASSPORT",
    }
