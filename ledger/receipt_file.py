"""Receipt files `*.receipt.json`: one JSON object with the statement and, once it is logged, the proof.

A verifier accepts exactly the texts that common JSON printers make of such an object, and nothing between them: so a
change of any one character is noticed, white space included, while a file that passed through `json.dump` or
`JSON.stringify` still verifies. One line feed may follow, which editors add; it is not part of the receipt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from ledger.encoding import Json, json_dumps
from ledger.errors import Defect, UnreadableError, VerificationError

FORMAT = "receipt/v1"
MEMBERS = ("format", "sd_jwt", "proof")
MAX_BYTES = 65_536  # a receipt in a log of a million entries has 3 kB


@dataclass(frozen=True)
class ReceiptFile:
    """The two parts of a receipt: the SD-JWT, and the text of its proof or None while the log has not numbered it."""

    sd_jwt: str
    proof: str | None

    def to_json(self) -> dict[str, Json]:
        """Return the members in their order."""
        return {"format": FORMAT, "sd_jwt": self.sd_jwt, "proof": self.proof}


def dump(file: ReceiptFile) -> str:
    """Return the text of a receipt file, in the layout that the city hands out."""
    return json_dumps(file.to_json())


def parse(data: bytes) -> ReceiptFile:
    """Read a receipt file; raise UnreadableError if it is no JSON object, VerificationError if it deviates."""
    if len(data) > MAX_BYTES:
        raise VerificationError(Defect.TOO_LARGE, f"{len(data)} bytes are more than a receipt has")
    try:
        text = data.decode("utf-8")
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise UnreadableError("not a JSON object")
    file = _check_members(value)
    if text.removesuffix("\n") not in _spellings(file.to_json()):
        raise VerificationError(Defect.NOT_CANONICAL, "the file is written otherwise than any JSON printer writes it")
    return file


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")


def _check_members(value: Mapping[str, Json]) -> ReceiptFile:
    if value.get("format") != FORMAT:
        raise VerificationError(Defect.FORMAT_UNKNOWN, f"the format is not {FORMAT}")
    if tuple(value) != MEMBERS:
        raise VerificationError(Defect.MEMBERS_WRONG, f"the members are not {', '.join(MEMBERS)}, in this order")
    sd_jwt, proof = value["sd_jwt"], value["proof"]
    if not isinstance(sd_jwt, str) or not isinstance(proof, str | None):
        raise VerificationError(Defect.MEMBERS_WRONG, "sd_jwt must be text, and proof text or null")
    return ReceiptFile(sd_jwt, proof)


def _spellings(value: Mapping[str, Json]) -> set[str]:
    """Return the accepted texts: compact, spaced or indented by two, with characters beyond ASCII escaped or not."""
    layouts: tuple[tuple[int | None, tuple[str, str]], ...] = (
        (None, (",", ":")),
        (None, (", ", ": ")),
        (2, (",", ": ")),
    )
    return {
        json.dumps(value, ensure_ascii=escaped, indent=indent, separators=separators)
        for escaped in (False, True)
        for indent, separators in layouts
    }
