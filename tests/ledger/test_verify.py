"""The judge: shared vectors, every change of one character, and what was proven before the first defect."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest

from ledger import policy, receipt_file, verify
from ledger.errors import Defect, UnreadableError, VerificationError
from ledger.policy import Policy
from ledger.verify import Proven, Verification
from tests.vectors.ledger import make
from tests.vectors.ledger.build import FIELDS, POLICY, Receipt

VECTORS = Path(make.__file__).parent
TRUSTED = policy.parse(POLICY)
ALL = tuple(Proven)


def defect_of(data: bytes, trusted: Policy = TRUSTED) -> str | None:
    try:
        return verify.verify(data, trusted).defect
    except UnreadableError as error:
        return error.code


def vectors(folder: str) -> list[Path]:
    return sorted((VECTORS / folder).iterdir())


def name(path: Path) -> str:
    return path.name.partition(".")[0]


@pytest.mark.parametrize("path", vectors("accept"), ids=name)
def test_accepts(path: Path) -> None:
    result = verify.verify(path.read_bytes(), TRUSTED)
    assert (result.valid, result.reason, result.proven) == (True, None, ALL)


@pytest.mark.parametrize("path", vectors("reject"), ids=name)
def test_rejects(path: Path) -> None:
    assert defect_of(path.read_bytes()) == path.name.partition("--")[0]


@pytest.mark.parametrize("path", vectors("policy"), ids=name)
def test_policies(path: Path) -> None:
    try:
        policy.parse(path.read_bytes().decode())
        outcome = "accept"
    except VerificationError as error:
        outcome = error.code
    assert outcome == path.name.partition("--")[0]


def test_vectors_are_what_their_maker_writes() -> None:
    assert (VECTORS / "trust.policy").read_text("utf-8") == POLICY
    for folder, made in make.every_vector():
        assert {path.name: path.read_bytes() for path in vectors(folder)} == made


def test_every_defect_has_a_vector() -> None:
    covered = {path.name.partition("--")[0] for folder in ("reject", "policy") for path in vectors(folder)}
    assert covered - {"accept", "unreadable"} == {defect.value for defect in Defect} - {Defect.CONSISTENCY_WRONG}


@pytest.mark.parametrize("layout", ["compact", "python", "indented"])
def test_every_change_of_one_character_is_noticed(layout: str) -> None:
    """Each position, by a neighbour that shares most bits, by a character of another kind, left out, and doubled."""
    receipt = Receipt(size=3, index=2, disclosures=[], jwt=make.smallest_jwt())
    text = {
        "compact": receipt.text(),
        "python": json.dumps(receipt.members()),
        "indented": json.dumps(receipt.members(), ensure_ascii=False, indent=2),
    }[layout]
    assert verify.verify(text.encode(), TRUSTED).valid
    for position, character in enumerate(text):
        others = {chr(ord(character) ^ 1), chr(ord(character) ^ 32), "A", "_", '"', "\\", " ", "\n", "", character * 2}
        for other in others - {character}:
            changed = text[:position] + other + text[position + 1 :]
            assert defect_of(changed.encode("utf-8", "surrogatepass")) is not None, (position, character, other)


def test_every_character_at_every_place_of_the_jwt_payload_end() -> None:
    """Exhaustive over the alphabet where base64 leaves bits unused: the last character of each part."""
    receipt = Receipt(size=3, index=2)
    text = receipt.text()
    ends = [i for i, c in enumerate(text) if text[i + 1 : i + 2] in {".", "~", "=", "\\"} and c.isalnum()]
    assert len(ends) > 8
    for position in ends:
        for other in string.printable:
            if other != text[position]:
                changed = text[:position] + other + text[position + 1 :]
                assert defect_of(changed.encode()) is not None, (position, other)


def test_only_a_line_feed_may_follow() -> None:
    text = Receipt().text()
    assert defect_of(f"{text}\n".encode()) is None
    for tail in (" ", "\t", "\r", "\0", "\n ", "\n\n", "}", "\u2028"):
        assert defect_of(f"{text}{tail}".encode()) is not None


def result_of(vector: str) -> Verification:
    return verify.verify((VECTORS / "reject" / f"{vector}.receipt.json").read_bytes(), TRUSTED)


@pytest.mark.parametrize(
    ("vector", "proven"),
    [
        ("issuer_signature_wrong--payload-changed", ()),
        ("disclosure_wrong--value-changed", ()),
        ("proof_missing--waiting", ALL[:2]),
        ("log_signature_wrong--bit-flipped", ALL[:2]),
        ("inclusion_wrong--other-index", ALL[:3]),
        ("log_head_wrong--entry-older-than-head", ALL[:4]),
    ],
)
def test_names_what_was_proven_before_the_defect(vector: str, proven: tuple[Proven, ...]) -> None:
    result = result_of(vector)
    assert not result.valid
    assert result.proven == proven


def test_tells_nothing_that_is_not_proven() -> None:
    """A statement whose issuer did not sign it appears nowhere in the result."""
    result = result_of("issuer_signature_wrong--payload-changed").to_json()
    assert set(result) == {"valid", "defect", "reason", "proven"}
    assert "size" not in result_of("log_signature_wrong--bit-flipped").to_json()


def test_result_as_json() -> None:
    result = verify.verify(Receipt(disclosures=Receipt().disclosures[:2]).text().encode(), TRUSTED).to_json()
    assert result["disclosed"] == {name: FIELDS[name] for name in list(FIELDS)[:2]}
    assert (result["hidden"], result["index"], result["size"]) == (3, 5, 12)
    assert json.loads(json.dumps(result)) == result


def test_any_log_of_the_policy_will_do() -> None:
    trusted = Policy((policy.parse(POLICY).logs[0], TRUSTED.logs[0]), TRUSTED.issuers)
    assert defect_of(Receipt().text().encode(), trusted) is None


def test_without_issuers_nothing_is_believed() -> None:
    assert defect_of(Receipt().text().encode(), Policy(TRUSTED.logs, {})) == Defect.ISSUER_UNKNOWN


def test_dump_is_one_of_the_accepted_spellings() -> None:
    file = receipt_file.parse(Receipt().text().encode())
    assert receipt_file.dump(file) == Receipt().text()
