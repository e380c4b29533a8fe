"""Numbers in words, and the amounts and quantities made of them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.amounts import find_amounts
from nlu.number_matcher import find_languages
from nlu.numbers import chinese_number, english_number, small_number
from nlu.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十三", 23),
        ("一百零五", 105),
        ("一百二", 120),
        ("两千三", 2300),
        ("三千零五十", 3050),
        ("三万五", 35_000),
        ("3万5", 35_000),
        ("三万五千", 35_000),
        ("万", 10_000),
        ("1.5万", 15_000),
        ("二零二六", 2026),
        ("一亿", 100_000_000),
    ],
)
def test_chinese_numbers(text: str, value: int) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize("text", ["", "人", "百", "三三百", "十十", "abc"])
def test_no_chinese_numbers(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("three", 3),
        ("twenty-one", 21),
        ("2.5k", 2500),
        ("two hundred thousand", 200_000),
        ("35,000", 35_000),
        ("a hundred", 100),
    ],
)
def test_english_numbers(text: str, value: int) -> None:
    assert english_number(text) == value


@pytest.mark.parametrize("text", ["", "people", "three people"])
def test_no_english_numbers(text: str) -> None:
    assert english_number(text) is None


@given(st.integers(min_value=0, max_value=9999))
def test_digits_are_themselves(number: int) -> None:
    assert chinese_number(str(number)) == Fraction(number) == english_number(str(number))


@pytest.mark.parametrize(
    ("text", "value"), [("3", 3), ("两", 2), ("a couple", 2), ("five", 5), ("1.5", None), ("x", None)]
)
def test_small_numbers(text: str, value: int | None) -> None:
    assert small_number(text) == value


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("3万5", 3_500_000),
        ("35,000元", 3_500_000),
        ("¥2000", 200_000),
        ("￥2,000.50", 200_050),
        ("20k yuan", 2_000_000),
        ("两块五", 250),
        ("3块5毛", 350),
        ("花了3万", 3_000_000),
        ("花了35000", 3_500_000),
        ("RMB 500", 50_000),
        ("two thousand yuan", 200_000),
        ("三点五万", 3_500_000),
        ("三千块钱", 300_000),
        ("一共12000", 1_200_000),
        ("i paid 30,000 at the hospital", 3_000_000),
        ("300.50元", 30_050),
    ],
)
def test_amounts(text: str, fen: int) -> None:
    assert [match.value for match in find_amounts(text)][:1] == [fen]


@pytest.mark.parametrize(
    "text",
    [
        "12万人",
        "13800138000",
        "3个月",
        "12345",
        "2026年",
        "花了3天",
        "paid 3 times",
        "SY7Q-2M4K",
        "第3号",
        "cost 50%",
        "点万",
    ],
)
def test_no_amounts(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("两个人办护照", 2),
        ("for 3 people", 3),
        ("我们俩", 2),
        ("一家三口", 3),
        ("两本护照", 2),
        ("two passports", 2),
        ("三位", 3),
        ("both of us", 2),
        ("就我一个", 1),
        ("party of 4", 4),
        ("reserve for two", 2),
        ("约两个号", 2),
    ],
)
def test_quantities(text: str, count: int) -> None:
    assert {match.value for match in find_quantities(text)} == {count}


@pytest.mark.parametrize(
    "text",
    [
        "一个护照",
        "人民医院",
        "三个月",
        "for 3 days",
        "dark for three nights",
        "book for 7",
        "第三位置",
        "约一个号",
        "for two weeks",
        "for 2 million",
        "3号窗口",
    ],
)
def test_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("说英文", ["en"]),
        ("speak Chinese please", ["zh"]),
        ("普通话", ["zh"]),
        ("stop writing chinese and use english", ["en"]),
        ("不要英文", []),
        ("chinese new year", []),
        ("englishman", []),
    ],
)
def test_languages(text: str, languages: list[str]) -> None:
    assert [match.value for match in find_languages(text)] == languages
