"""Opens the database for the ledger's own processes, with the locking that each kind of database needs."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

_BEGIN = "ledger_begin"  # execution option: how SQLite begins
# SQLite waits for a lock in steps that grow to 100 ms, by which many writers starve one sequencer. Asking anew every
# 20 ms keeps its steps below 10 ms.
_BUSY_TIMEOUT_MS = 20
LOCK_SECONDS = 10.0


def open_engine(url: str) -> Engine:
    """Return an engine for `url`; SQLite files get WAL, synchronous=FULL and explicit transactions."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")  # psycopg 3, the only driver that is installed
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def writing(engine: Engine) -> Engine:
    """Return `engine` for transactions that write: on SQLite they take the one write lock at their beginning."""
    return engine.execution_options(**{_BEGIN: "IMMEDIATE"})


def _on_connect(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # the begin event below begins; the driver must not
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 5000")  # for the change to WAL, which happens once
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # a checkpoint once handed out must survive a power cut
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get(_BEGIN, "DEFERRED")
    give_up = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.exec_driver_sql(f"BEGIN {mode}")
            return
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > give_up:
                raise
