"""Booking an appointment, turn by turn, against a real city."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from city.bootstrap import City
from tests.actions.conftest import MORNING, THURSDAY, WEDNESDAY, at_confirmation, live, offered
from tests.actions.fake_rasa import FakeRasa


async def test_from_the_wish_to_the_receipt(city: City, citizen: FakeRasa) -> None:
    text = await citizen.say("book_appointment", service="PASSPORT", date=WEDNESDAY, time=MORNING)
    assert "12月2日（周三）" in text
    assert {day["date"] for day in citizen.card("slots")["days"]} == {WEDNESDAY}
    text = await citizen.choose(1)
    assert "居民身份证" in text
    assert "120元" in text
    assert "保留到下午1:40" in text
    assert citizen.card("appointment")["status"] == "held"
    text = await citizen.press("确认预约")
    assert citizen.cards() == ["appointment", "receipt"]
    assert citizen.card("appointment")["status"] == "confirmed"
    assert "约好了" in text
    assert citizen.active is None
    assert citizen.slots["booking_hold"] is None
    assert live(city, citizen) == ["confirmed"]


async def test_in_english(citizen: FakeRasa) -> None:
    citizen.language = "en"
    text = await citizen.say("book_appointment", service="PASSPORT", date=WEDNESDAY, time=MORNING)
    assert "Wednesday 2 December" in text
    text = await citizen.choose(2)
    assert "until 1:40 pm" in text
    text = await citizen.press("Book it")
    assert text.startswith("Booked: Passport, Wednesday 2 December")


async def test_without_a_wish_the_earliest_times_are_offered(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT")
    assert citizen.said() == ["utter_ask_slot_earliest"]
    assert citizen.card("slots")["days"][0]["date"] == "2026-11-24"


async def test_the_service_is_asked_for_and_wishes_are_kept(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", date=WEDNESDAY)
    assert citizen.said() == ["utter_ask_booking_service"]
    await citizen.answer("find_service", "护照", service="PASSPORT")
    assert {day["date"] for day in citizen.card("slots")["days"]} == {WEDNESDAY}


async def test_a_service_is_chosen_by_ordinal(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment")
    second = citizen.slots["booking_offers"][1]
    await citizen.say("affirm", "第二个")
    assert citizen.slots["booking_service"] == second


async def test_the_topic_of_the_talk_is_the_service(citizen: FakeRasa) -> None:
    await citizen.say("ask_documents", service="PASSPORT")
    await citizen.say("book_appointment", "帮我约一个")
    assert citizen.slots["booking_service"] == "PASSPORT"


@pytest.mark.parametrize(
    ("intent", "text", "entities", "start"),
    [
        ("affirm", "第二个", {}, 1),
        ("nlu_fallback", "the second one", {}, 1),
        ("book_appointment", "2", {}, 1),
        ("affirm", "最后一个", {}, -1),
        ("book_appointment", "最早的", {}, 0),
        ("chitchat", "随便", {}, 0),
    ],
)
async def test_a_slot_is_chosen_in_words(
    citizen: FakeRasa, intent: str, text: str, entities: dict[str, str], start: int
) -> None:
    await offered(citizen)
    offers = citizen.slots["booking_offers"]
    await citizen.say(intent, text, **entities)
    assert citizen.slots["booking_slot"] == offers[start]


async def test_a_slot_is_chosen_by_its_clock_time(citizen: FakeRasa) -> None:
    await offered(citizen)
    clock = citizen.slots["booking_offers"][2].split("@")[1][11:16]
    await citizen.answer("ask_hours", clock, time=clock)
    assert citizen.slots["booking_slot"].split("@")[1][11:16] == clock


async def test_an_exact_time_needs_no_list(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT", date=WEDNESDAY, time="09:30")
    assert citizen.said() == ["utter_ask_booking_confirmed"]
    assert citizen.slots["booking_slot"] == "SY-EXIT@2026-12-02T09:30:00+08:00"


async def test_a_yes_to_several_times_chooses_none(citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.say("affirm", "好")
    assert citizen.said() == ["utter_note_choose_one", "utter_ask_slot_on"]


async def test_an_ordinal_that_is_not_listed(citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.say("affirm", "第九个")
    assert citizen.said()[0] == "utter_note_not_listed"


async def test_a_place_narrows_the_search(citizen: FakeRasa) -> None:
    await offered(citizen)
    await citizen.press("天涯出入境服务窗口")
    offices = {slot["office"]["code"] for day in citizen.card("slots")["days"] for slot in day["slots"]}
    assert offices == {"TY-EXIT"}


async def test_a_place_that_does_not_give_the_service(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT", office="JY-POLICE")
    assert citizen.said() == ["utter_note_not_here", "utter_ask_booking_office"]
    await citizen.say("chitchat", "随便")
    assert citizen.said() == ["utter_ask_slot_earliest"]


async def test_a_closed_day_is_said_and_the_nearest_times_are_offered(citizen: FakeRasa) -> None:
    text = await citizen.say("book_appointment", service="PASSPORT", date="2026-11-28")
    assert citizen.said() == ["utter_slots_closed", "utter_ask_slot_nearest"]
    assert "11月28日（周六）" in text
    assert citizen.card("slots")["widened"]


async def test_days_whose_holidays_are_unknown_are_marked(citizen: FakeRasa) -> None:
    text = await citizen.say("book_appointment", service="PASSPORT", date="2027-01-12")
    assert "还没有公布" in text


@pytest.mark.parametrize(
    ("day", "key"), [("2026-11-23", "utter_slots_past"), ("2027-06-01", "utter_slots_beyond_horizon")]
)
async def test_a_day_that_cannot_be_booked(citizen: FakeRasa, day: str, key: str) -> None:
    await citizen.say("book_appointment", service="PASSPORT", date=day)
    assert citizen.said() == [key, "utter_ask_slot_nearest"]


async def test_too_many_people(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT", quantity=99)
    assert citizen.said()[0] == "utter_note_quantity"


async def test_two_people_are_shown_at_the_confirmation(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="SPORT-HALL", quantity=2)
    text = await citizen.choose(1)
    assert "人数：2" in text


async def test_an_online_service_says_how_instead(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="MED-REFER")
    assert citizen.said() == ["utter_not_booked_online"]
    assert citizen.active is None
    assert citizen.cards() == ["services"]


async def test_a_slot_taken_meanwhile_comes_with_others(city: City, citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT", office="TY-EXIT", date=WEDNESDAY)
    first = citizen.slots["booking_offers"][0]
    office, start = first.split("@")
    other = city.people.actor("c-00000000000000000000000002")
    city.bookings.hold(other, "PASSPORT", office, datetime.fromisoformat(start), key="other")
    await citizen.choose(1)
    assert citizen.said()[0] == "utter_refused_slot_taken"
    assert "slots" in citizen.cards()
    assert first not in citizen.slots["booking_offers"]


async def test_a_hold_that_ran_out_is_said_and_confirming_still_works(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    city.clock.set(city.clock.now() + timedelta(minutes=11))
    text = await citizen.say("repeat", "再说一遍")
    assert "保留的时间已过" in text
    await citizen.say("affirm", "好")
    assert live(city, citizen) == ["confirmed"]


async def test_a_hold_that_ran_out_and_was_taken(city: City, citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT", office="TY-EXIT", date=WEDNESDAY, time="09:00")
    city.clock.set(city.clock.now() + timedelta(minutes=11))
    other = city.people.actor("c-00000000000000000000000002")
    city.bookings.hold(other, "PASSPORT", "TY-EXIT", datetime.fromisoformat("2026-12-02T09:00:00+08:00"), key="other")
    await citizen.say("affirm", "好")
    assert citizen.said()[0] == "utter_refused_hold_expired"
    assert citizen.slots["booking_slot"] is None
    assert citizen.card("slots")["days"][0]["date"] == WEDNESDAY


async def test_a_second_booking_of_the_service_is_refused_before_anything_is_chosen(citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("affirm")
    await citizen.say("book_appointment", service="PASSPORT")
    assert citizen.said() == ["utter_refused_quota_reached"]
    assert [button["title"] for button in citizen.buttons()] == ["改期", "取消"]
    assert citizen.active is None


async def test_the_same_turn_twice_books_once(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    before = dict(citizen.slots), list(citizen.events), citizen.active
    await citizen.say("affirm", "好")
    receipt = citizen.card("receipt")["jti"]
    citizen.slots, citizen.events, citizen.active = before
    citizen.turns -= 1
    await citizen.say("affirm", "好")
    assert citizen.card("receipt")["jti"] == receipt
    assert live(city, citizen) == ["confirmed"]


async def test_an_old_slot_button_works_after_the_form_is_gone(citizen: FakeRasa) -> None:
    await offered(citizen)
    payload = citizen.card("slots")["days"][0]["slots"][0]["payload"]
    await citizen.say("stop")
    await citizen.send(payload)
    assert citizen.said() == ["utter_ask_booking_confirmed"]


async def test_no_bookings(citizen: FakeRasa) -> None:
    await citizen.say("show_appointments")
    assert citizen.said() == ["utter_no_appointments_guest"]
    assert citizen.card("sign_in")["purpose"] == "appointments"


async def test_bookings_are_listed_with_what_can_be_done(citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("affirm")
    text = await citizen.say("show_appointments")
    assert citizen.said() == ["utter_appointments", "utter_appointment"]
    assert citizen.card("appointment")["ref"] in text
    assert [button["title"] for button in citizen.buttons()] == ["改期", "取消"]


def test_the_days_of_these_tests_are_what_they_are_called() -> None:
    assert date.fromisoformat(WEDNESDAY).weekday() == 2
    assert date.fromisoformat(THURSDAY).weekday() == 3
