"""Days told by other days: two weeks from Friday, 两周后的周五, Thursday 3 December.

Works on the items that the rules found, in the order of the text.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from nlu.numbers import small_number
from nlu.when.calendar import weekday_in_week
from nlu.when.days import LEFT, N_EN, UNIT_EN, shifted
from nlu.when.items import DayItem, Span

_COUNTED = re.compile(rf"{LEFT}(?:in )?{N_EN} {UNIT_EN} (?P<way>from|after|before|on)\s+(?:the\s+)?$")
_WEEKS_LATER = re.compile(r"(?:周|星期|礼拜)(?:之后|以后|后)$")
_BESIDE = re.compile(r"[\s,，(（]*(?:the\s+|on\s+)*")
_CLOSING = re.compile(r"[)）]")
_OF_A_HOLIDAY = re.compile(r"(?:节|小?长假|假期|假日|期间|放假|黄金周|的|那天|[\s,，]|holidays?|week|on|in|the|is)*")
LONGEST_HOLIDAY = timedelta(days=8)
"""How long after its own day a holiday lasts at most; beyond what is announced only that day is known."""


def related(text: str, found: Sequence[DayItem]) -> list[DayItem]:
    """Reads days that tell each other as one."""
    read: list[DayItem] = []
    for item in (_counted_from(text, one) for one in found):
        both = _together(text, read[-1], item) if read else None
        if both is None:
            read.append(item)
        else:
            read[-1] = both
    return read


def _counted_from(text: str, item: DayItem) -> DayItem:
    """Two weeks from Friday, three days after Christmas, a week on Monday."""
    start = item.span.start + (len("on ") if text.startswith("on ", item.span.start) else 0)
    match = _COUNTED.search(text[:start])
    count = small_number(match.group("n")) if match else None
    if match is None or count is None or (match.group("way") == "on" and not match.group("unit").startswith("week")):
        return item
    back = match.group("way") == "before"
    day = shifted(item.first if back else item.last, -count if back else count, match.group("unit"))
    return DayItem(Span(match.start(), item.span.end), day, day) if day else item


def _together(text: str, first: DayItem, second: DayItem) -> DayItem | None:
    """One item of two that stand side by side and mean one day; None if they do not."""
    glue, span = text[first.span.end : second.span.start], Span(first.span.start, second.span.end)
    if second.weekday is not None and glue.strip() in ("的", "") and _WEEKS_LATER.search(text[: first.span.end]):
        day = weekday_in_week(first.first, second.weekday, 0)
        return DayItem(span, day, day)
    if first.holiday != second.holiday and (of_holiday := _of_a_holiday(glue, first, second)):
        return replace(of_holiday, span=span)
    if not _BESIDE.fullmatch(glue) or first.first != first.last or second.first != second.last:
        return None
    if _CLOSING.match(text[span.end :]) and re.search(r"[(（]", glue):
        span = Span(span.start, span.end + 1)
    if first.first == second.first or second.weekday == first.first.weekday():
        return DayItem(span, first.first, first.last)
    if first.weekday == second.first.weekday():
        return DayItem(span, second.first, second.last)
    return None


def _of_a_holiday(glue: str, first: DayItem, second: DayItem) -> DayItem | None:
    """A holiday and one of its days beside it are that day: 国庆节10月2号; 2 October, National Day."""
    holiday, day = (first, second) if first.holiday else (second, first)
    within = holiday.first <= day.first and day.last <= holiday.first + LONGEST_HOLIDAY
    return day if within and _OF_A_HOLIDAY.fullmatch(glue) else None
