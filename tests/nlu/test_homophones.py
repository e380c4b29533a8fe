"""Words that sound alike are mended where what is written is no word, and nowhere else."""

import pytest

from nlu.homophones import Homophones, sound
from nlu.tokens import Cutter

WORDS = ["护照", "身份证", "居住证", "预约", "行李", "人民医院", "那个"]
HOMOPHONES = Homophones(Cutter(WORDS), WORDS, {"不": 900, "是": 700, "有": 500, "里": 90})
STRICT = Homophones(Cutter(WORDS), WORDS, toneless_from=3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("户照", "护照"),
        ("办户照多少钱", "办护照多少钱"),
        ("身分证", "身份证"),
        ("居主证", "居住证"),
        ("玉约户照", "预约护照"),
        ("人民意院", "人民医院"),
        ("my 户照 please", "my 护照 please"),
    ],
)
def test_a_word_of_the_same_sound_is_meant(written: str, meant: str) -> None:
    assert HOMOPHONES.mended(written) == meant


@pytest.mark.parametrize(
    "text",
    ["", "护照", "我要预约", "passport", "户", "户 照", "户,照", "没有里", "公园和图书馆", "123", "办护照要什么"],
)
def test_words_single_characters_and_strangers_stay(text: str) -> None:
    assert HOMOPHONES.mended(text) == text


def test_a_short_name_must_sound_alike_in_its_tones() -> None:
    assert HOMOPHONES.mended("姓李") == "行李"
    assert STRICT.mended("姓李") == "姓李"
    assert STRICT.mended("户照") == "护照"
    assert STRICT.mended("居主证") == "居住证"


@pytest.mark.parametrize("text", ["户照户照", "办个户照和居主证", "𠀀户照", "〇户照"])
def test_the_length_stays(text: str) -> None:
    assert len(HOMOPHONES.mended(text)) == len(text)


def test_sounds() -> None:
    assert sound("护照") == sound("户照") == ("hu", "zhao")
    assert sound("护照", tones=True) == ("hu4", "zhao4")
