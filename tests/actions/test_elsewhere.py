"""What cannot be done here yet is said, with the matter named back and who does it; nothing is pretended."""

from __future__ import annotations

import pytest

from tests.actions.fake_rasa import FakeRasa

NOT_YET = ["还不能", "还查不到"]


@pytest.mark.parametrize(
    "intent",
    [
        "file_claim",
        "check_claim",
        "export_my_data",
        "delete_my_data",
    ],
)
async def test_it_is_said_that_it_is_not_done_here(citizen: FakeRasa, intent: str) -> None:
    text = await citizen.say(intent)
    assert any(words in text for words in NOT_YET)
    assert citizen.active is None
    assert citizen.cards() == ["handoff"] or citizen.buttons()


@pytest.mark.parametrize(
    ("intent", "entity", "ref"),
    [
        ("check_claim", "claim_ref", "CL-55210"),
    ],
)
async def test_a_reference_is_named_back_and_opens_its_matter_alone(
    citizen: FakeRasa, intent: str, entity: str, ref: str
) -> None:
    assert ref in await citizen.say(intent, **{entity: ref})
    assert ref in await citizen.answer("nlu_fallback", ref, **{entity: ref})
    assert citizen.said() == [f"utter_{intent}"]


async def test_a_claim_names_the_insurer_of_the_product(citizen: FakeRasa) -> None:
    text = await citizen.say("file_claim", product="HQB", event="FRACTURE")
    assert "4000012871" in text
    assert citizen.card("handoff")["phones"][0]["number"] == "4000012871"
    assert [button["title"] for button in citizen.buttons()] == ["问保险赔不赔", "看我的保险"]


async def test_inside_a_booking_it_is_said_and_the_booking_goes_on(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT")
    await citizen.say("file_claim", event="FRACTURE")
    assert citizen.said()[0] == "utter_file_claim"
    assert citizen.active == "booking_form"


@pytest.mark.parametrize("intent", ["explain_ledger", "ask_privacy"])
async def test_ledger_and_privacy_are_explained_with_ways_on(citizen: FakeRasa, intent: str) -> None:
    await citizen.say(intent)
    assert citizen.said() == [f"utter_{intent}"]
    assert len(citizen.buttons()) == 3
