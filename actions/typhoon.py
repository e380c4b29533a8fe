"""Typhoon, flood and alerts: what is closed, what becomes of one's appointments, whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from actions import _cards, _dates
from actions._labels import label
from actions._mine import manage_buttons, say_appointment
from actions._support import CityAction, Events, Talk
from actions.services import offices_of, spans_of, subject_of
from city.clock import local

if TYPE_CHECKING:
    from city.booking.values import Booking
    from city.calendar.models import Closure

DISASTERS = frozenset({"typhoon", "flood", "rainstorm", "storm", "alert"})
"""Reasons of closures that belong here."""
NUMBERS = ("12345", "119", "120", "110")
_DAYS_AHEAD = 7


class TyphoonInfo(CityAction):
    """What is known; warnings and shelters are others' to announce, and that is said."""

    key = "action_typhoon_info"

    def answer(self, talk: Talk) -> Events:
        """Say what is closed, then what it means for this citizen, then who helps."""
        bookings = talk.city.bookings.mine(talk.actor)
        first, last = _days(talk, bookings)
        closures = [one for one in talk.city.calendar.between(first, last) if one.reason in DISASTERS]
        language = talk.turn.language
        if closures:
            talk.say("utter_typhoon_closed", lines=[_line(talk, one) for one in closures])
        else:
            talk.say("utter_typhoon_none", first=first.isoformat(), last=last.isoformat(), as_of=talk.city.clock.now())
        _say_office(talk, first)
        _say_appointments(talk, bookings, closures)
        talk.say("utter_typhoon_help", card=_cards.handoff_card(NUMBERS, language))
        return talk.resume()


def _days(talk: Talk, bookings: Sequence[Booking]) -> tuple[date, date]:
    """The days that were named, else today and the week that follows, or until the last appointment."""
    wished = str(talk.turn.first("date") or "")
    today = talk.city.clock.today()
    if not wished:
        return today, max([today + timedelta(days=_DAYS_AHEAD - 1), *(local(one.start).date() for one in bookings)])
    first, _, last = wished.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def _line(talk: Talk, closure: Closure) -> str:
    """Name of the closure, what it closes, from when to when."""
    language, catalogue = talk.turn.language, talk.city.catalogue
    start, end = _dates.when(closure.start, language), _dates.when(closure.end, language)
    if closure.scope == "city":
        where = label("whole_city", language)
    elif closure.scope == "district":
        where = catalogue.district(closure.code).name.get(language)
    elif closure.scope == "office":
        where = catalogue.office(closure.code).name.get(language)
    else:
        where = catalogue.service(closure.code).name.get(language)
    return f"{closure.name.get(language)} · {where} · {start} – {end}"


def _say_office(talk: Talk, day: date) -> None:
    """The hours of the office that was named, on that day."""
    if not (talk.turn.first("office") or talk.turn.first("service")):
        return
    subject = subject_of(talk)
    for office in offices_of(talk, subject, talk.turn.first("district"))[:1]:
        hours = talk.city.calendar.day(office.code, day, subject.service.code if subject.service else None)
        talk.say(
            "utter_typhoon_office",
            office=office.name.get(talk.turn.language),
            day=day.isoformat(),
            hours=spans_of(hours, talk.turn.language),
            sample=office.mark == "sample",
        )


def _say_appointments(talk: Talk, bookings: Sequence[Booking], closures: Sequence[Closure]) -> None:
    """Each appointment that falls into a closure; where none does, that they stand."""
    hit = [one for one in bookings if any(_falls_into(talk, one, closure) for closure in closures)]
    for booked in hit:
        say_appointment(talk, "utter_typhoon_appointment_closed", booked, buttons=manage_buttons(talk, booked))
    if bookings and not hit:
        talk.say("utter_typhoon_appointments_stand", count=len(bookings))


def _falls_into(talk: Talk, booked: Booking, closure: Closure) -> bool:
    office = talk.city.catalogue.office(booked.office)
    covered = closure.covers(district=office.district, office=office.code, service=booked.service)
    return covered and booked.start < closure.end and booked.end > closure.start
