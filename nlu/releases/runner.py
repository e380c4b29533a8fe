"""Runs a release from the queue to its verdict: two children, one that trains and one that compares.

A child that dies, or is killed, fails its job; when this process dies, its child ends too (`progress.be_a_child`) and the
job is found and failed at the next start (`recover`).
"""

import hashlib
import logging
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from nlu import inputs
from nlu.models import live
from nlu.releases import progress, teaching
from nlu.releases.store import ENDED, RUNNING, Release, Store, now
from nlu.releases.taught import read_made
from nlu.releases.verdict import thresholds, verdict
from nlu.settings import ROOT, Settings, SettingsError

logger = logging.getLogger(__name__)

LOCK = "job"
SHARES = {"training": (0.0, 0.7), "evaluating": (0.7, 0.9), "rehearsing": (0.9, 1.0)}
"""Which part of the whole each state is."""

USUAL_SECONDS = 120.0
"""How long training takes, where no earlier one tells."""

LONGEST_SECONDS = 3600.0
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
PAUSE = 0.2


class JobFailed(Exception):
    """Why a job ended without a verdict, as a short code."""


class JobCancelled(Exception):
    """Somebody asked for it."""


class Runner:
    """Runs the jobs of one city, one at a time among all processes."""

    def __init__(self, settings: Settings, store: Store, project: Path = ROOT) -> None:
        """`project` is where config.yml, domain.yml, data/ and tests/ lie."""
        self._settings = settings
        self._store = store
        self._project = project
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ends the running job, as failed."""
        self._stopping.set()

    def recover(self) -> None:
        """Fails what another process left unfinished."""
        with self._store.alone(LOCK, wait=False) as ours:
            if ours:
                self._fail_unfinished()

    def _fail_unfinished(self) -> None:
        """Whoever holds the lock runs no job yet, and nobody else can."""
        for release in self._store.all():
            if release.state in RUNNING:
                self._store.change(release, state="failed", error="interrupted", ended=now())

    def next(self) -> Release | None:
        """The oldest release in the queue."""
        return next((release for release in reversed(self._store.all()) if release.state == "queued"), None)

    def run(self, number: str) -> Release:
        """Runs a queued release; waits for another one that is at work. Returns it as it ended."""
        with self._store.alone(LOCK):
            self._fail_unfinished()
            release = self._store.get(number)
            if release is None:
                raise KeyError(number)
            if release.state != "queued":
                return release
            if self._store.is_cancelled(release):
                return self._end(number, state="cancelled")
            try:
                return self._run(release)
            except JobCancelled:
                return self._end(number, state="cancelled")
            except JobFailed as failed:
                return self._end(number, state="failed", error=str(failed))
            except Exception:  # Whatever it was, the job is over and the next one may be run.
                logger.exception("Release %s failed", number)
                return self._end(number, state="failed", error="internal")

    def _end(self, number: str, **changes: str) -> Release:
        release = self._store.get(number)
        assert release is not None, "nobody deletes a release that runs"
        return self._store.change(release, ended=now(), **changes)

    def _run(self, release: Release) -> Release:
        folder = self._store.folder(release.id)
        taught = teaching.copy(self._settings.teaching_dir, folder / "teaching")
        project = inputs.digest(self._settings)
        suffix = f"-{taught.sha256[:8]}" if inputs.taught_files(folder / "teaching") else ""
        model = folder / f"shimin-{project}{suffix}.tar.gz"
        release = self._store.change(
            release, state="training", step="start", project=project, model=model.name, teaching=taught._asdict()
        )
        place = ["--project", str(self._project), "--teaching", str(folder / "teaching")]
        self._child(release, ["train", "--force", "--output", str(model), *place])
        self._child(release, ["compare", "--candidate", str(model), *self._live(), "--real", str(folder / "real.json"),
                              "--output", str(folder / "report.json"), *place])  # fmt: skip
        release = self._store.get(release.id) or release
        report = self._store.report(release)
        if report is None:
            raise JobFailed("no_report")
        hashes = {
            "model": _sha256(model),
            "data": read_made(model).data,
            "report": _sha256(folder / "report.json"),
        }
        ended = self._store.change(
            release, state="ready", progress=1.0, step="done", ended=now(), hashes=hashes,
            verdict=verdict(report, thresholds()),
        )  # fmt: skip
        self._store.forget_models(self._kept())
        return ended

    def _live(self) -> list[str]:
        try:
            return ["--live", str(live(self._settings).now.path(self._settings))]
        except SettingsError:
            return ["--alone"]

    def _kept(self) -> set[str]:
        try:
            return {entry.release for entry in live(self._settings).entries() if entry.release}
        except SettingsError:
            return set()

    def _child(self, release: Release, arguments: list[str]) -> None:
        """Runs one command of ours to its end, with its output in the log."""
        folder = self._store.folder(release.id)
        command = [sys.executable, "-m", "nlu", *arguments, "--progress"]
        with (folder / "log.txt").open("a", encoding="utf-8") as log:
            child = subprocess.Popen(  # noqa: S603 (our own command, no shell)
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                text=True, encoding="utf-8", errors="replace",
            )  # fmt: skip
            assert child.stderr is not None
            listener = _Listener(self._store, release.id, self._expected(), child.stderr, log)
            listener.start()
            try:
                self._wait(release, child, listener)
            finally:
                if child.poll() is None:
                    child.kill()
                child.wait()
                listener.join(timeout=10)
                for pipe in (child.stdin, child.stderr):
                    assert pipe is not None
                    pipe.close()
        if child.returncode:
            raise JobFailed(f"{arguments[0]}_failed" if child.returncode > 0 else f"{arguments[0]}_killed")

    def _expected(self) -> float:
        try:
            return read_made(live(self._settings).now.path(self._settings)).train_seconds or USUAL_SECONDS
        except SettingsError:
            return USUAL_SECONDS

    def _wait(self, release: Release, child: "subprocess.Popen[str]", listener: "_Listener") -> None:
        deadline = time.monotonic() + LONGEST_SECONDS
        while child.poll() is None:
            if self._store.is_cancelled(release):
                raise JobCancelled
            if self._stopping.is_set():
                raise JobFailed("interrupted")
            if time.monotonic() > deadline:
                raise JobFailed("too_slow")
            listener.tick()
            time.sleep(PAUSE)


class _Listener(threading.Thread):
    """Takes a child's output: what is told of progress goes into the job, the rest into the log."""

    def __init__(self, store: Store, number: str, expected: float, source: IO[str], log: IO[str]) -> None:
        super().__init__(daemon=True)
        self._store, self._number, self._expected, self._source, self._log = store, number, expected, source, log
        self._told = progress.Told("training", 0.0, "start")
        self._began = self._kept_at = time.monotonic()

    def run(self) -> None:
        """Reads to the end."""
        for coloured in self._source:
            line = _COLOURS.sub("", coloured)
            told = progress.read(line.rstrip("\n"))
            if told is not None and told.state in SHARES:
                self._told = told
            else:
                self._log.write(line)
                self._log.flush()

    def tick(self) -> None:
        """Keeps the progress, about once in a second. Rasa does not tell how far training is; the last time does."""
        if time.monotonic() < self._kept_at + 1:
            return
        self._kept_at = time.monotonic()
        told, (start, end) = self._told, SHARES[self._told.state]
        part = told.part
        if told.state == "training":
            part = 1 - 2 ** (-2 * (self._kept_at - self._began) / self._expected)
        release = self._store.get(self._number)
        done = round(start + (end - start) * part, 3)
        if release is not None and release.state not in ENDED:
            done = max(done, release.progress)
            if (told.state, told.step, done) != (release.state, release.step, release.progress):
                self._store.change(release, state=told.state, step=told.step, progress=done)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
