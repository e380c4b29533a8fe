"""Real releases: children that train a small assistant and compare, killed ones, cancelled ones, and a broken file."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from nlu.releases.app import build
from nlu.releases.runner import Runner
from nlu.releases.store import ENDED, Store
from nlu.settings import ROOT, Settings
from tests.nlu.releases.conftest import Console
from tests.nlu.releases.fake_brain import FakeBrain

ORDER = {"author": "op1", "reason": "they say it so"}
LESSON = 'version: "3.1"\nnlu:\n- intent: goodbye\n  examples: |\n    - 我先撤了\n    - 先撤啦\n    - 撤了撤了\n'
HELD_OUT = 'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n    - {text}\n'
CONVERSATION = """
about: Comes and goes.
now: "2026-11-24T10:00:00+08:00"
turns:
  - say: 你好
    intent: greet
  - press: something
  - say: 我先撤了
    intent: goodbye
"""


@pytest.fixture
def project(small_project: Path, tmp_path: Path) -> Path:
    """The small assistant, with messages held out."""
    target = tmp_path / "project"
    shutil.copytree(small_project, target, ignore=shutil.ignore_patterns("models"))
    for language, intent, text in (
        ("zh", "greet", "你好呀"),
        ("en", "goodbye", "bye bye"),
        ("mixed", "greet", "hello 你好"),
    ):
        folder = target / "tests" / "nlu" / language
        folder.mkdir(parents=True)
        (folder / "talk.yml").write_text(HELD_OUT.format(intent=intent, text=text), encoding="utf-8")
    return target


@pytest.fixture
def settings(settings: Settings, small_model: Path) -> Settings:
    """The small model is live."""
    models = settings.models_dir
    (models / "old.tar.gz").unlink()
    shutil.copy(small_model, models / "small.tar.gz")
    return settings


@pytest.fixture
async def console(settings: Settings, project: Path) -> AsyncIterator[Console]:
    async with TestClient(TestServer(build(settings, project))) as client:
        yield Console(client)


def teach(settings: Settings, lesson: str = LESSON) -> None:
    for name, content in (("nlu/zh/conversation.yml", lesson), ("conversations/zh/leaving.yml", CONVERSATION)):
        path = settings.teaching_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


async def until(console: Console, number: str, reached: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + 600  # the machine may be shared
    while time.monotonic() < deadline:
        _, release = await console.get(f"/releases/{number}")
        if reached(release):
            return dict(release)
        await asyncio.sleep(0.1)
    raise AssertionError(f"still {release['state']}")


def processes() -> dict[int, tuple[int, str]]:
    """Parent and command of each process that has not ended."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat=,command="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 3) for line in table.stdout.splitlines()]
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if len(row) == 4 and not row[2].startswith("Z")}


def children() -> list[int]:
    return [pid for pid, (parent, command) in processes().items() if parent == os.getpid() and " -m nlu " in command]


async def order(console: Console, **more: Any) -> str:
    status, answer = await console.post("/releases", {**ORDER, **more})
    assert status == 202
    return str(answer["id"])


async def test_a_file_that_cannot_be_read_fails_the_job_and_the_log_says_why(
    console: Console, settings: Settings
) -> None:
    teach(settings, "nlu: [")
    number = await order(console)
    release = await until(console, number, lambda one: one["state"] in ENDED)
    assert (release["state"], release["error"], release["verdict"]) == ("failed", "train_failed", None)
    _, log = await console.get(f"/releases/{number}/log")
    assert log["done"]
    assert "conversation.yml" in "\n".join(log["lines"])


async def test_a_killed_child_is_a_failed_job_and_the_next_one_runs(console: Console) -> None:
    first = await order(console)
    second = await order(console)
    await until(console, first, lambda one: one["state"] == "training" and bool(children()))
    assert (await console.get(f"/releases/{second}"))[1]["state"] == "queued"
    os.kill(children()[0], signal.SIGKILL)
    release = await until(console, first, lambda one: one["state"] in ENDED)
    assert (release["state"], release["error"]) == ("failed", "train_killed")
    await until(console, second, lambda one: one["state"] == "training")
    third = await order(console)
    for number in (third, second):
        assert (await console.post(f"/releases/{number}/cancel"))[0] == 200
        assert (await until(console, number, lambda one: one["state"] in ENDED))["state"] == "cancelled"
    assert children() == []


