"""Finds the model that is live, and says which one shall be.

The pointer (`<state>/live.json`) is the one truth: a release or a rollback writes it, the brain is told, and a brain that
starts again reads it. Without a pointer the newest model in models/ is live.
"""

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nlu.moment import CITY_TIME
from nlu.settings import Settings, SettingsError

KEPT_ENTRIES = 5
"""How many earlier models one can roll back to."""


@dataclass(frozen=True)
class Entry:
    """A model that is or was live. One without a release was trained by `python -m nlu train` and lies in models/."""

    model: str
    since: str
    release: str | None = None
    project: str | None = None
    by: str | None = None
    second: str | None = None
    reason: str | None = None

    def path(self, settings: Settings) -> Path:
        """Where the archive lies."""
        folder = settings.releases_dir / self.release if self.release else settings.models_dir
        return folder / self.model


@dataclass(frozen=True)
class Pointer:
    """The live model, and those before it, the latest first."""

    now: Entry
    before: tuple[Entry, ...] = ()

    def moved_to(self, entry: Entry) -> "Pointer":
        """A later pointer."""
        return Pointer(entry, (self.now, *self.before)[:KEPT_ENTRIES])

    def entries(self) -> tuple[Entry, ...]:
        """All models that must not be deleted."""
        return (self.now, *self.before)


def live_model(settings: Settings) -> Path:
    """The model of SHIMIN_MODEL, else that of the pointer, else the newest one in models/.

    Raises:
        SettingsError: there is none.
    """
    if settings.model is not None:
        if not settings.model.is_file():
            raise SettingsError(f"SHIMIN_MODEL: no file {settings.model}")
        return settings.model
    return live(settings).now.path(settings)


def live(settings: Settings) -> Pointer:
    """The pointer; where none is written, or its model is gone, one to the newest model in models/.

    Raises:
        SettingsError: there is no model, or the pointer cannot be read.
    """
    pointer = read_pointer(settings)
    if pointer is not None and pointer.now.path(settings).is_file():
        return pointer
    models = sorted(settings.models_dir.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise SettingsError("no model in models/: run `python -m nlu train` first")
    since = datetime.fromtimestamp(models[-1].stat().st_mtime, CITY_TIME)
    return Pointer(Entry(models[-1].name, since.isoformat(timespec="seconds")))


def read_pointer(settings: Settings) -> Pointer | None:
    """What is written.

    Raises:
        SettingsError: the file is none of ours.
    """
    try:
        given = json.loads(settings.pointer_file.read_text(encoding="utf-8"))
        return Pointer(Entry(**given["now"]), tuple(Entry(**entry) for entry in given["before"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{settings.pointer_file} cannot be read ({error}): delete it or mend it") from error


def write_pointer(settings: Settings, pointer: Pointer) -> None:
    """Writes the pointer, all or nothing."""
    write_json(settings.pointer_file, asdict(pointer))


def write_json(file: Path, content: Any) -> None:
    """Writes a file that is either the old one or the new one, whenever somebody reads it or the power fails."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as sink:
            json.dump(content, sink, ensure_ascii=False, indent=1)
            sink.flush()
            os.fsync(sink.fileno())
        os.replace(aside, file)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(aside)
        raise
