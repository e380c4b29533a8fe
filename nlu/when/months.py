# ruff: noqa: E501 - one rule, one line
"""Rules for months and days of months; built like those of `nlu.when.days`."""

import re
from collections.abc import Callable
from datetime import date

from nlu.numbers import CHINESE, chinese_number
from nlu.text import words
from nlu.when.calendar import Days, add_months, day, month, next_day_of_month, next_month_day, next_month_named, third
from nlu.when.days import LEFT, RIGHT, Found, Rule

_NAMES = (
    r"january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept|sep|october|oct|november|nov"
    r"|december|dec"
)
_ORDER = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_ORDINALS = {
    word: place
    for place, word in enumerate(
        words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
}
_ORDINALS.update({f"{tens}{gap}{unit}": base + _ORDINALS[unit] for tens, base in (("twenty", 20), ("thirty", 30))
                  for gap in "- " for unit in list(_ORDINALS)[:9] if base + _ORDINALS[unit] <= 31})  # fmt: skip
_ORDINALS["thirtieth"] = 30
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + ")"

_M = rf"(?P<m>\d{{1,2}}|{CHINESE}{{1,3}})"
_D = rf"(?P<d>\d{{1,2}}|{CHINESE}{{1,3}})"
# A number before 号 or 日 is no day when it counts something, or numbers a thing: 3号窗口, 第3号, 15日内, 一日游.
_DAY_MARK = r"[号日](?![内游线楼厅窗门柜路院床桌机店馆位台])(?!之内|以内|[之以]?后[^天]|令|公告)"
_OTHER_MONTH = r"(?P<ref>下下?个?|上个?|这个?|本|当)月"
_YEAR = r"(?:(?P<y>20\d\d|今|明|去|后|(?:this|next|last) year)\s?年?的?)"
_YEAR_EN = r"(?:,? (?:of )?(?P<y>20\d\d|(?:this|next|last) year)(?!'s (?:day|eve)))?"
_YEARS_AWAY = {"今": 0, "明": 1, "后": 2, "去": -1, "this year": 0, "next year": 1, "last year": -1}
_THIRDS = {"初": 0, "上旬": 0, "头": 0, "中旬": 1, "中": 1, "下旬": 2, "底": 2, "末": 2, "尾": 2}
_THIRDS_EN = {"beginning": 0, "start": 0, "early": 0, "middle": 1, "mid": 1, "late": 2, "end": 2}
_THIRD = "(?P<third>" + "|".join(sorted(_THIRDS, key=len, reverse=True)) + ")"


def _number(text: str) -> int:
    """A month or day in digits, Chinese or as an English ordinal; 0 if it is none."""
    if text in _ORDINALS:
        return _ORDINALS[text]
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits.group())
    value = chinese_number(text)
    return int(value) if value is not None else 0


def _year(text: str | None, today: date) -> int | None:
    if not text:
        return None
    return today.year + _YEARS_AWAY[text] if text in _YEARS_AWAY else int(text)


def _months_away(ref: str) -> int:
    """How many months from the present one a reference means."""
    if ref == "after next":
        return 2
    if ref.startswith("下"):
        return 2 if ref.startswith("下下") else 1
    return {"上": -1, "last": -1, "next": 1, "following": 1}.get(ref.rstrip("个"), 0)


def _one(found: date | None, number: int | None = None) -> Found | None:
    return Found((found, found), number=number) if found is not None else None


def _month_and_day(match: "re.Match[str]", today: date) -> Found | None:
    number, in_month = _number(match.group("d")), _month_number(match)
    year = _year(match.groupdict().get("y"), today)
    return _one(day(year, in_month, number) if year else next_month_day(today, in_month, number))


def _month_number(match: "re.Match[str]") -> int:
    text = match.group("m")
    return _ORDER[text[:3]] if text[:3] in _ORDER else _number(text)


def _days_of_month(match: "re.Match[str]", today: date) -> Found | None:
    """12月1日到5日, Dec 1-5."""
    in_month, numbers = _month_number(match), (_number(match.group("d")), _number(match.group("e")))
    first = next_month_day(today, in_month, numbers[0])
    last = day(first.year, in_month, numbers[1]) if first else None
    return Found((first, last)) if first and last and first <= last else None


