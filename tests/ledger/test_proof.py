"""The text of proofs and checkpoints, to the byte (what must be refused is in the vectors)."""

from __future__ import annotations

from ledger import checkpoint, proof
from ledger.checkpoint import Checkpoint
from ledger.merkle import leaf_hash
from ledger.note import Signer

PATH = [leaf_hash(b"1"), leaf_hash(b"2")]


def test_checkpoint_text() -> None:
    parsed = Checkpoint("example.com/behind-the-sofa", 20852163, bytes.fromhex("0a" * 32))
    text = "example.com/behind-the-sofa\n20852163\nCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo=\n"
    assert parsed.to_text() == text
    assert checkpoint.parse(text) == parsed


def test_proof_text(signer: Signer) -> None:
    signed = signer.sign(Checkpoint(signer.key.name, 3, bytes(32)).to_text())
    text = proof.format_proof(2, PATH, signed)
    lines = text.split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 2"]
    assert lines[4:7] == ["", "ledger.sanya/2026", "3"]
    assert text.endswith(signed)
    parsed = proof.parse(text)
    assert (parsed.index, parsed.path, parsed.successor) == (2, tuple(PATH), None)
    assert parsed.note.text == signed.partition("\n\n")[0] + "\n"


def test_proof_with_successor_has_an_extra_line(signer: Signer) -> None:
    signed = signer.sign(Checkpoint(signer.key.name, 1, bytes(32)).to_text())
    text = proof.format_proof(0, [], signed, bytes(32))
    assert text.split("\n")[1] == "extra AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    assert proof.parse(text).successor == bytes(32)
