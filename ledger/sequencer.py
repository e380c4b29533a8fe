"""Gives waiting entries their place in the tree, and signs.

One step is one transaction: lock the head row, number waiting entries, grow the tiles, sign, store, commit. Killed at
any instant it leaves either all of that or none, so any number of sequencers may run at once; the lock lets one work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Row, bindparam, func, insert, select, update

from ledger import checkpoint, note
from ledger.checkpoint import Checkpoint
from ledger.database import writing
from ledger.errors import RollbackError, VerificationError
from ledger.guard import CheckpointGuard
from ledger.log import newest_checkpoint, read_tile
from ledger.merkle import HASH_SIZE, leaf_hash
from ledger.note import Signer
from ledger.tables import ledger_checkpoint, ledger_entry, ledger_head, ledger_tile
from ledger.tiles import TileTree, extend

BATCH = 4096  # entries per step: bounds the time that the head row is locked


@dataclass(frozen=True)
class Step:
    """What one step did: entries numbered, tree size after it, entries still waiting (only counted when it worked)."""

    numbered: int
    size: int
    waiting: int


class Sequencer:
    """Holds the log's private key. `clock` returns aware UTC time, for the record only."""

    def __init__(
        self,
        engine: Engine,
        signer: Signer,
        guard: CheckpointGuard,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._signer = signer
        self._guard = guard
        self._clock = clock

    def step(self) -> Step:
        """Publish a new checkpoint if any entry waits, or none is published; raise RollbackError rather than fork."""
        known = self._guard.read()
        if (idle := self._peek(known)) is not None:
            return idle
        with writing(self._engine).begin() as connection:
            size = connection.scalar(select(ledger_head.c.size).with_for_update())
            if size is None:
                raise LookupError("the ledger has no head row; create the tables with: python -m city setup")
            newest = newest_checkpoint(connection)
            self._check(connection, known, newest)
            if size != (newest.size if newest is not None else 0):
                raise RollbackError(f"the head row says {size}, the newest checkpoint {newest and newest.size}")
            rows = _waiting(connection)
            if newest is not None and not rows:
                return Step(0, size, 0)  # another sequencer was faster
            _number(connection, rows, size)
            signed = self._grow(connection, rows, size)
            waiting = _count_waiting(connection)
        self._guard.write(signed)
        return Step(len(rows), size + len(rows), waiting)

    def _peek(self, known: Checkpoint | None) -> Step | None:
        """Return the step of a log with nothing to do, without taking any lock, or None if there is work."""
        with self._engine.connect() as connection:
            newest = newest_checkpoint(connection)
            waiting = connection.scalar(select(ledger_entry.c.id).where(ledger_entry.c.idx.is_(None)).limit(1))
            if newest is None or waiting is not None:
                return None
            self._check(connection, known, newest)
            return Step(0, newest.size, 0)

    def _check(self, connection: Connection, known: Checkpoint | None, newest: Row[int, str] | None) -> None:
        """Refuse to sign on top of a state that this key and this machine did not leave behind."""
        published = self._own(newest.note) if newest is not None else None
        self._guard.check(known, published, lambda level, n, width: read_tile(connection, level, n, width))

    def _own(self, text: str) -> Checkpoint:
        try:
            signed = note.parse(text)
            note.verify(signed, [self._signer.key])
            return checkpoint.parse(signed.text)
        except VerificationError as error:
            raise RollbackError(f"the newest checkpoint was not signed by {self._signer.key}: {error}") from error

    def _grow(self, connection: Connection, rows: Sequence[Row[int, bytes]], size: int) -> str:
        """Store the tiles, the checkpoint and the head after `rows`, and return the signed checkpoint."""
        leaves = [leaf_hash(bytes(row.entry)) for row in rows]
        changed = extend(size, leaves, lambda level, n, width: read_tile(connection, level, n, width))
        for (level, n), data in changed.items():
            _store_tile(connection, level, n, data)

        def source(level: int, n: int, width: int) -> bytes:
            data = changed.get((level, n))
            return read_tile(connection, level, n, width) if data is None else data[: width * HASH_SIZE]

        new_size = size + len(rows)
        root = TileTree(new_size, source).root()
        signed = self._signer.sign(Checkpoint(self._signer.key.name, new_size, root).to_text())
        connection.execute(insert(ledger_checkpoint).values(size=new_size, note=signed, at=self._clock()))
        connection.execute(update(ledger_head).values(size=new_size))
        return signed


def _waiting(connection: Connection) -> Sequence[Row[int, bytes]]:
    columns = select(ledger_entry.c.id, ledger_entry.c.entry).where(ledger_entry.c.idx.is_(None))
    return connection.execute(columns.order_by(ledger_entry.c.id).limit(BATCH)).all()


def _count_waiting(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(ledger_entry).where(ledger_entry.c.idx.is_(None))) or 0


def _number(connection: Connection, rows: Sequence[Row[int, bytes]], size: int) -> None:
    """Give each row its index. By primary key: UPDATE..FROM makes PostgreSQL scan a large table."""
    if rows:
        statement = update(ledger_entry).where(ledger_entry.c.id == bindparam("row")).values(idx=bindparam("index"))
        connection.execute(statement, [{"row": row.id, "index": size + i} for i, row in enumerate(rows)])


def _store_tile(connection: Connection, level: int, n: int, data: bytes) -> None:
    where = (ledger_tile.c.level == level, ledger_tile.c.n == n)
    if not connection.execute(update(ledger_tile).where(*where).values(data=data)).rowcount:
        connection.execute(insert(ledger_tile).values(level=level, n=n, data=data))
