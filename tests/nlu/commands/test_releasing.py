"""Releases from the command line, and the trainer as a process: what they say when something is missing."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from nlu.settings import ROOT


def nlu(state: Path, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "SHIMIN_STATE_DIR": str(state), **environ}
    command = [sys.executable, "-m", "nlu", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["release"],
        ["release", "--by", "op1"],
        ["release", "--by", " ", "--reason", "why"],
        ["release", "--by", "op1", "--reason", "why", "--real", "/no/such/file"],
        ["rollback", "--by", "op1"],
        ["compare", "20261124185433885-41d7da"],
        ["compare"],
        ["compare", "--candidate", "/no/such/file"],
    ],
)
def test_what_is_missing_is_told(tmp_path: Path, arguments: list[str]) -> None:
    done = nlu(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("job.json"))


def test_without_an_earlier_model_nothing_is_taken_back(tmp_path: Path) -> None:
    pointer = {"now": {"model": "a.tar.gz", "since": "", "release": "one"}, "before": []}
    (tmp_path / "releases" / "one").mkdir(parents=True)
    (tmp_path / "releases" / "one" / "a.tar.gz").write_bytes(b"")
    (tmp_path / "live.json").write_text(json.dumps(pointer), encoding="utf-8")
    done = nlu(tmp_path, "rollback", "--by", "op1", "--reason", "why")
    assert (done.returncode, done.stderr) == (1, "rollback: nothing_before\n")


def test_outside_development_the_trainer_wants_a_token(tmp_path: Path) -> None:
    done = nlu(tmp_path, "work", SHIMIN_MODE="production", SHIMIN_BRAIN_TOKEN="")
    assert done.returncode == 1
    assert "SHIMIN_BRAIN_TOKEN" in done.stderr


def test_the_trainer_starts_small_and_stops_when_told(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "SHIMIN_STATE_DIR": str(tmp_path),
        "SHIMIN_TRAINER_PORT": str(port),
        "SHIMIN_BRAIN_TOKEN": "secret",
        "SHIMIN_BRAIN_URL": "http://127.0.0.1:9",
    }
    trainer = subprocess.Popen([sys.executable, "-m", "nlu", "work"], cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                    assert answer.status == 200
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        shown = subprocess.run(["ps", "-o", "rss=", "-p", str(trainer.pid)], capture_output=True, text=True, check=True)
        assert int(shown.stdout) < 100_000, "in kB: the trainer must not bring Rasa along"
        trainer.send_signal(signal.SIGTERM)
        assert trainer.wait(timeout=10) == 0
    finally:
        trainer.kill()
        trainer.wait()
