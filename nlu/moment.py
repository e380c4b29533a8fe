"""The time a message was said at. It arrives with the message: the brain has no clock of its own (HOUSE.md 5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Asia/Shanghai")


def parse_moment(value: str) -> datetime:
    """An ISO date-time in the city's time; one without offset is taken as such.

    Raises:
        ValueError: it is no ISO date-time.
    """
    moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return moment.astimezone(CITY_TIME) if moment.tzinfo else moment.replace(tzinfo=CITY_TIME)


def reference_time(metadata: Mapping[str, Any] | None) -> datetime:
    """`metadata.now`; in `rasa shell`, which sends none, this machine's time."""
    now = (metadata or {}).get("now")
    return parse_moment(now) if isinstance(now, str) else datetime.now(CITY_TIME)
