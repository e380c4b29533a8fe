"""What the rules find in a text, before it is put together."""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

NOON = 12 * 60
MIDNIGHT = 24 * 60


class Span(NamedTuple):
    """Where an item stands, in characters, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class DayItem:
    """A day or a run of days. `weekday` and `number` are kept of bare ones, which a range reads anew after its start.

    `holiday`: it was named as a holiday, so that a day beside it may be one of its days.
    """

    span: Span
    first: date
    last: date
    weekday: int | None = None
    number: int | None = None
    holiday: bool = False

    @property
    def value(self) -> str:
        """ISO date or range."""
        return (
            self.first.isoformat() if self.first == self.last else f"{self.first.isoformat()}/{self.last.isoformat()}"
        )


@dataclass(frozen=True)
class PartItem:
    """A part of the day, in minutes since midnight."""

    span: Span
    first: int
    last: int

    @property
    def value(self) -> str:
        """ISO time range."""
        return f"{clock(self.first)}/{clock(self.last)}"


@dataclass(frozen=True)
class ClockItem:
    """A clock time in minutes since midnight; `sure` if morning or afternoon was said, or the hour leaves no doubt.

    `until` makes it a range. `weak` ones ("at 3") count only where nothing else claims their words.
    """

    span: Span
    minutes: int
    sure: bool
    until: int | None = None

    @property
    def value(self) -> str:
        """ISO time or range."""
        return clock(self.minutes) if self.until is None else f"{clock(self.minutes)}/{clock(self.until)}"

    def within(self, part: PartItem) -> "ClockItem":
        """The time, read in a part of the day (three in the afternoon)."""
        if self.sure:
            return self
        minutes = self.minutes % (12 * 60)
        if part.first >= 12 * 60 or (part.first >= 11 * 60 and minutes < 3 * 60):
            minutes += 12 * 60
        if part.first >= 18 * 60 and minutes == 12 * 60:
            minutes = MIDNIGHT  # 晚上十二点
        return replace(self, minutes=minutes, sure=True)


Item = DayItem | PartItem | ClockItem


def clock(minutes: int) -> str:
    """Minutes since midnight as "HH:MM"; the end of the day is "24:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def bare_hour(hour: int, minute: int) -> tuple[int, bool]:
    """Minutes of an hour said without am or pm, and whether there is no doubt: 1 to 7 are in the afternoon."""
    if hour > 12 or hour == 0:
        return hour * 60 + minute, True
    return (hour + 12 if 1 <= hour <= 7 else hour) * 60 + minute, False
