"""Releases on disk: one folder each. The files are the only state, so whatever dies, nothing else must be asked."""

import contextlib
import fcntl
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nlu.models import write_json
from nlu.moment import CITY_TIME
from nlu.settings import Settings

RUNNING = ("training", "evaluating", "rehearsing")
ENDED = ("ready", "failed", "cancelled")
KEPT_MODELS = 10
"""Releases whose model stays on disk, besides those that one can roll back to."""

_ID = re.compile(r"\d{17}-[0-9a-f]{6}")


def now() -> str:
    """This moment."""
    return datetime.now(CITY_TIME).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Release:
    """One job and what came of it. `live` and `retired` are no states of the job: the pointer says so (`as_json`)."""

    id: str
    author: str
    reason: str
    created: str
    state: str = "queued"
    progress: float = 0.0
    step: str = "queued"
    model: str | None = None
    ended: str | None = None
    project: str | None = None
    teaching: dict[str, str | None] = field(default_factory=lambda: {"commit": None, "sha256": None})
    verdict: dict[str, Any] | None = None
    activated: dict[str, str | None] | None = None
    hashes: dict[str, str | None] = field(default_factory=lambda: {"model": None, "data": None, "report": None})
    error: str | None = None


class Store:
    """The releases of one city."""

    def __init__(self, settings: Settings) -> None:
        """Takes the place from the settings."""
        self._root = settings.releases_dir

    def folder(self, release: str) -> Path:
        """The folder of a release."""
        return self._root / release

    def create(self, author: str, reason: str, real: list[dict[str, Any]]) -> Release:
        """Queues a new release; `real` are the validated messages of citizens that it is measured on."""
        moment = datetime.now(CITY_TIME)
        number = f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03d}-{secrets.token_hex(3)}"
        release = Release(number, author, reason, moment.isoformat(timespec="seconds"))
        write_json(self.folder(number) / "real.json", real)
        self.save(release)
        return release

    def save(self, release: Release) -> None:
        """Keeps a release."""
        write_json(self.folder(release.id) / "job.json", asdict(release))

    def change(self, release: Release, **changes: Any) -> Release:
        """Keeps a release with changes, and returns it."""
        changed = replace(release, **changes)
        self.save(changed)
        return changed

    def get(self, number: str) -> Release | None:
        """One release, or None where there is none of that name."""
        file = self.folder(number) / "job.json"
        if not _ID.fullmatch(number) or not file.is_file():
            return None
        return Release(**json.loads(file.read_text(encoding="utf-8")))

    def all(self) -> list[Release]:
        """Every release, the newest first."""
        names = sorted((path.parent.name for path in self._root.glob("*/job.json")), reverse=True)
        return [release for name in names if (release := self.get(name)) is not None]

    def report(self, release: Release) -> dict[str, Any] | None:
        """The comparison with the live model, once there is one."""
        file = self.folder(release.id) / "report.json"
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None

    def log(self, number: str, start: int) -> list[str]:
        """The lines of the log from `start` on."""
        file = self.folder(number) / "log.txt"
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
        return lines[start:]

    def ask_to_cancel(self, release: Release) -> None:
        """Leaves a mark for whoever runs the job, be it this process or another."""
        (self.folder(release.id) / "cancel").touch()

    def is_cancelled(self, release: Release) -> bool:
        """Whether somebody asked for it."""
        return (self.folder(release.id) / "cancel").exists()

    @contextlib.contextmanager
    def alone(self, name: str, wait: bool = True) -> Iterator[bool]:
        """Holds a lock among all processes; yields False, at once, when another has it and we shall not wait."""
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / f".{name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True

    def forget_models(self, kept: set[str]) -> None:
        """Deletes the archives of old releases; jobs, logs and reports stay."""
        with_model = [release for release in self.all() if release.model and release.state in ENDED]
        for release in with_model[KEPT_MODELS:]:
            if release.id not in kept:
                (self.folder(release.id) / str(release.model)).unlink(missing_ok=True)
