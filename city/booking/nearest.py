"""The free slots nearest to one that cannot be had, for refusals that come with a way on."""

from __future__ import annotations

from datetime import timedelta

from city.booking import rules
from city.booking.diary import Diary
from city.booking.request import SlotRequest
from city.booking.values import SlotOffer
from city.calendar.rules import days

_MANY = 3
_ANOTHER_PLACE = timedelta(minutes=45)
"""Going to another office counts as much as coming this much earlier or later."""


def nearest(diary: Diary, wanted: SlotRequest) -> tuple[SlotOffer, ...]:
    """Up to three offers other than the slot itself: near in time first, the same office before another."""
    wanted_day = rules.local_day(wanted.start)
    found: list[SlotOffer] = []
    for day in sorted(days(diary.today, diary.last_day), key=lambda day: abs(day - wanted_day)):
        offers = (offer for office in diary.offices for offer in diary.offers(office, day, wanted.quantity))
        found += [offer for offer in offers if (offer.office, offer.start) != (wanted.office, wanted.start)]
        if len(found) >= _MANY:
            break

    def distance(offer: SlotOffer) -> timedelta:
        return abs(offer.start - wanted.start) + (_ANOTHER_PLACE if offer.office != wanted.office else timedelta())

    return tuple(sorted(found, key=distance)[:_MANY])
