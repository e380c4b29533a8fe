"""The language of what the door itself says: by script, and an OK in between changes nothing."""

import pytest

from bot.inbound import Language
from bot.language import first, language_of


@pytest.mark.parametrize("text", ["", None, "12345", "!?", "a"])
def test_what_says_nothing(text: str | None) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("text", "language"), [("你好", "zh"), ("OK", "en"), ("请book it", "zh"), ("please help me", "en")]
)
def test_by_script(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("known", ["zh", "en"])
@pytest.mark.parametrize("text", ["OK", "confirm", "thanks, bye"])
def test_a_word_or_two_go_on_in_the_language_of_the_talk(text: str, known: Language) -> None:
    assert language_of(text, known) == known


def test_a_sentence_changes_it() -> None:
    assert language_of("please book it now", "zh") == "en"
    assert language_of("好的", "en") == "zh"


def test_the_first_guess_counts_else_the_citys_language() -> None:
    assert first([None, "en", "zh"]) == "en"
    assert first([None, None]) == "zh"