def _bare_days(match: "re.Match[str]", today: date) -> Found | None:
    """3到5号."""
    first = next_day_of_month(today, _number(match.group("d")))
    last = day(first.year, first.month, _number(match.group("e"))) if first else None
    return Found((first, last)) if first and last and first < last else None


def _bare_day(match: "re.Match[str]", today: date) -> Found | None:
    number = _number(match.group("d"))
    return _one(next_day_of_month(today, number), number) if 1 <= number <= 31 else None


def _day_of_other_month(match: "re.Match[str]", today: date) -> Found | None:
    year, in_month = add_months(today.year, today.month, _months_away(match.group("ref")))
    return _one(day(year, in_month, _number(match.group("d"))))


def _other_month(match: "re.Match[str]", today: date) -> Found | None:
    ref = match.groupdict().get("ref")
    found = _part(match, month(*add_months(today.year, today.month, _months_away(ref or ""))))
    if ref is None and found is not None and found.days[1] < today:  # 月初, said at the end of a month
        return _part(match, month(*add_months(today.year, today.month, 1)))
    return found


def _last_day(match: "re.Match[str]", today: date) -> Found | None:
    """The last day of this or another month."""
    return _one(month(*add_months(today.year, today.month, _months_away(match.group("ref") or "")))[1])


def _named_month(match: "re.Match[str]", today: date) -> Found | None:
    number, year = _month_number(match), _year(match.groupdict().get("y"), today)
    if not 1 <= number <= 12:
        return None
    return _part(match, month(year, number) if year else next_month_named(today, number))


def _part(match: "re.Match[str]", days: Days) -> Found | None:
    """A month, or the third of it that was named."""
    name = match.groupdict().get("third")
    if not name:
        return Found(days)
    return Found(third(days, {**_THIRDS, **_THIRDS_EN}[name]))


def _year_part(match: "re.Match[str]", today: date) -> Found | None:
    year = _year(match.group("y"), today) or today.year
    name = match.groupdict().get("part")
    if name:
        return Found((date(year, 1, 1), date(year, 1, 31)) if name == "初" else (date(year, 12, 1), date(year, 12, 31)))
    return Found((date(year, 1, 1), date(year, 12, 31)))


def _end_of_year(match: "re.Match[str]", today: date) -> Found | None:
    return Found(month(today.year + bool(match.group("ref")), 12))


def _english_year(match: "re.Match[str]", today: date) -> Found | None:
    year = today.year + {"next": 1, "last": -1}[match.group("ref")]
    return Found((date(year, 1, 1), date(year, 12, 31)))


