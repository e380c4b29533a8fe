"""The processes of one city on one machine, under supervisor; run.py and the tests start them."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import xmlrpc.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from supervisor.xmlrpc import SupervisorTransport

ROOT = Path(__file__).resolve().parent.parent
BRAIN_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
READY_SECONDS = 120
PORTS = {
    "citizens": ("SHIMIN_PORT", 8080),
    "staff": ("SHIMIN_STAFF_PORT", 8081),
    "brain": ("SHIMIN_BRAIN_PORT", 5005),
    "actions": ("SHIMIN_ACTIONS_PORT", 5055),
    "sequencer": ("SHIMIN_SEQUENCER_PORT", 5065),
    "trainer": ("SHIMIN_TRAINER_PORT", 5075),
}
PROGRAMS = {
    "sequencer": (sys.executable, "-m", "ledger", "sequence"),
    "actions": (sys.executable, "-m", "actions"),
    "brain": (str(BRAIN_PYTHON), "-m", "nlu", "serve"),
    "trainer": (str(BRAIN_PYTHON), "-m", "nlu", "work"),
    "door": (sys.executable, "-m", "bot"),
}

HEAD = """\
[supervisord]
nodaemon=true
logfile={logs}/supervisord.log
pidfile={run}/supervisord.pid
childlogdir={logs}
[unix_http_server]
file={run}/control.sock
chmod=0600
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
# A program that dies is started again for as long as the city runs; only one that cannot start at all is given up.
PROGRAM = """\
[program:{name}]
command={command}
directory={root}
autorestart=true
startsecs=1
startretries=10
stopwaitsecs=8
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


class StackError(Exception):
    """Why the city could not start, in one line."""


@dataclass
class Stack:
    """One running city. `ports` by name of PORTS, `settings` are SHIMIN_ variables for every process."""

    state: Path
    ports: Mapping[str, int]
    settings: Mapping[str, str] = field(default_factory=dict)
    run: Path = field(init=False)
    supervisord: subprocess.Popen[bytes] | None = field(init=False, default=None)

    @property
    def logs(self) -> Path:
        """Return the folder of the logs."""
        return self.state / "logs"

    def environment(self) -> dict[str, str]:
        """Return the environment of every process: the caller's, the ports, a fresh brain token."""
        names = {PORTS[name][0]: str(port) for name, port in self.ports.items()}
        own = {
            "SHIMIN_STATE_DIR": str(self.state),
            "SHIMIN_BRAIN_TOKEN": secrets.token_urlsafe(32),
            "SHIMIN_BRAIN_URL": f"http://127.0.0.1:{self.ports['brain']}",
            "SHIMIN_ACTIONS_URL": f"http://127.0.0.1:{self.ports['actions']}",
            "SHIMIN_SEQUENCER_URL": f"http://127.0.0.1:{self.ports['sequencer']}",
            "SHIMIN_TRAINER_URL": f"http://127.0.0.1:{self.ports['trainer']}",
            "SHIMIN_PUBLIC_URL": f"http://localhost:{self.ports['citizens']}",
            "PYTHONUNBUFFERED": "1",
        }
        return {**os.environ, **own, **names, **self.settings}

    def start(self) -> None:
        """Start every process and return when all are ready; raise StackError, with nothing left running, when not."""
        for name, port in self.ports.items():
            require_free(name, port)
        self.logs.mkdir(parents=True, exist_ok=True)
        # A socket's path must be short, and a checkout may lie deep.
        self.run = Path(tempfile.mkdtemp(prefix="shimin-"))
        config = self.run / "supervisord.conf"
        config.write_text(self.config(), encoding="utf-8")
        self.supervisord = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "supervisor.supervisord", "-n", "-c", str(config)],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def config(self) -> str:
        """Return supervisor's configuration."""
        parts = [HEAD.format(run=self.run, logs=self.logs)]
        for name, command in PROGRAMS.items():
            parts.append(PROGRAM.format(name=name, command=" ".join(command), root=ROOT, logs=self.logs))
        return "".join(parts)

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Poll /readyz of every process; a process that supervisor gave up ends the wait."""
        deadline = time.monotonic() + seconds
        waiting = dict(self.ports)
        while waiting:
            waiting = {name: port for name, port in waiting.items() if not ready(port)}
            if waiting and time.monotonic() > deadline:
                name = next(iter(waiting))
                raise StackError(f"{name} is not ready after {seconds:.0f} s; see {self.logs}")
            self.raise_if_given_up()
            if waiting:
                time.sleep(0.1)

    def raise_if_given_up(self) -> None:
        """Raise StackError when a process could not be started at all."""
        if self.supervisord is None or self.supervisord.poll() is not None:
            raise StackError(f"the process manager ended; see {self.logs}")
        for process in self.processes():
            if process["statename"] == "FATAL":
                log = self.logs / f"{process['name']}.log"
                raise StackError(f"{process['name']} does not start: {last_line(log)} (see {log})")

    def processes(self) -> list[dict[str, str]]:
        """Return what supervisor knows of each process: name, statename, pid."""
        transport = SupervisorTransport(None, None, f"unix://{self.run}/control.sock")
        try:
            with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as proxy:
                return list(proxy.supervisor.getAllProcessInfo())  # type: ignore[arg-type, call-overload]
        except OSError:
            return []
        finally:
            transport.close()

    def kill(self, name: str) -> None:
        """Send SIGKILL to one process; supervisor starts it again."""
        pid = next(int(process["pid"]) for process in self.processes() if process["name"] == name)
        os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Stop every process that was started."""
        if self.supervisord is None:
            return
        self.supervisord.terminate()
        try:
            self.supervisord.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.supervisord.pid, signal.SIGKILL)
        shutil.rmtree(self.run, ignore_errors=True)
        self.supervisord = None


def require_free(name: str, port: int) -> None:
    """Raise StackError when something else listens on the port, on this address or on all."""
    with socket.socket() as probe, socket.socket() as caller:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            taken = True
        else:
            # macOS lets one bind an address of a port that another holds on all addresses.
            taken = caller.connect_ex(("127.0.0.1", port)) == 0
    if taken:
        raise StackError(f"port {port} ({name}) is taken: stop what uses it, or set {PORTS[name][0]}.")


def ready(port: int) -> bool:
    """Say whether the process on that port calls itself ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def last_line(log: Path) -> str:
    """Return the last line of a log that says something."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no output")
