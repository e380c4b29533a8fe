"""The waitlist: who waits is told when something gets free, and it is held for them for a while.

A seat that was given back opens to the line a minute before it opens to everybody, after the same random time: so the
line comes first, and still nobody can hand a seat on.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from city.booking import claims, holding, rows, rules
from city.booking.contact import tell
from city.booking.desk import Desk
from city.booking.diary import Diary
from city.booking.models import BookingRow, WaitRow
from city.booking.request import SlotRequest
from city.booking.rooms import Rooms
from city.booking.upsert import insert_new
from city.booking.values import SlotOffer, Waiting, Wish
from city.calendar.rules import days
from city.clock import local
from city.errors import NotBookable, NotFound, OutsideHorizon
from city.people.access import Actor, theirs

OFFER = timedelta(minutes=30)
"""How long an offered slot is held, three times as long as one that was asked for: its owner is not in the talk."""

OFFERS = 3
"""After so many offers that were let pass nobody waits any more."""

_FIRST_LOOK = timedelta(minutes=1)


def join(desk: Desk, wish: Wish) -> Waiting:
    """Put the citizen into the line; who is in it already has the new wish and keeps the place.

    Raises:
        NotFound, NotBookable, OutsideHorizon: see `Bookings.join_waitlist`.
    """
    service = desk.service(wish.service)
    if not service.bookable or (wish.office and wish.office not in service.offices):
        raise NotBookable(service=service.code, offices=service.offices if service.bookable else ())
    if not 1 <= wish.quantity <= service.max_quantity:
        raise NotBookable(service=service.code, offices=service.offices, max_quantity=service.max_quantity)
    diary = desk.diary(service)
    first, last = max(wish.day_from or diary.today, diary.today), wish.day_to or wish.day_from or diary.last_day
    if last < first:
        raise OutsideHorizon(why="past", alternatives=())
    values = {
        "office": wish.office,
        "district": wish.district,
        "day_from": first,
        "day_to": last,
        "quantity": wish.quantity,
        "time_from": wish.time_from,
        "time_to": wish.time_to,
        "conversation": desk.actor.conversation,
    }
    new = {**values, "owner": desk.actor.owner, "service": service.code, "queued_at": desk.now, "offers": 0}
    if not insert_new(desk.session, WaitRow, new):
        mine = (WaitRow.owner == desk.actor.owner, WaitRow.service == service.code)
        desk.session.execute(update(WaitRow).where(*mine).values(**values))
    return shown(desk.session.get_one(WaitRow, (desk.actor.owner, service.code), populate_existing=True))


def leave(session: Session, actor: Actor, service: str) -> None:
    """Take the citizen out of the line; what is held for them stays held for as long as it was promised.

    Raises:
        NotFound: they do not wait for the service.
    """
    gone = delete(WaitRow).where(theirs(actor, WaitRow.owner), WaitRow.service == service).returning(WaitRow.service)
    if not session.execute(gone).all():
        raise NotFound


def lock_line(desk: Desk) -> None:
    """Lock the citizen's places in the line, before any of their bookings: `serve` locks in this order, so all must."""
    mine = select(WaitRow.service).where(theirs(desk.actor, WaitRow.owner))
    desk.session.execute(mine.order_by(WaitRow.owner, WaitRow.service).with_for_update()).all()


def settle(session: Session, owner: str, service: str) -> None:
    """Take who has booked, or moved, out of the line: they have what they waited for."""
    session.execute(delete(WaitRow).where(WaitRow.owner == owner, WaitRow.service == service))


def mine(session: Session, actor: Actor) -> list[Waiting]:
    """What the citizen waits for."""
    found = session.scalars(select(WaitRow).where(theirs(actor, WaitRow.owner)).order_by(WaitRow.queued_at))
    return [shown(row) for row in found]


def to_serve(session: Session, rooms: Rooms) -> list[tuple[str, str]]:
    """Who is to be seen to (owner, service), who came first first: an offer was settled, or there is a slot."""
    rows_in_line = session.scalars(select(WaitRow).order_by(WaitRow.queued_at, WaitRow.owner))
    return [(row.owner, row.service) for row in rows_in_line if _is_due(session, rooms, row)]


def serve(session: Session, rooms: Rooms, who: tuple[str, str]) -> bool:
    """See to one who waits: offer them a slot, or end what has been settled; say whether an offer was made."""
    owner, service = who
    row = session.get(WaitRow, (owner, service), with_for_update=True, populate_existing=True)
    if row is None or not _still_waits(session, rooms, row):
        return False
    desk = Desk(session, rooms, Actor(row.conversation, owner))
    if any(holding.unexpired(desk, service)):
        return False  # they are choosing a slot themselves: a second hold would let that one go
    diary = _diary(session, rooms, row)
    offer = _first(diary, row)
    if offer is None:
        return False
    held = holding.insert(desk, SlotRequest(service, offer.office, offer.start, row.quantity))
    end = claims.take(diary, held)
    if end is None:
        session.delete(held)
        return False
    held.ends_at, held.hold_expires_at = end, min(desk.now + OFFER, held.starts_at)
    row.offer, row.offers = held.id, row.offers + 1
    session.flush()
    until = local(held.hold_expires_at).isoformat(timespec="minutes")
    tell(session, rooms, held, "waitlist_offer", f"offer:{held.id}", until=until)
    return True


def shown(row: WaitRow) -> Waiting:
    """A place in the line as its owner sees it."""
    days_wished = (row.day_from, row.day_to)
    wish = Wish(row.service, row.office, row.district, *days_wished, row.quantity, row.time_from, row.time_to)
    return Waiting(wish, row.queued_at, row.offer)


def _is_due(session: Session, rooms: Rooms, row: WaitRow) -> bool:
    if row.offer is not None:
        return rows.shown(session.get_one(BookingRow, row.offer), rooms.clock.now()).status != "held"
    return row.day_to < local(rooms.clock.now()).date() or _first(_diary(session, rooms, row), row) is not None


def _diary(session: Session, rooms: Rooms, row: WaitRow) -> Diary:
    service = rooms.catalogue.service(row.service)
    return Diary(session, rooms, service, rooms.clock.now(), (row.owner,), early=_FIRST_LOOK)


def _still_waits(session: Session, rooms: Rooms, row: WaitRow) -> bool:
    """Look what became of the last offer. Who took it has left the line, who let it pass goes to the end of it."""
    if row.offer is not None:
        status = rows.shown(session.get_one(BookingRow, row.offer, populate_existing=True), rooms.clock.now()).status
        if status == "held":
            return False
        if row.offers >= OFFERS:
            session.delete(row)
            return False
        row.offer, row.queued_at = None, rooms.clock.now()
        session.flush()
        return False
    if row.day_to < local(rooms.clock.now()).date():
        session.delete(row)
        return False
    return True


def _first(diary: Diary, row: WaitRow) -> SlotOffer | None:
    """The earliest slot of the wish."""
    first: date = max(row.day_from, diary.today)
    for day in days(first, min(row.day_to, diary.last_day)):
        offers = [
            offer
            for office in diary.offices
            if row.office in (None, office.code) and row.district in (None, office.district)
            for offer in diary.offers(office, day, row.quantity)
            if rules.in_time_window(offer.start, row.time_from, row.time_to)
            and not rules.too_late(offer.start, _notice(diary), diary.now)
        ]
        if offers:
            return min(offers, key=lambda offer: offer.start)
    return None


def _notice(diary: Diary) -> int:
    """Nobody is offered a slot that they could not cancel any more."""
    return diary.service.cutoff_minutes
