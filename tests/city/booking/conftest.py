"""A small town to book in, on SQLite and on PostgreSQL, with real receipts and a clock that stands."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from city.booking.models import BookingRow, ClaimRow
from city.booking.rooms import Rooms
from city.booking.service import Bookings
from city.booking.upkeep import Upkeep
from city.calendar.service import Calendar
from city.catalogue.catalogue import Catalogue
from city.clock import SHANGHAI, FixedClock
from city.db import Database
from city.notify.service import Outbox
from city.people.access import Actor
from city.people.envelope import Envelope
from city.receipts.models import Receipt
from city.receipts.service import DEPARTMENTS, SERVICES, Receipts
from ledger import tables
from ledger.receipt import Issuer
from ledger.tables import ledger_entry

SMALL = Path(__file__).parent.parent / "packs" / "small"
NOW = datetime(2026, 11, 24, 13, 30, tzinfo=SHANGHAI)
"""A Tuesday."""


@dataclass
class Town:
    """The rooms that a booking needs, and short words for what tests do."""

    db: Database
    clock: FixedClock
    rooms: Rooms
    bookings: Bookings
    upkeep: Upkeep

    def actor(self, name: str = "ann", person: str | None = None) -> Actor:
        return Actor(f"c-{name}", f"g-{name}", person, "code" if person else "anonymous")

    def at(self, day: str, clock: str) -> datetime:
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)

    def hold(self, who: Actor, day: str = "2026-12-02", clock: str = "09:00", office: str = "WEST", **more):
        more.setdefault("key", secrets.token_hex(4))
        return self.bookings.hold(who, more.pop("service", "PASSPORT"), office, self.at(day, clock), **more)

    def book(self, who: Actor, day: str = "2026-12-02", clock: str = "09:00", office: str = "WEST", **more):
        held = self.hold(who, day, clock, office, **more)
        return self.bookings.confirm(who, held.id, key=secrets.token_hex(4))

    def wait(self, **step: float) -> None:
        self.clock.advance(timedelta(**step))

    def claims(self, booking: str | None = None) -> int:
        query = select(func.count()).select_from(ClaimRow)
        with self.db.read() as session:
            return session.scalar(query if booking is None else query.where(ClaimRow.booking == booking))

    def status(self, booking: str) -> str:
        with self.db.read() as session:
            return session.get_one(BookingRow, booking).status

    def acts(self) -> list[str]:
        """The acts of all receipts in the order they were issued."""
        with self.db.read() as session:
            return list(session.scalars(select(Receipt.act).order_by(Receipt.entry_row)))

    def entries(self) -> int:
        """Entries of the ledger."""
        with self.db.read() as session:
            return session.scalar(select(func.count()).select_from(ledger_entry))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """The town on SQLite."""
    yield from open_town(f"sqlite:///{tmp_path / 'town.db'}")


@pytest.fixture
def any_town(any_url: str) -> Iterator[Town]:
    """The town on each kind of database."""
    yield from open_town(any_url)


def open_town(url: str) -> Iterator[Town]:
    """Open the town on an empty database."""
    db = Database(url)
    db.create_tables()
    tables.create_all(db.writer)
    clock = FixedClock(NOW.astimezone(UTC))
    catalogue = Catalogue.load(SMALL)
    envelope = Envelope(secrets.token_bytes(32))
    receipts = Receipts(
        db,
        clock,
        envelope,
        issuers={
            name: Issuer(f"{name}-2026", Ed25519PrivateKey.generate(), f"https://town.example/{name}")
            for name in {SERVICES, *DEPARTMENTS.values()}
        },
        public_url="https://town.example",
        actor_of=lambda conversation: Actor(conversation, f"g-{conversation}"),
    )
    outbox = Outbox(db, clock, envelope)
    rooms = Rooms(catalogue, Calendar.load(db, catalogue, SMALL), clock, receipts, outbox, envelope, random.Random(7))
    yield Town(db, clock, rooms, Bookings(db, rooms), Upkeep(db, rooms))
    db.close()
