"""Several services in one visit: one after the other at one office, held and confirmed all together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from city.booking import confirming, holding, rules
from city.booking.desk import Desk
from city.booking.diary import Diary
from city.booking.models import BookingRow
from city.booking.request import SlotRequest
from city.booking.values import SlotOffer
from city.calendar.rules import days
from city.catalogue.catalogue import Catalogue
from city.catalogue.models import Office
from city.errors import NotBookable
from city.receipts.service import ReceiptRef

LONGEST_GAP = timedelta(minutes=30)
"""How long one may have to sit between two services of a visit."""

_Chain = tuple[SlotOffer, ...]


def search(diaries: Sequence[Diary], office: Office, first: date, last: date, limit: int) -> list[_Chain]:
    """The earliest visits at an office, each as the slots of its services in the order that was asked for."""
    found: list[_Chain] = []
    for day in days(first, min(last, *(diary.last_day for diary in diaries))):
        offers = [diary.offers(office, day, 1) for diary in diaries]
        found += [chain for offer in offers[0] if (chain := _chain(offer, offers[1:]))]
        if len(found) >= limit:
            break
    return found[:limit]


def hold(desk: Desk, services: Sequence[str], office: str, start: datetime, key: str) -> list[BookingRow]:
    """Hold the slots of a visit that begins then.

    Raises:
        NotFound, NotBookable, QuotaReached, OutsideHorizon, SlotTaken: see `Bookings.hold_visit`.
    """
    check(desk.rooms.catalogue, services, office, desk.now)
    held: list[BookingRow] = []
    for number, service in enumerate(services):
        begins = start
        if held:
            diary, after = desk.diary(desk.service(service)), held[-1].ends_at
            offers = diary.offers(diary.office(office), rules.local_day(after), 1)
            follower = _next(offers, after)
            begins = follower.start if follower else after
        held.append(holding.hold(desk, SlotRequest(service, office, begins), f"{key}:{number}"))
    return held


def confirm(desk: Desk, bookings: Sequence[str], key: str) -> list[tuple[BookingRow, ReceiptRef]]:
    """Confirm the holds of a visit.

    Raises:
        NotFound, HoldExpired, SlotTaken, QuotaReached: one of them cannot be confirmed, so none is.
    """
    return [confirming.confirm(desk, booking, f"{key}:{number}") for number, booking in enumerate(bookings)]


def check(catalogue: Catalogue, services: Sequence[str], office: str, now: datetime) -> None:
    """Check that the services can be had in one visit there.

    Raises:
        NotFound, NotBookable: there is no such service, it is not booked there, or one was named twice.
    """
    for service in services:
        holding.bookable(catalogue, SlotRequest(service, office, now))
    if len(set(services)) != len(services) or not services:
        raise NotBookable(service=services[0] if services else "", offices=())


def _chain(first: SlotOffer, following: Sequence[Sequence[SlotOffer]]) -> _Chain | None:
    chain = [first]
    for offers in following:
        offer = _next(offers, chain[-1].end)
        if offer is None:
            return None
        chain.append(offer)
    return tuple(chain)


def _next(offers: Iterable[SlotOffer], after: datetime) -> SlotOffer | None:
    return next((offer for offer in offers if after <= offer.start <= after + LONGEST_GAP), None)
