"""What happens by itself: closures displace, lifted closures restore, reminders fall due, the line is served.

One step does all that is due. Each booking has a transaction of its own, so that a step that dies leaves nothing half done
and the next one goes on; several processes may take steps at once, for each reads the state anew under a lock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from city.booking import arriving, displacing, reminding, waiting
from city.booking.rooms import Rooms
from city.db import Database
from city.errors import CityError
from ledger.errors import LedgerError

_Key = TypeVar("_Key")
_FAILURES = (CityError, LedgerError, SQLAlchemyError, LookupError, RuntimeError)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """How many bookings a step changed or told of."""

    displaced: int = 0
    restored: int = 0
    reminded: int = 0
    missed: int = 0
    offered: int = 0


class Upkeep:
    """The bookings' own work."""

    def __init__(self, db: Database, rooms: Rooms) -> None:
        self._db = db
        self._rooms = rooms
        self._failing: set[str] = set()
        self.failures = 0
        """How many have failed since the start."""

    def step(self) -> Done:
        """Do what is due. Displacing comes first: nobody is reminded of, or missed at, what a closure took."""
        return Done(
            displaced=self.displace(),
            restored=self._each(displacing.to_restore, displacing.restore),
            reminded=self._each(reminding.due, reminding.remind),
            missed=self._each(arriving.to_miss, arriving.miss),
            offered=self._each(waiting.to_serve, waiting.serve),
        )

    def displace(self) -> int:
        """Displace what lies in a closure; return how many bookings that were."""
        return self._each(displacing.to_displace, displacing.displace)

    def _each(
        self, find: Callable[[Session, Rooms], Sequence[_Key]], do: Callable[[Session, Rooms, _Key], bool]
    ) -> int:
        name = do.__qualname__
        try:
            with self._db.read() as session:
                found = find(session, self._rooms)
        except _FAILURES as error:
            self._failed(name, "all", error)
            return 0
        self._failing.discard(f"{name} all")
        return sum(self._one(do, key) for key in found)

    def _one(self, do: Callable[[Session, Rooms, _Key], bool], key: _Key) -> bool:
        """Do one; what fails is tried again with the next step, and keeps nobody else waiting."""
        try:
            with self._db.write() as session:
                return do(session, self._rooms, key)
        except _FAILURES as error:
            self._failed(do.__qualname__, str(key), error)
            return False

    def _failed(self, name: str, key: str, error: Exception) -> None:
        """Count a failure, and log it once, not at every step."""
        self.failures += 1
        if f"{name} {key}" not in self._failing:
            self._failing.add(f"{name} {key}")
            _log.error("%s failed for %s: %s", name, key, type(error).__name__)
