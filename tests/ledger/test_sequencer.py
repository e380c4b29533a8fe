"""Numbering, signing, and refusing to sign."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from ledger import checkpoint, note, sequencer, tables
from ledger.errors import RollbackError
from ledger.guard import CheckpointGuard
from ledger.note import Signer
from ledger.sequencer import Sequencer, Step
from tests.ledger.conftest import Log


def test_numbers_waiting_entries_in_order_of_their_rows(the_log: Log, issue: Callable[..., str]) -> None:
    rows = [the_log.append(issue()) for _ in range(5)]
    assert the_log.sequencer.step() == Step(numbered=5, size=5, waiting=0)
    with the_log.engine.connect() as connection:
        entry = tables.ledger_entry.c
        numbered = connection.execute(select(entry.id).order_by(entry.idx)).scalars().all()
    assert numbered == rows


def test_with_nothing_to_do_it_publishes_nothing(the_log: Log) -> None:
    the_log.fill(2)
    before = the_log.reader.checkpoint()
    assert the_log.sequencer.step() == Step(numbered=0, size=2, waiting=0)
    assert the_log.reader.checkpoint() == before


def test_long_queues_are_taken_in_batches(the_log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 7)
    with the_log.engine.begin() as connection:
        values = [{"entry": b"receipt/v1\n" + bytes([i]) * 32} for i in range(16)]
        connection.execute(tables.ledger_entry.insert(), values)
    steps = [the_log.sequencer.step() for _ in range(4)]
    assert [(step.numbered, step.waiting) for step in steps] == [(7, 9), (7, 2), (2, 0), (0, 0)]


def test_remembers_what_it_signed(the_log: Log) -> None:
    the_log.fill(3)
    assert the_log.guard.path.read_text("utf-8") == the_log.reader.checkpoint()


def test_two_sequencers_share_one_memory(the_log: Log, signer: Signer) -> None:
    the_log.fill(1)
    other = Sequencer(the_log.engine, signer, CheckpointGuard(the_log.guard.path.parent, signer.key))
    older = the_log.reader.checkpoint()
    the_log.fill(1)
    other.step()
    the_log.guard.write(older)
    known = the_log.guard.read()
    assert known is not None
    assert known.size == 2


def put_back(the_log: Log, size: int) -> None:
    """Bring the database back to `size` entries, as restoring an old backup would."""
    drop_triggers(the_log)
    with the_log.engine.begin() as connection:
        connection.execute(delete(tables.ledger_checkpoint).where(tables.ledger_checkpoint.c.size > size))
        connection.execute(delete(tables.ledger_entry).where(tables.ledger_entry.c.idx >= size))
        connection.execute(update(tables.ledger_head).values(size=size))


def drop_triggers(the_log: Log) -> None:
    with the_log.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("DROP FUNCTION ledger_refuse CASCADE")


def test_refuses_to_go_on_from_an_old_backup(the_log: Log, issue: Callable[..., str]) -> None:
    the_log.fill(2)
    the_log.fill(3)
    put_back(the_log, 2)
    the_log.append(issue())
    with pytest.raises(RollbackError, match="put back"):
        the_log.sequencer.step()


def test_refuses_even_when_nothing_waits(the_log: Log) -> None:
    the_log.fill(2)
    the_log.fill(3)
    put_back(the_log, 2)
    with pytest.raises(RollbackError):
        the_log.sequencer.step()


def test_refuses_an_emptied_database(the_log: Log) -> None:
    the_log.fill(2)
    drop_triggers(the_log)
    with the_log.engine.begin() as connection:
        for table in (tables.ledger_checkpoint, tables.ledger_tile, tables.ledger_entry):
            connection.execute(delete(table))
        connection.execute(update(tables.ledger_head).values(size=0))
    with pytest.raises(RollbackError):
        the_log.sequencer.step()


def test_refuses_another_history_of_the_same_length(the_log: Log, signer: Signer, tmp_path: Path) -> None:
    the_log.fill(3)
    other = CheckpointGuard(tmp_path / "elsewhere", signer.key)
    other.write(signer.sign(checkpoint.Checkpoint(signer.key.name, 2, bytes(32)).to_text()))
    with pytest.raises(RollbackError, match="another tree"):
        Sequencer(the_log.engine, signer, other).step()


def test_refuses_a_log_that_another_key_signed(the_log: Log, tmp_path: Path) -> None:
    the_log.fill(1)
    stranger = Signer(the_log.reader.checkpoint().split("\n")[0], bytes(31) + b"7")
    with pytest.raises(RollbackError, match="not signed by"):
        Sequencer(the_log.engine, stranger, CheckpointGuard(tmp_path / "elsewhere", stranger.key)).step()


def test_refuses_when_head_and_checkpoint_differ(the_log: Log, issue: Callable[..., str]) -> None:
    the_log.fill(1)
    the_log.append(issue())
    with the_log.engine.begin() as connection:
        connection.execute(update(tables.ledger_head).values(size=2))
    with pytest.raises(RollbackError, match="head row"):
        the_log.sequencer.step()


def test_refuses_a_damaged_memory(the_log: Log) -> None:
    the_log.fill(1)
    the_log.guard.path.write_text("x", "utf-8")
    with pytest.raises(RollbackError, match="damaged"):
        the_log.sequencer.step()


def test_a_refused_step_changes_nothing(the_log: Log, issue: Callable[..., str]) -> None:
    the_log.fill(1)
    the_log.append(issue())
    the_log.guard.path.write_text("x", "utf-8")
    with pytest.raises(RollbackError):
        the_log.sequencer.step()
    assert the_log.reader.head()[0] == 1


def test_new_keys_begin_a_new_memory(the_log: Log, signer: Signer) -> None:
    other = Signer("ledger.sanya/2027", bytes(31) + b"8")
    assert CheckpointGuard(the_log.guard.path.parent, other.key).path != the_log.guard.path
    assert note.parse(signer.sign("x\n")).text == "x\n"
