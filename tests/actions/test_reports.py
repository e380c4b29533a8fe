"""Reporting a problem, turn by turn, against a real city: refusals and changes of mind first."""

from __future__ import annotations

import pytest

from city.bootstrap import City
from city.outages import set_outage
from city.reports.register import Works
from city.reports.values import NewReport, Place
from tests.actions.fake_rasa import FakeRasa

KIND, WHERE, SAME, CONFIRM = (
    "utter_ask_report_kind", "utter_ask_report_place", "utter_ask_report_same", "utter_ask_report_confirmed"
)  # fmt: skip


def reports_of(city: City, citizen: FakeRasa) -> list[str]:
    return [one.ref for one in city.reports.mine(city.people.actor(citizen.sender))]


async def at_confirmation(citizen: FakeRasa) -> None:
    await citizen.say("report_problem", "解放路的路灯坏了", problem="STREETLIGHT", location="解放路12号")
    assert citizen.said() == [CONFIRM]


async def neighbour_reports(city: City) -> str:
    place = Place("解放路12号", 18.2528, 109.5119)
    actor = city.people.actor("c-neighbour")
    return city.reports.file(actor, NewReport("STREETLIGHT", place, "灯灭了"), key="n").report.ref


@pytest.mark.parametrize("answer", [("deny", "不用了"), ("stop", "算了")])
async def test_nothing_is_reported_without_a_yes(city: City, citizen: FakeRasa, answer: tuple[str, str]) -> None:
    await at_confirmation(citizen)
    await citizen.say(*answer)
    assert citizen.active is None
    assert reports_of(city, citizen) == []
    assert citizen.slots["report_case"] is None


@pytest.mark.parametrize("text", ["不知道", "?", "啊"])
async def test_what_is_no_place_is_asked_again(citizen: FakeRasa, text: str) -> None:
    await citizen.say("report_problem", problem="POTHOLE")
    await citizen.say("nlu_fallback", text)
    assert citizen.said() == ["utter_note_no_place", WHERE]


async def test_a_position_in_another_city(city: City, citizen: FakeRasa) -> None:
    await citizen.say("report_problem", problem="POTHOLE")
    await citizen.say("nlu_fallback", "39.9087, 116.3975")
    assert citizen.said() == ["utter_refused_outside_area", WHERE]
    assert reports_of(city, citizen) == []


async def test_an_answer_that_is_none(citizen: FakeRasa) -> None:
    await citizen.say("report_problem")
    assert citizen.said() == [KIND]
    await citizen.say("nlu_fallback", "嗯嗯嗯")
    assert citizen.said() == ["utter_note_choose_one", KIND]


async def test_somebody_elses_report_is_not_shown(city: City, citizen: FakeRasa) -> None:
    ref = await neighbour_reports(city)
    for named in (ref, "RP-20261103-18"):
        await citizen.say("check_report", report_ref=named)
        assert citizen.said() == ["utter_report_not_found"]
    await citizen.say("check_report")
    assert citizen.said() == ["utter_no_reports"]


async def test_a_department_that_is_away(city: City, citizen: FakeRasa) -> None:
    set_outage(city.db, "reports", "down")
    await at_confirmation(citizen)
    text = await citizen.press("确认上报")
    assert citizen.said()[0] == "utter_report_kept"
    assert "不用重报" in text
    assert citizen.cards() == ["report", "receipt"]
    assert citizen.card("report")["status"] == "submitted"
    text = await citizen.say("check_report")
    assert citizen.said() == ["utter_report_status"]
    assert "连不上" in text
    set_outage(city.db, "reports", None)
    assert "已受理" in await citizen.say("check_report")


async def test_a_report_from_its_kind_to_its_receipt(city: City, citizen: FakeRasa) -> None:
    citizen.language = "en"
    await citizen.say("report_problem")
    await citizen.press("Broken street light")
    assert citizen.said() == [WHERE]
    await citizen.say("ask_location", "in front of the library")
    assert citizen.said() == [CONFIRM]
    text = await citizen.press("Report it")
    assert "RP-20261124-1" in text
    assert "samples" in text
    assert citizen.cards() == ["report", "receipt"]
    card = citizen.card("report")
    assert (card["place"], card["status"], card["fresh"]) == ("in front of the library", "open", True)
    fields = {field["name"]: field["value"] for field in citizen.card("receipt")["fields"]}
    assert fields["Problem"] == "Broken street light"
    assert fields["Report number"] == "RP-20261124-1"
    assert citizen.active is None


