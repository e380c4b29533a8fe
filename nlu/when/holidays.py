"""Holidays by name.

The pack's calendar knows the announced days off; beyond it the festival's own day is given, by the solar calendar or
from the table of lunar festivals below (Hong Kong Observatory's conversion tables).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from nlu.when.calendar import Days

NAMES: dict[str, tuple[str, ...]] = {
    "NEW-YEAR": ("元旦节", "元旦", "阳历新年", "new year's day", "new years day", "new year's", "new year"),
    "SPRING": ("春节", "过年", "大年初一", "农历新年", "chinese new year", "lunar new year", "spring festival"),
    "QINGMING": ("清明节", "清明", "qingming festival", "qingming", "tomb sweeping day", "tomb-sweeping day"),
    "SANYUESAN": ("三月三", "san yue san"),
    "LABOUR": ("五一劳动节", "劳动节", "五一", "labour day", "labor day", "may day"),
    "DRAGON-BOAT": ("端午节", "端午", "dragon boat festival", "dragon boat"),
    "MID-AUTUMN": ("中秋节", "中秋", "mid-autumn festival", "mid autumn festival", "mid-autumn", "moon festival"),
    "NATIONAL": ("国庆节", "国庆", "十一黄金周", "十一假期", "national day", "golden week"),
    "LANTERN": ("元宵节", "元宵", "lantern festival"),
    "EVE": ("除夕", "大年三十", "年三十"),
    "NEW-YEAR-EVE": ("new year's eve", "new years eve", "跨年夜"),
    "CHRISTMAS-EVE": ("平安夜", "christmas eve", "xmas eve"),
    "CHRISTMAS": ("圣诞节", "圣诞", "christmas day", "christmas", "xmas"),
}

_SOLAR = {
    "NEW-YEAR": (1, 1),
    "LABOUR": (5, 1),
    "NATIONAL": (10, 1),
    "CHRISTMAS-EVE": (12, 24),
    "CHRISTMAS": (12, 25),
    "NEW-YEAR-EVE": (12, 31),
}
_LUNAR: dict[str, tuple[str, ...]] = {
    "EVE": ("2026-02-16", "2027-02-05", "2028-01-25", "2029-02-12", "2030-02-02"),
    "SPRING": ("2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"),
    "LANTERN": ("2026-03-03", "2027-02-20", "2028-02-09", "2029-02-27", "2030-02-17"),
    "QINGMING": ("2026-04-05", "2027-04-05", "2028-04-04", "2029-04-04", "2030-04-05"),
    "SANYUESAN": ("2026-04-19", "2027-04-09", "2028-03-28", "2029-04-16", "2030-04-05"),
    "DRAGON-BOAT": ("2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16", "2030-06-05"),
    "MID-AUTUMN": ("2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12"),
}


@dataclass(frozen=True)
class Holidays:
    """The days off that are announced, by holiday, in order."""

    announced: Mapping[str, tuple[Days, ...]]

    @classmethod
    def read(cls, calendar: Path) -> "Holidays":
        """Reads the pack's calendar.yml; without one only the festivals' own days are known."""
        found: dict[str, list[Days]] = {}
        if calendar.is_file():
            for entry in yaml.safe_load(calendar.read_text(encoding="utf-8")).get("holidays") or []:
                name = str(entry["code"]).rsplit("-", 1)[0]
                found.setdefault(name, []).append((entry["from"], entry["to"]))
        return cls({name: tuple(sorted(days)) for name, days in found.items()})

    def next(self, name: str, today: date) -> Days | None:
        """The holiday that is on or comes next: its days off, or its own day where these are not announced."""
        own = self._own_day(name, today)
        for first, last in self.announced.get(name, ()):
            if last >= today and (own is None or first.year <= own.year):
                return first, last
        return (own, own) if own else None

    @staticmethod
    def _own_day(name: str, today: date) -> date | None:
        if name in _SOLAR:
            this_year = date(today.year, *_SOLAR[name])
            return this_year if this_year >= today else date(today.year + 1, *_SOLAR[name])
        days = (date.fromisoformat(text) for text in _LUNAR[name])
        return next((one for one in days if one >= today), None)
