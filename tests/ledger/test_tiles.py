"""Paths, bundles, and proofs from tiles against the naive tree."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.errors import NotFoundError
from ledger.merkle import leaf_hash
from ledger.tiles import ENTRIES, WIDTH, TilePath, TileTree, encode_bundle, extend, hashes, parse_path
from tests.ledger import naive

LEAVES = [leaf_hash(i.to_bytes(4, "big")) for i in range(70_000)]


class Tiles(dict[tuple[int, int], bytes]):
    """Tiles in memory, read as the database is."""

    def read(self, level: int, n: int, width: int) -> bytes:
        data = self.get((level, n), b"")
        if len(data) < width * 32:
            raise NotFoundError(f"no tile {level}/{n} of width {width}")
        return data[: width * 32]


def grown(*sizes: int) -> Tiles:
    """Tiles of a log that grew to each of `sizes` in turn."""
    tiles, size = Tiles(), 0
    for new in sizes:
        changed = extend(size, LEAVES[size:new], tiles.read)
        assert all(data.startswith(tiles.get(key, b"")) for key, data in changed.items())
        tiles.update(changed)
        size = new
    return tiles


def test_shape_of_the_example_of_the_specification() -> None:
    """tlog-tiles: 70,000 entries are 273 full level 0 tiles and one of 112, one full level 1 tile and 17, and 1."""
    tiles = grown(70_000)
    widths = {key: len(data) // 32 for key, data in tiles.items()}
    assert widths == {**{(0, n): 256 for n in range(273)}, (0, 273): 112, (1, 0): 256, (1, 1): 17, (2, 0): 1}


@given(st.lists(st.integers(1, 1500), min_size=1, max_size=8))
@example([255, 1, 1])
@example([256, 256])
def test_growing_in_steps_gives_the_same_tiles(steps: list[int]) -> None:
    sizes = [sum(steps[: i + 1]) for i in range(len(steps))]
    assert grown(*sizes) == grown(sizes[-1])


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 600, 65_535, 65_536, 65_537])
def test_root_from_tiles(size: int) -> None:
    assert TileTree(size, grown(size).read).root() == naive.mth(LEAVES[:size])


TILES = grown(1_000)


@given(st.integers(1, 1_000), st.data())
def test_inclusion_proof_of_any_earlier_tree(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    assert TileTree(size, TILES.read).inclusion_proof(index) == naive.path(index, LEAVES[:size])


@given(st.integers(0, 1_000), st.integers(0, 1_000))
def test_consistency_proof_between_any_two(first: int, second: int) -> None:
    old, new = sorted((first, second))
    assert TileTree(new, TILES.read).consistency_proof(old) == naive.consistency(old, LEAVES[:new])


def test_proof_reads_few_tiles() -> None:
    tiles, read = grown(70_000), []

    def source(level: int, n: int, width: int) -> bytes:
        read.append((level, n))
        return tiles.read(level, n, width)

    TileTree(70_000, source).inclusion_proof(12_345)
    assert len(read) == len(set(read)) <= 5


@pytest.mark.parametrize("index", [-1, 1_000])
def test_no_proof_outside_the_tree(index: int) -> None:
    with pytest.raises(NotFoundError):
        TileTree(1_000, TILES.read).inclusion_proof(index)


def test_no_consistency_with_a_larger_tree() -> None:
    with pytest.raises(NotFoundError):
        TileTree(10, TILES.read).consistency_proof(11)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tile/0/000", TilePath(0, 0)),
        ("tile/0/x001/x234/067", TilePath(0, 1234067)),
        ("tile/63/255.p/1", TilePath(63, 255, 1)),
        ("tile/1/x001/000.p/255", TilePath(1, 1000, 255)),
        ("tile/entries/x273/112.p/8", TilePath(ENTRIES, 273112, 8)),
    ],
)
def test_paths_both_ways(path: str, expected: TilePath) -> None:
    assert parse_path(path) == expected
    assert str(expected) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/1000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/000/001",
        "tile/0/x000/001",  # more groups than needed
        "tile/0/x001/x002",
        "tile/0/001/x002",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/08",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/0/../000",
        "tile/0/００0",
        "tile/0/x999/x999/x999/x999/x999/999",
    ],
)
def test_paths_with_another_spelling_are_refused(path: str) -> None:
    with pytest.raises(NotFoundError):
        parse_path(path)


@given(st.integers(-1, 63), st.integers(0, 2**53 - 1), st.integers(1, WIDTH))
def test_every_path_reads_back(level: int, n: int, width: int) -> None:
    path = TilePath(level, n, width)
    assert parse_path(str(path)) == path


def test_bundle_prefixes_each_entry_with_its_length() -> None:
    assert encode_bundle([b"abc", b"", b"x" * 300]) == b"\x00\x03abc\x00\x00\x01\x2c" + b"x" * 300


def test_hashes_of_a_tile() -> None:
    assert hashes(b"".join(LEAVES[:3])) == LEAVES[:3]
