"""Lanes: what one resource (a counter, a court, slots set by hand) has on one day, before anybody took some. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from city.booking import rules
from city.booking.values import Why
from city.calendar.models import Closure, DayHours
from city.catalogue.models import Counter, Office, Service
from city.clock import local


@dataclass(frozen=True, slots=True)
class GivenSlot:
    """A slot set by hand for one service at one office."""

    start: datetime
    end: datetime
    seats: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One resource on one day."""

    resource: str
    office: str
    step: timedelta
    units: int
    """Consecutive slots that one person needs here."""
    seats: Mapping[datetime, int]
    """Seats by start, taken or not."""
    barred: Mapping[datetime, Why]
    """Starts that nobody can book now, with the reason; they are missing in ``seats``."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a service at an office on one day."""

    day: date
    hours: DayHours
    closures: tuple[Closure, ...]
    """Those that cover the office and the service. The hours know them already; given slots do not."""
    given: tuple[GivenSlot, ...]
    now: datetime


def counter_resource(office: str, counter: str) -> str:
    """The id of what claims on a counter are made on."""
    return f"{office}/{counter}"


def given_resource(office: str, service: str) -> str:
    """The id of what claims on slots set by hand are made on."""
    return f"{office}/given/{service}"


def lanes(office: Office, service: Service, facts: Facts) -> list[Lane]:
    """The lanes of a service at an office on a day. A given slot replaces what the rules have at its time."""
    given = [slot for slot in facts.given if local(slot.start).date() == facts.day]
    counters = [_counter_lane(office.code, service, counter, facts) for counter in office.counters_for(service.code)]
    return [_without(lane, given) for lane in counters] + _given_lanes(office.code, service, given, facts)


def _counter_lane(office: str, service: Service, counter: Counter, facts: Facts) -> Lane:
    starts = rules.grid(facts.hours, facts.day, counter.slot_minutes)
    barred = {start: why for start in starts if (why := rules.outside(counter, start, facts.now))}
    return Lane(
        resource=counter_resource(office, counter.code),
        office=office,
        step=timedelta(minutes=counter.slot_minutes),
        units=service.units,
        seats={start: counter.seats for start in starts if start not in barred},
        barred=barred,
    )


def _without(lane: Lane, given: list[GivenSlot]) -> Lane:
    """The lane without the starts whose time has been given."""
    times = [(slot.start, slot.end) for slot in given]

    def kept(start: datetime) -> bool:
        return not rules.overlaps(start, start + lane.step, times)

    return replace(
        lane,
        seats={start: seats for start, seats in lane.seats.items() if kept(start)},
        barred={start: why for start, why in lane.barred.items() if kept(start)},
    )


def _given_lanes(office: str, service: Service, given: list[GivenSlot], facts: Facts) -> list[Lane]:
    """One lane per length of slot. Given slots have no lead time and no horizon; each is long enough for one person."""
    shut = [(closure.start, closure.end) for closure in facts.closures]
    slots = [slot for slot in given if slot.seats and not rules.overlaps(slot.start, slot.end, shut)]
    found = []
    for step in sorted({slot.end - slot.start for slot in slots}):
        same = [slot for slot in slots if slot.end - slot.start == step]
        found.append(
            Lane(
                resource=given_resource(office, service.code),
                office=office,
                step=step,
                units=1,
                seats={slot.start: slot.seats for slot in same if slot.start > facts.now},
                barred={slot.start: "past" for slot in same if slot.start <= facts.now},
            )
        )
    return found
