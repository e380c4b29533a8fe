"""RFC 6962 test vectors, and the verifiers against a naive tree."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import merkle
from ledger.errors import Defect, VerificationError
from ledger.merkle import EMPTY_ROOT, leaf_hash, node_hash, subtree_root, verify_consistency, verify_inclusion
from tests.ledger import naive

# The eight leaves of the Certificate Transparency reference implementation (google/certificate-transparency).
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", ROOTS)
def test_known_roots(size: int) -> None:
    assert subtree_root([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size]


def test_empty_tree_has_the_hash_of_nothing() -> None:
    assert subtree_root([]) == EMPTY_ROOT == hashlib.sha256().digest()


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(i).encode()) for i in range(count)]


@given(st.integers(1, 300), st.data())
def test_inclusion_agrees_with_the_naive_tree(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    verify_inclusion(hashes[index], index, size, naive.path(index, hashes), naive.mth(hashes))


@given(st.integers(1, 120), st.data())
def test_inclusion_binds_index_size_leaf_path_and_root(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path, root = naive.path(index, hashes), naive.mth(hashes)
    other = data.draw(st.integers(0, size + 3).filter(lambda i: i != index))
    forgeries = [
        (hashes[index], other, size, path, root),
        (leaf_hash(b"other"), index, size, path, root),
        (hashes[index], index, size, [*path, root], root),
        (hashes[index], index, size, path, leaf_hash(b"other")),
        (hashes[index], -1, size, path, root),
    ]
    if path:
        forgeries.append((hashes[index], index, size, path[:-1], root))
        forgeries.append((hashes[index], index, size, [leaf_hash(b"other"), *path[1:]], root))
    for forgery in forgeries:
        with pytest.raises(VerificationError) as caught:
            verify_inclusion(*forgery)
        assert caught.value.defect is Defect.INCLUSION_WRONG


@given(st.integers(0, 300), st.integers(0, 300))
def test_consistency_agrees_with_the_naive_tree(first: int, second: int) -> None:
    old, new = sorted((first, second))
    hashes = leaves(new)
    verify_consistency(old, new, naive.consistency(old, hashes), naive.mth(hashes[:old]), naive.mth(hashes))


@given(st.integers(1, 120), st.integers(1, 120), st.data())
def test_consistency_refuses_another_history(first: int, second: int, data: st.DataObject) -> None:
    old, new = sorted((first, second))
    hashes = leaves(new)
    proof, root1, root2 = naive.consistency(old, hashes), naive.mth(hashes[:old]), naive.mth(hashes)
    rewritten = [*hashes[:old]]
    rewritten[data.draw(st.integers(0, old - 1))] = leaf_hash(b"rewritten")
    forgeries = [
        (old, new, proof, naive.mth(rewritten), root2),
        (old, new, proof, root1, leaf_hash(b"other")),
        (old, new, [*proof, root2], root1, root2),
        (new + 1, new, proof, root1, root2),
    ]
    if proof:
        forgeries.append((old, new, proof[:-1], root1, root2))
        forgeries.append((old, new, [], root1, root2))
    for forgery in forgeries:
        with pytest.raises(VerificationError) as caught:
            verify_consistency(*forgery)
        assert caught.value.defect is Defect.CONSISTENCY_WRONG


def test_forged_proof_that_fooled_another_library() -> None:
    """A 3 -> 4 proof with root H(1, root3, random): the old root must not pass as a node of the new tree."""
    hashes = leaves(3)
    root3, invented = naive.mth(hashes), leaf_hash(b"invented")
    for proof in ([root3, invented], [invented], [hashes[2], invented, node_hash(hashes[0], hashes[1])]):
        with pytest.raises(VerificationError):
            verify_consistency(3, 4, proof, root3, node_hash(root3, invented))


def test_roots_from_leaves_differ_from_roots_from_nodes() -> None:
    """Domain separation: an inner node cannot pose as a leaf."""
    left, right = leaves(2)
    assert leaf_hash(left + right) != node_hash(left, right)
    assert len(EMPTY_ROOT) == merkle.HASH_SIZE
