"""The arrows of the house: who may import whom (docs/tour.md)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {
    "bot": {"bot", "city", "ledger"},
    "actions": {"actions", "city"},
    "city": {"city", "ledger"},
    "ledger": {"ledger"},
    "nlu": {"nlu"},
}
# Frameworks that may not leak out of the rooms which speak to them.
FRAMEWORKS = {
    "rasa": {"nlu"},
    "rasa_sdk": {"actions"},
    "sanic": {"nlu", "actions"},
    "aiohttp": {"bot", "ledger", "nlu", "city"},
    "sqlalchemy": {"city", "ledger", "bot", "nlu"},
}


def sources(room: str) -> list[Path]:
    return [
        path
        for path in (ROOT / room).rglob("*.py")
        if ".venv" not in path.parts and "tensorflow_standin" not in path.parts
    ]


def imported(path: Path) -> set[str]:
    """Return the top-level names that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_along_its_arrows(room: str) -> None:
    files = sources(room)
    assert files, f"{room} has no source"
    wrong = {
        str(path.relative_to(ROOT)): sorted((imported(path) & ALLOWED.keys()) - ALLOWED[room])
        for path in files
        if (imported(path) & ALLOWED.keys()) - ALLOWED[room]
    }
    assert not wrong


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_framework_stays_in_its_rooms(framework: str) -> None:
    leaks = [
        str(path.relative_to(ROOT))
        for room in ALLOWED.keys() - FRAMEWORKS[framework]
        for path in sources(room)
        if framework in imported(path)
    ]
    assert not leaks


def test_the_check_itself_sees_an_import(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("import json\nfrom actions.booking import x\nimport ledger.note as note\n")
    assert imported(wrong) == {"json", "actions", "ledger"}
