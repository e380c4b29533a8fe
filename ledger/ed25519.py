"""Ed25519 (RFC 8032) with the checks that OpenSSL leaves out.

A verifier that pins a public key must know that it is one: a small-order point makes one signature fit many texts, and
two libraries may disagree about a point with a torsion part. So a key is accepted only if it is the canonical encoding
of a point of prime order. Signing and verifying themselves are done by `cryptography`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEY_SIZE = 32
SIGNATURE_SIZE = 64

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_MINUS_1 = pow(2, (_P - 1) // 4, _P)

_Point: TypeAlias = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T (RFC 8032 5.1.4)
_IDENTITY: _Point = (0, 1, 1, 0)


@lru_cache(maxsize=256)
def is_public_key(data: bytes) -> bool:
    """Say whether `data` is the canonical encoding of a point of prime order."""
    point = _decompress(data)
    return point is not None and not _is_identity(point) and _is_identity(_multiply(_L, point))


def verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether `signature` over `message` was made by the holder of `public_key`."""
    if len(signature) != SIGNATURE_SIZE or not is_public_key(public_key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _decompress(data: bytes) -> _Point | None:
    """Decode a point (RFC 8032 5.1.3), or return None if the bytes are not its one canonical encoding."""
    if len(data) != KEY_SIZE:
        return None
    encoded = int.from_bytes(data, "little")
    sign, y = encoded >> 255, encoded & (2**255 - 1)
    if y >= _P:
        return None
    numerator, denominator = (y * y - 1) % _P, (_D * y * y + 1) % _P
    square = numerator * pow(denominator, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _SQRT_MINUS_1 % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _add(first: _Point, second: _Point) -> _Point:
    """Add two points (RFC 8032 5.1.4; complete, so it also doubles)."""
    x1, y1, z1, t1 = first
    x2, y2, z2, t2 = second
    a, b = (y1 - x1) * (y2 - x2) % _P, (y1 + x1) * (y2 + x2) % _P
    c, d = 2 * t1 * t2 * _D % _P, 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _multiply(scalar: int, point: _Point) -> _Point:
    total = _IDENTITY
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point, scalar = _add(point, point), scalar >> 1
    return total


def _is_identity(point: _Point) -> bool:
    x, y, z, _ = point
    return x % _P == 0 and (y - z) % _P == 0
