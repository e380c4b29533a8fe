"""Numbers in words and digits, Chinese and English, for dates, quantities and amounts."""

import re
from fractions import Fraction

from nlu.text import words

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS.update({"〇": 0, "两": 2, "俩": 2, "仨": 3})
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}

CHINESE = "[零〇一二两三四五六七八九十百千万亿]"
"""Character class of Chinese numerals."""

SMALL_ENGLISH: dict[str, int] = {
    word: value
    for value, word in enumerate(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen twenty"
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=3)
}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000, "m": 1_000_000}

ENGLISH = "(?:" + "|".join(sorted((*SMALL_ENGLISH, *_TENS), key=len, reverse=True)) + ")"
"""A number word in English, without scales."""


def chinese_number(text: str) -> Fraction | None:
    """The value of 三, 二十三, 一百零五, 三万五 (35,000), 3万5 (35,000), 1.5万, 两千三; None if it is none."""
    for name, size in (("亿", _MYRIADS["亿"]), ("万", _MYRIADS["万"])):
        if name in text:
            head, tail = text.split(name, 1)
            high, low = chinese_number(head) if head else Fraction(1), _tail(tail, size)
            return None if high is None or low is None else high * size + low
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Fraction(text)
    return _below_myriad(text)


def _tail(text: str, size: int) -> Fraction | None:
    """What stands after 万 or 亿: a bare digit is the next place (三万五 = 35,000)."""
    if not text:
        return Fraction(0)
    if len(text) == 1 and (text in _DIGITS or text.isdigit()):
        return Fraction(_DIGITS.get(text, int(text) if text.isdigit() else 0) * size, 10)
    return chinese_number(text)


def _below_myriad(text: str) -> Fraction | None:
    total, digit, last_unit = 0, None, 0
    mixed = re.fullmatch(r"(\d+)([千百])(\d*)", text)
    if mixed:  # 3千5
        unit = _UNITS[mixed.group(2)]
        rest = mixed.group(3)
        return Fraction(int(mixed.group(1)) * unit + (int(rest) * unit // 10 if len(rest) == 1 else int(rest or 0)))
    if len(text) > 1 and all(character in _DIGITS for character in text):  # 二零二六
        return Fraction(int("".join(str(_DIGITS[character]) for character in text)))
    for place, character in enumerate(text):
        if character in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[character]
        elif character in _UNITS:
            if digit is None and (place or character != "十"):
                return None
            total += (1 if digit is None else digit) * _UNITS[character]
            digit, last_unit = None, _UNITS[character]
        else:
            return None
    if digit is not None:
        short_form = last_unit >= 100 and text[-2] != "零" and text[-2] != "〇"  # 一百二 = 120
        total += digit * (last_unit // 10 if short_form else 1)
    return Fraction(total) if text else None


def english_number(text: str) -> Fraction | None:
    """The value of "three", "twenty-one", "2.5k", "two hundred thousand", "35,000"; None if it is none."""
    total, part = Fraction(0), None
    for word in re.findall(r"\d[\d,]*(?:\.\d+)?|[a-z]+", text.replace("-", " ")):
        if word[0].isdigit():
            part = Fraction(word.replace(",", ""))
        elif word in SMALL_ENGLISH or word in _TENS:
            part = (part or Fraction(0)) + SMALL_ENGLISH.get(word, _TENS.get(word, 0))
        elif word in ("a", "an"):
            part = Fraction(1)
        elif word == "hundred" or (word in _SCALES and _SCALES[word] == 100):
            part = (part if part is not None else Fraction(1)) * 100
        elif word in _SCALES:
            total += (part if part is not None else Fraction(1)) * _SCALES[word]
            part = None
        elif word != "and":
            return None
    if part is not None:
        total += part
    return Fraction(total) if text.strip() and (total or part is not None) else None


def small_number(text: str) -> int | None:
    """A whole number in either language ("3", "三", "three", "a couple of"); None if it is none."""
    text = text.strip()
    if text in ("a", "an"):
        return 1
    if text.startswith(("a couple", "couple")):
        return 2
    value = chinese_number(text)
    if value is None:
        value = english_number(text)
    return int(value) if value is not None and value.denominator == 1 else None
