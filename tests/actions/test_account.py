"""Signing in and out for its own sake."""

from __future__ import annotations

from city.bootstrap import City
from tests.actions.conftest import at_confirmation, last_code, live
from tests.actions.fake_rasa import FakeRasa

PHONE = "13907520001"


async def test_signing_in_is_offered_and_said_when_done(citizen: FakeRasa, city: City) -> None:
    await citizen.say("sign_in")
    assert citizen.said() == ["utter_ask_signed_in_account"]
    assert citizen.card("sign_in")["purpose"] == "account"
    city.people.start_sign_in(citizen.sender, PHONE)
    city.people.finish_sign_in(citizen.sender, last_code(city))
    await citizen.say("EXTERNAL_signed_in")
    assert citizen.said() == ["utter_signed_in"]
    assert citizen.active is None


async def test_who_has_signed_in_is_told_so(citizen: FakeRasa, city: City) -> None:
    city.people.sign_in_sample(citizen.sender, "LIN-HAI")
    await citizen.say("sign_in")
    assert citizen.said() == ["utter_already_signed_in"]


async def test_asked_for_a_sign_in_one_may_say_so_again(citizen: FakeRasa) -> None:
    await citizen.say("list_policies")
    await citizen.say("sign_in", "好的我登录")
    assert citizen.said() == ["utter_ask_signed_in_policies"]
    assert citizen.slots["continue_with"] == "action_list_policies"


async def test_signing_in_can_be_declined(citizen: FakeRasa) -> None:
    await citizen.say("sign_in")
    await citizen.say("deny", "不了")
    assert citizen.said() == ["utter_sign_in_declined"]
    assert citizen.active is None


async def test_signing_out_forgets_who_speaks(citizen: FakeRasa, city: City) -> None:
    city.people.sign_in_sample(citizen.sender, "LIN-HAI")
    await citizen.say("sign_out")
    assert citizen.said() == ["utter_signed_out"]
    assert city.people.actor(citizen.sender).person is None
    await citizen.say("list_policies")
    assert citizen.cards() == ["sign_in"]


async def test_signing_out_gives_back_what_was_held(citizen: FakeRasa, city: City) -> None:
    city.people.sign_in_sample(citizen.sender, "LIN-HAI")
    person = city.people.actor(citizen.sender)
    await at_confirmation(citizen)
    assert live(city, citizen) == ["held"]
    await citizen.say("sign_out")
    assert city.bookings.mine(person) == []
    assert citizen.active is None
    assert citizen.slots["open_forms"] is None


async def test_a_guest_has_nothing_to_sign_out_of(citizen: FakeRasa) -> None:
    await citizen.say("sign_out")
    assert citizen.said() == ["utter_not_signed_in"]
