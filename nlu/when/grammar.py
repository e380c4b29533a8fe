"""Puts days, parts of the day and clock times together: ranges, after and before, three in the afternoon."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from nlu.matches import Match
from nlu.text import fold
from nlu.when import clock, days, months
from nlu.when.holidays import NAMES, Holidays
from nlu.when.items import MIDNIGHT, NOON, ClockItem, DayItem, Item, PartItem, Span
from nlu.when.offsets import related
from nlu.when.wanted import is_moved, wanted

HORIZON = timedelta(days=30)
"""How far "after Friday" reaches."""

_TO = re.compile(r"[,，]?\s*(?:到|至|~|—+|–|-|直到|to|until|till|through|thru)\s*(?:the\s+)?")
_AND = re.compile(r"\s*and\s*")
_OPENING = re.compile(r"(?:between|from|从)\s*(?:the\s+)?$")
_BETWEEN = re.compile(r"between\s*(?:the\s+)?$")
_BESIDE = re.compile(r"\s*的?\s*|\s*(?:in the|at|on|,)\s*")
_AFTER_ZH, _BEFORE_ZH = (
    re.compile(r"\s*(?:以后|之后|过后|后(?!天|面|果|续|第)|开始)"),
    re.compile(r"\s*(?:以前|之前|前(?!面|台|往|来))"),
)
_AFTER_EN = re.compile(
    r"(?<![a-z])(?:any ?time )?(?:after|past|from|since|(?<!no )later than|not before|no earlier than)\s*(?:the\s+)?$"
)
_BEFORE_EN = re.compile(r"(?<![a-z])(?:any ?time )?(?:before|by|until|till|no later than|not after)\s*(?:the\s+)?$")
_ONWARDS = re.compile(r"\s*(?:onwards?|or later|and later)")
# 一点 and 两点 that mean "a bit" and "two points": nothing beside them says time.
_A_BIT = re.compile(r"[一两]点(?!钟|半|整|到|至|以|之|前|后|\d|[十一二三四五]刻)")
_CLOCK_TO = re.compile(r"(?:[点半分刻钟]|:\d\d)\s?[到至~-]$")
_POINTS = re.compile(r"(?:建议|意见|要求|问题|疑问|想法|说明|不|也|都|儿|小|点)")
_QUIET = "\0"

AnyItem = TypeVar("AnyItem", DayItem, Item)


class Times:
    """Finds dates and times. Knows the announced holidays."""

    def __init__(self, holidays: Holidays) -> None:
        """Prepares the holidays' names."""
        self._holidays = holidays
        self._names = {name: key for key, said in NAMES.items() for name in said}
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile(
            r"(?<![a-z0-9周期拜星])(?:" + "|".join(re.escape(name) for name in longest_first) + r")(?![a-z路月号日])"
        )

    def find(self, text: str, now: datetime, taken: Iterable[tuple[int, int]] = ()) -> list[Match]:
        """The dates and times in a text said at `now`; spans already taken by something else are not looked at."""
        folded = fold(text)
        for start, end in taken:
            folded = folded[:start] + _QUIET * (end - start) + folded[end:]
        dates = _ranged_days(folded, related(folded, _chosen(self._days(folded, now.date()))))
        times = _ranged_times(folded, _joined(folded, _chosen(_clocks(folded, dates))))
        dates = [_open_day(folded, item, now.date()) for item in dates]
        found = [Match("date", item.value, *item.span) for item in wanted(folded, dates)]
        found += [Match("time", item.value, *item.span) for item in wanted(folded, times)]
        return sorted(found, key=lambda match: (match.start, match.entity))

    def _days(self, text: str, today: date) -> list[DayItem]:
        found: list[DayItem] = []
        for match in self._pattern.finditer(text):  # First, for 三月三 is a holiday before it is the third of March.
            holiday = self._holidays.next(self._names[match.group()], today)
            if holiday is not None:
                found.append(DayItem(Span(*match.span()), *holiday, holiday=True))
        for rule in (*days.RULES, *months.RULES):
            for match in rule.pattern.finditer(text):
                meaning = rule.meaning(match, today)
                if meaning is not None:
                    first, last = meaning.days
                    found.append(DayItem(Span(*match.span()), first, last, meaning.weekday, meaning.number))
        return found


