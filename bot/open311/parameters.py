"""Reading what a client sends: a parameter that is empty counts as absent, as the specification has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.errors import InvalidField, PlaceMissing
from city.reports.values import Place

MOST_DAYS = 90
MOST_CHARS = {"description": 4_000, "address_string": 200, "media_url": 500}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests a client asks for."""

    refs: tuple[str, ...]
    kinds: tuple[str, ...]
    statuses: tuple[Literal["open", "closed"], ...]
    start: datetime
    end: datetime


def text_of(fields: Mapping[str, str], name: str) -> str | None:
    """Return a parameter without blanks around it; None if nothing is left.

    Raises:
        InvalidField: it is too long.
    """
    text = (fields.get(name) or "").strip()
    if len(text) > MOST_CHARS.get(name, 500):
        raise InvalidField(field=name)
    return text or None


def wanted_of(query: Mapping[str, str], now: datetime) -> Wanted:
    """Return what is asked for: the last 90 days unless something else is said.

    Raises:
        InvalidField: a status or a date is none, or the range is longer than 90 days.
    """
    start, end = _moment(query, "start_date"), _moment(query, "end_date")
    span = timedelta(days=MOST_DAYS)
    if end is None:
        end = start + span if start is not None else now
    if start is None:
        start = end - span
    if not timedelta(0) <= end - start <= span:
        raise InvalidField(field="start_date")
    statuses: list[Literal["open", "closed"]] = []
    for status in _many(query, "status"):
        if status not in {"open", "closed"}:
            raise InvalidField(field="status")
        statuses.append("open" if status == "open" else "closed")
    return Wanted(_many(query, "service_request_id"), _many(query, "service_code"), tuple(statuses), start, end)


def place_of(form: Mapping[str, str]) -> Place:
    """Return where it is; positions on the wire are WGS 84.

    Raises:
        InvalidField: a coordinate is no number, or one comes without the other.
        PlaceMissing: there is nothing that we can find. Of address ids we have none.
    """
    words, lat, lon = text_of(form, "address_string"), _degrees(form, "lat", 90), _degrees(form, "long", 180)
    if (lat is None) != (lon is None):
        raise InvalidField(field="long" if lon is None else "lat")
    if lat is None and words is None:
        raise PlaceMissing
    return Place(words, lat, lon)


def _degrees(form: Mapping[str, str], name: str, most: int) -> float | None:
    text = text_of(form, name)
    if text is None:
        return None
    try:
        degrees = float(text)
    except ValueError:
        raise InvalidField(field=name) from None
    if not abs(degrees) <= most:  # also what is not a number
        raise InvalidField(field=name)
    return degrees


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    text = text_of(query, name)
    if text is None:
        return None
    try:
        # In an address a plus sign is a blank, and few clients write it as %2B.
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise InvalidField(field=name) from None
    if moment.tzinfo is None:
        raise InvalidField(field=name)
    return moment


def _many(query: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (query.get(name) or "").split(",") if part.strip())
