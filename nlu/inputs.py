"""What a model is made of, as hashes: the same inputs give the same model, so they need no second training.

The project's own inputs give a model its name. What operators teach (SHIMIN_TEACHING_DIR) comes on top and is named apart,
because it goes live by a release only.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from nlu.settings import ROOT, Settings


def files(settings: Settings) -> Iterator[Path]:
    """Every file of the project that has a say in training, in a fixed order."""
    yield from sorted((ROOT / "data").rglob("*.yml"))
    yield from (ROOT / "config.yml", ROOT / "domain.yml", ROOT / "nlu" / "uv.lock")
    yield from sorted((ROOT / "nlu").glob("*.py"))
    yield from sorted((ROOT / "nlu" / "when").glob("*.py"))
    yield from sorted(settings.pack.glob("*.yml"))


def digest(settings: Settings) -> str:
    """Twelve hexadecimal digits that stand for the project's inputs."""
    return sha256(files(settings))[:12]


def taught_files(teaching: Path) -> list[Path]:
    """What operators taught: training lines."""
    return sorted((teaching / "nlu").rglob("*.yml"))


def kept_conversations(teaching: Path) -> list[Path]:
    """The conversations that operators made tests of. They train nothing; every release is played through them."""
    return sorted((teaching / "conversations").rglob("*.yml"))


def digest_of_code(settings: Settings) -> str:
    """The same for our own code, the locked libraries and the pack alone, without the training data.

    Rasa's cache of trained components knows a component's class, but not the modules that it uses.
    """
    code = sorted((ROOT / "nlu").rglob("*.py"))
    ours = [
        path for path in code if not {".venv", "commands", "releases", "report"} & set(path.relative_to(ROOT).parts)
    ]
    return sha256([*ours, ROOT / "nlu" / "uv.lock", *sorted(settings.pack.glob("*.yml"))])[:12]


def sha256(paths: Iterable[Path]) -> str:
    """The hash of files, names and contents."""
    total = hashlib.sha256()
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            total.update(f"{path.name} {len(content)}\n".encode())
            total.update(content)
    return total.hexdigest()
