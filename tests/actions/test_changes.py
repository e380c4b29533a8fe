"""Cancelling and moving appointments, turn by turn, against a real city."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from city.booking.values import Booking
from city.bootstrap import City
from tests.actions.conftest import THURSDAY, WEDNESDAY, live
from tests.actions.fake_rasa import FakeRasa

SignIn = Callable[[FakeRasa, str], None]


def book(city: City, citizen: FakeRasa, service: str, office: str, start: str) -> Booking:
    actor = city.people.actor(citizen.sender)
    held = city.bookings.hold(actor, service, office, datetime.fromisoformat(start), key=f"test:{start}")
    return city.bookings.confirm(actor, held.id, key=f"test:{start}").booking


def mine(city: City, citizen: FakeRasa) -> list[Booking]:
    return city.bookings.mine(city.people.actor(citizen.sender))


@pytest.fixture
def passport(city: City, citizen: FakeRasa) -> Booking:
    return book(city, citizen, "PASSPORT", "SY-EXIT", f"{WEDNESDAY}T09:00:00+08:00")


@pytest.fixture
def wedding(city: City, citizen: FakeRasa) -> Booking:
    office = city.catalogue.service("MARRIAGE").offices[0]
    return book(city, citizen, "MARRIAGE", office, f"{THURSDAY}T09:00:00+08:00")


async def test_the_only_booking_is_cancelled_after_a_yes(city: City, citizen: FakeRasa, passport: Booking) -> None:
    text = await citizen.say("cancel_appointment", "帮我cancel那个passport的appointment", service="PASSPORT")
    assert citizen.said() == ["utter_ask_cancel_confirmed"]
    assert "12月2日（周三）上午9:00" in text
    await citizen.press("确认取消")
    assert citizen.cards() == ["appointment", "receipt"]
    assert citizen.card("appointment")["status"] == "cancelled"
    assert mine(city, citizen) == []
    assert citizen.active is None


async def test_a_no_keeps_it(city: City, citizen: FakeRasa, passport: Booking) -> None:
    await citizen.say("cancel_appointment")
    await citizen.press("保留")
    assert citizen.said() == ["utter_note_kept"]
    assert mine(city, citizen) == [passport]
    assert citizen.active is None


async def test_stop_keeps_it(city: City, citizen: FakeRasa, passport: Booking) -> None:
    await citizen.say("cancel_appointment")
    await citizen.say("stop", "算了")
    assert citizen.said() == ["utter_stopped_cancel"]
    assert mine(city, citizen) == [passport]


@pytest.mark.parametrize(
    ("intent", "text", "entities"),
    [
        ("affirm", "第二个", {}),
        ("cancel_appointment", "结婚登记那个", {"service": "MARRIAGE"}),
        ("nlu_fallback", "周四的", {"date": THURSDAY}),
    ],
)
async def test_of_several_one_is_chosen(  # noqa: PLR0917 - what is booked, what is said
    city: City,
    citizen: FakeRasa,
    passport: Booking,
    wedding: Booking,
    intent: str,
    text: str,
    entities: dict[str, str],
) -> None:
    await citizen.say("cancel_appointment")
    assert citizen.said() == ["utter_ask_cancel_booking"]
    await citizen.say(intent, text, **entities)
    assert citizen.slots["cancel_booking"] == wedding.id


async def test_a_reference_names_it(citizen: FakeRasa, passport: Booking, wedding: Booking) -> None:
    await citizen.say("cancel_appointment", booking_ref=wedding.ref)
    assert citizen.slots["cancel_booking"] == wedding.id


async def test_another_one_can_be_named_at_the_confirmation(
    citizen: FakeRasa, passport: Booking, wedding: Booking
) -> None:
    await citizen.say("cancel_appointment", service="PASSPORT")
    await citizen.say("deny", "不，是结婚登记", service="MARRIAGE")
    assert citizen.slots["cancel_booking"] == wedding.id
    assert citizen.said() == ["utter_ask_cancel_confirmed"]


async def test_going_back_to_the_choice(citizen: FakeRasa, passport: Booking, wedding: Booking) -> None:
    await citizen.say("cancel_appointment", service="PASSPORT")
    await citizen.say("go_back", "上一步")
    assert citizen.said() == ["utter_ask_cancel_booking"]


async def test_somebody_elses_booking_is_not_found(city: City, citizen: FakeRasa, passport: Booking) -> None:
    other = FakeRasa(sender="c-00000000000000000000000002")
    theirs = book(city, other, "MARRIAGE", city.catalogue.service("MARRIAGE").offices[0], f"{THURSDAY}T09:00:00+08:00")
    await citizen.say("cancel_appointment", booking_ref=theirs.ref)
    assert citizen.said()[0] == "utter_note_unknown_booking"
    assert mine(city, other) == [theirs]


async def test_too_late_to_cancel(city: City, citizen: FakeRasa, passport: Booking) -> None:
    city.clock.set(datetime.fromisoformat(f"{WEDNESDAY}T08:30:00+08:00"))
    await citizen.say("cancel_appointment")
    text = await citizen.press("确认取消")
    assert citizen.said() == ["utter_refused_too_late_to_cancel"]
    assert "2 小时" in text
    assert citizen.active is None
    assert mine(city, citizen) == [passport]


async def test_a_question_in_between(city: City, citizen: FakeRasa, passport: Booking) -> None:
    await citizen.say("cancel_appointment")
    await citizen.say("ask_fee", service="PASSPORT")
    assert citizen.said() == ["utter_fee", "utter_ask_cancel_confirmed"]
    await citizen.say("affirm", "嗯，取消")
    assert mine(city, citizen) == []


async def test_a_guest_without_bookings_can_sign_in_and_goes_on(city: City, citizen: FakeRasa, sign_in: SignIn) -> None:
    other = FakeRasa(sender="c-00000000000000000000000002")
    sign_in(other, "13800000001")
    booked = book(city, other, "PASSPORT", "SY-EXIT", f"{WEDNESDAY}T09:00:00+08:00")
    await citizen.say("cancel_appointment")
    assert citizen.said() == ["utter_ask_signed_in_appointments"]
    assert citizen.card("sign_in")["purpose"] == "appointments"
    sign_in(citizen, "13800000001")
    await citizen.send("/EXTERNAL_signed_in")
    assert citizen.said() == ["utter_ask_cancel_confirmed"]
    assert citizen.slots["cancel_booking"] == booked.id


async def test_a_guest_who_does_not_sign_in(citizen: FakeRasa) -> None:
    await citizen.say("cancel_appointment")
    await citizen.press("先不登录")
    assert citizen.said() == ["utter_sign_in_declined"]
    assert citizen.active is None


async def test_signed_in_without_bookings(citizen: FakeRasa, sign_in: SignIn) -> None:
    sign_in(citizen, "13800000001")
    await citizen.say("reschedule_appointment")
    assert citizen.said() == ["utter_no_appointments"]
    assert citizen.active is None


async def test_moving_from_the_wish_to_the_receipt(city: City, citizen: FakeRasa, passport: Booking) -> None:
    text = await citizen.say("reschedule_appointment")
    assert citizen.said() == ["utter_ask_move_when"]
    assert "12月2日（周三）上午9:00" in text
    await citizen.answer("book_appointment", "周四下午", date=THURSDAY, time="12:00/18:00")
    assert {day["date"] for day in citizen.card("slots")["days"]} == {THURSDAY}
    assert {slot["office"]["code"] for day in citizen.card("slots")["days"] for slot in day["slots"]} == {"SY-EXIT"}
    text = await citizen.choose(1)
    assert citizen.said() == ["utter_ask_move_confirmed"]
    assert "从12月2日（周三）上午9:00改到12月3日（周四）下午2:30" in text
    assert [one.start for one in mine(city, citizen)] == [passport.start]
    await citizen.press("确认改期")
    assert citizen.cards() == ["appointment", "receipt"]
    (moved,) = mine(city, citizen)
    assert moved.ref == passport.ref
    assert moved.start == datetime.fromisoformat(f"{THURSDAY}T14:30:00+08:00")
    assert citizen.active is None


async def test_moving_to_an_exact_time_in_one_sentence(city: City, citizen: FakeRasa, passport: Booking) -> None:
    await citizen.say("reschedule_appointment", "把护照改到周四9点半", service="PASSPORT", date=THURSDAY, time="09:30")
    assert citizen.said() == ["utter_ask_move_confirmed"]
    await citizen.say("affirm", "对")
    assert mine(city, citizen)[0].start == datetime.fromisoformat(f"{THURSDAY}T09:30:00+08:00")


async def test_a_correction_while_moving(city: City, citizen: FakeRasa, passport: Booking) -> None:
    await citizen.say("reschedule_appointment", date=THURSDAY, time="09:30")
    await citizen.say("deny", "不，周五", date="2026-12-04")
    assert citizen.slots["move_slot"] == "SY-EXIT@2026-12-04T09:30:00+08:00"
    assert citizen.said() == ["utter_ask_move_confirmed"]
    assert live(city, citizen) == ["confirmed", "held"]


async def test_stop_while_moving_leaves_the_old_time(city: City, citizen: FakeRasa, passport: Booking) -> None:
    await citizen.say("reschedule_appointment", date=THURSDAY, time="09:30")
    await citizen.press("不改了")
    assert citizen.said() == ["utter_stopped_move"]
    assert mine(city, citizen) == [passport]
    assert live(city, citizen) == ["confirmed"]


async def test_a_no_while_moving_asks_when_instead(city: City, citizen: FakeRasa, passport: Booking) -> None:
    await citizen.say("reschedule_appointment", date=THURSDAY, time="09:30")
    await citizen.press("换个时间")
    assert citizen.said() == ["utter_ask_move_when"]
    assert live(city, citizen) == ["confirmed"]


async def test_which_one_is_moved(citizen: FakeRasa, passport: Booking, wedding: Booking) -> None:
    await citizen.say("reschedule_appointment")
    assert citizen.said() == ["utter_ask_move_booking"]
    await citizen.say("affirm", "第一个")
    assert citizen.slots["move_booking"] == passport.id
    await citizen.say("go_back", "上一步")
    assert citizen.said() == ["utter_ask_move_booking"]


async def test_the_new_time_is_kept_while_asking_which(citizen: FakeRasa, passport: Booking, wedding: Booking) -> None:
    await citizen.say("reschedule_appointment", date=THURSDAY, time="10:00")
    await citizen.say("find_service", "护照的", service="PASSPORT")
    await citizen.answer("find_service", "护照", service="PASSPORT")
    assert citizen.slots["move_slot"] == "SY-EXIT@2026-12-03T10:00:00+08:00"


async def test_from_cancelling_to_moving(city: City, citizen: FakeRasa, passport: Booking) -> None:
    await citizen.say("cancel_appointment")
    await citizen.press("改期")
    assert citizen.said() == ["utter_ask_move_when"]
    await citizen.say("cancel_appointment", "算了，还是取消")
    assert citizen.said() == ["utter_ask_cancel_confirmed"]
    await citizen.say("affirm", "好")
    assert mine(city, citizen) == []
    assert citizen.slots["open_forms"] is None


async def test_too_late_to_move(city: City, citizen: FakeRasa, passport: Booking) -> None:
    city.clock.set(datetime.fromisoformat(f"{WEDNESDAY}T08:30:00+08:00"))
    await citizen.say("reschedule_appointment", date=THURSDAY, time="09:30")
    await citizen.say("affirm", "好")
    assert "utter_refused_too_late_to_cancel" in citizen.said()
    assert mine(city, citizen) == [passport]


async def test_a_move_that_fails_keeps_nothing_held(city: City, citizen: FakeRasa, passport: Booking) -> None:
    city.clock.set(datetime.fromisoformat(f"{WEDNESDAY}T08:30:00+08:00"))
    await citizen.say("reschedule_appointment", date=THURSDAY, time="09:30")
    await citizen.say("affirm", "好")
    assert live(city, citizen) == ["confirmed"]


async def test_saying_it_again_while_asked_to_sign_in(citizen: FakeRasa) -> None:
    await citizen.say("cancel_appointment")
    await citizen.say("cancel_appointment", "取消")
    assert citizen.said() == ["utter_ask_signed_in_appointments"]
