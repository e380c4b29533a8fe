"""SD-JWT (RFC 9901) in the one profile that receipts use: flat disclosures, Ed25519, one spelling per statement.

Checked on reading: header exactly alg, typ and kid; canonical JSON and base64url everywhere; no claims whose meaning
(expiry, audience, key binding) this verifier would not enforce; each hidden claim a disclosure `[salt, name, value]`.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from ledger.encoding import NAME, Json, b64decode, b64url_decode, b64url_encode, json_dumps, json_loads
from ledger.errors import Defect, VerificationError
from ledger.merkle import HASH_SIZE

SALT_SIZE = 16  # 128 bits: RFC 9901 9.3
TYPE = "dc+sd-jwt"
OPEN_CLAIMS = ("iss", "vct", "jti", "iat", "act", "log_head", "_sd_alg", "_sd")
# Registered claims that limit when, where or by whom a token may be used. A receipt is a statement about the past;
# a verifier that showed it as valid without enforcing these would mislead.
REFUSED_CLAIMS = frozenset({"exp", "nbf", "aud", "sub", "cnf", "status", "nonce"})
_JTI = re.compile(r"[A-Za-z0-9_-]{16,64}")
_ACT = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")


@dataclass(frozen=True)
class Statement:
    """An SD-JWT as read. Nothing in it is to be believed before the signature over `jwt` is checked."""

    jwt: str
    kid: str
    claims: Mapping[str, Json]
    disclosed: Mapping[str, Json]
    hidden: int
    signature: bytes

    @property
    def issued_at(self) -> int:
        """The claim `iat`, in seconds since 1970."""
        return cast("int", self.claims["iat"])

    @property
    def log_head_size(self) -> int:
        """The size of the newest published tree when the receipt was issued."""
        return cast("dict[str, int]", self.claims["log_head"])["size"]

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that the issuer signed: header and payload as they stand in the JWT."""
        return self.jwt.rpartition(".")[0].encode("ascii")


def disclosure(name: str, value: Json) -> str:
    """Return a disclosure (RFC 9901 4.2.1) of one hidden claim, with a fresh 128-bit salt."""
    return b64url_encode(json_dumps([b64url_encode(secrets.token_bytes(SALT_SIZE)), name, value]).encode("utf-8"))


def disclosure_digest(text: str) -> str:
    """Return the digest of a disclosure as it stands in `_sd` (RFC 9901 4.2.3)."""
    return b64url_encode(hashlib.sha256(text.encode("ascii")).digest())


def withhold(sd_jwt: str, names: frozenset[str]) -> str:
    """Return the same receipt without the disclosures of `names`; signature and proof stay valid."""
    jwt, *disclosures, last = sd_jwt.split("~")
    kept = [text for text in disclosures if _read_disclosure(text)[0] not in names]
    return "~".join([jwt, *kept, last])


def parse(sd_jwt: str) -> Statement:
    """Read an SD-JWT of this profile; raise VerificationError on any deviation. Signature and log are checked later."""
    jwt, *disclosures = sd_jwt.split("~")
    if not disclosures or disclosures.pop():
        raise VerificationError(Defect.SD_JWT_MALFORMED, "the SD-JWT does not end with '~'")
    parts = jwt.split(".")
    if len(parts) != 3:
        raise VerificationError(Defect.SD_JWT_MALFORMED, f"the JWT has {len(parts)} parts, expected 3")
    try:
        header, payload = (json_loads(b64url_decode(part).decode("utf-8")) for part in parts[:2])
        signature = b64url_decode(parts[2])
    except ValueError as error:
        raise VerificationError(Defect.SD_JWT_MALFORMED, f"JWT: {error}") from error
    kid = _check_header(header)
    claims, digests = _check_payload(payload)
    disclosed = _check_disclosures(disclosures, claims, digests)
    return Statement(jwt, kid, claims, disclosed, len(digests) - len(disclosed), signature)


def _check_header(header: Json) -> str:
    if not isinstance(header, dict) or set(header) != {"alg", "typ", "kid"}:
        raise VerificationError(Defect.HEADER_WRONG, "the header has other members than alg, typ and kid")
    kid = header["kid"]
    if header["alg"] != "EdDSA" or header["typ"] != TYPE or not isinstance(kid, str):
        raise VerificationError(Defect.HEADER_WRONG, f"the header is not EdDSA and {TYPE}")
    return kid


