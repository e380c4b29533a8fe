"""The keys directory: who may sign, and what the public is told to trust.

    log.skey               private key of the log; only the sequencer reads it
    issuer-<department>.json   private key of a department; only the city reads these
    policy, jwks.json      public; the front door serves them, verifiers pin the first

`make` creates what is missing and never replaces a key. Lines that an operator added to the policy stay.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import jwks, policy
from ledger.encoding import b64url_decode, b64url_encode, json_dumps, json_parse
from ledger.errors import KeysMissingError, LedgerError
from ledger.jwks import IssuerKey
from ledger.note import Signer
from ledger.receipt import Issuer

LOG_KEY = "log.skey"
POLICY = "policy"
JWKS = "jwks.json"
ISSUER_YEARS = 2  # how long a department key may sign, from the year of its making on
_DEPARTMENT = re.compile(r"[a-z][a-z0-9-]{0,31}")
_HEAD = (
    "# Trust policy of the receipt log (https://c2sp.org/tlog-policy).",
    "# Lines '#issuer' pin the keys of the departments that issue receipts, as JSON Web Keys.",
)


@dataclass(frozen=True)
class _IssuerFile:
    public: IssuerKey
    private: Ed25519PrivateKey


def make(keys_dir: Path, *, origin: str, public_url: str, departments: tuple[str, ...]) -> list[Path]:
    """Create the missing keys, bring policy and JWK Set up to date, and return the paths written."""
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = []
    if not (keys_dir / LOG_KEY).exists():
        signer = Signer(origin, secrets.token_bytes(32))
        written.append(_create(keys_dir / LOG_KEY, signer.to_text() + "\n", 0o600))
    for department in departments:
        path = _issuer_path(keys_dir, department)
        if not path.exists():
            written.append(_create(path, _new_issuer(department, public_url), 0o600))
    return written + _publish(keys_dir, f"{public_url}/ledger")


def load_log_signer(keys_dir: Path) -> Signer:
    """Read the private key of the log. For the sequencer alone."""
    return Signer.from_text(_read(keys_dir / LOG_KEY).removesuffix("\n"))


def load_issuer(keys_dir: Path, department: str) -> Issuer:
    """Read the private key of a department."""
    file = _read_issuer(_issuer_path(keys_dir, department))
    return Issuer(kid=file.public.kid, key=file.private, iss=file.public.iss)


def load_policy_text(keys_dir: Path) -> str:
    """Return the public trust policy, as served at /ledger/policy."""
    return _read(keys_dir / POLICY)


def load_jwks_text(keys_dir: Path) -> str:
    """Return the public JWK Set, as served at /ledger/jwks.json."""
    return _read(keys_dir / JWKS)


def _publish(keys_dir: Path, log_url: str) -> list[Path]:
    """Add to the policy the lines it lacks, derive the JWK Set from it, and return what changed."""
    path = keys_dir / POLICY
    lines = path.read_text("utf-8").splitlines() if path.exists() else [*_HEAD]
    text = "\n".join(lines)
    key = load_log_signer(keys_dir).key
    if str(key) not in text:
        lines.append(policy.log_line(key, log_url))
    if not any(line.startswith("quorum") for line in lines):
        lines.append("quorum none")
    for issuer_path in sorted(keys_dir.glob("issuer-*.json")):
        line = policy.issuer_line(_read_issuer(issuer_path).public)
        if line not in lines:
            lines.append(line)
    policy_text = "\n".join([*lines, ""])
    jwks_text = jwks.format_set(policy.parse(policy_text).issuers)
    return [*_update(path, policy_text), *_update(keys_dir / JWKS, jwks_text)]


def _new_issuer(department: str, public_url: str) -> str:
    """Return a fresh private JWK of a department, valid from the start of this year."""
    private = Ed25519PrivateKey.generate()
    year = datetime.now(UTC).year
    start, end = (int(datetime(y, 1, 1, tzinfo=UTC).timestamp()) for y in (year, year + ISSUER_YEARS))
    public = IssuerKey(
        kid=f"{department}-{year}-1",
        iss=f"{public_url}/departments/{department}",
        nbf=start,
        exp=end,
        public_key=private.public_key().public_bytes_raw(),
    )
    return json_dumps({**public.to_json(), "d": b64url_encode(private.private_bytes_raw())}) + "\n"


def _read_issuer(path: Path) -> _IssuerFile:
    try:
        value = json_parse(_read(path))
        if not isinstance(value, dict) or not isinstance(d := value.pop("d", None), str):
            raise ValueError("not a private JWK")
        private = Ed25519PrivateKey.from_private_bytes(b64url_decode(d))
    except ValueError as error:
        raise LedgerError(f"{path.name}: {error}") from None
    public = jwks.parse_key(value)
    if private.public_key().public_bytes_raw() != public.public_key:
        raise LedgerError(f"{path.name}: the private key does not fit the public one")
    return _IssuerFile(public, private)


def _issuer_path(keys_dir: Path, department: str) -> Path:
    if not _DEPARTMENT.fullmatch(department):
        raise LedgerError(f"{department!r} is no department code")
    return keys_dir / f"issuer-{department}.json"


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise KeysMissingError(f"{path} is missing; make it with: python -m ledger keys") from None


def _create(path: Path, text: str, mode: int) -> Path:
    """Write a new file whole or not at all; of two processes that try, the first wins."""
    temporary = _write_temporary(path, text, mode)
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    return path


def _update(path: Path, text: str) -> list[Path]:
    if path.exists() and path.read_text("utf-8") == text:
        return []
    _write_temporary(path, text, 0o644).replace(path)
    return [path]


def _write_temporary(path: Path, text: str, mode: int) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return temporary
