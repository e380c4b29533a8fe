"""Signed notes and verifier keys: C2SP signed-note v1.0.0 (https://c2sp.org/signed-note@v1.0.0), Ed25519 only.

Read strictly: one spelling per note. Signatures of unknown keys are ignored, as the specification demands; a wrong
signature of a known key spoils the whole note.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import ed25519
from ledger.encoding import b64decode, b64encode
from ledger.errors import Defect, VerificationError

ED25519 = 0x01  # signature type of the specification
ID_SIZE = 4
MAX_SIGNATURES = 64  # the specification asks for at least 16
MAX_NOTE_CHARS = 100_000
_SIGNATURE_PREFIX = "— "
_SKEY_PREFIX = "PRIVATE+KEY"  # as golang.org/x/mod/sumdb/note writes signer keys


@dataclass(frozen=True)
class VerifierKey:
    """A public note key: `name` is the origin of a log, `public_key` 32 bytes of Ed25519."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that mark this key's signatures."""
        return _key_id(self.name, self.public_key)

    def __str__(self) -> str:
        """Return the vkey text `<name>+<hex id>+<base64 of type and key>`."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([ED25519]) + self.public_key)}"


@dataclass(frozen=True)
class Signature:
    """One signature line of a note: who claims to have signed, and the bytes (not yet checked)."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True)
class Note:
    """A note as read: `text` ends in a newline; `signatures` are unchecked until `verify`."""

    text: str
    signatures: tuple[Signature, ...]


class Signer:
    """Holds a private note key; made from the text form that Go's note package uses."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = VerifierKey(checked_name(name), self._private.public_key().public_bytes_raw())

    @classmethod
    def from_text(cls, text: str) -> Signer:
        """Read `PRIVATE+KEY+<name>+<hex id>+<base64 of type and seed>`; the message of an error never repeats it."""
        parts = text.split("+", 4)
        if len(parts) != 5 or "+".join(parts[:2]) != _SKEY_PREFIX:
            raise VerificationError(Defect.KEY_MALFORMED, "signer key does not begin with PRIVATE+KEY")
        try:
            material = b64decode(parts[4])
        except ValueError:
            raise VerificationError(Defect.KEY_MALFORMED, "signer key is not base64") from None
        if len(material) != 1 + ed25519.KEY_SIZE or material[0] != ED25519:
            raise VerificationError(Defect.KEY_MALFORMED, "signer key is not Ed25519")
        signer = cls(parts[2], material[1:])
        if signer.key.key_id.hex() != parts[3]:
            raise VerificationError(Defect.KEY_MALFORMED, "signer key does not fit its key id")
        return signer

    def to_text(self) -> str:
        """Return the text form, a secret."""
        material = bytes([ED25519]) + self._private.private_bytes_raw()
        return f"{_SKEY_PREFIX}+{self.key.name}+{self.key.key_id.hex()}+{b64encode(material)}"

    def sign(self, text: str) -> str:
        """Return the signed note of `text`, which must end in a newline."""
        _check_text(text)
        signature = self.key.key_id + self._private.sign(text.encode("utf-8"))
        return f"{text}\n{_SIGNATURE_PREFIX}{self.key.name} {b64encode(signature)}\n"


def parse_vkey(text: str) -> VerifierKey:
    """Read a vkey; refuse other algorithms, wrong key ids, and bytes that are no public key."""
    name, first, rest = text.partition("+")
    key_id, second, material_text = rest.partition("+")
    if not (first and second):
        raise VerificationError(Defect.KEY_MALFORMED, "vkey has not three parts")
    try:
        material = b64decode(material_text)
    except ValueError as error:
        raise VerificationError(Defect.KEY_MALFORMED, f"vkey: {error}") from error
    if len(material) != 1 + ed25519.KEY_SIZE or material[0] != ED25519:
        raise VerificationError(Defect.KEY_MALFORMED, "vkey is not Ed25519")
    if not ed25519.is_public_key(material[1:]):
        raise VerificationError(Defect.KEY_MALFORMED, "vkey holds no point of prime order")
    key = VerifierKey(checked_name(name), material[1:])
    if key.key_id.hex() != key_id:
        raise VerificationError(Defect.KEY_MALFORMED, f"vkey has id {key_id}, expected {key.key_id.hex()}")
    return key


def parse(text: str) -> Note:
    """Read a signed note; raise VerificationError on anything the specification does not allow."""
    if len(text) > MAX_NOTE_CHARS:
        raise VerificationError(Defect.NOTE_MALFORMED, "note is too long")
    split = text.rfind("\n\n")
    if split < 0:
        raise VerificationError(Defect.NOTE_MALFORMED, "no empty line before the signatures")
    body, block = text[: split + 1], text[split + 2 :]
    _check_text(body)
    if not block.endswith("\n"):
        raise VerificationError(Defect.NOTE_MALFORMED, "note does not end with a signature line")
    lines = block.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise VerificationError(Defect.NOTE_MALFORMED, f"more than {MAX_SIGNATURES} signatures")
    return Note(body, tuple(_parse_signature(line) for line in lines))


def verify(note: Note, keys: Sequence[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of `keys` that signed `note`; raise if one of them signed wrongly, or twice, or none signed."""
    known = {(key.name, key.key_id): key for key in keys}
    signers: list[VerifierKey] = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if key in signers:
            raise VerificationError(Defect.NOTE_MALFORMED, f"{key.name} signed twice")
        if not ed25519.verifies(key.public_key, signature.value, note.text.encode("utf-8")):
            raise VerificationError(Defect.LOG_SIGNATURE_WRONG, f"the signature of {key.name} does not fit the text")
        signers.append(key)
    if not signers:
        raise VerificationError(Defect.LOG_UNKNOWN, "signed by no key that this verifier knows")
    return tuple(signers)


def checked_name(name: str) -> str:
    """Return `name` if it may name a key: not empty, no blanks, no plus sign, no control character."""
    if not name or any(c == "+" or c.isspace() or unicodedata.category(c) in {"Cc", "Cs"} for c in name):
        raise VerificationError(Defect.KEY_MALFORMED, "key name is empty or has a blank, a plus or a control character")
    return name


def _parse_signature(line: str) -> Signature:
    name, blank, encoded = line.removeprefix(_SIGNATURE_PREFIX).partition(" ")
    if not line.startswith(_SIGNATURE_PREFIX) or not blank:
        raise VerificationError(Defect.NOTE_MALFORMED, "signature line has another form than '— name base64'")
    try:
        data = b64decode(encoded)
        checked_name(name)
    except (ValueError, VerificationError) as error:
        raise VerificationError(Defect.NOTE_MALFORMED, f"signature line: {error}") from error
    if len(data) <= ID_SIZE:
        raise VerificationError(Defect.NOTE_MALFORMED, "signature is too short")
    return Signature(name, data[:ID_SIZE], data[ID_SIZE:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any((ord(c) < 0x20 and c != "\n") or "\ud800" <= c <= "\udfff" for c in text):
        raise VerificationError(Defect.NOTE_MALFORMED, "note text has a control character or no last newline")


def _key_id(name: str, public_key: bytes) -> bytes:
    return hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([ED25519]) + public_key).digest()[:ID_SIZE]