async def test_a_trainer_that_stops_takes_its_child_along(settings: Settings, project: Path) -> None:
    async with TestClient(TestServer(build(settings, project))) as client:
        console = Console(client)
        number = await order(console)
        await until(console, number, lambda one: bool(children()))
    assert children() == []
    release = Store(settings).get(number)
    assert release is not None
    assert (release.state, release.error) == ("failed", "interrupted")


def test_a_child_ends_with_its_parent() -> None:
    """Even when that was killed and could not say so: the pipe to the child closes."""
    script = (
        "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', "
        "'import time; from nlu.releases.progress import be_a_child; be_a_child(); time.sleep(60)'], stdin=subprocess.PIPE);"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 20
    while child in processes() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert child not in processes()


async def test_what_is_taught_is_understood_after_the_release(
    console: Console, settings: Settings, project: Path, brain: FakeBrain
) -> None:
    teach(settings)
    real = [
        {"text": "我先撤了", "language": "zh", "intent": "goodbye", "entities": []},
        {"text": "你好", "language": "zh", "intent": "greet", "entities": []},
    ]
    number = await order(console, real=real)
    seen: set[str] = set()
    release = await until(console, number, lambda one: seen.add(one["state"]) or one["state"] in ENDED)  # type: ignore[func-returns-value]
    assert release["state"] == "ready", (await console.get(f"/releases/{number}/log"))[1]["lines"][-5:]
    assert {"training", "ready"} < seen
    assert release["progress"] == 1.0
    assert all(len(value) == 64 for value in (*release["hashes"].values(), release["teaching"]["sha256"]))
    report = release["report"]
    assert report["live"]["model"] == "small.tar.gz"
    assert {language: figures["n"] for language, figures in report["candidate"]["languages"].items()} == {
        "zh": 1, "en": 1, "mixed": 1
    }  # fmt: skip
    assert report["real"]["candidate_accuracy"] > report["real"]["live_accuracy"]
    assert report["conversations"]["played"] == 1
    changed = report["conversations"]["changed"]
    assert [(line["name"], line["line"], line["expected"]) for line in changed] == [
        ("teaching/zh/leaving", 3, "goodbye")
    ]
    assert changed[0]["candidate"].split()[0] == "goodbye"
    assert not changed[0]["broken"]
    decision = {"by": "op1", "second": "op2", "reason": "they say it so"}
    status, answer = await console.post(f"/releases/{number}/activate", decision)
    assert (status, answer["previous"]) == (200, "small.tar.gz")
    assert brain.models == [{"model": release["model"], "release": number}]

    # A second release, of a lesson more, knows which intents were edited since the live model; its archive is kept apart.
    teach(settings, LESSON.replace("goodbye", "greet").replace("撤", "来"))
    runner, store = Runner(settings, Store(settings), project), Store(settings)
    later = runner.run(store.create("op1", "more", []).id)
    report = store.report(later) or {}
    assert {(row["language"], row["intent"]) for row in report["intents"] if row["edited"]} == {
        ("zh", "greet"), ("zh", "goodbye")
    }  # fmt: skip
    broken = [line for line in report["conversations"]["changed"] if line["broken"]]
    assert [line["line"] for line in broken] == [3]
    assert later.verdict is not None
    assert "conversations" in {loss["rule"] for loss in later.verdict["losses"]}
    assert later.model != release["model"]

    # The command line compares the same again, and draws it. It tells by its status that the candidate loses.
    page = settings.state_dir / "page.html"
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "nlu", "compare", later.id, "--project", str(project), "--page", str(page), "--json"],
        cwd=ROOT, env={**os.environ, "SHIMIN_STATE_DIR": str(settings.state_dir)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    again = json.loads(done.stdout)
    assert (again["live"]["model"], again["candidate"]["model"]) == (release["model"], later.model)
    assert again["conversations"] == report["conversations"]
    assert release["model"] in page.read_text(encoding="utf-8")


def test_what_a_killed_command_left_is_failed_by_the_next_one(settings: Settings) -> None:
    store = Store(settings)
    left = store.change(store.create("op1", "why", []), state="training")
    ended = store.change(store.create("op1", "why", []), state="cancelled")
    Runner(settings, store).run(ended.id)
    found = store.get(left.id)
    assert found is not None
    assert (found.state, found.error) == ("failed", "interrupted")


def test_a_release_that_is_not_queued_is_not_run_again(settings: Settings) -> None:
    store = Store(settings)
    release = store.change(store.create("op1", "why", []), state="cancelled")
    assert Runner(settings, store).run(release.id) == release
    with pytest.raises(KeyError):
        Runner(replace(settings), store).run("nothing")
