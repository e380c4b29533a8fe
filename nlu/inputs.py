"""What a model is made of, as one hash: the same inputs give the same model, so they need no second training."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from nlu.settings import ROOT, Settings


def files(settings: Settings) -> Iterator[Path]:
    """Every file that has a say in training, in a fixed order."""
    yield from sorted((ROOT / "data").rglob("*.yml"))
    yield from (ROOT / "config.yml", ROOT / "domain.yml", ROOT / "nlu" / "uv.lock")
    yield from sorted((ROOT / "nlu").glob("*.py"))
    yield from sorted((ROOT / "nlu" / "when").glob("*.py"))
    yield from sorted(settings.pack.glob("*.yml"))


def digest(settings: Settings) -> str:
    """Twelve hexadecimal digits that stand for the inputs."""
    return _digest(files(settings))


def digest_of_code(settings: Settings) -> str:
    """The same for our own code, the locked libraries and the pack alone, without the training data.

    Rasa's cache of trained components knows a component's class, but not the modules that it uses.
    """
    code = sorted((ROOT / "nlu").rglob("*.py"))
    ours = [path for path in code if ".venv" not in path.parts and "commands" not in path.parts]
    return _digest([*ours, ROOT / "nlu" / "uv.lock", *sorted(settings.pack.glob("*.yml"))])


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            total.update(f"{path.name} {len(content)}\n".encode())
            total.update(content)
    return total.hexdigest()[:12]
