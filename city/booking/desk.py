"""What a use case stands on: its transaction, the other rooms, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from city.booking.diary import Diary
from city.booking.models import BookingRow
from city.booking.rooms import Rooms
from city.booking.statement import statement
from city.catalogue.models import Service
from city.people.access import Actor
from city.receipts.service import ReceiptRef
from ledger.encoding import Json


@dataclass(frozen=True, slots=True)
class Desk:
    """One citizen served in one transaction."""

    session: Session
    rooms: Rooms
    actor: Actor

    @property
    def now(self) -> datetime:
        """The city's time, aware UTC. Asked again each time: a transaction may have waited for its turn."""
        return self.rooms.clock.now()

    def service(self, code: str) -> Service:
        """A service of the catalogue."""
        return self.rooms.catalogue.service(code)

    def diary(self, service: Service) -> Diary:
        """What is free for this citizen."""
        return Diary(self.session, self.rooms, service, self.now, owners(self.actor))

    def receipt(self, jti: str) -> ReceiptRef:
        """A receipt that was issued before."""
        return self.rooms.receipts.by_jti(self.session, jti)

    def issue(self, act: str, row: BookingRow, *, replaces: str | None = None, **more: Json) -> ReceiptRef:
        """Issue the receipt of a change of the booking, in the same transaction.

        Args:
            replaces: jti of the receipt that is not valid any more.
            more: further claims, such as the slot that was given up for the booking's.
        """
        claims = statement(self.rooms, row) | more
        receipt = self.rooms.receipts.issue(self.session, self.actor, act, row.id, claims, replaces=replaces)
        row.receipt = receipt.jti
        self.session.flush()
        return receipt


def owners(actor: Actor) -> tuple[str, ...]:
    """The ids whose bookings are the actor's."""
    return (actor.guest, actor.person) if actor.person else (actor.guest,)