def _chosen(found: list[AnyItem]) -> list[AnyItem]:
    """The longest of overlapping items, in the order of the text."""
    kept: list[AnyItem] = []
    for item in sorted(found, key=lambda one: (one.span.start - one.span.end, one.span.start)):
        if all(other.span.end <= item.span.start or item.span.end <= other.span.start for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda one: one.span.start)


def _clocks(text: str, dates: Sequence[DayItem]) -> list[Item]:
    """Clock times and parts of the day. "tonight" is a day and a part; all else within a day's words is no time."""
    found: list[Item] = []
    for rule in clock.RULES:
        for match in rule.pattern.finditer(text):
            time = rule.meaning(match)
            if time is not None and not _a_bit(text, match):
                found.append(ClockItem(Span(*match.span()), time.minutes, time.sure))
    found = [item for item in found if not _inside(item, dates)]
    for match in clock.PART.finditer(text):
        first, last = clock.PARTS[match.group("zh") or match.group("en").replace("lunch time", "lunchtime")]
        found.append(PartItem(Span(*match.span("zh" if match.group("zh") else "en")), first * 60, last * 60))
    return found + [item for item in _bare_hours(text) if not _inside(item, dates)]


def _inside(item: Item, dates: Sequence[DayItem]) -> bool:
    return any(other.span.start < item.span.end and item.span.start < other.span.end for other in dates)


def _a_bit(text: str, match: "re.Match[str]") -> bool:
    """Whether 一点 or 两点 is no time here: 早一点, 两点建议. Alone, or after a part of the day, it is one."""
    if not _A_BIT.fullmatch(match.group().strip()) or text.strip() == match.group().strip():
        return False
    before = text[: match.start()]
    if _CLOCK_TO.search(before) or re.search(
        rf"(?:{'|'.join(name for name in clock.PARTS if len(name) > 1 and not name.isascii())}|[天日号一二三四五六])的?$",
        before,
    ):
        return False
    return match.group().startswith("一") or bool(_POINTS.match(text[match.end() :]))


def _bare_hours(text: str) -> list[Item]:
    """Hours known by their preposition. "from 2 to 4" becomes two items, to be joined as any others."""
    found: list[Item] = []
    for match in clock.BARE.finditer(text):
        first = clock.bare(match, "h")
        second = clock.bare(match, "k") if match.group("second") else None
        if first is not None and (
            second is not None
            or match.group("lead") not in ("from", "since", "between", "past")
            or _ONWARDS.match(text[match.end("h") :])
        ):
            found.append(ClockItem(Span(*match.span("h")), first.minutes, first.sure))
        if first is not None and second is not None:
            found.append(ClockItem(Span(match.start("k"), match.end()), second.minutes, second.sure))
    return found


def _joined(text: str, found: list[Item]) -> list[Item]:
    """Parts of the day with the clock times beside them: 下午三点, three in the afternoon."""
    joined: list[Item] = []
    for item in found:
        before = joined[-1] if joined else None
        if before is not None and _BESIDE.fullmatch(text[before.span.end : item.span.start]):
            span = Span(before.span.start, item.span.end)
            if isinstance(before, PartItem) and isinstance(item, ClockItem):
                joined[-1] = replace(item.within(before), span=span)
                continue
            if isinstance(before, ClockItem) and isinstance(item, PartItem):
                joined[-1] = replace(before.within(item), span=span)
                continue
        joined.append(item)
    return joined


def _glued(text: str, first: Item, second: Item) -> bool:
    """Whether two items are the ends of a range."""
    glue = text[first.span.end : second.span.start]
    if _TO.fullmatch(glue):
        return not is_moved(text, first)
    return bool(_AND.fullmatch(glue) and _BETWEEN.search(text[: first.span.start]))


