"""`python -m city setup`: everything is there afterwards, again is nothing, and a mistake is one line."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import func, inspect, select

from city.__main__ import main
from city.bootstrap import City
from city.people.models import Person
from city.settings import Settings
from city.setup import set_up
from ledger import keys
from ledger.settings import Settings as LedgerSettings


@pytest.fixture
def environ(tmp_path):
    environ = {"HOME": str(tmp_path), "SHIMIN_STATE_DIR": str(tmp_path / "state"), "SHIMIN_MODE": "development"}
    ledger = LedgerSettings.from_env(environ)
    keys.make(ledger.keys_dir, origin=ledger.origin, public_url=ledger.public_url, departments=ledger.departments)
    return environ


@pytest.fixture
def settings(environ):
    return Settings.from_env(environ)


def people(settings: Settings) -> int:
    city = City.open(settings)
    try:
        with city.db.read() as session:
            return session.scalar(select(func.count()).select_from(Person))
    finally:
        city.close()


def test_everything_is_there_afterwards(settings):
    set_up(settings)
    city = City.open(settings)
    tables = set(inspect(city.db.engine).get_table_names())
    city.close()
    assert {"booking", "booking_claim", "calendar_closure", "receipt", "ledger_entry"} <= tables
    assert people(settings) > 0


def test_again_is_quick_and_changes_nothing(settings):
    set_up(settings)
    before = people(settings)
    key = (settings.keys_dir / "vault.key").read_bytes()
    began = time.process_time()
    set_up(settings)
    assert time.process_time() - began < 1
    assert people(settings) == before
    assert (settings.keys_dir / "vault.key").read_bytes() == key


def test_in_production_nobody_is_invented(settings):
    set_up(replace(settings, mode="production"))
    assert people(settings) == 0


def test_the_folder_of_the_database_is_made(settings, tmp_path):
    set_up(replace(settings, database_url=f"sqlite:///{tmp_path / 'deep' / 'down' / 'city.db'}"))
    assert (tmp_path / "deep" / "down" / "city.db").exists()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SHIMIN_MODE", "fun", "SHIMIN_MODE must be"),
        ("SHIMIN_PACK", "/nowhere", "cannot be read"),
        ("SHIMIN_DATABASE_URL", "postgresql://127.0.0.1:1/none", "onnection"),
        ("SHIMIN_KEYS_DIR", "keys-of-nobody", "python -m ledger keys"),
    ],
)
def test_a_mistake_is_one_line(environ, monkeypatch, capsys, name, value, message):  # noqa: PLR0917
    monkeypatch.chdir(environ["HOME"])
    for key, one in {**environ, name: value}.items():
        monkeypatch.setenv(key, one)
    assert main(["setup"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("city setup: ")
    assert message in said
    assert said.count("\n") == 1


def test_the_command_says_nothing_when_all_is_well(environ, monkeypatch, capsys):
    for key, one in environ.items():
        monkeypatch.setenv(key, one)
    assert main(["setup"]) == 0
    assert capsys.readouterr().err == ""


def test_an_unknown_command():
    with pytest.raises(SystemExit):
        main(["demolish"])
