"""The data repository of what operators teach: a git repository that the trainer reads, written by one commit a batch.

What is there is read from the newest commit, never from the work tree, so that a process which dies while it writes
leaves nothing half taught: the next commit writes the files again.
"""

from __future__ import annotations

import difflib
import fcntl
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml
from dulwich import porcelain
from dulwich.objects import Blob, Commit
from dulwich.patch import write_tree_diff
from dulwich.repo import Repo

from bot.console.errors import LessonInvalid
from bot.console.lessons import Lesson, Teachable
from bot.console.staff import Member
from bot.errors import NotFound
from bot.privacy.masking import holds_identifier

_BRANCH = b"main"
_HOUSE = b"Shimin <shimin@localhost>"
_README = "What operators teach the assistant: lines for training, and conversations that every release must pass.\n"
_REASON_CHARS = 500
_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_REVISION = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Plan:
    """The files as they would be, and how they differ from those that are there."""

    files: Mapping[str, str]
    diff: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit."""

    id: str
    author: str
    at: datetime
    reason: str


class Teaching:
    """Reads and writes the data repository. All of it blocks; writers wait for each other, also between processes."""

    def __init__(self, folder: Path, teachable: Teachable) -> None:
        self._folder = folder
        self._teachable = teachable

    def create(self) -> None:
        """Create the repository if there is none."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self.alone():
            if not (self._folder / ".git").exists():
                repo = Repo.init(self._folder, default_branch=_BRANCH)
                (self._folder / "README.md").write_text(_README, encoding="utf-8")
                _commit(repo, ["README.md"], _HOUSE, "Begin.")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other writers out."""
        with (self._folder.parent / f".{self._folder.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def plan(self, lessons: Sequence[Lesson]) -> Plan:
        """Return what teaching these lessons would change. A text that was taught as something else is taught anew."""
        with Repo(self._folder) as repo:
            before = {path: text for path, text in _files(repo) if path.startswith("nlu/")}
        lines = {path: _lines(text) for path, text in before.items()}
        for lesson in lessons:
            self._teachable.check(lesson)
            path = f"nlu/{lesson.language}/{self._teachable.topic(lesson.intent)}.yml"
            _teach(lines, path, lesson)
        after = {path: _written(groups) for path, groups in lines.items() if _written(groups) != before.get(path)}
        return Plan(after, "".join(_difference(path, before.get(path, ""), text) for path, text in after.items()))

    def commit(self, files: Mapping[str, str], author: Member, reason: str, more: str = "") -> str:
        """Write files in one commit and return its id; when nothing changes, that of the newest.

        Call it `alone`.

        Raises:
            LessonInvalid: there is no reason, or something in it or in a file names a person.
        """
        reason = " ".join(reason.split())
        if not 0 < len(reason) <= _REASON_CHARS:
            raise LessonInvalid("reason")
        if any(holds_identifier(text) for text in (reason, *files.values())):
            raise LessonInvalid("identifier")
        with Repo(self._folder) as repo:
            there = dict(_files(repo))
            changed = {path: text for path, text in files.items() if there.get(path) != text}
            if not changed:
                return repo.head().decode()
            for path, text in changed.items():
                _write(self._folder / path, text)
            who = f"{author.name} <{author.id}@localhost>".encode()
            return _commit(repo, sorted(changed), who, f"{reason}\n\n{more}")

    def has(self, path: str) -> bool:
        """Say whether the newest commit has a file."""
        with Repo(self._folder) as repo:
            return path in dict(_files(repo))

    def history(self, limit: int = 50) -> list[Revision]:
        """Return the newest commits."""
        with Repo(self._folder) as repo:
            return [_revision(entry.commit) for entry in repo.get_walker(max_entries=limit)]

    def revision(self, revision: str) -> tuple[Revision, str]:
        """Return a commit and what it changed.

        Raises:
            NotFound: there is none.
        """
        with Repo(self._folder) as repo:
            if not _REVISION.fullmatch(revision) or revision.encode() not in repo:
                raise NotFound
            commit = repo[revision.encode()]
            if not isinstance(commit, Commit):
                raise NotFound
            parent = repo[commit.parents[0]] if commit.parents else None
            out = io.BytesIO()
            write_tree_diff(out, repo.object_store, parent.tree if isinstance(parent, Commit) else None, commit.tree)
            return _revision(commit), out.getvalue().decode(errors="replace")


def _files(repo: Repo) -> Iterator[tuple[str, str]]:
    """Yield path and text of the newest commit's files."""
    head = repo[repo.head()]
    assert isinstance(head, Commit)
    for entry in repo.object_store.iter_tree_contents(head.tree):
        blob = repo.object_store[entry.sha]
        if isinstance(blob, Blob):
            yield entry.path.decode(), blob.data.decode()


def _commit(repo: Repo, paths: Sequence[str], who: bytes, message: str) -> str:
    porcelain.add(repo, [os.path.join(repo.path, path) for path in paths])
    # What somebody has configured for their own repositories, such as signing, does not concern this one.
    commit = porcelain.commit(
        repo, message=message.strip() + "\n", author=who, committer=who, encoding=b"utf-8", no_verify=True, sign=False
    )
    return commit.decode()


def _revision(commit: Commit) -> Revision:
    author = commit.author.decode(errors="replace").rpartition(" <")[0]
    at = datetime.fromtimestamp(commit.commit_time, UTC)
    return Revision(commit.id.decode(), author, at, commit.message.decode(errors="replace").partition("\n")[0])


def _lines(text: str) -> dict[str, list[str]]:
    """Return the lines of a file of ours by intent."""
    groups = yaml.safe_load(text)["nlu"]
    return {group["intent"]: [line[2:] for line in group["examples"].splitlines()] for group in groups}


def _teach(files: dict[str, dict[str, list[str]]], path: str, lesson: Lesson) -> None:
    line, text = lesson.line(), lesson.text.casefold()
    if line in files.get(path, {}).get(lesson.intent, []):
        return
    for groups in files.values():
        for intent, lines in groups.items():
            groups[intent] = [one for one in lines if _ANNOTATED.sub(r"\1", one).casefold() != text]
    files.setdefault(path, {}).setdefault(lesson.intent, []).append(line)


def _written(groups: Mapping[str, Sequence[str]]) -> str:
    """Return a file of training data as Rasa reads it."""
    parts = ['version: "3.1"\nnlu:\n' if any(groups.values()) else 'version: "3.1"\nnlu: []\n']
    for intent, lines in groups.items():
        if lines:
            parts.append(f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {line}\n" for line in lines))
    return "".join(parts)


def _difference(path: str, before: str, after: str) -> str:
    names = (f"a/{path}" if before else "/dev/null", f"b/{path}")
    return "".join(difflib.unified_diff(before.splitlines(True), after.splitlines(True), *names))


def _write(path: Path, text: str) -> None:
    """Replace a file at once: the trainer may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
