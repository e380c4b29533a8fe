"""What the brain is told by its environment. Nothing else in `nlu/` reads environment variables.

All settings are listed in docs/settings.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The project: where config.yml, domain.yml and data/ are."""


class SettingsError(ValueError):
    """A setting is missing or makes no sense."""


@dataclass(frozen=True)
class Settings:
    """Addresses and places of the brain."""

    mode: str
    state_dir: Path
    pack: Path
    responses: Path
    host: str
    port: int
    token: str | None
    actions_url: str
    model: Path | None
    models_dir: Path

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Reads the settings.

        Raises:
            SettingsError: the port is not a number, or the mode is unknown.
        """
        mode = environ.get("SHIMIN_MODE", "production")
        if mode not in ("production", "development"):
            raise SettingsError(f"SHIMIN_MODE must be production or development, not {mode!r}")
        port = environ.get("SHIMIN_BRAIN_PORT", "5005")
        if not port.isdigit():
            raise SettingsError(f"SHIMIN_BRAIN_PORT must be a number, not {port!r}")
        model = environ.get("SHIMIN_MODEL")
        return cls(
            mode=mode,
            state_dir=_place(environ.get("SHIMIN_STATE_DIR", "var")),
            pack=_place(environ.get("SHIMIN_PACK", "city/pack/sanya")),
            responses=ROOT / "data" / "responses",
            host=environ.get("SHIMIN_BRAIN_HOST", "127.0.0.1"),
            port=int(port),
            token=environ.get("SHIMIN_BRAIN_TOKEN") or None,
            actions_url=environ.get("SHIMIN_ACTIONS_URL", "http://127.0.0.1:5055").rstrip("/"),
            model=_place(model) if model else None,
            models_dir=ROOT / "models",
        )

    @property
    def tracker_file(self) -> Path:
        """The SQLite file of the conversations' trackers."""
        return self.state_dir / "brain.db"


def _place(path: str) -> Path:
    """A path; a relative one is meant from the project's root, wherever the process was started."""
    return ROOT / path
