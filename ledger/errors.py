"""What can go wrong in the ledger, as named errors.

`VerificationError` carries a `Defect`: a stable code that tests, vectors, the command line and the /verify page share.
The words a citizen reads for each code are in `data/responses/<language>/verify.yml`; messages here are for engineers.
"""

from __future__ import annotations

from enum import StrEnum


class Defect(StrEnum):
    """Stable codes for why a receipt, proof, checkpoint, key or policy is refused."""

    # The file
    NOT_CANONICAL = "not_canonical"
    FORMAT_UNKNOWN = "format_unknown"
    MEMBERS_WRONG = "members_wrong"
    TOO_LARGE = "too_large"
    # The statement (SD-JWT)
    SD_JWT_MALFORMED = "sd_jwt_malformed"
    HEADER_WRONG = "header_wrong"
    CLAIMS_WRONG = "claims_wrong"
    ISSUER_UNKNOWN = "issuer_unknown"
    ISSUER_KEY_NOT_VALID_THEN = "issuer_key_not_valid_then"
    ISSUER_SIGNATURE_WRONG = "issuer_signature_wrong"
    DISCLOSURE_WRONG = "disclosure_wrong"
    # The proof
    PROOF_MISSING = "proof_missing"
    PROOF_MALFORMED = "proof_malformed"
    INCLUSION_WRONG = "inclusion_wrong"
    LOG_HEAD_WRONG = "log_head_wrong"
    CONSISTENCY_WRONG = "consistency_wrong"
    # The checkpoint
    NOTE_MALFORMED = "note_malformed"
    CHECKPOINT_MALFORMED = "checkpoint_malformed"
    LOG_UNKNOWN = "log_unknown"
    LOG_SIGNATURE_WRONG = "log_signature_wrong"
    # What the verifier was given to trust
    KEY_MALFORMED = "key_malformed"
    POLICY_MALFORMED = "policy_malformed"
    JWKS_MALFORMED = "jwks_malformed"


class LedgerError(Exception):
    """Root of every error of this room; `code` is stable."""

    code = "ledger_error"


class VerificationError(LedgerError):
    """Something that claims to be proven is not."""

    def __init__(self, defect: Defect, message: str) -> None:
        super().__init__(message)
        self.defect = defect
        self.code = defect.value


class UnreadableError(LedgerError):
    """There is nothing to judge: no file, no JSON object, or no policy to judge by."""

    code = "unreadable"


class NotFoundError(LedgerError):
    """The log has no such tile, entry bundle, entry or checkpoint (yet)."""

    code = "not_found"


class EntryError(LedgerError):
    """Bytes that no log entry may have, refused before they reach the database."""

    code = "entry_malformed"


class KeysMissingError(LedgerError):
    """The keys directory lacks a file; `python -m ledger keys` makes it."""

    code = "keys_missing"


class RollbackError(LedgerError):
    """The database is behind, or beside, a checkpoint this sequencer has already signed: sign nothing more."""

    code = "rolled_back"
