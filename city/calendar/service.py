"""The city's calendar: the pack's days and closures joined with the closures in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from city.calendar.closures import closures_between
from city.calendar.models import Closure, DayHours, DayTable
from city.calendar.pack import load_closures, load_days
from city.calendar.rules import day_hours, moment
from city.catalogue.catalogue import Catalogue
from city.catalogue.models import Office
from city.db import Database
from city.errors import NotFound
from city.packs import PackError

_MIDNIGHT = time()


class Calendar:
    """Answers when an office is open."""

    def __init__(self, db: Database, catalogue: Catalogue, table: DayTable, announced: Iterable[Closure]) -> None:
        self._db = db
        self._catalogue = catalogue
        self._table = table
        self._announced = tuple(announced)

    @classmethod
    def load(cls, db: Database, catalogue: Catalogue, pack: Path) -> Calendar:
        """Read the calendar of a pack.

        Raises:
            PackError: one of its files breaks its rules, or a closure speaks of a place that does not exist.
        """
        announced = load_closures(pack)
        for closure in announced:
            check_scope(catalogue, closure)
        return cls(db, catalogue, load_days(pack), announced)

    def day(self, office: str, day: date, service: str | None = None) -> DayHours:
        """The hours of an office on a day; with a service, closures of that service count too.

        Raises:
            NotFound: there is no such office.
        """
        with self._db.read() as session:
            closures = self.closures(session, day, day)
        return self.hours(self._catalogue.office(office), day, closures, service)

    def between(self, first: date, last: date) -> tuple[Closure, ...]:
        """All closures that touch the days from ``first`` to ``last``."""
        with self._db.read() as session:
            return self.closures(session, first, last)

    def closures(self, session: Session, first: date, last: date) -> tuple[Closure, ...]:
        """All closures that touch the days from ``first`` to ``last``, for many calls of `hours`."""
        start, end = moment(first, _MIDNIGHT), moment(last + timedelta(days=1), _MIDNIGHT)
        announced = tuple(one for one in self._announced if one.start < end and one.end > start)
        return announced + closures_between(session, start, end)

    def hours(self, office: Office, day: date, closures: Iterable[Closure], service: str | None = None) -> DayHours:
        """The hours of an office on a day, given the closures of that time."""
        mine = (one for one in closures if one.covers(district=office.district, office=office.code, service=service))
        return day_hours(office.opening, self._table, mine, day)

    def is_provisional(self, day: date) -> bool:
        """Whether the holidays around the day are not announced yet."""
        return day > self._table.known_until


def check_scope(catalogue: Catalogue, closure: Closure) -> None:
    """Check that what a closure speaks of exists: a misspelt code would close nothing, in silence.

    Raises:
        PackError: it does not.
    """
    known = {"city": None, "district": catalogue.district, "office": catalogue.office, "service": catalogue.service}
    find = known[closure.scope]
    try:
        if find is not None:
            find(closure.code)
    except NotFound:
        raise PackError(f"closure {closure.name.en}: there is no {closure.scope} {closure.code}") from None
