"""Settings, the pack's names, the hash of a model's inputs, and which model is live."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nlu import inputs
from nlu.city import city_pack
from nlu.models import Entry, Pointer, live, live_model, write_pointer
from nlu.moment import parse_moment, reference_time
from nlu.pack import Name, Pack
from nlu.settings import ROOT, Settings, SettingsError


@pytest.mark.parametrize(
    "environ",
    [
        {"SHIMIN_MODE": "test"},
        {"SHIMIN_BRAIN_PORT": "http"},
        {"SHIMIN_BRAIN_PORT": "-1"},
        {"SHIMIN_TRAINER_PORT": ""},
    ],
)
def test_senseless_settings_are_refused(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings.from_env(environ)


def test_defaults() -> None:
    settings = Settings.from_env({})
    assert (settings.mode, settings.host, settings.port, settings.token) == ("production", "127.0.0.1", 5005, None)
    assert settings.tracker_file == ROOT / "var" / "brain.db"
    assert settings.pack == ROOT / "city" / "pack" / "sanya"
    assert settings.actions_url == "http://127.0.0.1:5055"
    assert settings.brain_url == "http://127.0.0.1:5005"
    assert (settings.trainer_host, settings.trainer_port) == ("127.0.0.1", 5075)
    assert settings.teaching_dir == ROOT / "var" / "teaching"
    assert Settings.from_env({"SHIMIN_STATE_DIR": "/s"}).teaching_dir == Path("/s/teaching")
    assert Settings.from_env({"SHIMIN_TEACHING_DIR": "/t"}).teaching_dir == Path("/t")


def test_an_empty_token_is_no_token() -> None:
    assert Settings.from_env({"SHIMIN_BRAIN_TOKEN": ""}).token is None


def test_a_pack_is_read(tmp_path: Path) -> None:
    (tmp_path / "offices.yml").write_text(
        "- {code: O, name: {zh: 大厅, en: Hall}, aliases: {zh: [大廳]}}\n", encoding="utf-8"
    )
    (tmp_path / "closures.yml").write_text("- {code: C, name: {zh: 关门}}\n", encoding="utf-8")
    (tmp_path / "terms.yml").write_text("", encoding="utf-8")
    pack = Pack.read(tmp_path)
    assert pack.names == (
        Name("office", "O", "大厅", "zh"),
        Name("office", "O", "大廳", "zh"),
        Name("office", "O", "Hall", "en"),
    )
    assert pack.chinese_names() == ["大厅", "大廳"]


def test_a_folder_without_a_pack_has_no_names(tmp_path: Path) -> None:
    assert Pack.read(tmp_path).names == ()


def test_the_city_has_names_in_both_languages() -> None:
    names = city_pack().names
    assert {name.language for name in names} == {"zh", "en"}
    assert {"service", "office", "district", "product", "event", "hospital"} <= {name.entity for name in names}


def test_the_time_of_a_message_is_the_citys() -> None:
    assert reference_time({"now": "2026-11-24T20:00:00Z"}).isoformat() == "2026-11-25T04:00:00+08:00"
    assert parse_moment("2026-11-24T10:00:00").isoformat() == "2026-11-24T10:00:00+08:00"
    assert reference_time(None).tzinfo is not None


def test_the_hash_follows_the_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("data", "nlu", "pack"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    settings = replace(Settings.from_env({}), pack=tmp_path / "pack")
    seen = {inputs.digest(settings)}
    for place in ("config.yml", "domain.yml", "nlu/uv.lock", "nlu/tokens.py", "data/zh.yml", "pack/offices.yml"):
        (tmp_path / place).write_text("a", encoding="utf-8")
        seen.add(inputs.digest(settings))
        (tmp_path / place).write_text("b", encoding="utf-8")
        seen.add(inputs.digest(settings))
    assert len(seen) == 13
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    assert inputs.digest(settings) in seen


def test_the_hash_of_the_code_follows_every_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nlu" / "when").mkdir(parents=True)
    (tmp_path / "nlu" / ".venv").mkdir()
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    settings = replace(Settings.from_env({}), pack=tmp_path / "pack")
    seen = {inputs.digest_of_code(settings)}
    for place in ("nlu/tokens.py", "nlu/when/days.py", "nlu/uv.lock"):
        (tmp_path / place).write_text("a", encoding="utf-8")
        seen.add(inputs.digest_of_code(settings))
    assert len(seen) == 4
    (tmp_path / "nlu" / ".venv" / "x.py").write_text("a", encoding="utf-8")
    assert inputs.digest_of_code(settings) in seen


def test_the_newest_model_is_live(tmp_path: Path) -> None:
    settings = replace(Settings.from_env({}), models_dir=tmp_path)
    with pytest.raises(SettingsError, match="no model"):
        live_model(settings)
    for age, name in ((100, "old.tar.gz"), (50, "new.tar.gz")):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    assert live_model(settings).name == "new.tar.gz"
    assert live_model(replace(settings, model=tmp_path / "old.tar.gz")).name == "old.tar.gz"
    with pytest.raises(SettingsError, match="no file"):
        live_model(replace(settings, model=tmp_path / "gone.tar.gz"))


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"now": {"model": "a"}, "before": []}', '{"now": 7, "before": []}']
)
def test_a_pointer_that_cannot_be_read_is_told(tmp_path: Path, content: str) -> None:
    settings = replace(Settings.from_env({"SHIMIN_STATE_DIR": str(tmp_path)}), models_dir=tmp_path)
    (tmp_path / "any.tar.gz").write_bytes(b"")
    settings.pointer_file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"live\.json"):
        live_model(settings)


def test_the_pointer_names_the_live_model(tmp_path: Path) -> None:
    settings = replace(Settings.from_env({"SHIMIN_STATE_DIR": str(tmp_path)}), models_dir=tmp_path / "models")
    released = Entry("new.tar.gz", "2026-11-24T10:00:00+08:00", release="one")
    old = Entry("old.tar.gz", "2026-11-23T10:00:00+08:00")
    for entry in (old, released):
        entry.path(settings).parent.mkdir(parents=True)
        entry.path(settings).write_bytes(b"")
    write_pointer(settings, Pointer(old).moved_to(released))
    assert live_model(settings) == tmp_path / "releases" / "one" / "new.tar.gz"
    assert live(settings).before == (old,)
    released.path(settings).unlink()
    assert live_model(settings) == tmp_path / "models" / "old.tar.gz", "a brain without a model would serve nobody"


def test_a_few_models_are_remembered() -> None:
    pointer = Pointer(Entry("0", ""))
    for number in range(1, 9):
        pointer = pointer.moved_to(Entry(str(number), ""))
    assert [entry.model for entry in pointer.entries()] == ["8", "7", "6", "5", "4", "3"]


def test_asking_for_help_or_the_hash_and_the_trainer_do_not_import_rasa() -> None:
    script = (
        "import sys; import nlu.__main__, nlu.inputs, nlu.releases.app; from nlu.commands import "
        "check, compare, evaluate, release, rollback, train, work; print('rasa' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
