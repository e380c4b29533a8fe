"""The rehearsal's driver; conversations themselves are played by tests/conversations."""

import sys
from pathlib import Path

import pytest

from scripts import rehearse


def test_without_a_model_no_city_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["rehearse.py", str(tmp_path / "gone.tar.gz")])
    with pytest.raises(SystemExit, match="no file"):
        rehearse.main()


def test_conversations_are_named_by_their_place(tmp_path: Path) -> None:
    for name in ("zh/talk/b.yml", "zh/talk/a.yml", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    names = [name for name, _ in rehearse.conversations([tmp_path, tmp_path / "gone"])]
    assert names == ["zh/talk/a", "zh/talk/b"]


@pytest.mark.parametrize(
    ("environ", "kept"),
    [
        ({}, rehearse.ROOT / "var" / "teaching" / "conversations"),
        ({"SHIMIN_STATE_DIR": "/s"}, Path("/s/teaching/conversations")),
        ({"SHIMIN_STATE_DIR": "/s", "SHIMIN_TEACHING_DIR": "/t"}, Path("/t/conversations")),
    ],
)
def test_where_operators_keep_theirs(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], kept: Path) -> None:
    for name in ("SHIMIN_STATE_DIR", "SHIMIN_TEACHING_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert rehearse._kept() == kept
