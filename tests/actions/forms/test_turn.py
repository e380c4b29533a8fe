"""Reading a turn from a tracker."""

from __future__ import annotations

from datetime import date

import pytest

from actions.forms.said import Said, read_said
from actions.forms.turn import Turn, is_fresh, read_turn

TEXT = "周三不行，周四"


def typed(**changes: object) -> Turn:
    message = {
        "text": TEXT,
        "intent": {"name": "deny", "confidence": 0.9},
        "entities": [
            {"entity": "date", "value": "2026-11-25", "start": 0, "end": 2},
            {"entity": "date", "value": "2026-11-26", "start": 5, "end": 7},
        ],
        "language": "zh",
        "metadata": {"turn": "t-1", "now": "2026-11-24T13:30:00+08:00", "language": "en"},
        **changes,
    }
    return read_turn(message)


def test_a_typed_turn() -> None:
    turn = typed()
    assert turn.id == "t-1"
    assert turn.key("hold") == "t-1:hold"
    assert turn.intent == "deny"
    assert turn.entities == {"date": ("2026-11-25", "2026-11-26")}
    assert turn.surfaces == {"date": ("周三", "周四")}
    assert turn.is_bare


def test_a_pressed_button_has_no_text() -> None:
    turn = read_turn(
        {
            "text": '/book_appointment{"slot": "x"}',
            "intent": {"name": "book_appointment"},
            "entities": [{"entity": "slot", "value": "x"}],
        }
    )
    assert turn.text == ""
    assert turn.first("slot") == "x"
    assert not turn.is_bare


def test_nothing_at_all() -> None:
    turn = read_turn({})
    assert (turn.intent, turn.language, turn.first("date")) == ("", "zh", None)


@pytest.mark.parametrize(
    ("pinned", "said", "known", "language"),
    [
        ("en", "zh", "zh", "en"),
        (None, "en", "zh", "en"),
        (None, None, "en", "en"),
        (None, None, None, "zh"),
        ("fr", "xx", None, "zh"),
    ],
)
def test_the_language(pinned: str | None, said: str | None, known: str | None, language: str) -> None:
    assert read_turn({"language": said, "metadata": {"language": known}}, pinned).language == language


def test_after_a_no_the_last_value_counts() -> None:
    assert read_said(typed()).date == "2026-11-26"


def test_two_days_without_a_no_are_a_range() -> None:
    assert read_said(typed(intent={"name": "book_appointment"})).date == "2026-11-25/2026-11-26"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 2), "2026-12-03"),
        (date(2026, 11, 30), "2026-12-03"),
        (date(2026, 11, 25), "2026-11-26"),
        (date(2026, 11, 17), "2026-11-26"),
        (None, "2026-11-26"),
    ],
)
def test_a_plain_weekday_is_in_the_week_that_is_talked_about(day: date | None, expected: str) -> None:
    assert read_said(typed(), day).date == expected


def test_a_weekday_with_its_week_stays() -> None:
    entities = [{"entity": "date", "value": "2026-11-26", "start": 0, "end": 3}]
    assert read_said(typed(text="这周四", entities=entities), date(2026, 12, 2)).date == "2026-11-26"


def test_saying_nothing() -> None:
    said = read_said(typed(text="好的呀", entities=[]))
    assert said == Said()
    assert not said.anything


def test_a_denied_value_is_not_meant() -> None:
    entities = [
        {"entity": "service", "value": "PASSPORT", "start": 2, "end": 4},
        {"entity": "service", "value": "HKM-PERMIT", "start": 6, "end": 11},
    ]
    assert read_said(typed(text="不是护照，是港澳通行证", entities=entities)).service == "HKM-PERMIT"


def test_a_number_that_is_a_time_is_no_ordinal() -> None:
    said = read_said(typed(text="10", entities=[{"entity": "time", "value": "10:00", "start": 0, "end": 2}]))
    assert (said.time, said.choice) == ("10:00", None)


@pytest.mark.parametrize(
    ("events", "fresh"),
    [
        (["user", "action:booking_form"], True),
        (["user", "slot", "action:booking_form"], True),
        (["action:action_fee", "action:action_listen", "user", "action:booking_form"], True),
        (["user", "action_execution_rejected", "action:action_fee", "action:booking_form"], False),
        (["user", "action:action_list_policies", "action:sign_in_form"], False),
    ],
)
def test_whether_a_turn_still_waits(events: list[str], fresh: bool) -> None:
    assert is_fresh([{"event": event.partition(":")[0]} for event in events]) is fresh
