# ruff: noqa: E501 - one rule, one line
"""Rules for clock times and parts of the day."""

import re
from collections.abc import Callable
from typing import NamedTuple

from nlu.numbers import SMALL_ENGLISH, small_number
from nlu.when.days import LEFT, RIGHT
from nlu.when.items import bare_hour

PARTS: dict[str, tuple[int, int]] = {
    "凌晨": (0, 6), "清晨": (6, 8), "清早": (6, 9), "一大早": (6, 9), "早晨": (8, 12), "早上": (8, 12), "上午": (8, 12), "早": (8, 12),
    "中午": (11, 13), "午间": (11, 13), "正午": (11, 13), "午后": (12, 18), "下午": (12, 18), "傍晚": (17, 19), "晚上": (18, 22),
    "午饭前": (8, 12), "午饭后": (12, 18), "午餐后": (12, 18), "午饭以后": (12, 18), "午饭之后": (12, 18), "before lunch": (8, 12),
    "after lunch": (12, 18), "夜里": (18, 22), "晚间": (18, 22), "夜间": (18, 22), "晚": (18, 22), "morning": (8, 12), "forenoon": (8, 12),
    "lunchtime": (11, 13), "lunch time": (11, 13), "afternoon": (12, 18), "evening": (18, 22), "tonight": (18, 22),
    "night": (18, 22),
}  # fmt: skip
"""Parts of the day, in hours."""

_ALWAYS_ZH = "|".join(sorted((word for word in PARTS if not word.isascii() and len(word) > 1), key=len, reverse=True))
_ALWAYS_EN = "morning|forenoon|(?:before|after) lunch(?! ?time)|lunch ?time|afternoon|evening|tonight"
# Single 早 and 晚, and "night", count only beside a day: 明早, 周六晚, tomorrow night; not in 早点, 晚了, "nights".
_BESIDE_DAY = r"(?<=[今明昨后天日号一二三四五六])(?:早(?!点|些|就|已|日)|晚(?!点|些|了|到|会))"

PART = re.compile(
    rf"(?P<zh>(?:{_ALWAYS_ZH}|{_BESIDE_DAY}))(?!好)|{LEFT}(?<!good )(?:in the )?(?P<en>{_ALWAYS_EN}|(?:(?<=at )|(?<=tomorrow )|(?<=day ))night)s?{RIGHT}"
)
"""A part of the day."""


class Time(NamedTuple):
    """A clock time, in minutes since midnight, and whether am or pm is beyond doubt."""

    minutes: int
    sure: bool


class Rule(NamedTuple):
    """A pattern and its meaning; None where the words only look like a time."""

    pattern: "re.Pattern[str]"
    meaning: Callable[["re.Match[str]"], Time | None]


_HOUR_ZH = r"(?P<h>[01]?\d|2[0-4]|十[一二]?|[一二两三四五六七八九]|二十[一二三四]?)"
_MINUTE_ZH = r"(?P<m>[0-5]?\d(?=分)|[0-5]\d|[一二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九](?=分)|零[一二三四五六七八九])分?"
_WORDS = "|".join(list(SMALL_ENGLISH)[1:13])
_HOUR_EN = rf"(?P<h>1[0-2]|0?[1-9]|{_WORDS})"
_MERIDIEM = r"(?P<ap>a\.?m\.?|p\.?m\.?)"
# What makes a number after "at" or "after" no hour: a unit, a percentage, a longer number.
_NO_UNIT = r"(?![\d%]|[.,:]\d|/| ?(?:days?|weeks?|months?|years?|hours?|minutes?|mins?|people|persons?|yuan|rmb|kuai|k\b|percent|times|km|of us|st|nd|rd|th|-year|个|天|年|月|号|日|元|块|人|位|岁|万|千|周))"


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    number = small_number(text.replace("-", " "))
    return number if number is not None else -1


def _meridiem(hour: int, minute: int, mark: str) -> Time | None:
    if not 1 <= hour <= 12:
        return Time(hour * 60 + minute, True) if 12 < hour < 24 and mark.startswith("p") else None
    return Time((hour % 12 + (12 if mark.startswith("p") else 0)) * 60 + minute, True)


def _plain(hour: int, minute: int) -> Time | None:
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        return None
    return Time(*bare_hour(hour, minute))


def _chinese(match: "re.Match[str]") -> Time | None:
    """三点半, 3点一刻, 15点20分, 两点钟."""
    groups = match.groupdict()
    hour, tail = _value(match.group("h")), groups.get("tail") or ""
    if groups.get("m"):
        minute = _value(match.group("m").lstrip("零") or "0")
    else:
        minute = 30 if tail == "半" else 15 if tail in ("一刻", "1刻") else 45 if tail in ("三刻", "3刻") else 0
    if groups.get("ap"):
        return _meridiem(hour, minute, match.group("ap"))
    return _plain(hour, minute)


def _chinese_before(match: "re.Match[str]") -> Time | None:
    """差十分三点, 差一刻三点."""
    short = _value(match.group("m")) * (15 if "刻" in match.group() else 1)
    hour = _plain(_value(match.group("h")), 0)
    return Time(hour.minutes - short, hour.sure) if hour and short > 0 else None


def _digits(match: "re.Match[str]") -> Time | None:
    """9:30, 9:30pm, 15:00, 3 pm."""
    hour, minute = int(match.group("h")), int(match.group("m") or 0)
    return _meridiem(hour, minute, match.group("ap")) if match.group("ap") else _plain(hour, minute)


def _english_word(match: "re.Match[str]") -> Time | None:
    """three pm, three o'clock, at three."""
    hour = _value(match.group("h"))
    mark = match.groupdict().get("ap")
    return _meridiem(hour, 0, mark) if mark else _plain(hour, 0)


