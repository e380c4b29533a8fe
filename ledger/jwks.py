"""Issuer keys as JSON Web Keys (RFC 7517, RFC 8037: kty OKP, crv Ed25519), strict on reading.

Beside the registered members each key names its issuer (`iss`) and the time within which it may sign (`nbf`, `exp`,
seconds since 1970). A receipt is held against the time at which it says it was issued, so it outlives the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledger import ed25519
from ledger.encoding import Json, b64url_decode, b64url_encode, json_dumps, json_parse
from ledger.errors import Defect, VerificationError

_MEMBERS = frozenset({"kty", "crv", "alg", "use", "kid", "iss", "nbf", "exp", "x"})


@dataclass(frozen=True)
class IssuerKey:
    """The public key of a department: it may sign from `nbf` until just before `exp`."""

    kid: str
    iss: str
    nbf: int
    exp: int
    public_key: bytes

    def to_json(self) -> dict[str, Json]:
        """Return the JWK."""
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "alg": "EdDSA",
            "use": "sig",
            "kid": self.kid,
            "iss": self.iss,
            "nbf": self.nbf,
            "exp": self.exp,
            "x": b64url_encode(self.public_key),
        }


def format_set(keys: Mapping[str, IssuerKey]) -> str:
    """Return the JWK Set of `keys`."""
    return json_dumps({"keys": [key.to_json() for key in keys.values()]}) + "\n"


def parse_set(text: str) -> dict[str, IssuerKey]:
    """Read a JWK Set; return its keys by kid."""
    try:
        value = json_parse(text)
    except ValueError as error:
        raise VerificationError(Defect.JWKS_MALFORMED, str(error)) from error
    if not isinstance(value, dict) or set(value) != {"keys"} or not isinstance(value["keys"], list):
        raise VerificationError(Defect.JWKS_MALFORMED, "not a JWK Set")
    return collect([parse_key(key) for key in value["keys"]])


def collect(keys: list[IssuerKey]) -> dict[str, IssuerKey]:
    """Return `keys` by kid; raise VerificationError if two share one."""
    by_kid = {key.kid: key for key in keys}
    if len(by_kid) != len(keys):
        raise VerificationError(Defect.JWKS_MALFORMED, "two keys have the same kid")
    return by_kid


def parse_key(value: Json) -> IssuerKey:
    """Read one JWK; private members, other algorithms and unknown members are refused."""
    if not isinstance(value, dict) or set(value) != _MEMBERS:
        raise VerificationError(Defect.JWKS_MALFORMED, f"a key has not exactly the members {sorted(_MEMBERS)}")
    if (value["kty"], value["crv"], value["alg"], value["use"]) != ("OKP", "Ed25519", "EdDSA", "sig"):
        raise VerificationError(Defect.JWKS_MALFORMED, "a key is not for EdDSA with Ed25519")
    kid, iss, nbf, exp, x = (value[name] for name in ("kid", "iss", "nbf", "exp", "x"))
    if not isinstance(kid, str) or not isinstance(iss, str) or not isinstance(x, str) or not kid or not iss:
        raise VerificationError(Defect.JWKS_MALFORMED, "kid, iss and x must be text")
    if type(nbf) is not int or type(exp) is not int or not 0 <= nbf < exp:
        raise VerificationError(Defect.JWKS_MALFORMED, "nbf and exp are no span of time")
    try:
        public_key = b64url_decode(x)
    except ValueError as error:
        raise VerificationError(Defect.JWKS_MALFORMED, f"x: {error}") from error
    if not ed25519.is_public_key(public_key):
        raise VerificationError(Defect.KEY_MALFORMED, f"key {kid!r} is no point of prime order")
    return IssuerKey(kid, iss, nbf, exp, public_key)
