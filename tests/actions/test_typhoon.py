"""A typhoon: what is closed, what becomes of appointments, and what we do not know."""

from __future__ import annotations

from datetime import datetime

from city.bootstrap import City
from city.calendar.closures import add_closure
from city.calendar.models import Closure
from city.text import Text
from tests.actions.conftest import WEDNESDAY, at_confirmation
from tests.actions.fake_rasa import FakeRasa


def close(city: City, scope: str, code: str, day: str, reason: str = "typhoon") -> None:
    start, end = (datetime.fromisoformat(f"{day}T{clock}:00+08:00") for clock in ("00:00", "23:59"))
    with city.db.write() as session:
        add_closure(session, Closure(scope, code, start, end, reason, Text("台风海燕", "Typhoon Haiyan")))  # type: ignore[arg-type]


async def test_no_closure_is_known_and_the_limits_of_that_are_said(citizen: FakeRasa) -> None:
    text = await citizen.say("typhoon_info")
    assert citizen.said() == ["utter_typhoon_none", "utter_typhoon_help"]
    assert "查不到" in text
    assert [phone["number"] for phone in citizen.card("handoff")["phones"]] == ["12345", "119", "120", "110"]


async def test_closures_are_listed_with_place_and_time(citizen: FakeRasa, city: City) -> None:
    close(city, "city", "", "2026-11-26")
    close(city, "district", "tianya", "2026-11-27")
    text = await citizen.say("typhoon_info")
    assert "台风海燕 · 全市 · 11月26日（周四）凌晨0:00" in text
    assert "天涯区" in text


async def test_other_closures_do_not_belong_here(citizen: FakeRasa, city: City) -> None:
    close(city, "city", "", "2026-11-26", reason="maintenance")
    await citizen.say("typhoon_info")
    assert citizen.said()[0] == "utter_typhoon_none"


async def test_an_appointment_in_the_closure_can_be_moved(citizen: FakeRasa, city: City) -> None:
    await at_confirmation(citizen)
    await citizen.say("affirm", "好")
    close(city, "city", "", WEDNESDAY)
    text = await citizen.say("typhoon_info", date=WEDNESDAY)
    assert "utter_typhoon_appointment_closed" in citizen.said()
    assert "办不了" in text
    assert {"改期", "取消"} <= {button["title"] for button in citizen.buttons()}


async def test_it_is_looked_as_far_ahead_as_the_last_appointment(citizen: FakeRasa, city: City) -> None:
    await at_confirmation(citizen)
    await citizen.say("affirm", "好")
    close(city, "city", "", WEDNESDAY)
    await citizen.say("typhoon_info")
    assert "utter_typhoon_appointment_closed" in citizen.said()


async def test_an_appointment_on_another_day_stands(citizen: FakeRasa, city: City) -> None:
    await at_confirmation(citizen)
    await citizen.say("affirm", "好")
    close(city, "city", "", "2026-11-26")
    await citizen.say("typhoon_info")
    assert "utter_typhoon_appointments_stand" in citizen.said()


async def test_the_office_that_is_named_is_answered_for_that_day(citizen: FakeRasa, city: City) -> None:
    close(city, "office", "JY-MARRIAGE", "2026-11-26")
    text = await citizen.say("typhoon_info", office="JY-MARRIAGE", date="2026-11-26")
    assert "utter_typhoon_office" in citizen.said()
    assert "不办公" in text or "休息" in text or "关" in text
