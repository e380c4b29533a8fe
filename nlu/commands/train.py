"""`python -m nlu train`: trains the model of the present inputs, once."""

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from nlu import quiet
from nlu.inputs import digest
from nlu.settings import ROOT, Settings

KEPT = 5
"""How many models stay on disk, the newest ones."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("--force", action="store_true", help="train even if the model exists")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Trains if needed and prints the model's path."""
    settings = Settings.from_env(os.environ)
    model = settings.models_dir / f"shimin-{digest(settings)}.tar.gz"
    if model.is_file() and not options.force:
        os.utime(model)  # The newest model is the one served.
        print(model)
        return 0
    if not _train(model):
        return 1
    _forget_old(settings.models_dir)
    print(model)
    return 0


def _train(model: Path) -> bool:
    """Trains into a folder aside, so that a half-written archive never passes for a model."""
    quiet.set_up()
    from rasa.model_training import train

    os.chdir(ROOT)
    model.parent.mkdir(exist_ok=True)
    aside = tempfile.mkdtemp(prefix=".training-", dir=model.parent)
    try:
        name = model.name[: -len(".tar.gz")]
        # Forced, because Rasa's cache of trained components does not see changes in the modules they use.
        with contextlib.redirect_stdout(sys.stderr):  # standard output is for the model's path alone
            result: Any = train("domain.yml", "config.yml", ["data"], aside, fixed_model_name=name, force_training=True)
        made: str | None = result.model
        if result.code != 0 or made is None:
            return False
        os.replace(made, model)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True


def _forget_old(folder: Path) -> None:
    """Deletes all but the newest models."""
    models = sorted(folder.glob("shimin-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for model in models[KEPT:]:
        model.unlink()
