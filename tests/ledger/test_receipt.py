"""Log entries and successor tags, to the byte."""

from __future__ import annotations

import hashlib

import pytest

from ledger import receipt
from ledger.encoding import b64encode, b64url_encode
from ledger.errors import EntryError

SD_JWT = "head.payload.signature~disclosure~"
DIGEST = hashlib.sha256(b"head.payload.signature").digest()


def test_entry_commits_to_the_jwt_alone() -> None:
    assert receipt.entry(SD_JWT) == b"receipt/v1\n" + DIGEST
    assert len(receipt.entry(SD_JWT)) == 43


def test_entry_with_successor() -> None:
    secret = bytes(range(32))
    tag = receipt.successor_tag(b64url_encode(secret))
    assert tag == hashlib.sha256(b"successor\n" + secret).digest()
    assert receipt.entry(SD_JWT, tag) == b"receipt/v1\n" + DIGEST + tag
    assert len(receipt.entry(SD_JWT, tag)) == 75


def test_successor_secrets_are_32_random_bytes() -> None:
    secrets = {receipt.new_successor_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(secret) for secret in secrets} == {43}


@pytest.mark.parametrize("data", [b"", b"receipt/v1\n", b"receipt/v2\n" + bytes(32), b"receipt/v1\n" + bytes(33)])
def test_other_bytes_are_no_entry(data: bytes) -> None:
    with pytest.raises(EntryError):
        receipt.check_entry(data)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_successor_tags_have_32_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        receipt.read_successor(b64encode(bytes(size)))


def test_private_key_is_not_shown() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    issuer = receipt.Issuer("services-2026-1", Ed25519PrivateKey.generate(), "https://shimin.example")
    assert "key=" not in repr(issuer)
