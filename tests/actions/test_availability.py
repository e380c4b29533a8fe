"""Free times are shown without booking; one that is tapped begins a booking."""

from __future__ import annotations

from city.bootstrap import City
from tests.actions.conftest import MORNING, WEDNESDAY, live
from tests.actions.fake_rasa import FakeRasa


async def test_free_times_are_shown_and_nothing_is_held(citizen: FakeRasa, city: City) -> None:
    await citizen.say("check_slots", service="PASSPORT", date=WEDNESDAY, time=MORNING)
    assert citizen.said() == ["utter_ask_slot_on", "utter_slots_not_kept"]
    assert citizen.card("slots")["days"][0]["date"] == WEDNESDAY
    assert citizen.active is None
    assert live(city, citizen) == []


async def test_a_time_that_is_tapped_begins_the_booking(citizen: FakeRasa, city: City) -> None:
    await citizen.say("check_slots", service="PASSPORT", date=WEDNESDAY, time=MORNING)
    await citizen.choose(1)
    assert citizen.said()[-1] == "utter_ask_booking_confirmed"
    assert live(city, citizen) == ["held"]


async def test_day_and_place_are_kept_while_the_service_is_asked_for(citizen: FakeRasa) -> None:
    await citizen.say("check_slots", "下周三有号吗", date=WEDNESDAY, district="tianya")
    assert citizen.said() == ["utter_ask_which_service"]
    await citizen.press("普通护照")
    day = citizen.card("slots")["days"][0]
    assert (day["date"], day["slots"][0]["office"]["code"]) == (WEDNESDAY, "TY-EXIT")
    assert citizen.slots["slots_wished"] is None


async def test_wishes_of_a_question_that_was_dropped_are_forgotten(citizen: FakeRasa) -> None:
    await citizen.say("check_slots", "下周三有号吗", date=WEDNESDAY)
    await citizen.say("stop", "算了")
    await citizen.say("check_slots", "护照什么时候有号", service="PASSPORT")
    assert citizen.said()[0] == "utter_ask_slot_earliest"


async def test_a_day_that_is_full_or_closed_is_said(citizen: FakeRasa) -> None:
    await citizen.say("check_slots", service="PASSPORT", date="2026-11-29")
    assert citizen.said()[0] == "utter_slots_closed"
    assert citizen.card("slots")["widened"]


async def test_what_takes_no_appointments_is_said(citizen: FakeRasa) -> None:
    await citizen.say("check_slots", service="TALENT-RENT")
    assert citizen.said() == ["utter_not_booked_online"]


async def test_inside_a_booking_another_day_is_taken(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT", date=WEDNESDAY)
    await citizen.say("check_slots", "周四有号吗", date="2026-12-03")
    assert citizen.active == "booking_form"
    assert citizen.card("slots")["days"][0]["date"] == "2026-12-03"


async def test_inside_a_booking_the_times_are_shown_again(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT", date=WEDNESDAY)
    await citizen.say("check_slots", "还有哪些时间")
    assert citizen.active == "booking_form"
    assert citizen.cards() == ["slots"]
