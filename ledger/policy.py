"""What a verifier trusts: a C2SP tlog-policy (https://c2sp.org/tlog-policy) that also pins the issuers' keys.

tlog-policy leaves keys of signatures inside entries out of scope. They stand in the same file as comment lines,
`#issuer <JWK>`, which every other reader of the format skips: one file pins everything, and one hash of it is enough to
compare two copies. Witnesses are not counted yet, so a policy that asks for any is refused rather than half obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ledger import jwks, note
from ledger.encoding import json_dumps, json_loads
from ledger.errors import Defect, VerificationError
from ledger.jwks import IssuerKey
from ledger.note import VerifierKey

ISSUER_PREFIX = "#issuer "
MAX_LOGS = 32  # what the specification asks of every implementation
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True)
class Policy:
    """Logs (any one of which must have signed) and issuers by kid."""

    logs: tuple[VerifierKey, ...]
    issuers: Mapping[str, IssuerKey]


def parse(text: str) -> Policy:
    """Read the text of a policy; raise VerificationError on anything it may not say."""
    if any((ord(c) < 0x20 and c not in "\t\n") or c == "\x7f" for c in text):
        raise VerificationError(Defect.POLICY_MALFORMED, "the policy has a control character")
    logs: list[VerifierKey] = []
    quorums: list[str] = []
    issuers: list[IssuerKey] = []
    for line in text.split("\n"):
        if line.startswith(ISSUER_PREFIX):
            issuers.append(_parse_issuer(line.removeprefix(ISSUER_PREFIX)))
            continue
        words = _BLANKS.split(line.strip(" \t"))
        if not words[0] or words[0].startswith("#"):
            continue
        if words[0] == "log" and len(words) in {2, 3}:
            logs.append(note.parse_vkey(words[1]))
        elif words[0] == "quorum" and len(words) == 2:
            quorums.append(words[1])
        else:
            raise VerificationError(
                Defect.POLICY_MALFORMED, f"the policy has a line that begins with {words[0][:20]!r}"
            )
    _check(logs, quorums)
    return Policy(tuple(logs), jwks.collect(issuers))


def _check(logs: list[VerifierKey], quorums: list[str]) -> None:
    if quorums != ["none"]:
        raise VerificationError(Defect.POLICY_MALFORMED, "the policy must say 'quorum none': no witness is counted")
    if not 1 <= len(logs) <= MAX_LOGS:
        raise VerificationError(Defect.POLICY_MALFORMED, f"the policy names {len(logs)} logs")
    if len({log.public_key for log in logs}) != len(logs):
        raise VerificationError(Defect.POLICY_MALFORMED, "two logs have the same key")


def log_line(key: VerifierKey, url: str) -> str:
    """Return the line that names a log and where it is served."""
    return f"log {key} {url}"


def issuer_line(key: IssuerKey) -> str:
    """Return the line that pins the key of an issuer."""
    return ISSUER_PREFIX + json_dumps(key.to_json())


def _parse_issuer(text: str) -> IssuerKey:
    try:
        value = json_loads(text)
    except ValueError as error:
        raise VerificationError(Defect.POLICY_MALFORMED, f"issuer line: {error}") from error
    return jwks.parse_key(value)
