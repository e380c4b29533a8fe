"""Every conversation under this folder, played through front door, trained model, actions, database and ledger."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.stack import Stack
from tests.conversations.player import Citizen, differences, do
from tests.conversations.state import bookings_of, clear_bookings, receipts_of, untold

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*/*.yml"))
LANGUAGES = ("zh", "en", "mixed")
BEHAVIOURS = {"happy_path", "correction", "digression", "stop", "refusal", "bad_input", "sign_in", "talk"}


def read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def name(path: Path) -> str:
    return str(path.relative_to(HERE).with_suffix(""))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_conversation(path: Path, city_stack: Stack) -> None:
    told = read(path)
    clear_bookings(city_stack)
    citizen = Citizen(f"http://127.0.0.1:{city_stack.ports['citizens']}")
    citizen.request("/dev/clock", {"now": told["now"]})
    if "given" in told:
        answer = citizen.request("/dev/given", told["given"])
        assert "error" not in answer, answer
    try:
        for number, turn in enumerate(told["turns"], 1):
            do(citizen, turn)
            wrong = list(differences(citizen, turn))
            assert not wrong, f"turn {number} {turn}:\n" + "\n".join(wrong) + f"\nthe answer was {citizen.last}"
    finally:
        citizen.request("/dev/outage", {"gateway": "cover", "mode": None})
    after = told["then"]
    wrong = [
        *untold(after.get("bookings", []), bookings_of(city_stack, citizen)),
        *untold([{"act": act} for act in after.get("receipts", [])], receipts_of(city_stack, citizen)),
    ]
    assert not wrong, "\n".join(wrong)


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 60
    assert {path.parent.parent.name for path in FILES} == set(LANGUAGES)
    assert {path.parent.name for path in FILES} <= BEHAVIOURS


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.parent.name == "zh"], ids=name)
def test_each_language_reaches_the_same_end(path: Path) -> None:
    """A conversation exists in zh, en and mixed, and ends in the same state in each."""
    twins = [HERE / language / path.parent.name / path.name for language in LANGUAGES]
    assert [twin for twin in twins if not twin.exists()] == []
    first, *others = [read(twin) for twin in twins]
    for other in others:
        assert other["then"] == first["then"]
        assert other["now"] == first["now"]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_conversation_expects_something_of_each_answer(path: Path) -> None:
    told = read(path)
    assert set(told) <= {"about", "now", "given", "turns", "then"}
    assert "then" in told
    expectations = {"language", "text", "not", "cards", "card", "buttons", "error"}
    silent = [turn for turn in told["turns"] if not expectations & set(turn) and not {"clock", "outage"} & set(turn)]
    assert not silent