def _past_or_to(match: "re.Match[str]") -> Time | None:
    """half past three, ten to four, quarter past 9 am."""
    name = match.group("part").strip()
    minute = 30 if name == "half" else 15 if "quarter" in name else _value(name)
    hour = _value(match.group("h"))
    found = _meridiem(hour, 0, match.group("ap")) if match.group("ap") else _plain(hour, 0)
    if found is None or not 0 < minute < 60:
        return None
    return Time(found.minutes + (minute if match.group("way") in ("past", "after") else -minute), found.sure)


def _half_hour(match: "re.Match[str]") -> Time | None:
    """Half three: half past three."""
    found = _plain(_value(match.group("h")), 0)
    return Time(found.minutes + 30, found.sure) if found else None


def _read_out(match: "re.Match[str]") -> Time | None:
    """Three thirty, ten fifteen am."""
    hour, minute = _value(match.group("h")), _READ_OUT[match.group("m").replace("-", " ")]
    return _meridiem(hour, minute, match.group("ap")) if match.group("ap") else _plain(hour, minute)


def _noon(match: "re.Match[str]") -> Time | None:
    return Time(24 * 60 if match.group() == "midnight" else 12 * 60, True)


_READ_OUT = {"fifteen": 15, "thirty": 30, "forty five": 45}
# Digits need the word "minutes" or "past": "from 2 to 4" is no "two minutes to four".
_MINUTES_EN = r"half|(?:a )?quarter|five|ten|twenty(?:[- ]five)?|[0-5]?\d(?= minutes| past)"
_TABLE: list[tuple[str, Callable[["re.Match[str]"], Time | None]]] = [
    # A bare 一点 or 两点 may also mean "a bit" or "two points": see _NOT_A_TIME in the grammar.
    (rf"(?<![\d.第几]){_HOUR_ZH}\s?[点时](?!间)(?:{_MINUTE_ZH}|(?P<tail>半|[一1三3]刻|钟|整))?(?:钟|整)?(?: ?{_MERIDIEM}{RIGHT})?", _chinese),
    (rf"差\s?(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?(?:分钟?|刻钟?)\s?(?:到)?\s?{_HOUR_ZH}点钟?", _chinese_before),
    (rf"(?:(?<![\d.:/-])|(?<=[:h][0-5]\d-))(?P<h>[01]?\d|2[0-4])[:h](?P<m>[0-5]\d)(?![\d:])(?: ?{_MERIDIEM}{RIGHT})?", _digits),
    (rf"(?<![\d.:/])(?P<h>1[0-2]|0?[1-9])(?:\.(?P<m>[0-5]\d))? ?{_MERIDIEM}{RIGHT}", _digits),
    (rf"(?<![\d.:/-])(?P<h>1[0-2]|0?[1-9])(?= ?(?:-|–|~|to|and|until|till) ?\d{{1,2}}(?::[0-5]\d)? ?[ap]\.?m{RIGHT})", _english_word),
    (rf"(?<![\d.第几:/-]){_HOUR_ZH}(?=\s?(?:到|至|-|–|~)\s?{_HOUR_ZH.replace('?P<h>', '?:')}点)", _chinese),
    (rf"{LEFT}(?P<h>{_WORDS}) {_MERIDIEM}{RIGHT}", _english_word),
    (rf"{LEFT}(?<![\d.:])(?<!the ){_HOUR_EN}(?= (?:in the (?:morning|afternoon|evening)|at night){RIGHT})", _english_word),
    (rf"{LEFT}{_HOUR_EN} ?o'?clock{RIGHT}(?: ?{_MERIDIEM}{RIGHT})?", _english_word),
    (rf"{LEFT}(?<!from )(?<!between )(?P<part>{_MINUTES_EN})(?: minutes?)? (?P<way>past|to|after|before) {_HOUR_EN}{_NO_UNIT}(?![a-z])(?: ?{_MERIDIEM}{RIGHT})?", _past_or_to),
    (rf"{LEFT}(?<!and a )(?<!a )half {_HOUR_EN}{_NO_UNIT}(?![a-z])", _half_hour),
    (rf"{LEFT}(?P<h>{_WORDS}) (?P<m>fifteen|thirty|forty[- ]five){_NO_UNIT}(?![a-z])(?: ?{_MERIDIEM}{RIGHT})?", _read_out),
    (rf"{LEFT}(?<![\d.:]){_HOUR_EN}ish{RIGHT}", _english_word),
    (rf"{LEFT}(?:noon|midday|midnight){RIGHT}", _noon),
]  # fmt: skip

RULES = tuple(Rule(re.compile(pattern), meaning) for pattern, meaning in _TABLE)

BARE = re.compile(
    rf"{LEFT}(?P<lead>at|around|about|by|before|after|(?:later|earlier) than|until|till|from|since|between|past) (?P<hour>{_HOUR_EN}){_NO_UNIT}(?![a-z])"
    rf"(?:(?P<glue> ?(?:to|and|until|till|-|–) ?)(?P<second>{_HOUR_EN.replace('?P<h>', '?P<k>')})(?: ?{_MERIDIEM}{RIGHT})?{_NO_UNIT}(?![a-z]))?"
)
"""An hour that only its preposition tells from a number: at 3, after 4, between 2 and 4."""


def bare(match: "re.Match[str]", name: str) -> Time | None:
    """The hour of a `BARE` match: group "h", or "k", the second one."""
    hour = _value(match.group(name))
    mark = match.group("ap") if name == "k" else None
    return _meridiem(hour, 0, mark) if mark else _plain(hour, 0)
