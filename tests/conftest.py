"""What every test may ask for: a Chromium, and a whole city running on ports of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import browser
from scripts.stack import PORTS, ROOT, Stack


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the path of a Chromium; `make setup-dev` brings one."""
    path = browser.find()
    assert path, "no Chromium: run make setup-dev"
    return path


def free_ports() -> dict[str, int]:
    """Return a free port for each process. All are held open until all are known, so that they differ."""
    probes = {name: socket.socket() for name in PORTS}
    for probe in probes.values():
        probe.bind(("127.0.0.1", 0))
    ports = {name: probe.getsockname()[1] for name, probe in probes.items()}
    for probe in probes.values():
        probe.close()
    return ports


def prepared_stack(state: Path, **settings: str) -> Stack:
    """Return a city with its own state folder, keys and seeded database, not yet started."""
    stack = Stack(state, free_ports(), {"SHIMIN_MODE": "development", **settings})
    for room, command in (("ledger", "keys"), ("city", "setup")):
        subprocess.run([sys.executable, "-m", room, command], cwd=ROOT, env=stack.environment(), check=True)
    return stack


@pytest.fixture(scope="session")
def city_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Run one whole city (door, brain with the trained model, actions, sequencer) for all tests that talk to it."""
    assert "SHIMIN_DATABASE_URL" not in os.environ, "the tests bring their own database"
    stack = prepared_stack(tmp_path_factory.mktemp("city"))
    stack.start()
    yield stack
    stack.stop()
