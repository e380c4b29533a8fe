"""Rules of reports (pure): where something is, what is the same problem, and how its state is said on the wire."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Literal

from city.reports.values import Outcome, Position, Status, System

SAME_METRES = 50
SAME_DAYS = 7
"""Within this distance and time, a problem of the same kind is offered as the same."""

WireStatus = Literal["open", "closed"]

# The ellipsoid and the wave of GCJ-02, as published by those who measured it; there is no official formula.
_AXIS, _SQUARED_ECCENTRICITY = 6378245.0, 0.00669342162296594323
_EARTH_METRES = 6_371_008.8
_CHINA = (0.8293, 55.8271, 72.004, 137.8347)
"""Where maps are shifted: south, north, west, east."""

_PAIR = re.compile(r"(?<![\d.])(?P<lat>-?\d{1,2}\.\d{3,})\s*[,，;\s]\s*(?P<lon>-?\d{1,3}\.\d{3,})(?![\d.])")
_OUTCOMES: dict[str, Outcome] = {
    "fixed": "fixed", "duplicate": "duplicate", "not_ours": "not_ours", "no_action": "no_action",
}  # fmt: skip


def to_wgs84(lat: float, lon: float, system: System) -> Position:
    """Return a position in WGS 84; pins of Chinese maps and positions shared in WeChat come in GCJ-02."""
    if system == "wgs84" or not _is_shifted(lat, lon):
        return Position(round(lat, 6), round(lon, 6))
    guess_lat, guess_lon = lat, lon
    for _ in range(6):  # the shift changes so slowly that each round gains four decimals
        shifted_lat, shifted_lon = to_gcj02(guess_lat, guess_lon)
        guess_lat, guess_lon = guess_lat - (shifted_lat - lat), guess_lon - (shifted_lon - lon)
    return Position(round(guess_lat, 6), round(guess_lon, 6))


def to_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """Return where Chinese maps draw a position of WGS 84."""
    if not _is_shifted(lat, lon):
        return lat, lon
    x, y = lon - 105.0, lat - 35.0
    root = math.sqrt(abs(x))
    wave = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave * 2.0 / 3.0
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave * 2.0 / 3.0
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    radians = math.radians(lat)
    magic = 1 - _SQUARED_ECCENTRICITY * math.sin(radians) ** 2
    north = math.degrees(north / (_AXIS * (1 - _SQUARED_ECCENTRICITY) / (magic * math.sqrt(magic))))
    east = math.degrees(east / (_AXIS / math.sqrt(magic) * math.cos(radians)))
    return lat + north, lon + east


def metres(one: Position, other: Position) -> float:
    """Return the great-circle distance."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    half = (
        math.sin((other_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(other_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    )
    return 2 * _EARTH_METRES * math.asin(math.sqrt(half))


def position_in(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude written in a text, such as ``geo:18.2528,109.5119``; None if there are none."""
    found = _PAIR.search(unicodedata.normalize("NFKC", text))
    if found is None or abs(float(found["lat"])) > 90 or abs(float(found["lon"])) > 180:
        return None
    return float(found["lat"]), float(found["lon"])


def same_words(text: str) -> str:
    """Return the words of a place so that spelling, blanks and punctuation make no difference."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def wire_status(status: Status) -> WireStatus:
    """Return the state as Open311 knows it, which is open until it is closed."""
    return "closed" if status == "closed" else "open"


def status_of_wire(wire: str, notes: str | None) -> tuple[Status, Outcome | None]:
    """Return our state for one of another server; its notes may begin with our own words, as ours do.

    Raises:
        ValueError: it is neither open nor closed.
    """
    word = (notes or "").split(":", 1)[0].strip()
    if wire == "open":
        return ("in_progress" if word == "in_progress" else "open"), None
    if wire == "closed":
        return "closed", _OUTCOMES.get(word)
    raise ValueError(f"no such status: {wire!r}")


def notes_of(status: Status, outcome: Outcome | None, reason: str | None) -> str:
    """Return ``status_notes``: the state in our own words, then the reason somebody gave."""
    word = outcome or status
    return f"{word}: {reason}" if reason else word


def _is_shifted(lat: float, lon: float) -> bool:
    south, north, west, east = _CHINA
    return south <= lat <= north and west <= lon <= east