def _check_payload(payload: Json) -> tuple[dict[str, Json], frozenset[str]]:
    """Return the open claims, without the machinery of selective disclosure, and the digests of the hidden ones."""
    if not isinstance(payload, dict) or not set(OPEN_CLAIMS) <= set(payload):
        raise VerificationError(Defect.CLAIMS_WRONG, "the payload lacks a claim")
    refused = REFUSED_CLAIMS & set(payload)
    if refused:
        raise VerificationError(Defect.CLAIMS_WRONG, f"claims {sorted(refused)} do not belong into a receipt")
    claims = {name: value for name, value in payload.items() if name not in {"_sd", "_sd_alg"}}
    _check_open_claims(claims)
    digests = payload["_sd"]
    if payload["_sd_alg"] != "sha-256" or not isinstance(digests, list):
        raise VerificationError(Defect.CLAIMS_WRONG, "_sd is no list of SHA-256 digests")
    texts = [digest for digest in digests if isinstance(digest, str) and _is_digest(digest)]
    if len(texts) != len(digests) or len(set(texts)) != len(texts):
        raise VerificationError(Defect.CLAIMS_WRONG, "_sd holds something else than distinct digests")
    return claims, frozenset(texts)


def _check_open_claims(claims: Mapping[str, Json]) -> None:
    iat, jti, act = claims["iat"], claims["jti"], claims["act"]
    if not all(isinstance(claims[name], str) and claims[name] for name in ("iss", "vct")):
        raise VerificationError(Defect.CLAIMS_WRONG, "iss and vct must be text")
    if not isinstance(iat, int) or isinstance(iat, bool) or iat < 0:
        raise VerificationError(Defect.CLAIMS_WRONG, "iat is no time in seconds")
    if not isinstance(jti, str) or not _JTI.fullmatch(jti):
        raise VerificationError(Defect.CLAIMS_WRONG, "jti is no id of 16 to 64 base64url characters")
    if not isinstance(act, str) or not _ACT.fullmatch(act):
        raise VerificationError(Defect.CLAIMS_WRONG, "act is no code like booking.created")
    head = claims["log_head"]
    size = head.get("size") if isinstance(head, dict) else None
    if not isinstance(head, dict) or set(head) != {"size", "root"} or type(size) is not int or size < 0:
        raise VerificationError(Defect.CLAIMS_WRONG, "log_head is not {size, root}")
    if not isinstance(head["root"], str) or not _is_hash(head["root"]):
        raise VerificationError(Defect.CLAIMS_WRONG, "log_head.root is no hash")
    if any(_has_disclosure_keys(value) for value in claims.values()):
        raise VerificationError(Defect.CLAIMS_WRONG, "selective disclosure is flat in this profile")


def _check_disclosures(texts: list[str], claims: Mapping[str, Json], digests: frozenset[str]) -> dict[str, Json]:
    disclosed: dict[str, Json] = {}
    for text in texts:
        name, value = _read_disclosure(text)
        if disclosure_digest(text) not in digests:
            raise VerificationError(Defect.DISCLOSURE_WRONG, f"the field {name!r} is not what the issuer signed")
        if name in claims or name in disclosed:
            raise VerificationError(Defect.DISCLOSURE_WRONG, f"the field {name!r} appears twice")
        disclosed[name] = value
    return disclosed


def _read_disclosure(text: str) -> tuple[str, Json]:
    try:
        value = json_loads(b64url_decode(text).decode("utf-8"))
        if not isinstance(value, list) or len(value) != 3:
            raise ValueError("is not [salt, name, value]")
        salt, name, content = value
        if not isinstance(salt, str) or len(b64url_decode(salt)) < SALT_SIZE:
            raise ValueError("has a short salt")
        if not isinstance(name, str) or not NAME.fullmatch(name) or name in {*OPEN_CLAIMS, *REFUSED_CLAIMS}:
            raise ValueError("has a name that no field may have")
        if _has_disclosure_keys(content):
            raise ValueError("is not flat")
    except ValueError as error:
        raise VerificationError(Defect.DISCLOSURE_WRONG, f"a disclosure {error}") from error
    return name, content


def _has_disclosure_keys(value: Json) -> bool:
    if isinstance(value, list):
        return any(_has_disclosure_keys(item) for item in value)
    if isinstance(value, dict):
        return "_sd" in value or "_sd_alg" in value or any(_has_disclosure_keys(item) for item in value.values())
    return False


def _is_hash(text: str) -> bool:
    """Say whether `text` is a root hash as a checkpoint writes it, in standard base64."""
    try:
        return len(b64decode(text)) == HASH_SIZE
    except ValueError:
        return False


def _is_digest(text: str) -> bool:
    try:
        return len(b64url_decode(text)) == HASH_SIZE
    except ValueError:
        return False
