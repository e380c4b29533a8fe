"""Rules for days: words like tomorrow, weekdays, weeks, counted days, numeric dates, holidays.

Each rule is a pattern over folded text (half width, lower case, simplified) and a function from its match and the day of the
message to first and last day, or None where the words only look like a date.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from nlu.numbers import CHINESE, ENGLISH, small_number
from nlu.when.calendar import Days, add_months, day, next_month_day, next_weekday, week, weekday_in_week

Match = "re.Match[str]"


class Found(NamedTuple):
    """Days a rule found; the last two as in `items.DayItem`."""

    days: Days
    weekday: int | None = None
    number: int | None = None


class Rule(NamedTuple):
    """A pattern and its meaning."""

    pattern: "re.Pattern[str]"
    meaning: Callable[["re.Match[str]", date], Found | None]


NUMBER = rf"(?:\d{{1,3}}|{CHINESE}{{1,4}}|{ENGLISH}(?:[ -]{ENGLISH})?|an?|(?:a )?couple(?: of)?)"
LEFT, RIGHT = r"(?<![a-z])", r"(?![a-z])"

ENGLISH_DAYS = (
    r"mondays?|mon|tuesdays?|tues|tue|wednesdays?|wensday|wednsday|weds|wed|thursdays?|thrusday|thurs|thur|thu|fridays?|fri"
    r"|saturdays?|sat|sundays?|sun"
)
_PREFIX_OF_DAY = {"mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6}
_CHINESE_DAYS = {character: place for place, character in enumerate("一二三四五六日")}
_CHINESE_DAYS.update({"天": 6, **{str(number): number - 1 for number in range(1, 8)}})

_WEEK = "(?:周|星期|礼拜|week)"
# 下周一起去 is next week, together; 周一个人 is a week and one person; but 下周一下午 is Monday afternoon.
_CHINESE_DAY = r"(?:周|星期|礼拜)(?P<{0}>一(?![起个次趟共样家直般定些]|下(?!午))|[二三四五六日天1-7])(?!\d)"
_REF = r"(?:这个?|本|这一|下下一?个?|下一?个?|上上个?|上一?个?|this coming|this|next|last|coming|past|following)"


def _one(first: date | None) -> Found | None:
    return Found((first, first)) if first is not None else None


def _weeks(ref: str) -> int:
    """Which calendar week a reference means."""
    ref = ref.strip()
    if ref.startswith("下") or ref in ("next", "following"):
        return 2 if ref.startswith("下下") else 1
    if ref.startswith("上") or ref in ("last", "past"):
        return -2 if ref.startswith("上上") else -1
    return 0


def _weekday(match: "re.Match[str]") -> int:
    groups = match.groupdict()
    chinese, english = groups.get("zh"), groups.get("en")
    return _CHINESE_DAYS[chinese] if chinese else _PREFIX_OF_DAY[str(english)[:2]]


_DAY = rf"(?:{_CHINESE_DAY.format('zh')}|(?P<en>{ENGLISH_DAYS}){RIGHT})"


def _referred_weekday(match: "re.Match[str]", today: date) -> Found | None:
    weekday, ref = _weekday(match), match.group("ref")
    if ref.strip() in ("coming", "this coming"):
        return _one(next_weekday(today, weekday))
    return _one(weekday_in_week(today, weekday, _weeks(ref)))


def _bare_weekday(match: "re.Match[str]", today: date) -> Found | None:
    weekday = _weekday(match)
    if match.groupdict().get("en") in ("sat", "sun") and not _speaks_of_days(match):
        return None
    found = next_weekday(today, weekday)
    return Found((found, found), weekday=weekday)


def _speaks_of_days(match: "re.Match[str]") -> bool:
    """Whether "sat" or "sun" is a day here, not a verb or the star."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return bool(
        re.search(r"(?:^|[\u4e00-\u9fff]|\b(?:on|for|by|until|till|or|and|to|from|every|[a-z]{3}) ?[,/-]? ?)$", before)
        and not re.search(r"\b(?:the|he|she|i|we|they|was|in) $", before)
    ) or bool(re.match(r" ?(?:morning|afternoon|evening|night|at \d|\d|[上下]午|早|晚)", after))


