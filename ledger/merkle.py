"""The Merkle tree of RFC 6962 section 2.1, and the verification algorithms of RFC 9162 2.1.3.2 and 2.1.4.2.

Pure functions over 32-byte SHA-256 hashes, no I/O. Proofs are built in `tiles.py`, from stored tiles; here they are
only checked. Verifiers return None or raise `VerificationError`; direction and size always come from the index and the
tree size that the verifier holds, never from the proof.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ledger.errors import Defect, VerificationError

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
MAX_PROOF_HASHES = 64  # a tree of 2**63 leaves needs 63 for inclusion


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over node hashes of equal height, left to right (RFC 6962 MTH, but with leaves hashed)."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash `leaf` is number `index` in the tree of `size` leaves with `root`."""
    if not 0 <= index < size:
        raise VerificationError(Defect.INCLUSION_WRONG, f"index {index} is outside a tree of {size}")
    node, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise VerificationError(Defect.INCLUSION_WRONG, f"proof of {len(proof)} hashes is too long")
        if node & 1 or node == last:
            current = node_hash(sibling, current)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise VerificationError(Defect.INCLUSION_WRONG, f"proof of {len(proof)} hashes is too short")
    if current != root:
        raise VerificationError(Defect.INCLUSION_WRONG, "the path does not lead to the root of the checkpoint")


def verify_consistency(size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """Check that the tree of `size2` leaves with `root2` extends the tree of `size1` leaves with `root1`."""
    if not 0 <= size1 <= size2:
        raise VerificationError(Defect.CONSISTENCY_WRONG, f"size {size1} is after size {size2}")
    if size1 in (0, size2):
        expected = EMPTY_ROOT if size1 == 0 else root2
        if proof or root1 != expected:
            raise VerificationError(Defect.CONSISTENCY_WRONG, "roots of trees that need no proof differ")
        return
    path = list(proof)
    if size1 & (size1 - 1) == 0:
        path.insert(0, root1)  # RFC 9162: the old root is a node of the new tree, so the proof leaves it out
    if not path:
        raise VerificationError(Defect.CONSISTENCY_WRONG, "proof is empty")
    _climb(size1, size2, path, root1, root2)


def _climb(size1: int, size2: int, path: list[bytes], root1: bytes, root2: bytes) -> None:
    """RFC 9162 2.1.4.2 steps 4 to 8, for 0 < size1 < size2 and a path that begins with the first common node."""
    first, second = size1 - 1, size2 - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if second == 0:
            raise VerificationError(Defect.CONSISTENCY_WRONG, "proof is too long")
        if first & 1 or first == second:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            new = node_hash(new, sibling)
        first, second = first >> 1, second >> 1
    if second:
        raise VerificationError(Defect.CONSISTENCY_WRONG, "proof is too short")
    if old != root1 or new != root2:
        raise VerificationError(Defect.CONSISTENCY_WRONG, "the path does not lead to both roots")
