"""The rules of booking, pure: what can follow what, where slots stand, when it is too soon or too late."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import get_args

from city.booking.values import ReminderKind, Status, Why
from city.calendar.models import DayHours
from city.calendar.rules import moment
from city.catalogue.models import Counter, Span
from city.clock import local

HOLD = timedelta(minutes=10)
COOLDOWN_MINUTES = (5, 30)
"""A seat given back is offered to others after a random time between these, so that slots cannot be traded."""

REMINDERS: Mapping[ReminderKind, timedelta] = {"day": timedelta(hours=24), "hours": timedelta(hours=2)}
"""How long before its start somebody is reminded of a booking, the earliest first."""

CHECK_IN_OPENS = timedelta(hours=1)
"""How long before its start one can check in for a booking; until its end one still can."""

NO_SHOW_AFTER = timedelta(minutes=15)
"""How long after its end a booking that nobody checked in for counts as missed."""

FOLLOWS: Mapping[Status, frozenset[Status]] = {
    "held": frozenset({"confirmed", "released", "expired"}),
    # Confirming after the expiry takes the same slot again where it is still free.
    "expired": frozenset({"confirmed"}),
    "confirmed": frozenset({"cancelled", "rescheduled", "displaced", "checked_in", "no_show"}),
    # Displaced by a closure; confirmed again when the closure is lifted and the seats are still free.
    "displaced": frozenset({"confirmed", "rescheduled", "cancelled"}),
    "checked_in": frozenset({"served"}),
    "served": frozenset(),
    "no_show": frozenset(),
    "released": frozenset(),
    "cancelled": frozenset(),
    "rescheduled": frozenset(),
}


def status(text: str) -> Status:
    """The status that a row's text stands for."""
    for one in FOLLOWS:
        if one == text:
            return one
    raise ValueError(f"expected one of {get_args(Status)}, got {text!r}")


def hold_until(now: datetime, start: datetime) -> datetime:
    """Until when a hold made now lasts: ten minutes, and never past the start."""
    return min(now + HOLD, start)


def has_expired(until: datetime | None, now: datetime) -> bool:
    """Whether a hold until then counts as free now."""
    return until is not None and until <= now


def too_late(start: datetime, cutoff_minutes: int, now: datetime) -> bool:
    """Whether a booking can no longer be changed."""
    return start - now < timedelta(minutes=cutoff_minutes)


def reminder_due(start: datetime, booked: datetime, now: datetime) -> ReminderKind | None:
    """The reminder whose time has come last, if the booking was made before it had.

    An earlier one that was missed is not made up for: after a night of standing still nobody is reminded twice at once.
    """
    due: ReminderKind | None = None
    for kind, ahead in REMINDERS.items():
        if start - ahead <= now < start:
            due = kind if booked < start - ahead else None
    return due


def may_check_in(start: datetime, end: datetime, now: datetime) -> bool:
    """Whether one can check in now."""
    return start - CHECK_IN_OPENS <= now < end


def expected_start(start: datetime, now: datetime, ahead: Iterable[tuple[datetime, timedelta]], seats: int) -> datetime:
    """When somebody will be called, if everybody ahead (start, length) takes as long as was booked.

    Nobody is called before the time they booked; who is late pushes the others back.
    """
    free = [now] * seats
    for begins, length in ahead:
        heapq.heapreplace(free, max(free[0], begins) + length)
    return max(free[0], start)


def outside(counter: Counter, start: datetime, now: datetime) -> Why | None:
    """Why a start cannot be booked at a counter at this time, or None where it can."""
    if start <= now:
        return "past"
    if start < now + timedelta(minutes=counter.lead_minutes):
        return "too_soon"
    if local(start).date() > last_day(counter, now):
        return "beyond_horizon"
    return None


def local_day(at: datetime) -> date:
    """The day on which a moment falls in Asia/Shanghai."""
    return local(at).date()


def last_day(counter: Counter, now: datetime) -> date:
    """The last local day that can be booked at a counter."""
    return local(now).date() + timedelta(days=counter.horizon_days)


def grid(hours: DayHours, day: date, slot_minutes: int) -> tuple[datetime, ...]:
    """The starts of slots on a day, aware.

    Slots stand in the planned spans, so that a closure removes slots but moves none; each lies whole in what is open.
    """
    step = timedelta(minutes=slot_minutes)
    found = []
    for opens, closes in hours.planned:
        start, end = moment(day, opens), moment(day, closes)
        while start + step <= end:
            if _inside(hours.spans, day, start, start + step):
                found.append(start)
            start += step
    return tuple(found)


def windows(left: Mapping[datetime, int], units: int, step: timedelta) -> dict[datetime, int]:
    """Starts from which ``units`` slots follow each other without a gap, with how often they still fit.

    ``left`` maps each start to its free seats; a start without any is missing or 0.
    """
    found = {}
    for start in left:
        room = min(left.get(start + n * step, 0) for n in range(units))
        if room > 0:
            found[start] = room
    return found


def overlaps(start: datetime, end: datetime, others: Iterable[tuple[datetime, datetime]]) -> bool:
    """Whether a time shares a moment with one of the others; ends are exclusive."""
    return any(start < other_end and other_start < end for other_start, other_end in others)


def in_time_window(start: datetime, time_from: time | None, time_to: time | None) -> bool:
    """Whether a start is at the time of day that was asked for."""
    at = local(start).time()
    if time_from is not None and time_from == time_to:
        return at == time_from
    return (time_from is None or at >= time_from) and (time_to is None or at < time_to)


def _inside(spans: Iterable[Span], day: date, start: datetime, end: datetime) -> bool:
    return any(moment(day, opens) <= start and end <= moment(day, closes) for opens, closes in spans)