def _week(match: "re.Match[str]", today: date) -> Found | None:
    return Found(week(today, _weeks(match.group("ref"))))


def _weekend(match: "re.Match[str]", today: date) -> Found | None:
    ref = (match.group("ref") or "").strip()
    weeks = _weeks(ref) if ref else (1 if today.weekday() >= 5 else 0)
    return Found((weekday_in_week(today, 5, weeks), weekday_in_week(today, 6, weeks)))


_WORDS: dict[str, int] = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "明儿": 1,
    "今儿": 0, "后天": 2, "大后天": 3, "大大后天": 4, "day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "tonight": 0,
    "tomorrow": 1, "tommorow": 1, "tommorrow": 1, "tomorow": 1, "tmrw": 1, "tmr": 1, "day after tomorrow": 2,
    "this morning": 0, "this afternoon": 0, "this evening": 0,
}  # fmt: skip
_SHORT = {"今": 0, "明": 1, "昨": -1, "当": 0}


def _word(match: "re.Match[str]", today: date) -> Found | None:
    return _one(today + timedelta(days=_WORDS[match.group("word")]))


def _short_word(match: "re.Match[str]", today: date) -> Found | None:
    return _one(today + timedelta(days=_SHORT[match.group("word")]))


def _counted(match: "re.Match[str]", today: date) -> Found | None:
    """In three days, 两周后, a month ago."""
    count = small_number(match.group("n"))
    if count is None or count > 400:
        return None
    back = bool(match.groupdict().get("ago"))
    return _one(shifted(today, -count if back else count, match.group("unit")))


def _half(match: "re.Match[str]", today: date) -> Found | None:
    """半个月后, half a year ago: a month and a year have halves that people count in."""
    back = bool(match.groupdict().get("ago"))
    if match.group("unit").lstrip("个") in ("月", "month"):
        return _one(today + timedelta(days=-15 if back else 15))
    return _one(shifted(today, -6 if back else 6, "months"))


def _after_next(match: "re.Match[str]", today: date) -> Found | None:
    """The week after next, the Monday after next."""
    name = match.group("what")
    if name == "week":
        return Found(week(today, 2))
    if name == "weekend":
        return Found((weekday_in_week(today, 5, 2), weekday_in_week(today, 6, 2)))
    return _one(weekday_in_week(today, _PREFIX_OF_DAY[name[:2]], 2))


def _within(match: "re.Match[str]", today: date) -> Found | None:
    """三天内, within two weeks, the next 5 days: from today on."""
    count = small_number(match.group("n"))
    last = shifted(today, count, match.group("unit")) if count is not None and count <= 400 else None
    return Found((today, last)) if last is not None and last > today else None


def shifted(today: date, count: int, unit: str) -> date | None:
    """The day that many days, weeks, months or years later, by the unit's word in either language."""
    unit = unit.lstrip("个")
    if unit[0] in "天日d":
        return today + timedelta(days=count)
    if unit[0] in "周星礼w":
        return today + timedelta(weeks=count)
    if unit.startswith("f"):
        return today + timedelta(weeks=2 * count)
    year, month = add_months(today.year, today.month, count * (12 if unit[0] in "年y" else 1))
    return next((one for one in (day(year, month, number) for number in range(today.day, 0, -1)) if one), None)


def _full(match: "re.Match[str]", today: date) -> Found | None:
    return _one(day(int(match.group("y")), int(match.group("m")), int(match.group("d"))))


def _slashed(match: "re.Match[str]", today: date) -> Found | None:
    return _one(next_month_day(today, int(match.group("m")), int(match.group("d"))))


def _compact(match: "re.Match[str]", today: date) -> Found | None:
    """20261203: only of years one books in, since a long number is mostly something else."""
    found = day(int(match.group("y")), int(match.group("m")), int(match.group("d")))
    return _one(found) if found and today.year <= found.year <= today.year + 1 else None


