"""Proof bundles: the text format c2sp.org/tlog-proof@v1 (https://c2sp.org/tlog-proof).

`extra` carries the successor tag of the entry, if it has one. It is not authenticated by the format; here it is,
because the verifier rebuilds the log entry from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger import checkpoint, note
from ledger.encoding import b64decode, b64encode
from ledger.errors import Defect, VerificationError
from ledger.merkle import HASH_SIZE, MAX_PROOF_HASHES
from ledger.receipt import read_successor

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Proof:
    """A proof as read: entry `index`, audit path, the successor tag if any, and the signed checkpoint."""

    index: int
    path: tuple[bytes, ...]
    successor: bytes | None
    note: note.Note


def format_proof(index: int, path: Sequence[bytes], checkpoint_note: str, successor: bytes | None = None) -> str:
    """Return the text of a proof; `checkpoint_note` is included verbatim."""
    lines = [HEADER]
    if successor is not None:
        lines.append(f"extra {b64encode(successor)}")
    lines.append(f"index {index}")
    lines.extend(b64encode(node) for node in path)
    return "\n".join([*lines, "", checkpoint_note])


def parse(text: str) -> Proof:
    """Read the text of a proof; raise VerificationError on any deviation."""
    head, blank, note_text = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines.pop(0) != HEADER:
        raise VerificationError(Defect.PROOF_MALFORMED, f"the proof does not begin with {HEADER}")
    successor = _parse_extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise VerificationError(Defect.PROOF_MALFORMED, "the proof has no index line")
    index = checkpoint.parse_decimal(lines.pop(0).removeprefix("index "), Defect.PROOF_MALFORMED)
    if len(lines) > MAX_PROOF_HASHES:
        raise VerificationError(Defect.PROOF_MALFORMED, f"the proof has more than {MAX_PROOF_HASHES} hashes")
    return Proof(index, tuple(_parse_hash(line) for line in lines), successor, note.parse(note_text))


def _parse_extra(line: str) -> bytes:
    try:
        return read_successor(line.removeprefix("extra "))
    except ValueError as error:
        raise VerificationError(Defect.PROOF_MALFORMED, f"extra: {error}") from error


def _parse_hash(line: str) -> bytes:
    try:
        node = b64decode(line)
    except ValueError as error:
        raise VerificationError(Defect.PROOF_MALFORMED, f"path: {error}") from error
    if len(node) != HASH_SIZE:
        raise VerificationError(Defect.PROOF_MALFORMED, f"a hash of the path has {len(node)} bytes")
    return node
