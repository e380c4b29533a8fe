"""How values look inside a response, per language: `{start:when}`, `{amount:money}`, `{items:list}`.

Python's own format syntax with these specifications:

| spec | value | Chinese | English |
|---|---|---|---|
| when | ISO date-time | 12月2日（周三）上午9:00 | Wednesday 2 December, 9:00 am |
| day | ISO date, date-time or range | 12月2日（周三） | Wednesday 2 December |
| date | likewise | 2026年12月2日 | 2 December 2026 |
| clock | ISO time, date-time or range | 上午9:00 | 9:00 am |
| money | integer fen | 17,000元 | ¥17,000 |
| percent | integer basis points | 80% | 80% |
| list | strings | 甲、乙、丙 | a, b and c |
| bullets | strings | one a line, after "• " | likewise |

Date-times with an offset are shown in Asia/Shanghai. A line that begins with `{?name}` appears only if `name` has a
value.
"""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Asia/Shanghai")
SPECS = ("", "when", "day", "date", "clock", "money", "percent", "list", "bullets")

_CONDITION = re.compile(r"^\{\?(\w+)\}")
_CONDITIONS = re.compile(r"^\{\?(\w+)\}", re.MULTILINE)
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class FormatError(ValueError):
    """A placeholder has no value, or a value does not suit its specification."""


class LanguageFormatter(string.Formatter):
    """Fills placeholders in one language."""

    def __init__(self, language: str) -> None:
        """Language is "zh" or "en"."""
        self._language = language

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """The text of a response.

        Raises:
            FormatError: a value is missing or of the wrong kind.
        """
        lines = []
        for line in template.split("\n"):
            condition = _CONDITION.match(line)
            if condition and not values.get(condition.group(1)):
                continue
            lines.append(self.vformat(line[condition.end() :] if condition else line, (), values))
        return "\n".join(lines).strip()

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The value of a placeholder; an absent one is an error, never an empty hole in a sentence."""
        value = kwargs.get(str(key))
        if value is None:
            raise FormatError(f"no value for {{{key}}}")
        return value

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value under one specification."""
        if not format_spec:
            return str(value)
        shape = _SHAPES.get(format_spec)
        if shape is None:
            raise FormatError(f"unknown format {format_spec!r}")
        try:
            return shape(value, self._language)
        except (TypeError, ValueError) as error:
            raise FormatError(f"{value!r} is not fit for format {format_spec!r}") from error


def placeholders(template: str) -> set[tuple[str, str]]:
    """Names and specifications in a template, conditions as ("name", "?").

    Raises:
        ValueError: the braces do not match.
    """
    found = {(name, "?") for name in _CONDITIONS.findall(template)}
    for _, name, spec, _ in string.Formatter().parse(_CONDITIONS.sub("", template)):
        if name is not None:
            found.add((name, spec or ""))
    return found


def _moment(value: Any) -> datetime:
    """A date-time in the city's time; one without offset is taken as such."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return moment.astimezone(CITY_TIME) if moment.tzinfo else moment.replace(tzinfo=CITY_TIME)


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = str(value)
    return date.fromisoformat(text) if len(text) == 10 else _moment(value).date()


def _time(value: Any) -> time:
    if isinstance(value, time):
        return value
    text = str(value)
    return time.fromisoformat(text) if len(text) <= 8 else _moment(value).time()


def _ranged(single: Callable[[Any, str], str]) -> Callable[[Any, str], str]:
    """Lets a shape of one value also show a range written "from/to"."""

    def shape(value: Any, language: str) -> str:
        if isinstance(value, str) and "/" in value:
            first, last = value.split("/", 1)
            if first == last:
                return single(first, language)
            return single(first, language) + ("至" if language == "zh" else " to ") + single(last, language)
        return single(value, language)

    return shape


def _day(value: Any, language: str) -> str:
    day = _date(value)
    if language == "zh":
        return f"{day.month}月{day.day}日（周{_WEEKDAYS_ZH[day.weekday()]}）"
    return f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {_MONTHS_EN[day.month - 1]}"


def _full_date(value: Any, language: str) -> str:
    day = _date(value)
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def _clock(value: Any, language: str) -> str:
    if value == "24:00":
        return "晚上12:00" if language == "zh" else "midnight"
    clock = _time(value)
    hour = clock.hour % 12 or 12
    if language == "en":
        return f"{hour}:{clock.minute:02} {'am' if clock.hour < 12 else 'pm'}"
    parts = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    part = next(name for before, name in parts if clock.hour < before)
    return f"{part}{clock.hour if clock.hour < 13 else clock.hour - 12}:{clock.minute:02}"


def _when(value: Any, language: str) -> str:
    moment = _moment(value)
    return _day(moment, language) + ("" if language == "zh" else ", ") + _clock(moment, language)


def _money(value: Any, language: str) -> str:
    yuan, fen = divmod(_integer(value), 100)
    amount = f"{yuan:,}" + (f".{fen:02}" if fen else "")
    return f"{amount}元" if language == "zh" else f"¥{amount}"


def _percent(value: Any, language: str) -> str:
    whole, rest = divmod(_integer(value), 100)
    return f"{whole}" + (f".{rest:02}".rstrip("0") if rest else "") + "%"


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("a whole number, zero or more, is needed")
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        raise TypeError("a list is needed")
    return [str(item) for item in value]


def _list(value: Any, language: str) -> str:
    items = _strings(value)
    if language == "zh" or len(items) < 2:
        return "、".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]


def _bullets(value: Any, language: str) -> str:
    return "\n".join(f"• {item}" for item in _strings(value))


_SHAPES: dict[str, Callable[[Any, str], str]] = {
    "when": _when,
    "day": _ranged(_day),
    "date": _ranged(_full_date),
    "clock": _ranged(_clock),
    "money": _money,
    "percent": _percent,
    "list": _list,
    "bullets": _bullets,
}


def language_of(pinned: str | None, turn: str | None, known: str | None) -> str:
    """The language to answer in: the citizen's choice, else the message's, else the conversation's, else Chinese."""
    return next((language for language in (pinned, turn, known) if language in ("zh", "en")), "zh")