UNIT_ZH, UNIT_EN = "(?P<unit>天|日|个?星期|个?礼拜|周|个月|年)", "(?P<unit>days?|weeks?|fortnights?|months?|years?)"
_N_ZH = rf"(?<!\d)(?P<n>\d{{1,3}}|{CHINESE}{{1,4}})"
N_EN = rf"(?P<n>\d{{1,3}}|{ENGLISH}|an?|(?:a )?couple(?: of)?)"
_WORD_ZH = "|".join(sorted((word for word in _WORDS if not word.isascii()), key=len, reverse=True))
_WORD_EN = "|".join(sorted((word for word in _WORDS if word.isascii()), key=len, reverse=True))

_TABLE: list[tuple[str, Callable[["re.Match[str]", date], Found | None]]] = [
    (rf"(?P<word>{_WORD_ZH})(?!志)", _word),  # 透明日志 is a log
    (rf"{LEFT}(?:the )?(?P<word>{_WORD_EN}){RIGHT}", _word),
    (r"(?P<word>[今明昨当])(?=[晚早]|天?[上下]午|中午)", _short_word),
    (rf"(?P<ref>{_REF})\s?{_DAY}", _referred_weekday),
    (rf"(?P<ref>{_REF})\s?{_WEEK}(?:的|\s|,| on)*{_DAY}", _referred_weekday),
    (rf"{_DAY}(?:\s|,)*(?:of )?(?P<ref>{_REF}) ?week{RIGHT}", _referred_weekday),
    (
        rf"(?:(?<![\d一二两三四五六七八九十几])|(?<=[周期拜][一二三四五六]))每?个?{_CHINESE_DAY.format('zh')}",
        _bare_weekday,
    ),
    (rf"{LEFT}(?:on |every )?(?P<en>{ENGLISH_DAYS}){RIGHT}", _bare_weekday),
    (rf"(?P<ref>{_REF})\s?{_WEEK}(?![一二三四五六日天末1-7](?!起|个))(?!end|day)", _week),
    (rf"(?:(?P<ref>{_REF})\s?)?(?:周末|weekend){RIGHT}", _weekend),
    (rf"(?:再?过)?{_N_ZH}{UNIT_ZH}(?:之后|以后|后)(?!天)", _counted),
    (rf"再?过{_N_ZH}{UNIT_ZH}(?!内)", _counted),
    (rf"(?<!提)(?<!早){_N_ZH}{UNIT_ZH}(?P<ago>之前|以前|前)", _counted),
    (rf"{LEFT}in {N_EN} {UNIT_EN}(?:'s? time)?{RIGHT}", _counted),
    (rf"{LEFT}{N_EN} {UNIT_EN} (?:from (?:now|today)|later|after today){RIGHT}", _counted),
    (rf"{LEFT}{N_EN} {UNIT_EN} (?P<ago>ago){RIGHT}", _counted),
    (r"(?:再过)?半(?P<unit>个月|年)(?:之后|以后|后)(?!天)", _half),
    (r"半(?P<unit>个月|年)(?P<ago>之前|以前|前)", _half),
    (rf"{LEFT}in half a (?P<unit>month|year){RIGHT}", _half),
    (rf"{LEFT}half a (?P<unit>month|year) (?:from now|later|(?P<ago>ago)){RIGHT}", _half),
    (rf"{LEFT}(?:the )?(?P<what>week|weekend|{ENGLISH_DAYS}) after next{RIGHT}", _after_next),
    (rf"(?:未来|接下来|最近|今后)?的?{_N_ZH}{UNIT_ZH}(?:之内|以内|内)", _within),
    (rf"(?:未来|接下来|今后)的?{_N_ZH}{UNIT_ZH}", _within),
    (rf"{LEFT}(?:within(?: the next)?|(?:in )?the next|the coming) {N_EN} {UNIT_EN}{RIGHT}", _within),
    (r"(?<![\d.])(?P<y>20\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})[日号]?(?![\d])", _full),
    (r"(?<![\d/.])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?![\d/])", _slashed),
    (r"(?<![\da-z#-])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\da-z-])", _compact),
]

RULES = tuple(Rule(re.compile(pattern), meaning) for pattern, meaning in _TABLE)
