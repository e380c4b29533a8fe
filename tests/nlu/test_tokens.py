"""Tokens of mixed text: whole tokens and references, no white space, exact offsets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.tokens import Cutter, runs

CUTTER = Cutter(["惠琼保", "护照", "出入境接待大厅"])


@pytest.fixture
def cutter() -> Cutter:
    return CUTTER


@given(st.text())
def test_tokens_are_where_they_say_and_never_blank(text: str) -> None:
    end = 0
    for piece in runs(text):
        assert piece.start >= end
        assert text[piece.start : piece.end] == piece.text
        assert piece.text.strip()
        assert not text[end : piece.start].strip()
        end = piece.end
    assert not text[end:].strip()


@settings(deadline=None)  # the first example loads jieba's dictionary
@given(st.text(alphabet=st.sampled_from("我想办护照 惠琼保passport12#-,。")))
def test_words_cover_the_chinese_runs(text: str) -> None:
    pieces = CUTTER.cut(text)
    assert "".join(piece.text for piece in pieces) == "".join(text.split())
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)


@pytest.mark.parametrize(
    "whole",
    [
        "policy#7KQ2M9XA",
        "id#7KQ2M9XA",
        "phone#9TK4W2ZB",
        "SY7Q-2M4K",
        "RP-20261103-18",
        "CL-55210",
        "AP-3391",
        "RC-88F2-Q1",
    ],
)
def test_tokens_and_references_stay_whole(cutter: Cutter, whole: str) -> None:
    assert whole in [piece.text for piece in cutter.cut(f"我的{whole}怎么样了")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("帮我cancel那个passport", ["帮", "我", "cancel", "那个", "passport"]),
        ("惠琼保 pays?", ["惠琼保", "pays", "?"]),
        ("don't 3点30", ["don't", "3", "点", "30"]),
        ("   ", []),
        ("去出入境接待大厅", ["去", "出入境接待大厅"]),
        ("policy#7KQ2M9XI", ["policy", "#", "7", "KQ", "2", "M", "9", "XI"]),
    ],
)
def test_words(cutter: Cutter, text: str, words: list[str]) -> None:
    assert [piece.text for piece in cutter.cut(text)] == words


def test_traditional_names_are_known_too(cutter: Cutter) -> None:
    assert [piece.text for piece in cutter.cut("護照")] == ["護照"]
