"""`make rehearse MODEL=...`: plays kept conversations through a city of its own that runs a candidate, before it goes live.

Usage: rehearse.py MODEL [FOLDER ...] [--json]. The folders default to the project's conversations and those that operators
kept. The city has its own state, ports and invented people, and is gone afterwards. Exit status 1 if one goes otherwise.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts.stack import ROOT, Stack, StackError
from tests.conversations.playing import play
from tests.stacks import prepared_stack


def main() -> int:
    """Play every conversation and say which goes otherwise than its file expects."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a model archive")
    parser.add_argument("folders", type=Path, nargs="*", help="folders of conversations")
    parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
    options = parser.parse_args()
    if not options.model.is_file():
        sys.exit(f"rehearse: no file {options.model}")
    folders = options.folders or [ROOT / "tests" / "conversations", _kept()]
    with tempfile.TemporaryDirectory(prefix="shimin-rehearsal-") as state:
        try:
            outcome = rehearse(options.model.resolve(), folders, Path(state))
        except StackError as error:
            sys.exit(f"rehearse: {error}")
    failed = {name: wrong for name, wrong in outcome.items() if wrong}
    if options.json:
        print(json.dumps({"played": len(outcome), "failed": failed}, ensure_ascii=False))
    else:
        print(f"{len(outcome)} conversations played, {len(failed)} go otherwise")
        for name, wrong in failed.items():
            print(f"\n{name}", *wrong, sep="\n  ")
    return 1 if failed else 0


def rehearse(model: Path, folders: Sequence[Path], state: Path) -> dict[str, list[str]]:
    """Return what differs in each conversation, in a city that is started for it and stopped."""
    stack = prepared_stack(state, SHIMIN_MODEL=str(model))
    stack.start()
    try:
        return {name: _play(path, stack) for name, path in conversations(folders)}
    finally:
        stack.stop()


def _play(path: Path, stack: Stack) -> list[str]:
    try:
        return play(path, stack)
    except AssertionError as error:  # a receipt that does not verify, a preparation that is refused
        return [str(error)]


def conversations(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the name and the file of each conversation."""
    for folder in folders:
        for path in sorted(folder.rglob("*.yml")):
            yield path.relative_to(folder).with_suffix("").as_posix(), path


def _kept() -> Path:
    state = ROOT / os.environ.get("SHIMIN_STATE_DIR", "var")
    return Path(os.environ.get("SHIMIN_TEACHING_DIR", state / "teaching")) / "conversations"


if __name__ == "__main__":
    sys.exit(main())