_OF_MONTH = r"(?:of )?(?:the )?"
_THIRD_EN = "(?P<third>beginning|start|early|middle|mid|late|end)"
_TABLE: list[tuple[str, Callable[["re.Match[str]", date], Found | None]]] = [
    (rf"(?<![\d.第]){_YEAR}?{_M}\s?月份?\s?{_D}(?:{_DAY_MARK}|(?![\d点:百千万元块天]|个))", _month_and_day),
    (rf"(?<![\d.第]){_M}月{_D}[日号]?\s?(?:到|至|-|~)\s?(?P<e>\d{{1,2}}|{CHINESE}{{1,3}}){_DAY_MARK}", _days_of_month),
    (rf"{_OTHER_MONTH}的?{_D}{_DAY_MARK}", _day_of_other_month),
    (rf"(?<![\d.月第年零〇一二两三四五六七八九十百]){_D}{_DAY_MARK}", _bare_day),
    (rf"(?<![\d.月第年零〇一二两三四五六七八九十百]){_D}[日号]?(?:到|至|-|~)(?P<e>\d{{1,2}}|{CHINESE}{{1,3}}){_DAY_MARK}", _bare_days),
    (rf"{_OTHER_MONTH}{_THIRD}?(?![\d一二三四五六七八九十])", _other_month),
    (rf"(?<![\d一二三四五六七八九十个年今明本])月{_THIRD}", _other_month),
    (rf"(?<![\d.第个]){_YEAR}?{_M}月份?{_THIRD}?(?![\d一二三四五六七八九十供])", _named_month),
    (r"(?P<y>明|去|后|今(?=年[初底末]))年(?P<part>初|底|末)?(?![\d一二三四五六七八九十]{1,2}月)", _year_part),
    (r"(?<![\d今明去后本成每])(?P<y>)年(?P<part>底|末)(?!奖)", _year_part),
    (rf"{LEFT}(?P<m>{_NAMES})\.? (?:the )?(?P<d>{_ORDINAL}){RIGHT}{_YEAR_EN}", _month_and_day),
    (rf"{LEFT}(?:the )?(?P<d>{_ORDINAL}) of (?P<ref>next|this|the|last|following) month{RIGHT}", _day_of_other_month),
    (rf"{LEFT}on the (?P<d>{_ORDINAL})(?= *(?:$|[,.?!;]|at |in the|please))", _bare_day),
    (rf"{LEFT}(?:the )?last day (?:of|in) (?:the |this )?(?:(?P<ref>next|last|following) )?month{RIGHT}", _last_day),
    (r"(?:(?P<ref>下个?|这个?|本)月)(?:的)?最后一天", _last_day),
    (rf"{LEFT}(?:the )?month (?P<ref>after next){RIGHT}", _other_month),
    (rf"{LEFT}(?:the )?end of (?:the |this )?(?P<ref>next )?year{RIGHT}", _end_of_year),
    (rf"{LEFT}(?P<m>{_NAMES})\.? ?(?:the )?(?P<d>\d{{1,2}}(?:st|nd|rd|th)?)(?![\d:.]\d|\d| ?[ap]m){_YEAR_EN}", _month_and_day),
    (rf"{LEFT}(?:the )?(?P<d>{_ORDINAL}|\d{{1,2}}) ?(?:of )?(?P<m>{_NAMES}){RIGHT}{_YEAR_EN}", _month_and_day),
    (rf"{LEFT}(?P<m>{_NAMES})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)? ?(?:to|until|till|through|-|–) ?(?P<e>\d{{1,2}})(?:st|nd|rd|th)?(?!\d| ?[ap]m)", _days_of_month),
    (rf"{LEFT}(?P<d>\d{{1,2}})(?:st|nd|rd|th)? ?(?:to|until|till|and|-|–) ?(?P<e>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_NAMES}){RIGHT}", _days_of_month),
    (rf"{LEFT}(?:on )?the (?P<d>\d{{1,2}}(?:st|nd|rd|th)){RIGHT}(?! (?:floor|party|time|person|one|window|counter|street|dose|day|page|place|thing|step|quarter|people|hospital|visit))", _bare_day),
    (rf"{LEFT}on (?P<d>\d{{1,2}}(?:st|nd|rd|th)){RIGHT}", _bare_day),
    (rf"{LEFT}(?:the )?{_THIRD_EN}[ -](?:of )?(?:the )?(?:(?P<ref>next|this|last|following) )?month{RIGHT}", _other_month),
    (rf"{LEFT}(?P<ref>next|this|last|following) month{RIGHT}", _other_month),
    (rf"{LEFT}(?:the )?{_THIRD_EN}[ -](?:of )?(?P<m>{_NAMES}){RIGHT}(?:,? (?P<y>20\d\d))?", _named_month),
    (rf"{LEFT}(?:in |during |next |this )?(?P<m>january|february|april|june|july|august|september|october|november|december){RIGHT}(?:,? (?P<y>20\d\d))?", _named_month),
    (rf"{LEFT}(?:in|during|next|this) (?P<m>{_NAMES}){RIGHT}(?:,? (?P<y>20\d\d))?", _named_month),
    (rf"{LEFT}(?P<ref>next|last) year{RIGHT}(?!'s (?:day|eve))", _english_year),
]  # fmt: skip

RULES = tuple(Rule(re.compile(pattern), meaning) for pattern, meaning in _TABLE)
