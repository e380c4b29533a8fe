"""The judge: what a receipt file proves, given a policy, with no network and no database.

`verify` raises nothing but UnreadableError: a receipt that fails is an answer too, with what was proven before the
first defect. The /verify page (`bot/web/verify/verify.mjs`) follows the same steps; shared vectors keep them together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ledger import checkpoint, ed25519, merkle, note, proof, receipt, receipt_file, sd_jwt
from ledger.checkpoint import Checkpoint
from ledger.encoding import Json
from ledger.errors import Defect, VerificationError
from ledger.policy import Policy
from ledger.sd_jwt import Statement


class Proven(StrEnum):
    """What a verification can establish, in the order in which it does."""

    ISSUED = "issued"  # the named department signed the statement, with a key that was valid at `iat`
    FIELDS = "fields"  # every field shown is what that department signed
    PUBLISHED = "published"  # the log, and nobody else, signed the checkpoint
    LOGGED = "logged"  # the statement is an entry of the log at that checkpoint
    NOT_BEFORE = "not_before"  # and it was made after the log had reached `log_head`


@dataclass(frozen=True)
class Verification:
    """The outcome: valid, or the first defect with an engineer's reason; what was proven; what the receipt says.

    `statement` is to be shown as fact only if ISSUED and FIELDS are among `proven`.
    """

    defect: Defect | None = None
    reason: str | None = None
    proven: tuple[Proven, ...] = ()
    statement: Statement | None = None
    checkpoint: Checkpoint | None = None
    index: int | None = None

    @property
    def valid(self) -> bool:
        """Say whether everything was proven."""
        return self.defect is None

    def to_json(self) -> dict[str, Json]:
        """Return the outcome as JSON, for `verify --json` and for comparing implementations."""
        result: dict[str, Json] = {
            "valid": self.valid,
            "defect": self.defect.value if self.defect else None,
            "reason": self.reason,
            "proven": [proven.value for proven in self.proven],
        }
        if self.statement is not None and Proven.FIELDS in self.proven:
            result |= {
                "kid": self.statement.kid,
                "claims": dict(self.statement.claims),
                "disclosed": dict(self.statement.disclosed),
                "hidden": self.statement.hidden,
            }
        if self.checkpoint is not None and Proven.PUBLISHED in self.proven:
            result |= {"origin": self.checkpoint.origin, "size": self.checkpoint.size, "index": self.index}
        return result


class _Judgement:
    """Collects what was proven, step by step, so that a defect loses none of it."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.outcome = Verification()

    def run(self, data: bytes) -> None:
        file = receipt_file.parse(data)
        statement = sd_jwt.parse(file.sd_jwt)
        self._check_issuer(statement)
        self._prove(Proven.ISSUED, Proven.FIELDS, statement=statement)
        if file.proof is None:
            raise VerificationError(Defect.PROOF_MISSING, "the receipt has no proof yet: the log has not numbered it")
        parsed = proof.parse(file.proof)
        published = self._check_note(parsed.note)
        self._prove(Proven.PUBLISHED, checkpoint=published, index=parsed.index)
        leaf = merkle.leaf_hash(receipt.entry(file.sd_jwt, parsed.successor))
        merkle.verify_inclusion(leaf, parsed.index, published.size, parsed.path, published.root)
        self._prove(Proven.LOGGED)
        _check_log_head(statement, parsed.index)
        self._prove(Proven.NOT_BEFORE)

    def _prove(self, *steps: Proven, **found: object) -> None:
        self.outcome = replace(self.outcome, proven=(*self.outcome.proven, *steps), **found)  # type: ignore[arg-type]

    def _check_issuer(self, statement: Statement) -> None:
        key = self._policy.issuers.get(statement.kid)
        if key is None or key.iss != statement.claims["iss"]:
            raise VerificationError(Defect.ISSUER_UNKNOWN, f"the policy has no key {statement.kid!r} of this issuer")
        if not ed25519.verifies(key.public_key, statement.signature, statement.signed_bytes):
            raise VerificationError(Defect.ISSUER_SIGNATURE_WRONG, f"the signature of {statement.kid} does not fit")
        if not key.nbf <= statement.issued_at < key.exp:
            raise VerificationError(Defect.ISSUER_KEY_NOT_VALID_THEN, f"{statement.kid} was not valid at iat")

    def _check_note(self, signed: note.Note) -> Checkpoint:
        published = checkpoint.parse(signed.text)
        note.verify(signed, [key for key in self._policy.logs if key.name == published.origin])
        return published


def verify(data: bytes, policy: Policy) -> Verification:
    """Judge the bytes of a receipt file; raise UnreadableError if they are no JSON object at all."""
    judgement = _Judgement(policy)
    try:
        judgement.run(data)
    except VerificationError as error:
        return replace(judgement.outcome, defect=error.defect, reason=str(error))
    return judgement.outcome


def _check_log_head(statement: Statement, index: int) -> None:
    """The receipt names a tree that was published before it was made, so its own entry cannot be within that tree."""
    if index < statement.log_head_size:
        raise VerificationError(
            Defect.LOG_HEAD_WRONG, f"entry {index} is older than the log head of {statement.log_head_size} it names"
        )
