"""The database itself refuses to forget."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from ledger import tables
from tests.ledger.conftest import Log

FORBIDDEN = [
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_tile",
    "DELETE FROM ledger_checkpoint",
    "DELETE FROM ledger_head",
    "UPDATE ledger_entry SET idx = NULL",
    "UPDATE ledger_entry SET idx = idx + 100",
    "UPDATE ledger_entry SET id = id + 100",
    "UPDATE ledger_tile SET level = level + 1",
    "UPDATE ledger_checkpoint SET size = size + 1",
    "UPDATE ledger_checkpoint SET note = 'x'",
    "UPDATE ledger_head SET size = size - 1",
    "UPDATE ledger_head SET id = 2",
    "INSERT INTO ledger_head (id, size) VALUES (2, 0)",
    "INSERT INTO ledger_entry (entry, idx) SELECT entry, idx + 100 FROM ledger_entry",
]
OF_BYTES = [
    "UPDATE ledger_entry SET entry = :bytes",
    "UPDATE ledger_tile SET data = :bytes",
]


@pytest.mark.parametrize("statement", [*FORBIDDEN, *OF_BYTES])
def test_refused(the_log: Log, statement: str) -> None:
    the_log.fill(3)
    values = {"bytes": bytes(96)} if ":bytes" in statement else {}
    with pytest.raises(DBAPIError, match=r"append-only|CHECK|check"), the_log.engine.begin() as connection:
        connection.execute(text(statement), values)


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_tile", "ledger_checkpoint", "ledger_head"])
def test_truncate_refused(postgres_url: str, table: str) -> None:
    from ledger.database import open_engine

    engine = open_engine(postgres_url)
    tables.create_all(engine)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table}"))
    engine.dispose()


def test_waiting_entries_cannot_be_withdrawn(the_log: Log, issue) -> None:  # type: ignore[no-untyped-def]
    the_log.append(issue())
    for statement in ("DELETE FROM ledger_entry", "UPDATE ledger_entry SET idx = NULL"):
        with pytest.raises(DBAPIError, match="append-only"), the_log.engine.begin() as connection:
            connection.execute(text(statement))


def test_created_twice_and_at_once(database_url: str) -> None:
    from ledger.database import open_engine

    def create(_: int) -> None:
        engine = open_engine(database_url)
        tables.create_all(engine)
        engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(create, range(4)))


def test_waiting_entries_have_their_own_index(engine: Engine) -> None:
    assert "ledger_entry_waiting" in {index["name"] for index in inspect(engine).get_indexes("ledger_entry")}
