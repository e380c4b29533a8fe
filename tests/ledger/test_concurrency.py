"""Writers and sequencers in processes of their own, some of which are killed: nothing is lost, doubled or forked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine, event, select, text

from ledger import audit, log, tables
from ledger.policy import Policy
from ledger.sequencer import Sequencer
from tests.ledger.conftest import Log

WRITER_PROCESSES = 2
EACH = 126  # per thread; a seventh of them is rolled back
PATIENCE = 90.0  # seconds; on an idle machine all is done in five


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Processes:
    """Real processes on one database and one state directory."""

    def __init__(self, url: str, keys_dir: Path, state_dir: Path) -> None:
        self._url = url
        self._settings = {
            "SHIMIN_DATABASE_URL": url,
            "SHIMIN_KEYS_DIR": str(keys_dir),
            "SHIMIN_STATE_DIR": str(state_dir),
            "SHIMIN_LEDGER_TICK": "0.01",
        }
        self.ports: dict[int, int] = {}
        self._started: list[subprocess.Popen[str]] = []

    def sequencer(self) -> subprocess.Popen[str]:
        port = free_port()
        process = self._start("-m", "ledger", "sequence", SHIMIN_SEQUENCER_PORT=str(port))
        self.ports[process.pid] = port
        return process

    def is_ready(self, sequencer: subprocess.Popen[str]) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.ports[sequencer.pid]}/readyz") as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def writer(self) -> subprocess.Popen[str]:
        return self._start("-m", "tests.ledger.writers", self._url, str(EACH))

    def _start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        environment = {**os.environ, **self._settings, **settings}
        command = [sys.executable, *arguments]
        process = subprocess.Popen(
            command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._started.append(process)
        return process

    def stop(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture
def processes(database_url: str, engine: Engine, keys_dir: Path, tmp_path: Path) -> Iterator[Processes]:
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE business (entry BLOB)"
                if engine.dialect.name == "sqlite"
                else "CREATE TABLE business (entry BYTEA)"
            )
        )
    started = Processes(database_url, keys_dir, tmp_path)
    yield started
    started.stop()


def until(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, "took too long"
        time.sleep(0.02)


def test_two_sequencers_one_killed(processes: Processes, engine: Engine, trusted: Policy) -> None:
    reader = log.LogReader(engine)
    first, second = processes.sequencer(), processes.sequencer()
    until(lambda: processes.is_ready(first) and processes.is_ready(second))
    writers = [processes.writer() for _ in range(WRITER_PROCESSES)]
    expected = WRITER_PROCESSES * 4 * EACH * 6 // 7
    until(lambda: reader.head()[0] > expected // 8)
    first.send_signal(signal.SIGKILL)
    third = processes.sequencer()
    until(lambda: reader.head()[0] > expected // 2)
    second.send_signal(signal.SIGKILL)
    committed = sum(int(writer.communicate(timeout=PATIENCE)[0]) for writer in writers)
    assert committed == expected
    until(lambda: reader.head()[0] == committed)
    until(lambda: processes.is_ready(third))
    third.terminate()
    assert third.wait(PATIENCE) == 0
    report = audit.audit(engine, trusted.logs)
    assert report.findings == []
    assert (report.entries, report.waiting) == (committed, 0)
    with engine.connect() as connection:
        business = connection.execute(text("SELECT entry FROM business")).scalars().all()
        logged = connection.execute(select(tables.ledger_entry.c.entry)).scalars().all()
    assert sorted(map(bytes, business)) == sorted(map(bytes, logged))


class KilledError(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize("instant", range(12))
def test_killed_before_any_statement(the_log: Log, issue: Callable[..., str], trusted: Policy, instant: int) -> None:
    """Whatever statement a sequencer does not come to, the next one finds the log as if it had done none of them."""
    the_log.fill(255)
    for _ in range(3):
        the_log.append(issue())
    before = the_log.reader.checkpoint()
    left = instant

    def kill(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KilledError

    event.listen(the_log.engine, "before_cursor_execute", kill)
    try:
        with pytest.raises(KilledError):
            the_log.sequencer.step()
    finally:
        event.remove(the_log.engine, "before_cursor_execute", kill)
    assert the_log.reader.checkpoint() == before
    assert the_log.sequencer.step().numbered == 3
    assert audit.audit(the_log.engine, trusted.logs).findings == []


def test_killed_between_commit_and_memory(
    the_log: Log, issue: Callable[..., str], trusted: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_log.fill(2)
    the_log.append(issue())

    def kill(_text: str) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(the_log.guard, "write", kill)
        with pytest.raises(KilledError):
            the_log.sequencer.step()
    assert the_log.reader.head()[0] == 3
    the_log.append(issue())
    assert the_log.sequencer.step().size == 4
    assert audit.audit(the_log.engine, trusted.logs).findings == []


def test_steps_of_two_sequencers_interleave(the_log: Log, issue: Callable[..., str], signer, trusted: Policy) -> None:  # type: ignore[no-untyped-def]
    other = Sequencer(the_log.engine, signer, the_log.guard)
    for number in range(6):
        the_log.append(issue())
        assert (the_log.sequencer, other)[number % 2].step().size == number + 1
    assert audit.audit(the_log.engine, trusted.logs).findings == []
