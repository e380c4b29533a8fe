"""Whole cities for tests, each on ports of its own."""

import socket
import subprocess
import sys
from pathlib import Path

from scripts.stack import PORTS, ROOT, Stack


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
        subprocess.run(
            [sys.executable, "-m", room, command],
            cwd=ROOT,
            env=stack.environment(),
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return stack
