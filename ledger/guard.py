"""Remembers, outside the database, the newest checkpoint this machine has signed.

If the database was put back to an older state, the log would sign a second history, which is the one thing a log must
never do. The sequencer compares before it signs, and refuses.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from ledger import checkpoint, note
from ledger.checkpoint import Checkpoint
from ledger.errors import NotFoundError, RollbackError, VerificationError
from ledger.note import VerifierKey
from ledger.tiles import TileSource, TileTree


class CheckpointGuard:
    """The file `<state>/ledger/checkpoint-<key id>`; sequencers on one machine share it."""

    def __init__(self, directory: Path, key: VerifierKey) -> None:
        self.path = directory / f"checkpoint-{key.key_id.hex()}"
        self._key = key

    def read(self) -> Checkpoint | None:
        """Return the newest checkpoint that this machine has signed, or None if it never did."""
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            return None
        try:
            signed = note.parse(text)
            note.verify(signed, [self._key])
            return checkpoint.parse(signed.text)
        except VerificationError as error:
            raise RollbackError(f"{self.path} is damaged ({error}); restore it before signing more") from error

    def write(self, text: str) -> None:
        """Remember the checkpoint note `text`, unless a newer one is remembered already. Called after the commit."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = self.read()
            if known is not None and known.size >= checkpoint.parse(note.parse(text).text).size:
                return
            temporary = self.path.with_suffix(".new")
            with temporary.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)

    def check(self, known: Checkpoint | None, published: Checkpoint | None, source: TileSource) -> None:
        """Raise RollbackError unless the database's newest checkpoint `published` extends the one `known` here.

        `known` must have been read before `published`, or another sequencer's progress would look like a rollback.
        """
        if known is None:
            return
        size = published.size if published is not None else -1
        if size < known.size:
            raise RollbackError(
                f"the database ends at tree size {size}, but this machine signed size {known.size}: it was put back to"
                f" an older state. Restore the newer one; to begin a new log, move {self.path} and the keys away."
            )
        try:
            root = TileTree(known.size, source).root()
        except NotFoundError as error:
            raise RollbackError(f"the database lacks tiles of tree size {known.size}: {error}") from error
        if root != known.root:
            raise RollbackError(f"the database holds another tree of size {known.size} than this machine signed")
