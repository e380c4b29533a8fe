"""Settings of the door."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError
from city.settings import Settings as CitySettings


def read(mode: str = "production", **environ: str) -> Settings:
    city = CitySettings.from_env({"SHIMIN_MODE": mode, "SHIMIN_STATE_DIR": "state"})
    return Settings.from_env({"SHIMIN_BRAIN_TOKEN": "t", **environ}, city)


def test_the_defaults_suit_one_machine() -> None:
    settings = read()
    assert (settings.port, settings.staff_port) == (8080, 8081)
    assert settings.brain_url == "http://127.0.0.1:5005"
    assert settings.keys_dir == Path("state/keys")
    assert settings.limits.text_chars == 2000


def test_staff_pages_stay_on_the_machine_unless_told_otherwise() -> None:
    assert read().staff_host == "127.0.0.1"
    assert read(SHIMIN_STAFF_HOST="10.0.0.1").staff_host == "10.0.0.1"


def test_development_never_leaves_the_machine() -> None:
    settings = read("development", SHIMIN_HOST="0.0.0.0", SHIMIN_STAFF_HOST="0.0.0.0")
    assert settings.host == settings.staff_host == "127.0.0.1"


def test_production_does_not_run_without_the_brains_token() -> None:
    with pytest.raises(SettingsError, match="SHIMIN_BRAIN_TOKEN"):
        read(SHIMIN_BRAIN_TOKEN="")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHIMIN_PORT", "http"),
        ("SHIMIN_PORT", "-1"),
        ("SHIMIN_PORT", "٨٠"),
        ("SHIMIN_TRUSTED_PROXIES", "yes"),
        ("SHIMIN_LIMIT_ADDRESS_RATE", "fast"),
        ("SHIMIN_LIMIT_CONVERSATION_RATE", "0"),
        ("SHIMIN_LIMIT_CONVERSATION_RATE", "nan"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(**{name: value})


def test_limits_can_be_set() -> None:
    limits = read(SHIMIN_LIMIT_TEXT_CHARS="50", SHIMIN_LIMIT_ADDRESS_RATE="0.5").limits
    assert (limits.text_chars, limits.address_rate) == (50, 0.5)
