"""Builds receipts byte by byte for the vectors, so that each can be wrong in exactly one way.

Deterministic: keys and salts come from labels, so running `make.py` again changes nothing. It signs with the same
library as the product but writes every format by hand, which makes the vectors a second opinion.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "ledger.sanya/2026"
KID = "services-2026-1"
ISS = "https://shimin.example/departments/services"
IAT = 1795500000  # 2026-11-24
NBF, EXP = 1767225600, 1830297600  # 2026 and 2027
OTHER_KID = "insurance-2026-1"
OTHER_ISS = "https://shimin.example/departments/insurance"


def seed(label: str) -> bytes:
    return hashlib.sha256(f"vector {label}".encode()).digest()


def private(label: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed(label))


def public(label: str) -> bytes:
    return private(label).public_key().public_bytes_raw()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def b64url(data: bytes | str) -> str:
    data = data.encode("utf-8") if isinstance(data, str) else data
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def key_id(name: str, key: bytes, kind: int = 1) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]


def vkey(label: str = "log", name: str = ORIGIN) -> str:
    key = public(label)
    return f"{name}+{key_id(name, key).hex()}+{b64(bytes([1]) + key)}"


def raw_vkey(key: bytes, name: str = ORIGIN, kind: int = 1) -> str:
    return f"{name}+{key_id(name, key, kind).hex()}+{b64(bytes([kind]) + key)}"


def jwk(kid: str = KID, iss: str = ISS, label: str = "services", **changes: Any) -> dict[str, Any]:
    members = {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": kid, "iss": iss, "nbf": NBF}
    return {**members, "exp": EXP, "x": b64url(public(label)), **changes}


def policy(*lines: str) -> str:
    return "\n".join([*lines, ""])


ISSUER_LINES = ("#issuer " + compact(jwk()), "#issuer " + compact(jwk(OTHER_KID, OTHER_ISS, "insurance")))
POLICY = policy(f"log {vkey()} https://shimin.example/ledger", "quorum none", *ISSUER_LINES)


def disclosure(name: Any, value: Any, salt: str | None = None) -> str:
    return b64url(compact([salt or b64url(seed(f"salt {name}")[:16]), name, value]))


def digest(text: str) -> str:
    return b64url(hashlib.sha256(text.encode()).digest())


FIELDS = {
    "service": "办理护照",
    "office": {"code": "SY-EXIT", "zh": "出入境接待大厅", "en": "Exit-Entry Hall"},
    "fee": {"amount": "120.00", "currency": "CNY"},
    "quantity": 1,
    "succ": b64url(seed("successor")),
}
DISCLOSURES = [disclosure(name, value) for name, value in FIELDS.items()]


def payload(**changes: Any) -> dict[str, Any]:
    members: dict[str, Any] = {
        "iss": ISS,
        "vct": "https://shimin.example/receipts/types/booking",
        "jti": b64url(seed("jti")[:16]),
        "iat": IAT,
        "act": "booking.created",
        "log_head": {"size": 3, "root": b64(seed("head"))},
        "_sd_alg": "sha-256",
        "_sd": sorted(digest(text) for text in DISCLOSURES),
    }
    members.update(changes)
    return {name: value for name, value in members.items() if value is not DROP}


DROP = object()
HEADER = {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": KID}


def jwt(header: str | None = None, body: str | None = None, label: str = "services") -> str:
    """Sign header and payload as given, text for text."""
    signed = f"{b64url(header or compact(HEADER))}.{b64url(body or compact(payload()))}"
    return f"{signed}.{b64url(private(label).sign(signed.encode()))}"


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(n: int) -> int:
    return 1 << ((n - 1).bit_length() - 1)


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962 2.1, literally."""
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node(mth(leaves[:k]), mth(leaves[k:]))


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 2.1.1, literally."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), mth(leaves[k:])]
    return [*path(index - k, leaves[k:]), mth(leaves[:k])]


def signature_line(text: str, label: str = "log", name: str = ORIGIN) -> str:
    value = key_id(name, public(label)) + private(label).sign(text.encode("utf-8"))
    return f"— {name} {b64(value)}\n"


@dataclass
class Receipt:
    """All parts of a receipt; change one, and `text` puts them together."""

    jwt: str = field(default_factory=jwt)
    disclosures: list[str] = field(default_factory=lambda: list(DISCLOSURES))
    size: int = 12
    index: int = 5
    successor: bytes | None = None
    origin: str = ORIGIN
    extension: str = ""
    head: str = "c2sp.org/tlog-proof@v1\n"

    @property
    def sd_jwt(self) -> str:
        return "~".join([self.jwt, *self.disclosures, ""])

    def leaves(self) -> list[bytes]:
        entry = b"receipt/v1\n" + hashlib.sha256(self.jwt.encode()).digest() + (self.successor or b"")
        leaves = [hashlib.sha256(b"\x00" + f"other {i}".encode()).digest() for i in range(self.size)]
        leaves[self.index] = hashlib.sha256(b"\x00" + entry).digest()
        return leaves

    def checkpoint_text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64(mth(self.leaves()))}\n{self.extension}"

    def note(self) -> str:
        text = self.checkpoint_text()
        return f"{text}\n{signature_line(text)}"

    def path_lines(self) -> list[str]:
        return [b64(value) for value in path(self.index, self.leaves())]

    def proof(self, lines: list[str] | None = None, note: str | None = None, index: str | None = None) -> str:
        extra = "" if self.successor is None else f"extra {b64(self.successor)}\n"
        rows = "".join(f"{line}\n" for line in (self.path_lines() if lines is None else lines))
        return f"{self.head}{extra}index {index or self.index}\n{rows}\n{self.note() if note is None else note}"

    def members(self, **changes: Any) -> dict[str, Any]:
        return {"format": "receipt/v1", "sd_jwt": self.sd_jwt, "proof": self.proof(), **changes}

    def text(self, **changes: Any) -> str:
        return compact(self.members(**changes))

    def but(self, **changes: Any) -> Receipt:
        return replace(self, **changes)