async def test_a_yes_in_words_of_its_own(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("nlu_fallback", "yes, report it")
    assert len(reports_of(city, citizen)) == 1


async def test_the_words_are_kept_and_not_published(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("affirm", "好")
    (ref,) = reports_of(city, citizen)
    (report,) = city.reports.mine(city.people.actor(citizen.sender))
    assert report.description == "解放路的路灯坏了"
    assert city.published.one(ref).description is None


async def test_pin_of_a_map(city: City, citizen: FakeRasa) -> None:
    await citizen.say("report_problem", problem="BEACH")
    await citizen.say("nlu_fallback", "geo:18.2208,109.5203")
    await citizen.say("affirm", "确认")
    position = city.reports.mine(city.people.actor(citizen.sender))[0].position
    assert (position.lat, position.lon) == (18.2208, 109.5203)


async def test_the_same_nearby_is_joined(city: City, citizen: FakeRasa) -> None:
    ref = await neighbour_reports(city)
    await citizen.say("report_problem", problem="STREETLIGHT", location="解放路 12号")
    assert citizen.said() == [SAME]
    await citizen.press(f"附议 {ref}")
    assert citizen.said()[0] == "utter_report_joined"
    assert citizen.card("report")["supporters"] == 1
    assert citizen.card("receipt")["act"] == "report.joined"
    assert citizen.active is None
    assert ref in await citizen.say("check_report")


@pytest.mark.parametrize("answer", ["press", "deny"])
async def test_the_same_nearby_is_another(city: City, citizen: FakeRasa, answer: str) -> None:
    await neighbour_reports(city)
    await citizen.say("report_problem", problem="STREETLIGHT", location="解放路12号")
    await (citizen.press("不是，新报一件") if answer == "press" else citizen.say("deny", "不是"))
    assert citizen.said() == [CONFIRM]
    await citizen.say("affirm", "是的")
    assert reports_of(city, citizen) == ["RP-20261124-2"]


async def test_a_yes_means_the_only_one_nearby(city: City, citizen: FakeRasa) -> None:
    await neighbour_reports(city)
    await citizen.say("report_problem", problem="STREETLIGHT", location="解放路12号")
    await citizen.say("affirm", "对，就是这个")
    assert citizen.said()[0] == "utter_report_joined"


async def test_ones_own_is_told_to_be_ones_own(city: City, citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("affirm", "好")
    await citizen.say("report_problem", problem="STREETLIGHT", location="解放路12号")
    await citizen.say("affirm", "是")
    assert citizen.said()[0] == "utter_report_yours"
    assert len(reports_of(city, citizen)) == 1


async def test_it_was_closed_meanwhile(city: City, citizen: FakeRasa) -> None:
    ref = await neighbour_reports(city)
    await citizen.say("report_problem", problem="STREETLIGHT", location="解放路12号")
    Works(city.db, city.clock).close(ref, "fixed", "新灯已装")
    city.reports.refresh(ref)
    await citizen.say("affirm", "是")
    assert citizen.said() == ["utter_report_closed_meanwhile", CONFIRM]


async def test_going_back_and_changing_the_place(citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    await citizen.say("go_back", "上一步")
    assert citizen.said() == [WHERE]
    await citizen.say("report_problem", "在榆亚路", location="榆亚路")
    assert citizen.said() == [CONFIRM]
    assert "榆亚路" in citizen.messages[0].text


async def test_another_kind_before_the_yes(citizen: FakeRasa) -> None:
    await at_confirmation(citizen)
    text = await citizen.say("report_problem", "不对，是井盖丢了", problem="DRAIN")
    assert citizen.said() == [CONFIRM]
    assert "井盖" in text


async def test_a_question_while_reporting_and_back(citizen: FakeRasa) -> None:
    await citizen.say("report_problem", problem="TREE")
    await citizen.say("ask_fee", "护照多少钱？", service="PASSPORT")
    assert citizen.said()[-1] == WHERE
    assert citizen.active == "report_form"


async def test_inside_a_booking_it_comes_back_to_the_booking(citizen: FakeRasa) -> None:
    await citizen.say("book_appointment", service="PASSPORT")
    await citizen.say("report_problem", problem="TREE", location="迎宾路")
    await citizen.say("affirm", "好")
    assert citizen.said()[0] == "utter_report_filed"
    assert citizen.active == "booking_form"


async def test_the_end_of_a_report_and_the_others(city: City, citizen: FakeRasa) -> None:
    for place in ("解放路12号", "榆亚路3号"):
        await citizen.say("report_problem", problem="POTHOLE", location=place)
        await citizen.say("affirm", "好")
    Works(city.db, city.clock).close("RP-20261124-2", "not_ours", "私人道路")
    text = await citizen.say("check_report")
    assert "不归本市处理" in text
    assert "私人道路" in text
    assert "RP-20261124-1" in text
    await citizen.answer("nlu_fallback", "RP-20261124-1", report_ref="RP-20261124-1")
    assert citizen.said() == ["utter_report_status"]


async def test_a_bare_problem_opens_a_report(citizen: FakeRasa) -> None:
    await citizen.answer("nlu_fallback", "路灯", problem="STREETLIGHT")
    assert citizen.said() == [WHERE]
