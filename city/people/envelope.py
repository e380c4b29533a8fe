"""Envelope encryption: AES-256-GCM under a fresh key per item, which is itself wrapped under the city's key.

The key file holds 32 random bytes; keys for separate uses are derived from it with HKDF-SHA-256 (RFC 5869), so that a
fingerprint says nothing about a ciphertext. The context (a token, say) is authenticated: a ciphertext that was moved
to another row does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_FILE = "vault.key"
KEY_SIZE = 32

_VERSION = b"\x01"
_NONCE = 12
_WRAPPED = KEY_SIZE + 16  # the item's key and its tag
_BODY = 1 + _NONCE + _WRAPPED + _NONCE


class Tampered(Exception):
    """A ciphertext was changed, moved to another row, or made under another key."""


class KeyMissing(Exception):
    """There is no usable vault key; the message says where it was looked for."""


class Envelope:
    """Seals and opens bytes, and makes keyed fingerprints."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_SIZE:
            raise KeyMissing(f"the vault key has {len(key)} bytes, expected {KEY_SIZE}")
        self._key = key
        self._wrap = AESGCM(self._derive("wrap"))

    def seal(self, plain: bytes, context: str) -> bytes:
        """Encrypt; only the same context opens it again."""
        item_key = AESGCM.generate_key(256)
        key_nonce, nonce = secrets.token_bytes(_NONCE), secrets.token_bytes(_NONCE)
        bound = context.encode()
        wrapped = self._wrap.encrypt(key_nonce, item_key, bound)
        return _VERSION + key_nonce + wrapped + nonce + AESGCM(item_key).encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, context: str) -> bytes:
        """Decrypt.

        Raises:
            Tampered: it was not sealed like this, with this key, for this context.
        """
        if len(sealed) < _BODY or sealed[:1] != _VERSION:
            raise Tampered
        key_nonce, rest = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        wrapped, nonce, body = rest[:_WRAPPED], rest[_WRAPPED : _WRAPPED + _NONCE], rest[_WRAPPED + _NONCE :]
        try:
            item_key = self._wrap.decrypt(key_nonce, wrapped, context.encode())
            return AESGCM(item_key).decrypt(nonce, body, context.encode())
        except InvalidTag:
            raise Tampered from None

    def fingerprint(self, use: str, value: str) -> str:
        """Return a keyed HMAC-SHA-256 in hex: equal for equal values, useless without the key."""
        return hmac.new(self._derive(use), value.encode(), hashlib.sha256).hexdigest()

    def _derive(self, use: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=f"shimin/{use}".encode()).derive(self._key)


def load_key(keys_dir: Path) -> bytes:
    """Read the vault key.

    Raises:
        KeyMissing: the file is not there or is damaged. ``python -m city setup`` makes one.
    """
    path = keys_dir / KEY_FILE
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise KeyMissing(f"{path}: {error}") from error


def ensure_key(keys_dir: Path) -> Path:
    """Make the vault key if there is none, readable by its owner alone; return its path."""
    keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = keys_dir / KEY_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_bytes(KEY_SIZE).hex() + "\n")
    return path
