"""The player itself: it must see each kind of difference, or the conversations prove nothing."""

import pytest

from tests.conversations.player import Citizen, Mismatch, differences, do, holds

ANSWER = {
    "conversation": "t",
    "language": "zh",
    "messages": [
        {"text": "请选择时间", "buttons": [{"title": "换一天", "payload": "/deny"}]},
        {"text": "", "card": {"type": "slots", "days": [{"date": "2026-12-02", "slots": []}]}},
    ],
}


@pytest.mark.parametrize(
    "expectation",
    [
        {"error": "text_too_long"},
        {"language": "en"},
        {"text": "receipt"},
        {"text": ["请选择", "办好了"]},
        {"not": "时间"},
        {"cards": []},
        {"cards": ["slots", "receipt"]},
        {"card": {"slots": {"days": [{"date": "2026-12-03"}]}}},
        {"card": {"receipt": {}}},
        {"buttons": "确认"},
    ],
)
def test_a_difference_is_seen(expectation: dict[str, object]) -> None:
    assert list(differences(Citizen("", last=ANSWER), expectation))


def test_an_unexpected_error_is_seen() -> None:
    assert list(differences(Citizen("", last={"error": {"code": "rate_limited"}}), {}))


def test_what_holds_is_no_difference() -> None:
    turn = {"language": "zh", "text": "请选择", "not": "receipt", "cards": "slots", "buttons": "换一天"}
    turn["card"] = {"slots": {"days": [{"date": "2026-12-02"}]}}
    assert not list(differences(Citizen("", last=ANSWER), turn))


def test_a_button_or_slot_that_is_not_there_cannot_be_pressed() -> None:
    citizen = Citizen("", last=ANSWER)
    with pytest.raises(Mismatch):
        do(citizen, {"press": "确认"})
    with pytest.raises(Mismatch):
        do(citizen, {"choose": 1})
    with pytest.raises(Mismatch):
        do(citizen, {"wait": 1})


def test_a_list_holds_by_position() -> None:
    assert holds([{"a": 1}], [{"a": 1, "b": 2}, {}])
    assert not holds([{"a": 1}, {"a": 2}], [{"a": 1}])
