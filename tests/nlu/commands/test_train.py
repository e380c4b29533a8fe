"""When `python -m nlu train` trains, and what is live afterwards. The training itself is a stand-in here."""

import argparse
import os
from pathlib import Path
from typing import Any

import pytest

from nlu.commands import train
from nlu.inputs import digest
from nlu.models import Entry, Pointer, live_model, read_pointer, write_pointer
from nlu.releases.taught import beside
from nlu.settings import Settings

LESSON = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - 哈喽\n'


class Place:
    """A state folder, a models folder, and a note of each training."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trained: list[str] = []
        monkeypatch.setenv("SHIMIN_STATE_DIR", str(folder))
        # Settings always name the project's own models folder; no test may write there.
        monkeypatch.setattr("nlu.settings.ROOT", folder)
        monkeypatch.setattr(train, "_train", self._train)

    @property
    def settings(self) -> Settings:
        return Settings.from_env(os.environ)

    def _train(self, model: Path, settings: Settings, options: Any) -> bool:
        model.parent.mkdir(parents=True, exist_ok=True)
        model.write_bytes(b"model")
        beside(model).write_text("{}", encoding="utf-8")
        self.trained.append(model.name)
        return True

    def run(self, *arguments: str) -> int:
        parser = argparse.ArgumentParser()
        train.configure(parser)
        return train.run(parser.parse_args(list(arguments)))

    def teach(self) -> None:
        lesson = self.settings.teaching_dir / "nlu" / "zh" / "talk.yml"
        lesson.parent.mkdir(parents=True, exist_ok=True)
        lesson.write_text(LESSON, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path, monkeypatch)


def test_a_pointer_that_cannot_be_read_is_told_before_training(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.settings.pointer_file.write_text("{", encoding="utf-8")
    assert place.run() == 2
    assert "live.json" in capsys.readouterr().err
    assert place.trained == []


def test_the_same_inputs_are_trained_once(place: Place) -> None:
    assert [place.run(), place.run()] == [0, 0]
    assert place.trained == [f"shimin-{digest(place.settings)}.tar.gz"]
    assert read_pointer(place.settings) is None
    assert place.run("--force") == 0
    assert len(place.trained) == 2


def test_lessons_alone_are_no_reason_to_train(place: Place) -> None:
    place.run()
    place.teach()
    place.run()
    assert len(place.trained) == 1


def test_lessons_are_in_the_name_when_they_are_trained(place: Place) -> None:
    place.teach()
    place.run()
    assert place.trained[0].startswith(f"shimin-{digest(place.settings)}-")
    assert live_model(place.settings).name == place.trained[0]


def released(place: Place, project: str) -> Entry:
    entry = Entry("released.tar.gz", "2026-11-24T10:00:00+08:00", release="one", project=project)
    entry.path(place.settings).parent.mkdir(parents=True)
    entry.path(place.settings).write_bytes(b"released")
    write_pointer(place.settings, Pointer(entry, (Entry("older.tar.gz", ""),)))
    return entry


def test_a_released_model_of_the_same_project_stays_live(place: Place) -> None:
    entry = released(place, digest(place.settings))
    place.run()
    assert live_model(place.settings) == entry.path(place.settings)


def test_a_model_of_a_changed_project_takes_the_place_of_a_released_one(place: Place) -> None:
    """One cannot go back, either: an older model does not fit the rules and actions of today."""
    released(place, "000000000000")
    place.run()
    pointer = read_pointer(place.settings)
    assert pointer is not None
    assert (pointer.now.model, pointer.now.release, pointer.before) == (place.trained[0], None, ())


def test_a_candidate_leaves_the_live_model_alone(place: Place, tmp_path: Path) -> None:
    entry = released(place, "000000000000")
    assert place.run("--output", str(tmp_path / "candidate.tar.gz")) == 0
    assert place.trained == ["candidate.tar.gz"]
    assert live_model(place.settings) == entry.path(place.settings)


def test_old_models_are_forgotten_with_what_is_known_of_them(place: Place) -> None:
    models = place.settings.models_dir
    models.mkdir()
    for age in range(1, 8):
        model = models / f"shimin-{age}.tar.gz"
        model.write_bytes(b"old")
        beside(model).write_text("{}", encoding="utf-8")
        os.utime(model, (1_000_000 - age, 1_000_000 - age))
    place.run()
    assert len(list(models.glob("*.tar.gz"))) == len(list(models.glob("*.json"))) == train.KEPT
    assert not (models / "shimin-7.tar.gz").exists()
