"""Keys that no verifier may pin, and signatures that only look right."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.ed25519 import is_public_key, verifies
from tests.vectors.ledger.make import L, bad_points


@settings(max_examples=20)
@given(st.binary(min_size=32, max_size=32))
def test_every_generated_key_is_accepted(seed: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert is_public_key(key.public_key().public_bytes_raw())


@pytest.mark.parametrize(("name", "point"), list(bad_points()))
def test_bad_points_are_refused(name: str, point: bytes) -> None:
    assert not is_public_key(point), name


@pytest.mark.parametrize("size", [0, 31, 33])
def test_other_lengths_are_refused(size: int) -> None:
    assert not is_public_key(bytes(size))


def test_signature_must_fit_message_key_and_form() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"text")
    assert verifies(public, signature, b"text")
    assert not verifies(public, signature, b"texT")
    assert not verifies(other, signature, b"text")
    assert not verifies(public, signature + b"\0", b"text")
    not_reduced = (int.from_bytes(signature[32:], "little") + L).to_bytes(32, "little")
    assert not verifies(public, signature[:32] + not_reduced, b"text")


def test_small_order_key_signs_nothing() -> None:
    """With the identity as key, R = identity and S = 0 would fit every message."""
    identity = (1).to_bytes(32, "little")
    assert not verifies(identity, identity + bytes(32), b"anything")