def _merged(text: str, found: Sequence[Item], join: Callable[[Item, Item], Item | None]) -> list[Item]:
    """Joins neighbours that are glued; a range takes its opening word (from, 从) along."""
    merged: list[Item] = []
    for item in found:
        both = join(merged[-1], item) if merged and _glued(text, merged[-1], item) else None
        if both is None:
            merged.append(item)
            continue
        opening = _OPENING.search(text[: both.span.start])
        merged[-1] = replace(both, span=Span(opening.start(), both.span.end)) if opening else both
    return merged


def _ranged_days(text: str, found: Sequence[Item]) -> list[DayItem]:
    def join(first: Item, second: Item) -> Item | None:
        assert isinstance(first, DayItem), "only days come here"
        assert isinstance(second, DayItem), "only days come here"
        last = second.last
        if second.weekday is not None:
            last = first.first + timedelta(days=(second.weekday - first.first.weekday()) % 7)
        elif second.number is not None and last < first.first + timedelta(days=31):
            after = first.first
            while after.day != second.number and after < first.first + timedelta(days=62):
                after += timedelta(days=1)
            last = after
        if last < first.first:
            return None
        return DayItem(Span(first.span.start, second.span.end), first.first, last)

    return [item for item in _merged(text, found, join) if isinstance(item, DayItem)]


def _ranged_times(text: str, found: Sequence[Item]) -> list[Item]:
    def join(first: Item, second: Item) -> Item | None:
        if isinstance(first, PartItem) and isinstance(second, PartItem):
            return PartItem(Span(first.span.start, second.span.end), first.first, max(first.last, second.last))
        if not isinstance(first, ClockItem) or not isinstance(second, ClockItem) or first.until or second.until:
            return None
        begin, end = first.minutes, second.minutes
        half_day = 12 * 60
        if not second.sure and end <= begin and end + half_day > begin:
            end += half_day  # 下午五点到八点
        elif not first.sure and second.sure:
            begin = max((one for one in (begin % half_day, begin % half_day + half_day) if one < end), default=begin)
        if begin >= end:
            return None
        return ClockItem(Span(first.span.start, second.span.end), begin, True, until=min(end, MIDNIGHT))

    return [_open_time(text, item) for item in _merged(text, found, join)]


def _open_time(text: str, item: Item) -> Item:
    """4点以后, after 4, before noon, 中午之前."""
    side, span = _side(text, item.span)
    if isinstance(item, PartItem) and side and item.first < NOON < item.last:
        return ClockItem(span, *((NOON, True, MIDNIGHT) if side > 0 else (0, True, NOON)))
    if not isinstance(item, ClockItem) or item.until is not None:
        return item
    if side > 0 and item.minutes < MIDNIGHT:
        return replace(item, span=span, until=MIDNIGHT)
    if side < 0 and item.minutes:
        return replace(item, span=span, minutes=0, until=item.minutes)
    return item


def _open_day(text: str, item: DayItem, today: date) -> DayItem:
    """下周三以后, after Friday, before the 5th. In Chinese the day itself still counts."""
    side, span = _side(text, item.span)
    if re.match(r"(?:until|till)", text[span.start :]):
        return item  # "put it off till Friday" means Friday
    chinese = span.end > item.span.end
    if side > 0:
        first = item.first if chinese else item.last + timedelta(days=1)
        return DayItem(span, first, first + HORIZON)
    if side < 0 and item.first > today:
        last = item.last if text.startswith("by", span.start) else item.first - timedelta(days=1)
        return DayItem(span, today, last)
    if side < 0 and item.first <= today < item.last:  # before the end of this month
        return DayItem(span, today, item.last)
    return item


def _side(text: str, span: Span) -> tuple[int, Span]:
    """1 if the words beside a span say after it, -1 if before it, else 0; and the span with those words."""
    after, before = text[span.end :], text[: span.start]
    for pattern, side in ((_AFTER_ZH, 1), (_BEFORE_ZH, -1), (_ONWARDS, 1)):
        found = pattern.match(after)
        if found:
            return side, Span(span.start, span.end + found.end())
    for pattern, side in ((_AFTER_EN, 1), (_BEFORE_EN, -1)):
        found = pattern.search(before)
        if found and not (
            found.group().lstrip().startswith(("from", "since", "past")) and side > 0 and not _ONWARDS.match(after)
        ):
            return side, Span(found.start(), span.end)
    return 0, span
