"""Appending in one's own transaction, and reading what is published."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from ledger import checkpoint, log, merkle, note, proof, receipt, tables, verify
from ledger.errors import EntryError, NotFoundError
from ledger.merkle import EMPTY_ROOT
from ledger.note import Signer
from ledger.policy import Policy
from tests.ledger import naive
from tests.ledger.conftest import Log

Issue = Callable[..., str]


def test_entry_shares_the_fate_of_the_callers_transaction(the_log: Log, issue: Issue) -> None:
    with the_log.engine.connect() as connection:
        log.append(connection, receipt.entry(issue()))
        connection.rollback()
    the_log.append(issue())
    with the_log.engine.connect() as connection:
        assert len(connection.execute(select(tables.ledger_entry)).all()) == 1


def test_refuses_what_is_no_entry(the_log: Log) -> None:
    with pytest.raises(EntryError), the_log.engine.begin() as connection:
        log.append(connection, b"name: Zhang San")


def test_before_the_first_checkpoint(the_log: Log, issue: Issue) -> None:
    row = the_log.append(issue())
    assert the_log.reader.head() == (0, EMPTY_ROOT)
    assert the_log.reader.proof(row) is None
    with pytest.raises(NotFoundError):
        the_log.reader.checkpoint()


def test_empty_log_publishes_an_empty_tree(the_log: Log, signer: Signer) -> None:
    the_log.sequencer.step()
    signed = note.parse(the_log.reader.checkpoint())
    note.verify(signed, [signer.key])
    assert checkpoint.parse(signed.text).size == 0
    assert the_log.reader.head() == (0, EMPTY_ROOT)


def test_receipts_verify_as_soon_as_they_are_sequenced(the_log: Log, issue: Issue, trusted: Policy) -> None:
    the_log.fill(300)
    sd_jwt = issue(log_head=the_log.reader.head())
    row = the_log.append(sd_jwt)
    assert verify.verify(the_log.file(row, sd_jwt), trusted).defect == "proof_missing"
    the_log.sequencer.step()
    result = verify.verify(the_log.file(row, sd_jwt), trusted)
    assert (result.valid, result.index) == (True, 300)
    assert result.checkpoint is not None
    assert result.checkpoint.size == 301


def test_proof_of_an_entry_with_successor(the_log: Log, issue: Issue, trusted: Policy) -> None:
    tag = receipt.successor_tag(receipt.new_successor_secret())
    sd_jwt = issue()
    row = the_log.append(sd_jwt, tag)
    the_log.sequencer.step()
    text = the_log.reader.proof(row)
    assert text is not None
    assert proof.parse(text).successor == tag
    assert verify.verify(the_log.file(row, sd_jwt), trusted).valid


def test_old_proofs_stay_valid(the_log: Log, issue: Issue, trusted: Policy) -> None:
    sd_jwt = issue()
    row = the_log.append(sd_jwt)
    the_log.sequencer.step()
    file = the_log.file(row, sd_jwt)
    the_log.fill(600)
    assert verify.verify(file, trusted).valid
    assert the_log.file(row, sd_jwt) != file


def test_no_proof_of_an_unknown_row(the_log: Log) -> None:
    with pytest.raises(NotFoundError):
        the_log.reader.proof(1)


def test_tiles_and_bundles_rebuild_the_published_root(the_log: Log) -> None:
    the_log.fill(600)
    size, root = the_log.reader.head()
    bundles = [(0, 256), (1, 256), (2, size - 512)]
    entries = [entry for n, width in bundles for entry in read_bundle(the_log.reader.entries(n, width))]
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    assert b"".join(leaves[512:]) == the_log.reader.tile(0, 2, size - 512)
    assert the_log.reader.tile(1, 0, 2) == naive.mth(leaves[:256]) + naive.mth(leaves[256:512])
    assert naive.mth(leaves) == root


def read_bundle(data: bytes) -> list[bytes]:
    entries = []
    while data:
        size = int.from_bytes(data[:2], "big")
        entries.append(data[2 : 2 + size])
        data = data[2 + size :]
    return entries


@pytest.mark.parametrize(
    ("level", "n", "width"), [(0, 0, 256), (0, 0, 11), (0, 1, 1), (1, 0, 1), (0, -1, 1), (2, 0, 1), (0, 2**62, 1)]
)
def test_no_tile_beyond_the_edge(the_log: Log, level: int, n: int, width: int) -> None:
    the_log.fill(10)
    with pytest.raises(NotFoundError):
        the_log.reader.tile(level, n, width)


@pytest.mark.parametrize(("n", "width"), [(0, 11), (0, 256), (1, 1)])
def test_no_bundle_beyond_the_edge(the_log: Log, issue: Issue, n: int, width: int) -> None:
    the_log.fill(10)
    the_log.append(issue())
    with pytest.raises(NotFoundError):
        the_log.reader.entries(n, width)


def test_consistency_between_published_trees(the_log: Log) -> None:
    heads = []
    for count in (1, 254, 1, 1, 300):
        the_log.fill(count)
        heads.append(the_log.reader.head())
    for i, (old, old_root) in enumerate(heads):
        for new, new_root in heads[i:]:
            merkle.verify_consistency(old, new, the_log.reader.consistency_proof(old, new), old_root, new_root)
    with pytest.raises(NotFoundError):
        the_log.reader.consistency_proof(1, 558)


def test_entries_hold_no_text_of_the_receipt(the_log: Log, issue: Issue) -> None:
    the_log.append(issue(hidden={"name": "name#7KQ2M9XA"}))
    the_log.sequencer.step()
    with the_log.engine.connect() as connection:
        stored = connection.execute(text("SELECT entry FROM ledger_entry")).scalar_one()
    assert len(bytes(stored)) == 43
    assert b"name" not in bytes(stored)
