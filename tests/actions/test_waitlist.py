"""The waitlist in the talk: nobody waits for what is free or never comes; who waits is reachable, and finds the offer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from city import dev
from city.bootstrap import City
from tests.actions.conftest import MORNING, WEDNESDAY
from tests.actions.fake_rasa import FakeRasa

PEOPLE = ["FU-MEI", "CHEN-YU", "WANG-JING", "ZHOU-QIANG", "WU-LAN", "SUN-TAO", "LI-XUE", "MO-YUN"]
CLOCKS = ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
WISH = {"service": "PASSPORT", "office": "TY-EXIT", "date": WEDNESDAY, "time": MORNING}
LIN_HAI = "13800000001"


@pytest.fixture
def full(city: City) -> None:
    """The one desk in Tianya has no time left on Wednesday morning."""
    start = f"{WEDNESDAY}T{{}}:00+08:00"
    slots = [
        {"person": person, "service": "PASSPORT", "office": "TY-EXIT", "start": start.format(clock)}
        for person, clock in zip(PEOPLE, CLOCKS, strict=True)
    ]
    dev.given(city, {"bookings": slots})


async def test_what_is_free_is_offered(city: City, citizen: FakeRasa) -> None:
    await citizen.say("join_waitlist", service="PASSPORT")
    assert citizen.said()[0] == "utter_waitlist_free"
    assert citizen.cards() == ["slots"]
    assert city.bookings.waits(city.people.actor(citizen.sender)) == []


async def test_a_day_that_is_closed_is_not_waited_for(citizen: FakeRasa) -> None:
    await citizen.say("join_waitlist", service="PASSPORT", date="2026-12-05")
    assert citizen.said()[0] == "utter_slots_closed"


async def test_what_is_not_booked_is_not_waited_for(citizen: FakeRasa) -> None:
    await citizen.say("join_waitlist", service="TALENT-RENT")
    assert citizen.said() == ["utter_not_booked_online"]


async def test_the_service_is_asked_for(citizen: FakeRasa) -> None:
    await citizen.say("join_waitlist")
    assert citizen.active == "service_form"
    await citizen.answer("find_service", "护照", service="PASSPORT")
    assert "utter_waitlist_free" in citizen.said()


@pytest.mark.usefixtures("full")
async def test_a_guest_signs_in_first_and_the_wish_is_kept(
    city: City, citizen: FakeRasa, sign_in: Callable[[FakeRasa, str], None]
) -> None:
    await citizen.say("join_waitlist", **WISH)
    assert citizen.said() == ["utter_ask_signed_in_waitlist"]
    assert citizen.card("sign_in")["purpose"] == "waitlist"
    sign_in(citizen, LIN_HAI)
    await citizen.send("/EXTERNAL_signed_in")
    assert "utter_waitlist_joined" in citizen.said()
    (place,) = city.bookings.waits(city.people.actor(citizen.sender))
    assert (place.wish.office, str(place.wish.day_from), str(place.wish.day_to)) == ("TY-EXIT", WEDNESDAY, WEDNESDAY)
    assert str(place.wish.time_to) == "12:00:00"


@pytest.mark.usefixtures("full")
async def test_who_declines_to_sign_in_does_not_wait(city: City, citizen: FakeRasa) -> None:
    await citizen.say("join_waitlist", **WISH)
    await citizen.say("deny")
    assert citizen.said() == ["utter_sign_in_declined"]
    assert city.bookings.waits(city.people.actor(citizen.sender)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.usefixtures("full")
async def test_the_offer_is_found_and_taken(
    city: City, citizen: FakeRasa, sign_in: Callable[[FakeRasa, str], None], language: str
) -> None:
    citizen.language = language
    sign_in(citizen, LIN_HAI)
    text = await citizen.say("join_waitlist", **WISH)
    assert ("天涯出入境" if language == "zh" else "Tianya") in text
    dev.given(
        city,
        {"slots": [{"service": "PASSPORT", "office": "TY-EXIT", "start": f"{WEDNESDAY}T09:00:00+08:00", "seats": 1}]},
    )
    assert city.upkeep.step().offered == 1
    await citizen.say("join_waitlist", service="PASSPORT")
    assert citizen.said() == ["utter_waitlist_offer"]
    await citizen.press("就要这个" if language == "zh" else "Take it")
    await citizen.press("确认预约" if language == "zh" else "Book it")
    actor = city.people.actor(citizen.sender)
    assert [booking.status for booking in city.bookings.mine(actor)] == ["confirmed"]
    assert city.bookings.waits(actor) == []
    assert city.upkeep.step().offered == 0
