"""Maximum, deductible and share: of a product for anybody, of one's own policies after signing in."""

from __future__ import annotations

from city.bootstrap import City
from city.outages import set_outage
from tests.actions.fake_rasa import FakeRasa


async def test_a_guest_hears_the_general_figures_of_a_product(citizen: FakeRasa) -> None:
    text = await citizen.say("ask_limit", product="HQB-2026-A")
    assert "17,000元" in text
    assert "80%" in text
    assert citizen.said()[-1] == "utter_limits_general"
    assert [button["title"] for button in citizen.buttons()] == ["登录"]


async def test_of_a_family_the_main_figures_of_each_member(citizen: FakeRasa) -> None:
    await citizen.say("ask_limit", product="HQB")
    assert citizen.said() == ["utter_limits_brief"] * 4 + ["utter_limits_general"]


async def test_without_a_product_a_guest_signs_in_first(citizen: FakeRasa) -> None:
    await citizen.say("ask_limit")
    assert citizen.cards() == ["sign_in"]
    assert citizen.slots["continue_with"] == "action_limit"


async def test_one_s_own_policy_says_what_is_left(citizen: FakeRasa, city: City) -> None:
    city.people.sign_in_sample(citizen.sender, "WANG-JING")
    text = await citizen.say("ask_limit", product="HQB")
    assert citizen.said()[0] == "utter_limits"
    assert "免赔额还差：6,000元" in text  # 17,000 last year, a claim adds 1,000, of which 12,000 are used
    assert "限额还剩：50,000元" in text  # 1,200,000 less 1,150,000
    assert "10000042" not in text


async def test_a_product_one_does_not_hold(citizen: FakeRasa, city: City) -> None:
    city.people.sign_in_sample(citizen.sender, "LIN-HAI")
    await citizen.say("ask_limit", product="MOTOR-CTP")
    assert citizen.said() == ["utter_refused_no_such_policy"]


async def test_the_register_is_down(citizen: FakeRasa, city: City) -> None:
    city.people.sign_in_sample(citizen.sender, "LIN-HAI")
    set_outage(city.db, "cover", "down")
    await citizen.say("ask_limit")
    assert citizen.said() == ["utter_refused_insurer_unavailable"]
