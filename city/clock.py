"""The city's clock: aware UTC inside, Asia/Shanghai at the edge.

In production it is the system's clock. In development its offset is a row of the database, so that every process of a
rehearsal sees the same time; a clock that was set keeps ticking.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, Database

SHANGHAI = ZoneInfo("Asia/Shanghai")
_ONLY_ROW = 1


class Clock(Protocol):
    """Tells the time. Nothing else in the city asks the system for it."""

    def now(self) -> datetime:
        """Return the aware UTC time."""
        ...

    def today(self) -> date:
        """Return the date in Asia/Shanghai."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the aware UTC time."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the date in Asia/Shanghai."""
        return local(self.now()).date()


class ClockOffset(Base):
    """How far the city's clock is from the computer's; at most one row, in development only."""

    __tablename__ = "city_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    offset_us: Mapped[int] = mapped_column(BigInteger)


class RehearsalClock(SystemClock):
    """A clock that can be set, for development: all processes of one database share it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def now(self) -> datetime:
        """Return the aware UTC time of the rehearsal."""
        with self._db.read() as session:
            row = session.get(ClockOffset, _ONLY_ROW)
        return datetime.now(UTC) + timedelta(microseconds=row.offset_us if row else 0)

    def set(self, now: datetime | None) -> None:
        """Let it be ``now`` (aware) from here on; None goes back to the computer's time."""
        with self._db.write() as session:
            row = session.get(ClockOffset, _ONLY_ROW)
            if row is not None:
                session.delete(row)
                session.flush()
            if now is not None:
                session.add(ClockOffset(id=_ONLY_ROW, offset_us=_microseconds(now - datetime.now(UTC))))


class FixedClock(SystemClock):
    """A clock that stands where it was put: for tests and for repeating an answer as of a moment."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment that was set."""
        return self.at

    def advance(self, step: timedelta) -> None:
        """Move the hands."""
        self.at += step


def local(moment: datetime) -> datetime:
    """The same moment as citizens read it, in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
