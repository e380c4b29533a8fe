"""Settings from the environment."""

from pathlib import Path

import pytest

from city.settings import Settings, SettingsError


def test_an_unknown_mode_is_refused():
    with pytest.raises(SettingsError, match="SHIMIN_MODE"):
        Settings.from_env({"SHIMIN_MODE": "debug"})


def test_nothing_set_is_production_on_sqlite():
    settings = Settings.from_env({})
    assert settings.mode == "production"
    assert not settings.is_development
    assert settings.database_url == "sqlite:///var/shimin.db"
    assert settings.keys_dir == Path("var/keys")
    assert (settings.pack / "products.yml").exists()


def test_empty_values_are_as_good_as_none():
    assert Settings.from_env({"SHIMIN_STATE_DIR": "", "SHIMIN_DATABASE_URL": ""}) == Settings.from_env({})


def test_what_is_set_counts():
    settings = Settings.from_env(
        {
            "SHIMIN_MODE": "development",
            "SHIMIN_STATE_DIR": "/srv/state",
            "SHIMIN_KEYS_DIR": "/srv/keys",
            "SHIMIN_DATABASE_URL": "postgresql://db/shimin",
            "SHIMIN_PACK": "/srv/pack",
            "SHIMIN_PUBLIC_URL": "https://city.example/",
        }
    )
    assert settings.is_development
    assert settings.keys_dir == Path("/srv/keys")
    assert settings.public_url == "https://city.example"
