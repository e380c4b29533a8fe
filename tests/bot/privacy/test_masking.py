"""Tokens take the place of identifiers, and nobody brings a token that is not theirs."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.masking import mask
from bot.privacy.tokens import disarmed, fill, tokens_in


def put(kind: str, value: str) -> str:
    return f"{kind}#{abs(hash(value)) % 10**8:08}"


def masked(text: str) -> str:
    numbers = itertools.count(1)
    return mask(text, lambda kind, value: f"{kind}#{next(numbers):08}")[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("身份证460200197503070018电话13812345678", "身份证id#00000001电话phone#00000002"),
        ("call13812345678now", "call phone#00000001 now"),
        ("我的电话１３８１２３４５６７８", "我的电话phone#00000001"),
        ("SY7Q-2M4K", "SY7Q-2M4K"),
    ],
)
def test_an_identifier_becomes_a_token(text: str, expected: str) -> None:
    assert masked(text) == expected


@given(st.text(), st.sampled_from(["13812345678", "460200197503070018", "a.b@example.com"]), st.text())
def test_an_identifier_between_any_words_does_not_survive(before: str, number: str, after: str) -> None:
    text, _ = mask(f"{before} ，{number}， {after}", put)
    assert number not in text


@given(st.text())
def test_masking_what_is_masked_changes_nothing(text: str) -> None:
    once, tokens = mask(text, put)
    again, more = mask(once, put)
    assert again == once
    assert more == ()
    assert len(tokens_in(once)) >= len(tokens)


@pytest.mark.parametrize(
    "typed",
    [
        "policy#7KQ2M9XA",
        "Policy # 7kq2m9xa",
        "policy＃7KQ2M9XA",
        "pol\u200bicy#7KQ2M9XA",
        "保单policy#7KQ2M9XA赔吗",
        "ｐｏｌｉｃｙ#7KQ2M9XA",
    ],
)
def test_a_token_of_somebody_else_is_disarmed(typed: str) -> None:
    text = disarmed(typed, issued=())
    assert tokens_in(text) == []
    assert "#" not in text
    assert "＃" not in text


def test_a_token_of_this_conversation_stays() -> None:
    assert disarmed("看看policy＃7kq2m9xa", {"policy#7KQ2M9XA"}) == "看看policy#7KQ2M9XA"


@pytest.mark.parametrize("text", ["C#12345678", "第#7KQ2M9XA号", "policy #1", "policy#7KQ2M9XAB"])
def test_what_is_no_token_stays(text: str) -> None:
    assert disarmed(text, issued=()) == text


def test_tokens_are_filled_and_unknown_ones_stay() -> None:
    text = "保单policy#7KQ2M9XA，电话phone#00000001"
    assert fill(text, {"policy#7KQ2M9XA": "HQB***0018"}) == "保单HQB***0018，电话phone#00000001"
