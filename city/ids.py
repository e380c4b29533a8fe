"""Random identifiers in Crockford base 32 (no I, L, O, U): short enough to read aloud, from a strong source."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def crockford(length: int) -> str:
    """Return ``length`` random characters, five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_id(prefix: str) -> str:
    """Return an internal id such as ``p-`` and 26 characters (130 bits): never guessed, never the same twice."""
    return f"{prefix}-{crockford(26)}"
