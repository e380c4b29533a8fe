"""What belongs to one matter is kept where that matter is meant, and there goes before what else the words name."""

from typing import Any

import pytest

from nlu.scope import in_scope


def entity(name: str, value: str, text: str, words: str) -> dict[str, Any]:
    start = text.index(words)
    return {"entity": name, "value": value, "start": start, "end": start + len(words)}


@pytest.mark.parametrize(
    ("intent", "kept"),
    [
        ("screen_aid", ["programme"]),
        ("find_service", ["service"]),
        ("ask_documents", ["service"]),
        ("check_application", []),
        ("nlu_fallback", ["service", "programme"]),
    ],
)
def test_a_name_that_is_a_service_and_a_programme(intent: str, kept: list[str]) -> None:
    text = "低保怎么样"
    found = [entity("service", "DIBAO", text, "低保"), entity("programme", "DIBAO", text, "低保")]
    assert [one["entity"] for one in in_scope(found, intent, text)] == kept


@pytest.mark.parametrize(
    ("name", "intent"),
    [("problem", "out_of_scope"), ("problem", "check_report"), ("term", "ask_limit"), ("location", "ask_location")],
)
def test_what_belongs_elsewhere_is_left_out(name: str, intent: str) -> None:
    text = "垃圾短信怎么拦"
    assert in_scope([entity(name, "X", text, "垃圾")], intent, text) == []


def test_a_bare_name_is_kept_whatever_the_intent() -> None:
    text = " 免赔额？"
    assert in_scope([entity("term", "DEDUCTIBLE", text, "免赔额")], "chitchat", text)


def test_what_belongs_everywhere_stays_everywhere() -> None:
    text = "明天两个人"
    found = [entity("date", "2026-11-25", text, "明天"), entity("quantity", "2", text, "两个人")]
    assert in_scope(found, "affirm", text) == found


def test_without_an_intent_only_what_belongs_everywhere_stays() -> None:
    text = "明天的垃圾"
    found = [entity("date", "2026-11-25", text, "明天"), entity("problem", "RUBBISH", text, "垃圾")]
    assert in_scope(found, None, text) == found[:1]


@pytest.mark.parametrize("intent", ["reschedule_appointment", "nlu_fallback"])
def test_a_guessed_place_needs_its_matter(intent: str) -> None:
    text = "胜利路12号"
    assert in_scope([entity("location", text, text, text)], intent, text) == []
    assert in_scope([entity("location", text, text, text)], "report_problem", text)
