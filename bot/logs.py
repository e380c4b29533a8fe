"""Logs as JSON lines. They name turns, never words: no message text, no address, no value of an identifier.

The message of an exception may quote what a citizen typed, so a traceback is written without it: types and places only.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_NOISY = ("aiohttp.access", "asyncio")


class JsonLines(logging.Formatter):
    """One JSON object per record; ``extra={"fields": {...}}`` adds fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        fields |= getattr(record, "fields", {})
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            fields["exception"] = places_of(record.exc_info[1])
        return json.dumps(fields, ensure_ascii=False, default=str)


def places_of(error: BaseException) -> list[str]:
    """Return the type of an exception and where it passed, innermost last, and the same of its causes."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines.extend(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        seen = seen.__cause__ or seen.__context__
    return lines


def configure(level: int = logging.INFO) -> None:
    """Send every logger of the process through `JsonLines` to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
