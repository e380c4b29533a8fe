"""What a model was made of, kept beside its archive: hashes for the ledger, and for each intent whether it was edited."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import yaml

from nlu.models import write_json

LANGUAGES = ("zh", "en", "mixed")


@dataclass(frozen=True)
class Made:
    """The inputs of one model."""

    project: str | None = None
    commit: str | None = None
    teaching: str | None = None
    data: str | None = None
    intents: dict[str, str] = field(default_factory=dict)
    """`<language>/<intent>` → hash of its examples."""
    train_seconds: float | None = None


def beside(model: Path) -> Path:
    """Where the facts about a model are kept."""
    return model.with_name(model.name.removesuffix(".tar.gz") + ".json")


def write_made(model: Path, made: Made) -> None:
    """Keeps the facts beside the model."""
    write_json(beside(model), asdict(made))


def read_made(model: Path) -> Made:
    """The facts about a model; none about one that somebody trained by `rasa train`."""
    try:
        return Made(**json.loads(beside(model).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return Made()


def hashes_of_intents(folders: Iterable[Path]) -> dict[str, str]:
    """The hash of each intent's examples in each language, over all folders with `<language>/<topic>.yml` below."""
    examples: dict[str, set[str]] = defaultdict(set)
    for folder in folders:
        for path in sorted(folder.rglob("*.yml")):
            language = path.relative_to(folder).parts[0]
            for block in _blocks(path):
                name = f"{language if language in LANGUAGES else 'mixed'}/{block['intent']}"
                examples[name].update(line.strip() for line in str(block.get("examples") or "").splitlines())
    return {
        name: hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16] for name, lines in examples.items()
    }


def _blocks(path: Path) -> list[dict[str, str]]:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    blocks = content.get("nlu") if isinstance(content, dict) else None
    return [block for block in blocks or [] if isinstance(block, dict) and block.get("intent")]
