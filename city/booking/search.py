"""Search for slots: what was asked for, or, saying so and why, the nearest there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice, zip_longest

from city.booking import rules
from city.booking.diary import Diary
from city.booking.values import SlotOffer, SlotQuery, SlotSearch, Why
from city.calendar.rules import days
from city.catalogue.models import Office
from city.clock import local
from city.text import Text

_DAYS_SHOWN = 3
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A query with its open ends filled in."""

    offices: tuple[Office, ...]
    first: date
    last: date
    time_from: time | None
    time_to: time | None
    quantity: int
    limit: int

    def is_at(self, start: datetime) -> bool:
        """Whether a start is at the time of day that was asked for."""
        return rules.in_time_window(start, self.time_from, self.time_to)


def search(diary: Diary, query: SlotQuery) -> SlotSearch:
    """Find slots for a query. The catalogue knows its service and the service is bookable."""
    wanted = _wanted(diary, query)
    offers = _some(diary, wanted, wanted.offices, _days(diary, wanted.first, wanted.last))
    if offers:
        return _answer(diary, offers)
    why, reason = _why(diary, wanted)
    return _answer(diary, _widened(diary, wanted), why, reason)


def _wanted(diary: Diary, query: SlotQuery) -> _Wanted:
    first = query.day_from or diary.today
    last = query.day_to or (query.day_from or diary.last_day)
    return _Wanted(
        offices=tuple(
            office
            for office in diary.offices
            if query.office in (None, office.code) and query.district in (None, office.district)
        ),
        first=first,
        last=max(first, last),
        time_from=query.time_from,
        time_to=query.time_to,
        quantity=query.quantity,
        limit=query.limit,
    )


def _answer(diary: Diary, offers: list[SlotOffer], why: Why | None = None, reason: Text | None = None) -> SlotSearch:
    return SlotSearch(
        offers=tuple(sorted(offers, key=lambda offer: offer.start)),
        widened=why is not None,
        why=why,
        reason=reason,
        provisional=any(diary.is_provisional(local(offer.start).date()) for offer in offers),
    )


def _some(
    diary: Diary, wanted: _Wanted, offices: Iterable[Office], span: Iterable[date], *, any_time: bool = False
) -> list[SlotOffer]:
    """A handful of offers from the days: those of up to three days, mornings and afternoons mixed."""
    by_day = (_day(diary, wanted, offices, day, any_time) for day in span)
    shown = islice((_mixed(offers) for offers in by_day if offers), _DAYS_SHOWN)
    return list(islice(_round_robin(shown), wanted.limit))


def _days(diary: Diary, first: date, last: date) -> list[date]:
    """The days between, as far as anything can be booked on them."""
    return list(days(max(first, diary.today), min(last, diary.last_day)))


def _day(diary: Diary, wanted: _Wanted, offices: Iterable[Office], day: date, any_time: bool) -> list[SlotOffer]:
    """One offer per start: that of the first office that has it, in the order of the pack."""
    by_start: dict[object, SlotOffer] = {}
    for office in offices:
        for offer in diary.offers(office, day, wanted.quantity):
            if any_time or wanted.is_at(offer.start):
                by_start.setdefault(offer.start, offer)
    return sorted(by_start.values(), key=lambda offer: offer.start)


def _mixed(offers: list[SlotOffer]) -> list[SlotOffer]:
    """Morning and afternoon by turns, the earliest of each first."""
    morning = [offer for offer in offers if local(offer.start).time() < _NOON]
    afternoon = [offer for offer in offers if local(offer.start).time() >= _NOON]
    return list(_round_robin([morning, afternoon]))


def _round_robin(lists: Iterable[list[SlotOffer]]) -> Iterable[SlotOffer]:
    """The first of each list, then the second of each ..."""
    return (offer for offer in chain.from_iterable(zip_longest(*lists)) if offer is not None)


def _widened(diary: Diary, wanted: _Wanted) -> list[SlotOffer]:
    """The nearest offers: the same day at another time, the same days elsewhere, other days; else anything."""
    elsewhere = tuple(office for office in diary.offices if office not in wanted.offices)
    asked = _days(diary, wanted.first, wanted.last)
    bookable = _days(diary, diary.today, diary.last_day)
    others = bookable[::-1] if wanted.first > diary.last_day else [day for day in bookable if day > wanted.last]
    ways = [
        _some(diary, wanted, wanted.offices, asked, any_time=True),
        _some(diary, wanted, elsewhere, asked),
        _some(diary, wanted, wanted.offices, others),
    ]
    found = list(dict.fromkeys(_round_robin(ways)))[: wanted.limit]
    return found or _some(diary, wanted, diary.offices, bookable, any_time=True)


def _why(diary: Diary, wanted: _Wanted) -> tuple[Why, Text | None]:
    """Why nothing was found as asked, with the name of the holiday or closure where one is the reason."""
    if not wanted.offices:
        return "not_at_office", None
    if wanted.last < diary.today:
        return "past", None
    if wanted.first > diary.last_day:
        return "beyond_horizon", None
    lanes = [
        lane
        for day in _days(diary, wanted.first, wanted.last)
        for office in wanted.offices
        for lane in diary.lanes(office, day)
    ]
    if any(wanted.is_at(start) for lane in lanes for start in lane.seats):
        return "full", None
    barred = [why for lane in lanes for start, why in lane.barred.items() if wanted.is_at(start)]
    return (barred[-1], None) if barred else _shut(diary, wanted)


def _shut(diary: Diary, wanted: _Wanted) -> tuple[Why, Text | None]:
    """Nothing is open at the time: a holiday if the whole window is one, otherwise closed."""
    span = _days(diary, wanted.first, wanted.last)
    found = [diary.hours(office, day) for day in span for office in wanted.offices]
    reason = next((hours.reason for hours in found if hours.reason), None)
    return ("holiday" if {hours.kind for hours in found} == {"holiday"} else "closed"), reason
