"""The action server as a process over HTTP: the webhook as Rasa 3.6 calls it, health, figures."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from actions.settings import Settings, SettingsError
from tests.actions.fake_rasa import ROOT

EMPTY = {"slots": {}, "latest_message": {}, "events": [], "paused": False, "active_loop": {}, "sender_id": "c-1"}


@dataclass
class Server:
    """A running server."""

    port: int
    log: Path

    def get(self, path: str) -> tuple[int, str]:
        status, text, _ = self.request(path)
        return status, text

    def post(self, body: dict[str, Any], **headers: str) -> tuple[int, Any, Message]:
        status, text, answered = self.request("/webhook", json.dumps(body).encode(), headers)
        return status, json.loads(text), answered

    def request(
        self, path: str, data: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, Message]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers or {})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers


def run(state: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    environ = {
        **os.environ,
        "SHIMIN_MODE": "development",
        "SHIMIN_STATE_DIR": str(state),
        "SHIMIN_ACTIONS_PORT": str(port),
    }
    with log.open("wb") as output:
        return subprocess.Popen([sys.executable, "-m", "actions"], cwd=ROOT, env=environ, stdout=output, stderr=output)


@pytest.fixture(scope="module")
def server(prepared_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "actions.log"
    process = run(prepared_state, port, log)
    server = Server(port, log)
    try:
        deadline = time.monotonic() + 30
        while not is_ready(server):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=10)


def is_ready(server: Server) -> bool:
    try:
        return server.get("/readyz")[0] == 200
    except OSError:
        return False


def call(action: str, **message: Any) -> dict[str, Any]:
    """A call as Rasa 3.6 sends it with `selective_domain`: without a domain."""
    tracker = {**EMPTY, "latest_message": {"intent": {"name": "thank"}, "entities": [], "text": "thanks", **message}}
    return {"next_action": action, "sender_id": "c-1", "tracker": tracker, "version": "3.6.21"}


def test_a_call_without_a_domain_is_answered_and_the_versions_raise_no_warning(server: Server) -> None:
    status, answer, _ = server.post(call("action_converse", language="en"))
    assert status == 200
    assert [message["response"] for message in answer["responses"]] == ["utter_thank"]
    assert answer["events"] == []
    assert "might not be compatible" not in server.log.read_text()


def test_an_unknown_action(server: Server) -> None:
    assert server.post(call("action_nothing"))[0] == 404


def test_a_mistake_of_ours_is_a_server_error(server: Server) -> None:
    broken = {"next_action": "action_converse", "tracker": {"sender_id": "c-1", "latest_message": {"entities": [1]}}}
    assert server.post(broken)[0] == 500


def test_health_and_figures(server: Server) -> None:
    assert server.get("/healthz") == (200, '{"status":"ok"}')
    server.post(call("action_show_receipt"))
    server.post(call("action_nothing_at_all"))
    _, figures = server.get("/metrics")
    assert 'shimin_actions_calls_total{action="action_show_receipt",outcome="done"} 1.0' in figures
    assert 'action="unknown",outcome="failed"' in figures
    assert "action_nothing_at_all" not in figures


def test_what_is_due_by_itself_is_looked_after(server: Server) -> None:
    deadline = time.monotonic() + 10
    while 'shimin_upkeep_done_total{what="reminded"}' not in server.get("/metrics")[1]:
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.2)
    assert "shimin_upkeep_failures 0.0" in server.get("/metrics")[1]


def test_no_other_page_may_read_its_answers(server: Server) -> None:
    _, _, headers = server.post(call("action_converse"), Origin="https://elsewhere.example")
    assert "access-control-allow-origin" not in headers


def test_what_is_missing_is_said_in_one_line(tmp_path: Path) -> None:
    log = tmp_path / "actions.log"
    assert run(tmp_path, 1, log).wait(timeout=30) == 1
    assert len(log.read_text().splitlines()) == 1


def test_the_port_is_a_setting() -> None:
    assert Settings.from_env({}) == Settings(port=5055, host="127.0.0.1")
    assert Settings.from_env({"SHIMIN_ACTIONS_PORT": "6000"}).port == 6000


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1", "5.5"])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(SettingsError, match="SHIMIN_ACTIONS_PORT"):
        Settings.from_env({"SHIMIN_ACTIONS_PORT": port})


@pytest.mark.parametrize("tick", ["x", "0", "-1", "61", "nan", "inf"])
def test_a_tick_that_is_none(tick: str) -> None:
    with pytest.raises(SettingsError, match="SHIMIN_UPKEEP_TICK"):
        Settings.from_env({"SHIMIN_UPKEEP_TICK": tick})
