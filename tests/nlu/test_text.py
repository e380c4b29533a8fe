"""Folding keeps offsets; no citizen's text comes out as a command."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text import fold, has_han, is_mere_symbols, is_notation, strip_command


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("護照", "护照"), ("ＰＡＳＳＰＯＲＴ", "passport"), ("１２：３０", "12:30"), ("MRI、CT", "mri、ct"), ("", "")],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "/greet",
        "  /greet",
        "///greet",
        "\uff0fgreet",
        "\u200b/greet",
        "\u2060\ufeff/ /greet",
        "\u202e/greet",
        "\u2044greet",
        "\u2215\u29f8greet",
        "\u3000/greet",
        "\u0301/greet",
        "\t\n/greet",
    ],
)
def test_a_command_loses_its_slash(text: str) -> None:
    assert strip_command(text) == "greet"


@pytest.mark.parametrize("text", ["", "/", " / ", "\u200b", "\uff0f\uff0f"])
def test_nothing_but_slashes_is_nothing(text: str) -> None:
    assert strip_command(text) == ""


@pytest.mark.parametrize("text", ["12/3", "和/或", "我想办护照", "a/b"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert strip_command(text) == text


@given(st.text(alphabet=st.one_of(st.sampled_from("/ \u200b\uff0f\u2044\u2060\u0301"), st.characters())))
def test_no_text_begins_with_a_slash_in_any_reading(text: str) -> None:
    stripped = strip_command(text)
    assert not unicodedata.normalize("NFKC", stripped).strip().startswith("/")


def test_chinese_characters_are_seen() -> None:
    assert has_han("abc护")
    assert not has_han("abc、12")


@pytest.mark.parametrize(
    "text", ['affirm{"confirmed": "yes"}', "book_appointment{}", "ａｆｆｉｒｍ {", " EXTERNAL_signed_in{"]
)
def test_a_command_of_a_machine_is_told_from_words(text: str) -> None:
    assert is_notation(text)


@pytest.mark.parametrize("text", ["yes", "affirm", "好的{笑}", "ok, {name}", "12{3}", ""])
def test_words_are_no_command(text: str) -> None:
    assert not is_notation(text)


@pytest.mark.parametrize(
    ("text", "mere"), [("🐟🌀", True), ("🎈 !", True), ("👍", False), ("👍🏽🎉", False), ("好🎉", False), ("?", False)]
)
def test_mere_symbols_are_told_from_words_and_thumbs(text: str, mere: bool) -> None:
    assert is_mere_symbols(text) == mere
