"""The log as the rest of the city sees it: `append` in one's own transaction, `LogReader` for what is published."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, Row, func, insert, select

from ledger import checkpoint, note, receipt
from ledger.errors import NotFoundError
from ledger.merkle import EMPTY_ROOT, HASH_SIZE
from ledger.proof import format_proof
from ledger.tables import ledger_checkpoint, ledger_entry, ledger_tile
from ledger.tiles import WIDTH, TileTree, encode_bundle


def append(connection: Connection, entry: bytes) -> int:
    """Put `entry` into the queue of the log, in the caller's transaction, and return its row id.

    Whatever the entry commits to and the entry itself are stored together or not at all. The sequencer numbers it
    within its next tick.
    """
    receipt.check_entry(entry)
    result = connection.execute(insert(ledger_entry).values(entry=entry))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


class LogReader:
    """Reads what the log has published. Needs no key; safe to share between threads when built on an Engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def head(self) -> tuple[int, bytes]:
        """Return the newest published (size, root); of a log that has published nothing, those of the empty tree."""
        with self._engine.connect() as connection:
            row = newest_checkpoint(connection)
        if row is None:
            return 0, EMPTY_ROOT
        published = checkpoint.parse(note.parse(row.note).text)
        return published.size, published.root

    def checkpoint(self) -> str:
        """Return the newest checkpoint, a signed note; raise NotFoundError before there is one."""
        with self._engine.connect() as connection:
            row = newest_checkpoint(connection)
        if row is None:
            raise NotFoundError("the log has published no checkpoint yet")
        return str(row.note)

    def proof(self, row_id: int) -> str | None:
        """Return the proof text for the entry that `append` stored as `row_id`, or None while it waits."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(ledger_entry.c.idx, ledger_entry.c.entry).where(ledger_entry.c.id == row_id)
            ).one_or_none()
            if row is None:
                raise NotFoundError(f"no log entry in row {row_id}")
            newest = newest_checkpoint(connection)
            if row.idx is None or newest is None or row.idx >= newest.size:
                return None
            path = _tree(connection, newest.size).inclusion_proof(row.idx)
        successor = bytes(row.entry)[receipt.ENTRY_SIZES[0] :] or None
        return format_proof(row.idx, path, newest.note, successor)

    def consistency_proof(self, old_size: int, new_size: int) -> list[bytes]:
        """Return the proof that the published tree of `new_size` extends that of `old_size`."""
        with self._engine.connect() as connection:
            _check_published(connection, new_size)
            return _tree(connection, new_size).consistency_proof(old_size)

    def tile(self, level: int, n: int, width: int = WIDTH) -> bytes:
        """Return the first `width` hashes of a published tile; raise NotFoundError if it is not that wide."""
        with self._engine.connect() as connection:
            return read_tile(connection, level, n, width)

    def entries(self, n: int, width: int = WIDTH) -> bytes:
        """Return the bundle of the first `width` entries from n * 256 on; raise NotFoundError if there are fewer."""
        start = n * WIDTH
        with self._engine.connect() as connection:
            _check_published(connection, start + width)
            rows = connection.scalars(
                select(ledger_entry.c.entry)
                .where(ledger_entry.c.idx >= start, ledger_entry.c.idx < start + width)
                .order_by(ledger_entry.c.idx)
            )
            return encode_bundle(bytes(entry) for entry in rows)


def read_tile(connection: Connection, level: int, n: int, width: int) -> bytes:
    """Return the first `width` hashes of a tile; raise NotFoundError if it is not that wide."""
    data = connection.scalar(select(ledger_tile.c.data).where(ledger_tile.c.level == level, ledger_tile.c.n == n))
    if data is None or len(data) < width * HASH_SIZE:
        raise NotFoundError(f"no tile {level}/{n} of width {width}")
    return bytes(data[: width * HASH_SIZE])


def _tree(connection: Connection, size: int) -> TileTree:
    return TileTree(size, lambda level, n, width: read_tile(connection, level, n, width))


def newest_checkpoint(connection: Connection) -> Row[int, str] | None:
    """Return (size, note) of the newest checkpoint, or None before the first."""
    columns = select(ledger_checkpoint.c.size, ledger_checkpoint.c.note)
    return connection.execute(columns.order_by(ledger_checkpoint.c.size.desc()).limit(1)).one_or_none()


def _check_published(connection: Connection, size: int) -> None:
    published = connection.scalar(select(func.max(ledger_checkpoint.c.size)))
    if published is None or size > published:
        raise NotFoundError(f"nothing is published up to {size}")
