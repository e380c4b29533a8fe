"""Receipts as a department issues them, and the log entries that commit to them.

A log entry holds only a hash of the signed statement, so deleting the statement leaves unlinkable noise.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import sd_jwt as sd
from ledger.encoding import Json, b64decode, b64encode, b64url_decode, b64url_encode, json_dumps
from ledger.errors import EntryError
from ledger.merkle import HASH_SIZE

ENTRY_PREFIX = b"receipt/v1\n"
ENTRY_SIZES = (len(ENTRY_PREFIX) + HASH_SIZE, len(ENTRY_PREFIX) + 2 * HASH_SIZE)  # without and with a successor tag
SECRET_SIZE = 32


@dataclass(frozen=True)
class Issuer:
    """A department that states what happened: key id, private key and URL."""

    kid: str
    key: Ed25519PrivateKey = field(repr=False)
    iss: str

    def issue(  # noqa: PLR0913 - one argument per claim of the profile
        self,
        *,
        vct: str,
        act: str,
        jti: str,
        iat: int,
        log_head: tuple[int, bytes],
        claims: Mapping[str, Json] | None = None,
        hidden: Mapping[str, Json] | None = None,
    ) -> str:
        """Return a signed SD-JWT `<jwt>~<disclosure>~...~`.

        `iat` is in seconds since 1970, `log_head` the newest published (size, root), which proves that the receipt is
        not older. `claims` are further open claims, `hidden` become one disclosure each.
        """
        disclosures = [sd.disclosure(name, value) for name, value in (hidden or {}).items()]
        size, root = log_head
        payload: dict[str, Json] = {
            "iss": self.iss,
            "vct": vct,
            "jti": jti,
            "iat": iat,
            "act": act,
            "log_head": {"size": size, "root": b64encode(root)},
            **(claims or {}),
            "_sd_alg": "sha-256",
            "_sd": cast("list[Json]", sorted(sd.disclosure_digest(text) for text in disclosures)),
        }
        header: dict[str, Json] = {"alg": "EdDSA", "typ": sd.TYPE, "kid": self.kid}
        signed = ".".join(b64url_encode(json_dumps(part).encode("utf-8")) for part in (header, payload))
        jwt = f"{signed}.{b64url_encode(self.key.sign(signed.encode('ascii')))}"
        sd_jwt = "~".join([jwt, *disclosures, ""])
        sd.parse(sd_jwt)  # never sign what a verifier would refuse
        return sd_jwt


def new_successor_secret() -> str:
    """Return a fresh value for the hidden claim `succ`: 32 random bytes in base64url."""
    return b64url_encode(secrets.token_bytes(SECRET_SIZE))


def successor_tag(succ: str) -> bytes:
    """Return the tag by which only the holder of claim `succ` finds the entry that replaces their receipt."""
    return hashlib.sha256(b"successor\n" + b64url_decode(succ)).digest()


def entry(sd_jwt: str, successor: bytes | None = None) -> bytes:
    """Return the log entry of a receipt: 43 bytes, or 75 with the successor tag of the receipt it replaces."""
    jwt = sd_jwt.partition("~")[0]
    data = ENTRY_PREFIX + hashlib.sha256(jwt.encode("ascii")).digest() + (successor or b"")
    check_entry(data)
    return data


def check_entry(data: bytes) -> None:
    """Raise EntryError unless `data` has the form of a log entry."""
    if len(data) not in ENTRY_SIZES or not data.startswith(ENTRY_PREFIX):
        raise EntryError(f"{len(data)} bytes are no log entry")


def read_successor(text: str) -> bytes:
    """Read the base64 of a successor tag, as in the `extra` line of a proof; raise ValueError if it is none."""
    tag = b64decode(text)
    if len(tag) != HASH_SIZE:
        raise ValueError(f"successor tag has {len(tag)} bytes, expected {HASH_SIZE}")
    return tag
