"""Messages in the words that were taught: what is polite, misspelt or a reference does not hide the matter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.tokens import Cutter
from nlu.wording import Wording, polite_off, readings, written

TAUGHT = {
    "passport": 9,
    "price": 5,
    "prices": 2,
    "how": 20,
    "much": 20,
    "is": 30,
    "the": 40,
    "where": 9,
    "护照": 30,
    "照": 2,
    "多少": 9,
}
WORDING = Wording(Cutter(["护照"]), TAUGHT)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("你好,请问护照多少钱", "护照多少钱"),
        ("您好 麻烦问一下 怎么预约,谢谢", "怎么预约"),
        ("不好意思,我想问一下几点开门", "几点开门"),
        ("护照多少钱 谢谢您", "护照多少钱"),
        ("护照多少钱,谢谢,麻烦了!", "护照多少钱"),
        ("hello, could you please tell me how much it is, thanks a lot", "how much it is"),
        ("hi there, where is the office pls", "where is the office"),
        ("good morning. can i ask when you open", "when you open"),
        ("你好 where is the office 谢谢", "where is the office"),
    ],
)
def test_polite_words_around_the_matter_go(text: str, rest: str) -> None:
    assert polite_off(text).strip(" ,.") == rest


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "你好", "谢谢", "谢谢您,麻烦了", "hello", "hi there", "thanks a lot", "please", "你好,谢谢",
        "hiking in sanya", "pleased to meet you", "thanksgiving", "could you", "tyres", "护照谢谢函在哪",
    ],
)  # fmt: skip
def test_mere_politeness_and_longer_words_stay(text: str) -> None:
    assert polite_off(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("取消 SY7Q-2M4K", "取消  booking_ref "),
        ("sy7q2m4k和RC-88F2-Q1", " booking_ref 和 receipt_ref "),
        ("my card#7KQ2M9XA and policy#7KQ2M9XA", "my  card  and  policy "),
        ("身份證 ＡＢＣ", "身份证 abc"),
        ("cancel SY7Q-2M4", "cancel  booking_ref "),
        ("cancel SY7Q2M4KX9", "cancel  booking_ref "),
        ("取消SY7Q-", "取消 booking_ref "),
        ("sync 2 phones", "sync 2 phones"),
        ("card 7", "card 7"),
    ],
)
def test_references_are_their_kind(text: str, said: str) -> None:
    assert written(text) == said


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("pasport", "passport"),
        ("wehre is the passprot", "where is the passport"),
        ("wher", "where"),
        ("pricess", "prices"),
        ("户照多少", "护照多少"),
    ],
)
def test_what_is_misspelt_is_read_as_taught(text: str, plain: str) -> None:
    assert WORDING.plain(text) == plain


@pytest.mark.parametrize("text", ["passport", "mcuh", "goldfish", "prxxe", "多少护照", "不照", "123"])
def test_known_words_short_words_and_strangers_stay(text: str) -> None:
    assert WORDING.plain(text) == text


def test_of_equally_near_words_the_most_frequent_is_read() -> None:
    assert Wording(Cutter(), {"booking": 5, "cooking": 2}).plain("hooking") == "booking"
    assert Wording(Cutter(), {"booking": 2, "cooking": 5}).plain("hooking") == "cooking"
    assert Wording(Cutter(), {"bookings": 2, "booking": 9}).plain("bookingz") == "booking"


def test_a_message_that_is_plain_is_read_once() -> None:
    assert list(readings(WORDING, "how much is the PASSPORT")) == ["how much is the passport"]
    assert list(readings(WORDING, "您好，护照多少")) == ["您好,护照多少", "护照多少"]


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_upsets_it(text: str) -> None:
    assert 1 <= len(list(readings(WORDING, text))) <= 2
