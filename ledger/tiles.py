"""Tiled logs: C2SP tlog-tiles v0.1.0 (https://c2sp.org/tlog-tiles@v0.1.0): paths, entry bundles, proofs from tiles.

A tile of level L holds up to 256 hashes of subtrees of 256**L entries. A proof over a million entries reads a handful
of tiles of at most 8 kB and hashes at most 255 times in each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ledger.errors import NotFoundError
from ledger.merkle import EMPTY_ROOT, HASH_SIZE, node_hash, subtree_root

HEIGHT = 8
WIDTH = 2**HEIGHT
MAX_LEVEL = 63
ENTRIES = -1  # stands for the level of entry bundles, which share the paths of tiles

TileSource: TypeAlias = Callable[[int, int, int], bytes]
"""Reads the first hashes of tile (level, n), as many as the given width; raises NotFoundError if there are fewer."""

_NUMBER = r"(?P<n>(?:x[0-9]{3}/)*[0-9]{3})"
_PATH = re.compile(rf"tile/(?P<level>entries|0|[1-9][0-9]?)/{_NUMBER}(?:\.p/(?P<width>[1-9][0-9]{{0,2}}))?")


@dataclass(frozen=True)
class TilePath:
    """Names one resource of the log: level (or ENTRIES), number within the level, and width in hashes (1 to 256)."""

    level: int
    n: int
    width: int = WIDTH

    def __str__(self) -> str:
        """Return the path below the log's prefix, as in `tile/0/x001/x234/067.p/8`."""
        digits = f"{self.n:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{number}" + ("" if self.width == WIDTH else f".p/{self.width}")


def parse_path(path: str) -> TilePath:
    """Read the path of a tile or entry bundle; raise NotFoundError unless it is the one spelling of such a path."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise NotFoundError(f"{path[:80]!r} is no tile path")
    level = ENTRIES if match["level"] == "entries" else int(match["level"])
    n = int(match["n"].replace("x", "").replace("/", ""))
    parsed = TilePath(level, n, int(match["width"] or WIDTH))
    if level > MAX_LEVEL or n >= 2**53 or (match["width"] and parsed.width >= WIDTH) or str(parsed) != path:
        raise NotFoundError(f"{path[:80]!r} is no tile path")
    return parsed


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Return an entry bundle: each entry after its length as big-endian uint16."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def hashes(data: bytes) -> list[bytes]:
    """Split the bytes of a tile into its hashes."""
    return [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]


class TileTree:
    """The tree of the first `size` entries of a log, read from its tiles; keeps what it read for further proofs."""

    def __init__(self, size: int, source: TileSource) -> None:
        self.size = size
        self._source = source
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def root(self) -> bytes:
        """Return the root hash."""
        return self._range(0, self.size) if self.size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Return the audit path of entry `index` (RFC 6962 2.1.1), from the leaf's sibling up."""
        if not 0 <= index < self.size:
            raise NotFoundError(f"no entry {index} in a tree of {self.size}")
        return self._path(index, 0, self.size)

    def consistency_proof(self, old_size: int) -> list[bytes]:
        """Return the proof that this tree extends its own first `old_size` entries (RFC 6962 2.1.2)."""
        if not 0 <= old_size <= self.size:
            raise NotFoundError(f"no tree of {old_size} in one of {self.size}")
        return self._subproof(old_size, 0, self.size, whole=True) if old_size else []

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._range(middle, end)]
        return [*self._path(index, middle, end), self._range(start, middle)]

    def _subproof(self, old_size: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        """RFC 6962 SUBPROOF over entries start to end; `whole` while the old tree is a complete subtree of its own."""
        if old_size == end:
            return [] if whole else [self._range(start, end)]
        middle = start + _split(end - start)
        if old_size <= middle:
            return [*self._subproof(old_size, start, middle, whole=whole), self._range(middle, end)]
        return [*self._subproof(old_size, middle, end, whole=False), self._range(start, middle)]

    def _range(self, start: int, end: int) -> bytes:
        """Return MTH(D[start:end]), where start is a multiple of the largest power of two below or at end - start."""
        length = end - start
        if length & (length - 1) == 0:
            return self._node(length.bit_length() - 1, start)
        middle = start + _split(length)
        return node_hash(self._range(start, middle), self._range(middle, end))

    def _node(self, height: int, start: int) -> bytes:
        """Return the hash of the complete subtree of 2**height entries from `start` on."""
        level, inner = divmod(height, HEIGHT)
        first = start >> (level * HEIGHT)
        n, offset = divmod(first, WIDTH)
        return subtree_root(self._tile(level, n)[offset : offset + 2**inner])

    def _tile(self, level: int, n: int) -> list[bytes]:
        tile = self._tiles.get((level, n))
        if tile is None:
            width = min(WIDTH, (self.size >> (level * HEIGHT)) - n * WIDTH)
            tile = self._tiles[level, n] = hashes(self._source(level, n, width))
        return tile


def extend(size: int, added: Sequence[bytes], source: TileSource) -> dict[tuple[int, int], bytes]:
    """Return the tiles (level, n) that change when the leaf hashes `added` join a tree of `size` entries.

    Changed tiles begin with what they held before: only the right edge of each level grows.
    """
    changed: dict[tuple[int, int], bytes] = {}
    level, start, row = 0, size, list(added)
    while row:
        n, offset = divmod(start, WIDTH)
        if offset:
            row = [*hashes(source(level, n, offset)), *row]
        carry = []
        for i in range(0, len(row), WIDTH):
            tile = row[i : i + WIDTH]
            changed[level, n + i // WIDTH] = b"".join(tile)
            if len(tile) == WIDTH:
                carry.append(subtree_root(tile))
        level, start, row = level + 1, n, carry
    return changed


def _split(length: int) -> int:
    """Return the largest power of two smaller than `length` (RFC 6962 2.1)."""
    return 1 << ((length - 1).bit_length() - 1)
