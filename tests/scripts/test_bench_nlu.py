"""The benchmark's driver: which sets there are, and what it draws from them. Nothing is trained here."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts import bench_nlu


def messages(intent: str, count: int, **more: str) -> list[dict[str, Any]]:
    return [{"text": f"{intent} {number} {more}", "intent": intent, **more} for number in range(count)]


def test_a_folder_without_a_test_is_no_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_nlu, "ours", lambda folder: messages("greet", 3, language="zh"))
    (tmp_path / "public" / "empty").mkdir(parents=True)
    (tmp_path / "public" / "README.md").write_text("x")
    assert [name for name, *_ in bench_nlu.sets(tmp_path, tmp_path / "public", False)] == ["shimin_10"]
    assert [name for name, *_ in bench_nlu.sets(tmp_path, None, True)] == ["shimin_10", "shimin"]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["test", "train"], ["set", "set_10"]),
        (["test", "train_10"], ["set_10"]),
        (["test", "train", "train_10"], ["set", "set_10"]),
        (["test"], []),
    ],
)
def test_a_public_set(tmp_path: Path, files: list[str], names: list[str]) -> None:
    place = tmp_path / "set"
    place.mkdir()
    for file in files:
        bench_nlu.save(place / f"{file}.jsonl", messages("a", 12) + messages("b", 3))
    found = list(bench_nlu.public_sets(tmp_path, place))
    assert [name for name, *_ in found] == names
    if "train_10" not in files and names:
        drawn = [one["intent"] for one in bench_nlu.load(found[-1][1])]
        assert (drawn.count("a"), drawn.count("b")) == (10, 3)


def test_the_same_examples_are_drawn_every_time(tmp_path: Path) -> None:
    given = messages("a", 50, language="zh") + messages("a", 50, language="en") + messages("a", 50, language="mixed")
    first = bench_nlu.few(tmp_path / "first", given, bench_nlu.LANGUAGES)
    second = bench_nlu.few(tmp_path / "second", given, bench_nlu.LANGUAGES)
    assert first.read_bytes() == second.read_bytes()
    languages = [one["language"] for one in bench_nlu.load(first)]
    assert {name: languages.count(name) for name in bench_nlu.LANGUAGES} == bench_nlu.LANGUAGES


def test_ratios() -> None:
    names = ("train_cpu_seconds", "cpu_ms_per_message", "peak_bytes", "train_peak_bytes", "model_bytes")
    found = bench_nlu.ratios(
        {"intent_accuracy": 0.9, **dict.fromkeys(names, 1)}, {"intent_accuracy": 0.75, **dict.fromkeys(names, 4)}
    )
    assert found == {"accuracy_points": 15.0, **dict.fromkeys(names, 0.25)}
    assert json.dumps(found)
