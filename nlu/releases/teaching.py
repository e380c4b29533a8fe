"""The data repository that operators write through the console: which commit it is at, and a copy of its work tree."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

from nlu.inputs import kept_conversations, sha256, taught_files

_COMMIT = re.compile(r"[0-9a-f]{40,64}")


class Teaching(NamedTuple):
    """A state of the data repository."""

    commit: str | None
    sha256: str


def commit_of(repository: Path) -> str | None:
    """The commit that HEAD names, read from git's own files; None where there is none yet."""
    git = repository / ".git"
    head = _text(git / "HEAD")
    if not head.startswith("ref: "):
        return head if _COMMIT.fullmatch(head) else None
    reference = head[len("ref: ") :]
    loose = _text(git / reference)
    if _COMMIT.fullmatch(loose):
        return loose
    packed = (line.split(" ") for line in _text(git / "packed-refs").splitlines())
    return next((fields[0] for fields in packed if fields[1:] == [reference] and _COMMIT.fullmatch(fields[0])), None)


def copy(repository: Path, target: Path) -> Teaching:
    """Copies what is taught, so that a batch which operators validate meanwhile does not mix with it."""
    commit = commit_of(repository)
    for name in ("nlu", "conversations"):
        if (repository / name).is_dir():
            shutil.copytree(repository / name, target / name, dirs_exist_ok=True)
    return Teaching(commit, sha256([*taught_files(target), *kept_conversations(target)]))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""
