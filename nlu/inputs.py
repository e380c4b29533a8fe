"""What a model is made of, as one hash: the same inputs give the same model, so they need no second training."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from nlu.settings import ROOT, Settings


def files(settings: Settings) -> Iterator[Path]:
    """Every file that has a say in training, in a fixed order."""
    yield from sorted((ROOT / "data").rglob("*.yml"))
    yield from (ROOT / "config.yml", ROOT / "domain.yml", ROOT / "nlu" / "uv.lock")
    yield from sorted((ROOT / "nlu").glob("*.py"))
    yield from sorted(settings.pack.glob("*.yml"))


def digest(settings: Settings) -> str:
    """Twelve hexadecimal digits that stand for the inputs."""
    total = hashlib.sha256()
    for path in files(settings):
        if path.is_file():
            content = path.read_bytes()
            total.update(f"{path.name} {len(content)}\n".encode())
            total.update(content)
    return total.hexdigest()[:12]
