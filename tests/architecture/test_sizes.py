"""Files stay small enough to be read at one sitting, and no text for citizens stands in Python."""

import re
from pathlib import Path

import pytest

from tests.architecture.test_import_arrows import ALLOWED, ROOT, sources

HARD_CAP = 400
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("room", [*ALLOWED, "tests", "scripts"])
def test_no_file_is_over_the_cap(room: str) -> None:
    long = {
        str(path.relative_to(ROOT)): n
        for path in sources(room)
        if (n := len(path.read_text("utf-8").splitlines())) > HARD_CAP
    }
    assert not long


def strings_with_han(path: Path) -> list[str]:
    import ast

    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs
        and HAN.search(node.value)
    ]


@pytest.mark.parametrize("room", ["actions", "bot", "ledger", "city"])
def test_no_chinese_sentence_stands_in_python(room: str) -> None:
    """A word list that recognises input is data; a sentence, with its punctuation, is text for somebody."""
    sentences = {
        str(path.relative_to(ROOT)): found
        for path in sources(room)
        if (found := [text for text in strings_with_han(path) if re.search(r"[。！？，]", text)])
    }
    assert not sentences
