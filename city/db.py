"""The one SQL database: SQLite by default, PostgreSQL by its URL, through one small unit of work.

``Database.write()`` opens one transaction, commits it when the block ends well and rolls it back when the block raises.
On SQLite it begins with ``BEGIN IMMEDIATE``, so that what was read inside cannot be changed by another writer before
the commit; on PostgreSQL rows are locked by the statements themselves (``SELECT ... FOR UPDATE``, unique keys).
``Database.read()`` gives a session that the database refuses to write with.

SQLite is used with a write-ahead log and ``synchronous=FULL``: a receipt that was handed out must survive a power cut.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 10_000
"""How long a SQLite writer waits for another process before it gives up."""

POOL_SIZE = 30
"""The most connections one process opens to PostgreSQL."""

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table of the city and of the front door."""

    metadata = MetaData(naming_convention=_NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime. A naive one is refused on the way in; SQLite, which stores none, gets its zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware datetime into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime must not reach the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """The engine of one process and its two kinds of transaction."""

    def __init__(self, url: str) -> None:
        self.url = _driver(make_url(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(self.url, self.is_sqlite)
        self.writer = self.engine.execution_options(shimin_write=True)
        """The same pool for code that brings its own transactions and writes, such as ledger.tables.create_all."""
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(postgresql_readonly=True)
        # SQLite lets one writer in at a time and wakes the others by polling; a lock inside the process is fairer.
        # On PostgreSQL a writer may need a second connection (to read the newest checkpoint, or a rehearsal's clock):
        # were all of the pool in the hands of writers, each would wait for one more for ever.
        self._turn = threading.BoundedSemaphore(1 if self.is_sqlite else POOL_SIZE // 2 - 1)
        self._mine = threading.local()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises:
            RuntimeError: this thread already writes. A second transaction would wait for the first for ever;
                pass the session on instead.
        """
        if getattr(self._mine, "writing", False):
            raise RuntimeError("a write inside a write: pass the session on")
        self._turn.acquire()
        self._mine.writing = True
        try:
            with Session(self.writer, expire_on_commit=False) as session:
                if self.is_sqlite:
                    session.connection()  # take the write lock now, before anything is read
                yield session
                session.commit()
        finally:
            self._mine.writing = False
            self._turn.release()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view that cannot be written to; whatever it did is rolled back."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    def create_tables(self) -> None:
        """Create the missing tables of every model that has been imported."""
        with self.writer.begin() as connection:
            Base.metadata.create_all(connection)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _driver(url: URL) -> URL:
    """``postgresql://`` means psycopg 3, the only PostgreSQL driver that is installed."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def _engine(url: URL, is_sqlite: bool) -> Engine:
    if not is_sqlite:
        return create_engine(url, pool_pre_ping=True, pool_size=POOL_SIZE // 3, max_overflow=POOL_SIZE - POOL_SIZE // 3)
    engine = create_engine(url, pool_size=20, max_overflow=60, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    """Run once per connection. ``isolation_level=None`` leaves BEGIN to `_begin_sqlite`."""
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = bool(connection.get_execution_options().get("shimin_write"))
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
