"""The ledger's tables, with their own MetaData, and the triggers that make them append-only.

The triggers stop accidents and careless hands; somebody who may drop them is caught by `python -m ledger audit` and by
every checkpoint that was ever handed out.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    func,
    insert,
    select,
)

from ledger import trigger_sql
from ledger.database import writing

metadata = MetaData()

_BIG_ID = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts rows only in a column called INTEGER

ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("id", _BIG_ID, primary_key=True),
    Column("entry", LargeBinary(75), nullable=False),
    Column(
        "idx", BigInteger, nullable=True, unique=True, comment="index in the tree; NULL until the sequencer numbers it"
    ),
    sqlite_autoincrement=True,  # an id, once given out, never comes back
)
Index(
    "ledger_entry_waiting",
    ledger_entry.c.id,
    sqlite_where=ledger_entry.c.idx.is_(None),
    postgresql_where=ledger_entry.c.idx.is_(None),
)

ledger_tile = Table(
    "ledger_tile",
    metadata,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary(8192), nullable=False, comment="1 to 256 hashes; only ever grows at the end"),
)

ledger_checkpoint = Table(
    "ledger_checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False, comment="the signed note, as published"),
    Column("at", DateTime(timezone=True), nullable=False),
)

ledger_head = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False, comment="entries numbered so far; the row sequencers lock"),
)

_SETUP_LOCK = 7_411_206_962  # any number of our own; PostgreSQL's advisory locks share one space per database


def create_all(engine: Engine) -> None:
    """Create what is missing of the tables, triggers and the head row; safe to call again, and from two processes."""
    with writing(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_SETUP_LOCK)))
        metadata.create_all(connection)
        for statement in trigger_sql.STATEMENTS[connection.dialect.name]:
            connection.exec_driver_sql(statement)
        if connection.scalar(select(ledger_head.c.id)) is None:
            connection.execute(insert(ledger_head).values(id=1, size=0))
