"""Settings of the city's services, read once per process from the environment (prefix ``SHIMIN_``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Mode = Literal["production", "development"]

PACKS = Path(__file__).parent / "pack"


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the city needs to know before it opens."""

    mode: Mode
    state_dir: Path
    """Where databases and keys are kept when nothing else is said."""
    database_url: str
    keys_dir: Path
    pack: Path
    """The catalogue of one city, as YAML files."""
    public_url: str
    """The address citizens use; it is the issuer of receipts. Without a slash at the end."""
    open311_url: str | None = None
    """A city's own Open311 server, which then takes the reports; None: the register that comes with the house."""
    open311_key: str | None = None
    open311_jurisdiction: str | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings; what is unset or empty has its default.

        Raises:
            SettingsError: ``SHIMIN_MODE`` is neither production nor development.
        """
        state_dir = Path(environ.get("SHIMIN_STATE_DIR") or "var")
        return cls(
            mode=_mode(environ.get("SHIMIN_MODE") or "production"),
            state_dir=state_dir,
            database_url=environ.get("SHIMIN_DATABASE_URL") or f"sqlite:///{state_dir / 'shimin.db'}",
            keys_dir=Path(environ.get("SHIMIN_KEYS_DIR") or state_dir / "keys"),
            pack=Path(environ.get("SHIMIN_PACK") or PACKS / "sanya"),
            public_url=(environ.get("SHIMIN_PUBLIC_URL") or "http://localhost:8080").rstrip("/"),
            open311_url=environ.get("SHIMIN_OPEN311_URL") or None,
            open311_key=environ.get("SHIMIN_OPEN311_KEY") or None,
            open311_jurisdiction=environ.get("SHIMIN_OPEN311_JURISDICTION") or None,
        )

    @property
    def is_development(self) -> bool:
        """Whether sample people, the clock that can be set and outages on demand are available."""
        return self.mode == "development"


def _mode(text: str) -> Mode:
    if text == "production":
        return "production"
    if text == "development":
        return "development"
    raise SettingsError(f"SHIMIN_MODE must be production or development, not {text!r}")
