"""Recomputes the whole log from its entries and compares: whoever changed the database by hand is found here.

Reads every entry once, in order. Keeps the rebuilt tiles in memory: 32 MB per million entries.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection, Engine, Row, func, select

from ledger import checkpoint, note, receipt
from ledger.checkpoint import Checkpoint
from ledger.errors import EntryError, VerificationError
from ledger.merkle import HASH_SIZE, leaf_hash
from ledger.note import VerifierKey
from ledger.tables import ledger_checkpoint, ledger_entry, ledger_head, ledger_tile
from ledger.tiles import TileTree, extend

MAX_FINDINGS = 100
_FETCH = 4096


@dataclass
class Audit:
    """What an audit looked at and what it found; no findings means that everything fits."""

    entries: int = 0
    waiting: int = 0
    checkpoints: int = 0
    tiles: int = 0
    findings: list[str] = field(default_factory=list)

    def found(self, message: str) -> None:
        """Record a finding; after the first hundred they add nothing."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(message)


class _Rebuilt:
    """The tree as it must be, made from the entries alone."""

    def __init__(self) -> None:
        self.size = 0
        self.tiles: dict[tuple[int, int], bytes] = {}

    def add(self, entries: Sequence[bytes]) -> None:
        self.tiles.update(extend(self.size, [leaf_hash(entry) for entry in entries], self._source))
        self.size += len(entries)

    def root(self) -> bytes:
        return TileTree(self.size, self._source).root()

    def _source(self, level: int, n: int, width: int) -> bytes:
        return self.tiles[level, n][: width * HASH_SIZE]


def audit(engine: Engine, keys: Sequence[VerifierKey]) -> Audit:
    """Recompute tree, tiles and checkpoints. `keys` are those that may have signed, from the pinned policy."""
    report = Audit()
    tree = _Rebuilt()
    with engine.connect() as connection:
        head = connection.scalar(select(ledger_head.c.size))
        waiting = select(func.count(ledger_entry.c.id) - func.count(ledger_entry.c.idx))
        report.waiting = connection.scalar(waiting) or 0
        published = list(_published(connection, keys, report))
        with closing(_entries(connection, report)) as entries:
            for expected in published:
                for batch in _batches(islice(entries, expected.size - tree.size)):
                    tree.add(batch)
                if tree.size != expected.size or tree.root() != expected.root:
                    report.found(f"the checkpoint of size {expected.size} does not fit the entries")
            if next(entries, None) is not None:
                report.found(f"entries are numbered beyond the newest checkpoint, of size {tree.size}")
        report.checkpoints, report.entries = len(published), tree.size
        _compare_tiles(connection, tree, report)
    if head != tree.size:
        report.found(f"the head row says {head} entries, expected {tree.size}")
    return report


def _published(connection: Connection, keys: Sequence[VerifierKey], report: Audit) -> Iterator[Checkpoint]:
    """Yield the checkpoints by size, each with its signature checked."""
    columns = select(ledger_checkpoint.c.size, ledger_checkpoint.c.note).order_by(ledger_checkpoint.c.size)
    for row in connection.execute(columns):
        try:
            signed = note.parse(row.note)
            parsed = checkpoint.parse(signed.text)
            note.verify(signed, [key for key in keys if key.name == parsed.origin])
        except VerificationError as error:
            report.found(f"the checkpoint of size {row.size}: {error}")
            continue
        if parsed.size != row.size:
            report.found(f"the checkpoint of size {parsed.size} is stored as size {row.size}")
            continue
        yield parsed


def _entries(connection: Connection, report: Audit) -> Generator[bytes]:
    """Yield the numbered entries in order, with their numbers and form checked."""
    columns = select(ledger_entry.c.idx, ledger_entry.c.entry).where(ledger_entry.c.idx.is_not(None))
    streamed = connection.execution_options(yield_per=_FETCH)
    row: Row[int, bytes]
    with streamed.execute(columns.order_by(ledger_entry.c.idx)) as rows:
        for position, row in enumerate(rows):
            if row.idx != position:
                report.found(f"entry {position} is missing: the next one is {row.idx}")
            try:
                receipt.check_entry(bytes(row.entry))
            except EntryError as error:
                report.found(f"entry {row.idx}: {error}")
            yield bytes(row.entry)


def _batches(entries: Iterable[bytes]) -> Iterator[list[bytes]]:
    iterator = iter(entries)
    while batch := list(islice(iterator, _FETCH)):
        yield batch


def _compare_tiles(connection: Connection, tree: _Rebuilt, report: Audit) -> None:
    expected = dict(tree.tiles)
    for row in connection.execute(select(ledger_tile.c.level, ledger_tile.c.n, ledger_tile.c.data)):
        if expected.pop((row.level, row.n), None) != bytes(row.data):
            report.found(f"tile {row.level}/{row.n} does not fit the entries")
    for level, n in expected:
        report.found(f"tile {level}/{n} is missing")
    report.tiles = len(tree.tiles)
