"""Checkpoints: C2SP tlog-checkpoint v1.0.0 (https://c2sp.org/tlog-checkpoint@v1.0.0), without extension lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.encoding import MAX_SAFE_INTEGER, b64decode, b64encode
from ledger.errors import Defect, VerificationError
from ledger.merkle import HASH_SIZE

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")


@dataclass(frozen=True)
class Checkpoint:
    """What a log states when it signs: that under `origin` the tree of `size` leaves has the root hash `root`."""

    origin: str
    size: int
    root: bytes

    def to_text(self) -> str:
        """Return the note text: origin, tree size and root hash on a line each."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root)}\n"


def parse(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint; extension lines are refused, as this log never writes any."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise VerificationError(Defect.CHECKPOINT_MALFORMED, "a checkpoint has exactly three lines")
    origin, size, root_text = lines[:3]
    if not origin:
        raise VerificationError(Defect.CHECKPOINT_MALFORMED, "the origin is empty")
    try:
        root = b64decode(root_text)
    except ValueError as error:
        raise VerificationError(Defect.CHECKPOINT_MALFORMED, f"root hash: {error}") from error
    if len(root) != HASH_SIZE:
        raise VerificationError(Defect.CHECKPOINT_MALFORMED, f"root hash has {len(root)} bytes, expected {HASH_SIZE}")
    return Checkpoint(origin, parse_decimal(size, Defect.CHECKPOINT_MALFORMED), root)


def parse_decimal(text: str, defect: Defect) -> int:
    """Read an ASCII decimal without leading zeroes, at most 2**53 - 1 so that every verifier can count with it."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SAFE_INTEGER:
        raise VerificationError(defect, f"{text[:24]!r} is not a plain decimal")
    return int(text)
