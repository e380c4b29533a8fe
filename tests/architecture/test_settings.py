"""Every setting that the code reads is in docs/settings.md, and none is there that nothing reads."""

import re

from tests.architecture.test_import_arrows import ALLOWED, ROOT, sources

NAME = re.compile(r"\bSHIMIN_[A-Z_]+[A-Z]\b")


def test_the_table_of_settings_is_complete() -> None:
    files = [
        path for room in [*ALLOWED, "scripts", "tests"] for path in sources(room) if path.name != "test_settings.py"
    ]
    read = {name for path in files for name in NAME.findall(path.read_text(encoding="utf-8"))}
    written = set(NAME.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert read == written


def test_the_environment_is_read_in_the_settings_alone() -> None:
    """Handing the whole environment to a Settings class is the one way; picking from it is none."""
    # To write a variable, for a library that knows no other way, is not to read one.
    readers = {
        str(path.relative_to(ROOT))
        for room in ALLOWED
        for path in sources(room)
        if re.search(r"os\.environ(?![),]|\.setdefault|\[[^]]+\] = )|getenv", path.read_text(encoding="utf-8"))
    }
    assert {name for name in readers if not name.endswith("settings.py")} == set()
