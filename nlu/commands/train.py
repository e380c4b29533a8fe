"""`python -m nlu train`: trains the model of the present inputs, once.

What operators teach is trained in, too. But it is no reason to train: it goes live by a release, which calls this command
with `--output`. When the project's own inputs changed, their new model takes the place of a released one.
"""

import argparse
import contextlib
import logging
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from nlu import quiet
from nlu.inputs import digest, files, kept_conversations, sha256, taught_files
from nlu.models import Entry, Pointer, read_pointer, write_pointer
from nlu.releases import progress, taught, teaching
from nlu.releases.store import now
from nlu.settings import ROOT, Settings, SettingsError

KEPT = 5
"""How many models stay on disk, the newest ones."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("--force", action="store_true", help="train even if the model exists")
    parser.add_argument("--output", type=Path, help="train this archive and leave the live model alone")
    parser.add_argument("--teaching", type=Path, help="what operators teach; default: SHIMIN_TEACHING_DIR")
    parser.add_argument("--project", type=Path, default=ROOT, help="where config.yml, domain.yml and data/ are")
    parser.add_argument("--progress", action="store_true", help="tell a parent process how far it is, and end with it")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Trains if needed and prints the model's path."""
    try:
        settings = Settings.from_env(os.environ)
        if options.teaching:
            settings = replace(settings, teaching_dir=options.teaching.resolve())
        made = read_pointer(settings)  # Read first: one that cannot be read is told before a minute of training.
    except SettingsError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2
    if options.progress:
        progress.be_a_child()
    project = digest(settings)
    model = options.output.resolve() if options.output else _existing(settings, project)
    if model is None or options.force or options.output:
        model = model or settings.models_dir / f"shimin-{project}{_suffix(settings)}.tar.gz"
        if not _train(model, settings, options):
            return 1
    if not options.output:
        _forget_old(settings.models_dir)
        os.utime(model)  # The newest model is the one served where nothing was released.
        if made is not None and made.now.project != project:
            write_pointer(settings, Pointer(Entry(model.name, now(), project=project)))
    print(model)
    return 0


def _existing(settings: Settings, project: str) -> Path | None:
    """The newest model of the project's inputs, whatever operators taught since."""
    models = settings.models_dir.glob(f"shimin-{project}*.tar.gz")
    return max(models, key=lambda path: path.stat().st_mtime, default=None)


def _suffix(settings: Settings) -> str:
    """Tells models of the same project apart by what was taught on top."""
    lines = taught_files(settings.teaching_dir)
    kept = [*lines, *kept_conversations(settings.teaching_dir)]
    return f"-{sha256(kept)[:8]}" if lines else ""


def _train(model: Path, settings: Settings, options: argparse.Namespace) -> bool:
    """Trains into a folder aside, so that a half-written archive never passes for a model."""
    told = progress.Progress(options.progress)
    told.tell("training", 0.0, "start")
    quiet.set_up(logging.INFO if options.progress else logging.WARNING)
    from rasa.model_training import train

    began = time.monotonic()
    os.chdir(options.project)
    model.parent.mkdir(parents=True, exist_ok=True)
    aside = tempfile.mkdtemp(prefix=".training-", dir=model.parent)
    lessons = settings.teaching_dir / "nlu"
    data = ["data", str(lessons)] if lessons.is_dir() else ["data"]
    try:
        name = model.name[: -len(".tar.gz")]
        # Forced, because Rasa's cache of trained components does not see changes in the modules they use.
        with contextlib.redirect_stdout(sys.stderr), told.components():  # standard output is for the path alone
            result: Any = train("domain.yml", "config.yml", data, aside, fixed_model_name=name, force_training=True)
        made: str | None = result.model
        if result.code != 0 or made is None:
            return False
        taught.write_made(model, _made(settings, options.project, time.monotonic() - began))
        os.replace(made, model)
    finally:
        told.close()
        shutil.rmtree(aside, ignore_errors=True)
    return True


def _made(settings: Settings, project: Path, seconds: float) -> taught.Made:
    """What the model was made of."""
    lines = taught_files(settings.teaching_dir)
    return taught.Made(
        project=digest(settings),
        commit=teaching.commit_of(settings.teaching_dir),
        teaching=sha256(lines) if lines else None,
        data=sha256([*files(settings), *lines]),
        intents=taught.hashes_of_intents([project / "data" / "nlu", settings.teaching_dir / "nlu"]),
        train_seconds=round(seconds, 1),
    )


def _forget_old(folder: Path) -> None:
    """Deletes all but the newest models."""
    models = sorted(folder.glob("shimin-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for model in models[KEPT:]:
        model.unlink()
        taught.beside(model).unlink(missing_ok=True)
