"""The diary: what of one service is free, as one transaction sees it. Expired holds count as free, untouched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from city.booking import rules
from city.booking.lanes import Facts, GivenSlot, Lane, counter_resource, given_resource, lanes
from city.booking.models import BookingRow, ClaimRow, CooldownRow, GivenSlotRow
from city.booking.rooms import Rooms
from city.booking.values import SlotOffer
from city.calendar.models import DayHours
from city.calendar.rules import moment
from city.catalogue.models import Office, Service
from city.clock import local

_CHUNK = 7
"""Days whose claims are read at once."""

_Taken = Mapping[tuple[str, datetime], frozenset[int]]


class Diary:
    """Reads lanes and free slots of one service; each part of the database is read once."""

    def __init__(  # noqa: PLR0913 - the service, as whom and when it is looked at
        self,
        session: Session,
        rooms: Rooms,
        service: Service,
        now: datetime,
        owners: Iterable[str] = (),
        *,
        early: timedelta = timedelta(),
    ) -> None:
        """Open the diary for ``owners``; for them given-back seats open ``early``."""
        self.session = session
        self._rooms = rooms
        self._owners = tuple(owners)
        self.service = service
        self.now = now
        self._early = early
        self.today = local(now).date()
        self.offices = rooms.catalogue.offices_for(service.code)
        self._given = self._read_given()
        self.last_day = self._last_day()
        self._closures = rooms.calendar.closures(session, self.today, self.last_day)
        self._taken: dict[int, _Taken] = {}

    def office(self, code: str) -> Office:
        """The office with this code, one of those that give the service."""
        return next(office for office in self.offices if office.code == code)

    def hours(self, office: Office, day: date) -> DayHours:
        """The hours of the office for the service."""
        return self._rooms.calendar.hours(office, day, self._closures, self.service.code)

    def is_provisional(self, day: date) -> bool:
        """Whether the holidays around the day are not announced yet."""
        return self._rooms.calendar.is_provisional(day)

    def lanes(self, office: Office, day: date) -> list[Lane]:
        """The lanes of the service at the office, before anybody took anything."""
        place = {"district": office.district, "office": office.code, "service": self.service.code}
        return lanes(
            office,
            self.service,
            Facts(
                day=day,
                hours=self.hours(office, day),
                closures=tuple(closure for closure in self._closures if closure.covers(**place)),
                given=tuple(self._given[office.code]),
                now=self.now,
            ),
        )

    def room(self, lane: Lane, quantity: int) -> dict[datetime, int]:
        """Starts at which ``quantity`` persons still fit on the lane, with how many such bookings do."""
        left = {start: seats - len(self.taken(lane, start)) for start, seats in lane.seats.items()}
        return rules.windows(left, lane.units * quantity, lane.step)

    def offers(self, office: Office, day: date, quantity: int) -> list[SlotOffer]:
        """What can be booked at the office on the day, by start; counters that share a start are added up."""
        found: dict[datetime, SlotOffer] = {}
        for lane in self.lanes(office, day):
            length = lane.step * lane.units * quantity
            for start, room in self.room(lane, quantity).items():
                before = found[start].left if start in found else 0
                found[start] = SlotOffer(self.service.code, office.code, start, start + length, before + room)
        return [found[start] for start in sorted(found)]

    def taken(self, lane: Lane, start: datetime) -> frozenset[int]:
        """The seats of a slot that are not free: claimed, or cooling down for others."""
        chunk = (local(start).date() - self.today).days // _CHUNK
        if chunk not in self._taken:
            self._taken[chunk] = self._read_taken(chunk)
        return self._taken[chunk].get((lane.resource, start), frozenset())

    def _last_day(self) -> date:
        """The last day anything can be booked on."""
        counters = (counter for office in self.offices for counter in office.counters_for(self.service.code))
        days = [rules.last_day(counter, self.now) for counter in counters]
        days += [local(slot.start).date() for slots in self._given.values() for slot in slots]
        return max(days, default=self.today)

    def _read_given(self) -> defaultdict[str, list[GivenSlot]]:
        rows = self.session.scalars(
            select(GivenSlotRow)
            .where(GivenSlotRow.service == self.service.code, GivenSlotRow.ends_at > self.now)
            .order_by(GivenSlotRow.starts_at)
        )
        given: defaultdict[str, list[GivenSlot]] = defaultdict(list)
        for row in rows:
            given[row.office].append(GivenSlot(row.starts_at, row.ends_at, row.seats))
        return given

    def _read_taken(self, chunk: int) -> _Taken:
        first = self.today + timedelta(days=chunk * _CHUNK)
        start, end = moment(first, time()), moment(first + timedelta(days=_CHUNK), time())
        taken: defaultdict[tuple[str, datetime], set[int]] = defaultdict(set)
        for resource, starts_at, seat in (*self._claimed(start, end), *self._cooling(start, end)):
            taken[resource, starts_at].add(seat)
        return {slot: frozenset(seats) for slot, seats in taken.items()}

    def _claimed(self, start: datetime, end: datetime) -> list[tuple[str, datetime, int]]:
        """Claims that count: neither of an expired hold, nor of the citizen's own hold, which a new one replaces."""
        expired = and_(BookingRow.status == "held", BookingRow.hold_expires_at <= self.now)
        own = and_(
            BookingRow.status == "held",
            BookingRow.owner.in_(self._owners),
            BookingRow.service == self.service.code,
        )
        rows = self.session.execute(
            select(ClaimRow.resource, ClaimRow.starts_at, ClaimRow.seat)
            .join(BookingRow, BookingRow.id == ClaimRow.booking)
            .where(
                ClaimRow.resource.in_(self._resources()),
                ClaimRow.starts_at >= start,
                ClaimRow.starts_at < end,
                ~or_(expired, own),
            )
        )
        return [(row.resource, row.starts_at, row.seat) for row in rows]

    def _cooling(self, start: datetime, end: datetime) -> list[tuple[str, datetime, int]]:
        """Seats given back a moment ago; who gave them back may take them again."""
        rows = self.session.execute(
            select(CooldownRow.resource, CooldownRow.starts_at, CooldownRow.seat).where(
                CooldownRow.resource.in_(self._resources()),
                CooldownRow.starts_at >= start,
                CooldownRow.starts_at < end,
                CooldownRow.reopens_at > self.now + self._early,
                CooldownRow.owner.not_in(self._owners),
            )
        )
        return [(row.resource, row.starts_at, row.seat) for row in rows]

    def _resources(self) -> list[str]:
        code = self.service.code
        counters = [
            counter_resource(office.code, counter.code)
            for office in self.offices
            for counter in office.counters_for(code)
        ]
        return counters + [given_resource(office.code, code) for office in self.offices]
