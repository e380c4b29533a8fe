"""Every conversation under this folder, played through front door, trained model, actions, database and ledger."""

from pathlib import Path

import pytest

from scripts.stack import Stack
from tests.conversations.playing import play, read

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*/*.yml"))
LANGUAGES = ("zh", "en", "mixed")
BEHAVIOURS = {"happy_path", "correction", "digression", "stop", "refusal", "bad_input", "sign_in", "talk"}


def name(path: Path) -> str:
    return str(path.relative_to(HERE).with_suffix(""))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_conversation(path: Path, city_stack: Stack) -> None:
    wrong = play(path, city_stack)
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
