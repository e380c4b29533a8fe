"""The door's own secret: conversation tokens are derived from it, and it keys the digests of what was sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

_FILE = "door.key"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Secret:
    """Derives what must be the same after a restart and unguessable for everybody else."""

    key: bytes

    @classmethod
    def open(cls, keys_dir: Path) -> Secret:
        """Read the secret from the folder of keys, or create it there, readable by its owner only.

        Raises:
            ValueError: the file does not hold a secret.
        """
        keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = keys_dir / _FILE
        if not path.exists():
            _create(path)
        key = path.read_bytes()
        if len(key) != _BYTES:
            raise ValueError(f"{_FILE} is damaged: {len(key)} bytes, not {_BYTES}")
        return cls(key)

    def digest(self, purpose: str, *parts: str) -> bytes:
        """Return a keyed digest; parts cannot run into each other."""
        mac = hmac.new(self.key, purpose.encode(), hashlib.sha256)
        for part in parts:
            data = part.encode()
            mac.update(len(data).to_bytes(8) + data)
        return mac.digest()

    def token(self, *parts: str) -> str:
        """Return the conversation token that belongs to a first message: the same for the same parts."""
        return _readable(self.digest("conversation", *parts))


def fresh_token() -> str:
    """Return a conversation token that nothing leads back to."""
    return _readable(secrets.token_bytes(32))


def token_hash(token: str) -> bytes:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def payload_hash(payload: str) -> bytes:
    """Return what is stored of a payload that was issued."""
    return hashlib.sha256(payload.encode()).digest()


def _readable(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _create(path: Path) -> None:
    """Write it whole under another name first: a second process must never read half a secret."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # readable by its owner only
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_BYTES))
    draft = Path(name)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first, and its secret counts
    finally:
        draft.unlink()
