"""The use cases of booking. Each is one transaction: a state changes with its receipt, or nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from city.booking import arriving, changing, confirming, displacing, holding, rows, visits, waiting
from city.booking.calendar_file import calendar_file
from city.booking.contact import keyed, link, owner_of
from city.booking.desk import Desk, owners
from city.booking.diary import Diary
from city.booking.models import BookingRow
from city.booking.request import SlotRequest
from city.booking.rooms import Rooms
from city.booking.search import search
from city.booking.values import (
    Arrival,
    Booking,
    Cancelled,
    CheckedIn,
    Confirmed,
    Rescheduled,
    SlotOffer,
    SlotQuery,
    SlotSearch,
    Waiting,
    Wish,
)
from city.db import Database
from city.errors import NotBookable
from city.people.access import Actor, theirs

_DISPLACED_SHOWN = timedelta(days=30)


class Bookings:
    """Appointments of one city."""

    def __init__(self, db: Database, rooms: Rooms) -> None:
        self._db = db
        self.rooms = rooms

    def search(self, query: SlotQuery, actor: Actor | None = None) -> SlotSearch:
        """Find free slots. With the actor, their own hold of the service and what they just gave back count as free.

        Raises:
            NotFound: the catalogue knows no such service.
            NotBookable: the service takes no appointments, or not for so many.
        """
        service = self.rooms.catalogue.service(query.service)
        if not service.bookable:
            raise NotBookable(service=service.code, offices=())
        if not 1 <= query.quantity <= service.max_quantity:
            raise NotBookable(service=service.code, offices=service.offices, max_quantity=service.max_quantity)
        now = self.rooms.clock.now()
        with self._db.read() as session:
            return search(Diary(session, self.rooms, service, now, owners(actor) if actor else ()), query)

    def hold(  # noqa: PLR0913 - the slot in its own words
        self,
        actor: Actor,
        service: str,
        office: str,
        start: datetime,
        *,
        quantity: int = 1,
        replaces: str | None = None,
        key: str,
    ) -> Booking:
        """Hold a slot for ten minutes. An older hold of the citizen for the service is let go.

        Args:
            start: aware.
            replaces: the id of the active booking that is to be moved to this slot; without it a citizen who has one
                is refused.
            key: the idempotency key; the same key gives the same booking.

        Raises:
            NotFound: the catalogue knows no such service, or the booking to be replaced is not theirs.
            NotBookable: the service takes no appointments, not at this office, or not for so many.
            QuotaReached: the citizen has an active booking of the service.
            OutsideHorizon: the start is past, too soon or too far ahead; ``data`` has ``why`` and ``alternatives``.
            SlotTaken: somebody has it, or no slot starts then; with alternatives.
        """
        with self._db.write() as session:
            wanted = SlotRequest(service, office, start, quantity, replaces)
            return self._shown(holding.hold(Desk(session, self.rooms, actor), wanted, key))

    def extend(self, actor: Actor, booking: str) -> Booking:
        """Keep a hold for ten minutes from now, once, and never past its start; again, it stays as it is.

        Raises:
            NotFound: there is no such booking, or it is somebody else's.
            HoldExpired: it has run out, or is no hold any more; with alternatives.
        """
        with self._db.write() as session:
            return self._shown(holding.extend(Desk(session, self.rooms, actor), booking))

    def confirm(self, actor: Actor, booking: str, *, key: str) -> Confirmed:
        """Confirm a hold. Again, with this key or another: the same booking and the same receipt.

        Raises:
            NotFound: there is no such booking, it is somebody else's, or it was cancelled or moved.
            HoldExpired: the hold ran out (or was let go) and the slot is gone; with alternatives.
            SlotTaken: the office has been closed since; with alternatives.
            QuotaReached: the citizen confirmed another booking of the service meanwhile.
        """
        with self._db.write() as session:
            row, receipt = confirming.confirm(Desk(session, self.rooms, actor), booking, key)
            return Confirmed(self._shown(row), receipt)

    def release(self, actor: Actor, booking: str) -> None:
        """Let a hold go; whatever is no hold any more stays as it is.

        Raises:
            NotFound: there is no such booking, or it is somebody else's.
        """
        with self._db.write() as session:
            row = rows.find(session, actor, booking, lock=True)
            if row.status == "held":
                holding.let_go(session, row)

    def mine(self, actor: Actor) -> list[Booking]:
        """The citizen's bookings that are not over, the next one first; displaced ones for a month, to be moved."""
        now = self.rooms.clock.now()
        found = select(BookingRow).where(
            theirs(actor, BookingRow.owner),
            (BookingRow.status.in_(("confirmed", "checked_in")) & (BookingRow.ends_at > now))
            | ((BookingRow.status == "displaced") & (BookingRow.ends_at > now - _DISPLACED_SHOWN)),
        )
        with self._db.read() as session:
            return [rows.shown(row, now) for row in session.scalars(found.order_by(BookingRow.starts_at))]

    def get(self, actor: Actor, booking: str) -> Booking:
        """One booking by its id, or the newest state of one by its reference.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        with self._db.read() as session:
            return self._shown(rows.find(session, actor, booking))

    def cancel(self, actor: Actor, booking: str, *, key: str) -> Cancelled:
        """Cancel a confirmed booking. Again, with this key or another: the same receipt.

        Raises:
            NotFound: there is no such booking, it is somebody else's, or it is not confirmed.
            TooLateToCancel: it begins too soon; ``hours`` says how early it would have had to be.
        """
        with self._db.write() as session:
            row, receipt = changing.cancel(Desk(session, self.rooms, actor), booking, key)
            return Cancelled(self._shown(row), receipt)

    def reschedule(self, actor: Actor, booking: str, hold: str, *, key: str) -> Rescheduled:
        """Move a confirmed booking to a slot held with ``replaces``. The reference stays; if anything fails, all does.

        Raises:
            NotFound: one of the two is not theirs, not confirmed or not held, or they are of different services.
            TooLateToCancel: the old one begins too soon.
            HoldExpired, SlotTaken: the new slot is gone; with alternatives, and the old booking stands.
        """
        with self._db.write() as session:
            old, new, receipt = changing.reschedule(Desk(session, self.rooms, actor), booking, hold, key)
            return Rescheduled(self._shown(old), self._shown(new), receipt)

    def alternatives(self, actor: Actor, booking: str) -> tuple[SlotOffer, ...]:
        """Up to three free times nearest to that of a booking, such as one that a closure displaced.

        Raises:
            NotFound: there is no such booking, or it is somebody else's.
        """
        with self._db.read() as session:
            row = rows.find(session, actor, booking)
            return displacing.alternatives(Desk(session, self.rooms, actor), row)

    def search_visit(
        self,
        services: Sequence[str],
        office: str,
        days: tuple[date, date],
        *,
        actor: Actor | None = None,
        limit: int = 3,
    ) -> list[tuple[SlotOffer, ...]]:
        """Find times for several services in one visit, one after the other at one office, in the order given.

        Raises:
            NotFound, NotBookable: there is no such service, it is not booked there, or one was named twice.
        """
        now, catalogue = self.rooms.clock.now(), self.rooms.catalogue
        visits.check(catalogue, services, office, now)
        with self._db.read() as session:
            whose = owners(actor) if actor else ()
            diaries = [Diary(session, self.rooms, catalogue.service(code), now, whose) for code in services]
            first = max(days[0], self.rooms.clock.today())
            return visits.search(diaries, catalogue.office(office), first, days[1], limit)

    def hold_visit(
        self, actor: Actor, services: Sequence[str], office: str, start: datetime, *, key: str
    ) -> list[Booking]:
        """Hold one slot after the other for several services: all of them, or none.

        Raises:
            NotFound, NotBookable: there is no such service, it is not booked there, or one was named twice.
            QuotaReached, OutsideHorizon, SlotTaken: one of them cannot be held; as `hold`.
        """
        with self._db.write() as session:
            desk = Desk(session, self.rooms, actor)
            return [self._shown(row) for row in visits.hold(desk, services, office, start, key)]

    def confirm_visit(self, actor: Actor, bookings: Sequence[str], *, key: str) -> list[Confirmed]:
        """Confirm the holds of a visit, each with its receipt: all of them, or none.

        Raises:
            NotFound, HoldExpired, SlotTaken, QuotaReached: one of them cannot be confirmed; as `confirm`.
        """
        with self._db.write() as session:
            done = visits.confirm(Desk(session, self.rooms, actor), bookings, key)
            return [Confirmed(self._shown(row), receipt) for row, receipt in done]

    def join_waitlist(self, actor: Actor, wish: Wish) -> Waiting:
        """Wait for a slot. Who waits for the service already has the new wish and keeps the place in the line.

        Raises:
            NotFound: the catalogue knows no such service.
            NotBookable: the service takes no appointments, not at this office, or not for so many.
            OutsideHorizon: the days are past.
        """
        with self._db.write() as session:
            return waiting.join(Desk(session, self.rooms, actor), wish)

    def leave_waitlist(self, actor: Actor, service: str) -> None:
        """Wait no longer.

        Raises:
            NotFound: they do not wait for the service.
        """
        with self._db.write() as session:
            waiting.leave(session, actor, service)

    def waits(self, actor: Actor) -> list[Waiting]:
        """What the citizen waits for."""
        with self._db.read() as session:
            return waiting.mine(session, actor)

    def check_in(self, actor: Actor, booking: str, *, key: str) -> CheckedIn:
        """Check in for a confirmed booking, from an hour before its start. Again: the same number and receipt.

        Raises:
            NotFound: there is no such booking, it is somebody else's, or it is not confirmed.
            CheckInClosed: it is too early, or over; with the times between which one can.
        """
        with self._db.write() as session:
            row, receipt = arriving.check_in(Desk(session, self.rooms, actor), booking, key)
            return CheckedIn(self._shown(row), arriving.arrival(session, self.rooms, row), receipt)

    def arrival(self, actor: Actor, booking: str) -> Arrival:
        """The place in the queue of who has checked in, as it is now.

        Raises:
            NotFound: there is no such booking, it is somebody else's, or nobody has checked in for it.
        """
        with self._db.read() as session:
            return arriving.arrival(session, self.rooms, rows.find(session, actor, booking))

    def url(self, booking: Booking) -> str:
        """The path of an appointment that opens without a conversation, with its key."""
        return link(self.rooms.envelope, booking.id)

    def by_key(self, booking: str, key: str) -> tuple[Actor, Booking]:
        """The owner and the newest state of the booking that a link opens: who holds the link acts for the owner.

        Raises:
            NotFound: there is no such booking, or the key is another one's.
        """
        with self._db.read() as session:
            row = keyed(session, self.rooms.envelope, booking, key)
            return owner_of(row), self._shown(row)

    def calendar(self, booking: str, key: str, *, language: str, public_url: str) -> bytes:
        """The appointment that a link opens as an iCalendar file: an entry to make or change, or to strike out.

        Raises:
            NotFound: there is no such booking, the key is another one's, or it was never confirmed.
        """
        with self._db.read() as session:
            row = keyed(session, self.rooms.envelope, booking, key)
            return calendar_file(session, self.rooms, row, language, public_url)

    def _shown(self, row: BookingRow) -> Booking:
        return rows.shown(row, self.rooms.clock.now())
