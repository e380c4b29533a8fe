"""Opens the city: the one place where settings, database, clock, keys and services are put together."""

from __future__ import annotations

import random
from dataclasses import dataclass

from city.aid.gateway import RehearsedAid, SqlAidGateway
from city.aid.loader import Aids
from city.aid.service import Aid
from city.booking.adopt import adopt as adopt_bookings
from city.booking.rooms import Rooms
from city.booking.service import Bookings
from city.booking.upkeep import Upkeep
from city.calendar.service import Calendar
from city.catalogue.catalogue import Catalogue
from city.clock import Clock, RehearsalClock, SystemClock
from city.db import Database
from city.insurance.gateway import RehearsedGateway, SqlCoverageGateway
from city.insurance.service import Cover
from city.insurance.terms import Terms
from city.notify.service import Outbox
from city.outside import Outside
from city.people.access import Actor
from city.people.envelope import Envelope, load_key
from city.people.service import People
from city.people.sign_in import Codes
from city.people.vault import Vault
from city.receipts.service import DEPARTMENTS, SERVICES, Receipts
from city.reports.gateway import RehearsedRequests, RequestGateway
from city.reports.kinds import Kinds
from city.reports.open311 import Open311Gateway
from city.reports.published import Published
from city.reports.register import SqlRequestGateway
from city.reports.service import Reports
from city.settings import Settings
from ledger.keys import load_issuer


@dataclass(frozen=True)
class City:
    """Everything a process needs of the city; open it once and close it at the end."""

    settings: Settings
    db: Database
    clock: Clock
    catalogue: Catalogue
    calendar: Calendar
    vault: Vault
    outbox: Outbox
    people: People
    receipts: Receipts
    bookings: Bookings
    upkeep: Upkeep
    cover: Cover
    reports: Reports
    published: Published
    aid: Aid

    @classmethod
    def open(cls, settings: Settings) -> City:
        """Open the database that ``python -m city setup`` prepared, and read pack and keys.

        Raises:
            KeyMissing, KeysMissingError: a key is missing.
            PackError: the pack breaks its rules.
        """
        envelope = Envelope(load_key(settings.keys_dir))
        departments = {SERVICES, *DEPARTMENTS.values()}
        issuers = {name: load_issuer(settings.keys_dir, name) for name in departments}
        db = Database(settings.database_url)
        clock = RehearsalClock(db) if settings.is_development else SystemClock()
        vault = Vault(db, clock, envelope)
        outbox = Outbox(db, clock, envelope)

        def actor_of(conversation_id: str) -> Actor:
            return people.actor(conversation_id)

        receipts = Receipts(db, clock, envelope, issuers=issuers, public_url=settings.public_url, actor_of=actor_of)
        works = _works(settings, db, clock)
        reports = Reports(
            db,
            clock,
            receipts=receipts,
            gateway=RehearsedRequests(works, db) if settings.is_development else works,
            kinds=Kinds.load(settings.pack),
        )
        people = People(
            db,
            clock,
            vault,
            Codes(clock, vault, envelope, outbox),
            adopters=(receipts.adopt, adopt_bookings, reports.adopt),
        )
        catalogue = Catalogue.load(settings.pack)
        calendar = Calendar.load(db, catalogue, settings.pack)
        register = SqlCoverageGateway(db)
        rooms = Rooms(catalogue, calendar, clock, receipts, outbox, envelope, random.SystemRandom())
        return cls(
            settings=settings,
            db=db,
            clock=clock,
            catalogue=catalogue,
            calendar=calendar,
            vault=vault,
            outbox=outbox,
            people=people,
            receipts=receipts,
            bookings=Bookings(db, rooms),
            upkeep=Upkeep(db, rooms),
            cover=Cover(
                db,
                clock,
                people=people,
                vault=vault,
                receipts=receipts,
                gateway=RehearsedGateway(register, db) if settings.is_development else register,
                terms=Terms.load(settings.pack),
            ),
            reports=reports,
            published=Published(db),
            aid=Aid(
                clock,
                gateway=RehearsedAid(SqlAidGateway(db), db) if settings.is_development else SqlAidGateway(db),
                aids=Aids.load(settings.pack),
            ),
        )

    def close(self) -> None:
        """Give the database connections back."""
        self.db.close()


def _works(settings: Settings, db: Database, clock: Clock) -> RequestGateway:
    """Whoever puts right what is reported."""
    if settings.open311_url is None:
        return SqlRequestGateway(db, clock)
    outside = Outside(settings.open311_url)
    return Open311Gateway(outside, api_key=settings.open311_key, jurisdiction=settings.open311_jurisdiction)
