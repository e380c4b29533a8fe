"""How long a service takes, and who may use it."""

from __future__ import annotations

import pytest

from tests.actions.fake_rasa import FakeRasa


async def test_how_long_it_takes(citizen: FakeRasa) -> None:
    text = await citizen.say("ask_duration", service="RES-PERMIT")
    assert "15日" in text
    assert [button["title"] for button in citizen.buttons()] == ["预约"]


async def test_a_sample_is_said_to_be_one(citizen: FakeRasa) -> None:
    citizen.language = "en"
    assert "sample" in await citizen.say("ask_duration", service="HUKOU-MOVE")


async def test_who_may_use_it(citizen: FakeRasa) -> None:
    assert "6个月" in await citizen.say("ask_eligibility", service="RES-PERMIT")


async def test_where_no_condition_is_known_somebody_else_decides(citizen: FakeRasa) -> None:
    text = await citizen.say("ask_eligibility", service="ID-RENEW")
    assert "12345" in text
    assert citizen.cards() == ["handoff"]


@pytest.mark.parametrize(
    ("intent", "key"), [("ask_duration", "utter_duration"), ("ask_eligibility", "utter_eligibility")]
)
async def test_the_service_is_asked_for_and_remembered(citizen: FakeRasa, intent: str, key: str) -> None:
    await citizen.say(intent)
    assert citizen.said() == ["utter_ask_which_service"]
    await citizen.press("结婚登记")
    assert citizen.said() == [key]
    await citizen.say("ask_fee", "多少钱")
    assert "结婚登记" in "".join(message.text for message in citizen.messages)


async def test_a_bare_service_asks_the_same_again(citizen: FakeRasa) -> None:
    await citizen.say("ask_duration", service="RES-PERMIT")
    await citizen.answer("find_service", "结婚登记", service="MARRIAGE")
    assert citizen.said() == ["utter_duration"]
