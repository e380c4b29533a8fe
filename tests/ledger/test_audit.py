"""Whoever dropped the triggers and changed the database is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from ledger import audit
from ledger.note import Signer
from ledger.policy import Policy
from tests.ledger.conftest import Log
from tests.ledger.test_sequencer import drop_triggers


def findings(the_log: Log, trusted: Policy) -> str:
    return "\n".join(audit.audit(the_log.engine, trusted.logs).findings)


def test_nothing_to_find(the_log: Log, trusted: Policy, issue) -> None:  # type: ignore[no-untyped-def]
    for count in (1, 300, 5):
        the_log.fill(count)
    the_log.append(issue())
    report = audit.audit(the_log.engine, trusted.logs)
    assert report.findings == []
    assert (report.entries, report.waiting, report.checkpoints, report.tiles) == (306, 1, 3, 3)


def test_empty_database(the_log: Log, trusted: Policy) -> None:
    assert findings(the_log, trusted) == ""


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE ledger_entry SET entry = :entry WHERE idx = 100", "checkpoint of size 305 does not fit"),
        ("DELETE FROM ledger_entry WHERE idx = 100", "entry 100 is missing"),
        ("DELETE FROM ledger_entry WHERE idx = 304", "checkpoint of size 305 does not fit"),
        ("UPDATE ledger_entry SET entry = :junk WHERE idx = 3", "no log entry"),
        ("UPDATE ledger_entry SET idx = 305 WHERE idx = 304", "entry 304 is missing"),
        ("UPDATE ledger_tile SET data = :entry WHERE level = 1", "tile 1/0 does not fit"),
        ("DELETE FROM ledger_tile WHERE level = 0 AND n = 1", "tile 0/1 is missing"),
        ("INSERT INTO ledger_tile (level, n, data) VALUES (7, 7, :entry)", "tile 7/7 does not fit"),
        ("DELETE FROM ledger_checkpoint WHERE size = 305", "beyond the newest checkpoint, of size 300"),
        ("UPDATE ledger_checkpoint SET size = 301 WHERE size = 300", "of size 300 is stored as size 301"),
        ("UPDATE ledger_checkpoint SET note = replace(note, '305', '306') WHERE size = 305", "does not fit the text"),
        ("UPDATE ledger_head SET size = 304", "head row says 304"),
    ],
)
def test_finds(the_log: Log, trusted: Policy, tampering: str, found: str) -> None:
    the_log.fill(300)
    the_log.fill(5)
    drop_triggers(the_log)
    values = {"entry": b"receipt/v1\n" + bytes(32), "junk": b"junk"}
    with the_log.engine.begin() as connection:
        connection.execute(text(tampering), {name: value for name, value in values.items() if f":{name}" in tampering})
    assert found in findings(the_log, trusted)


def test_finds_a_rewritten_history_with_everything_recomputed(the_log: Log, trusted: Policy, signer: Signer) -> None:
    """Somebody with the database, but without the log key, rebuilds a whole log under a key of their own."""
    the_log.fill(3)
    forger = Signer(signer.key.name, bytes(31) + b"9")
    text_of = the_log.reader.checkpoint().partition("\n\n")[0] + "\n"
    drop_triggers(the_log)
    with the_log.engine.begin() as connection:
        connection.execute(text("UPDATE ledger_checkpoint SET note = :note"), {"note": forger.sign(text_of)})
    assert "signed by no key" in findings(the_log, trusted)


def test_stops_listing_after_a_hundred(the_log: Log, trusted: Policy) -> None:
    the_log.fill(150)
    drop_triggers(the_log)
    with the_log.engine.begin() as connection:
        connection.execute(text("UPDATE ledger_entry SET entry = :junk"), {"junk": b"junk"})
    assert len(audit.audit(the_log.engine, trusted.logs).findings) == audit.MAX_FINDINGS
