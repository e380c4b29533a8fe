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
    brain_url: str
    actions_url: str
    trainer_host: str
    trainer_port: int
    model: Path | None
    models_dir: Path
    teaching_dir: Path

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Reads the settings.

        Raises:
            SettingsError: a port is not a number, or the mode is unknown.
        """
        mode = environ.get("SHIMIN_MODE", "production")
        if mode not in ("production", "development"):
            raise SettingsError(f"SHIMIN_MODE must be production or development, not {mode!r}")
        model = environ.get("SHIMIN_MODEL")
        state_dir = _place(environ.get("SHIMIN_STATE_DIR", "var"))
        teaching = environ.get("SHIMIN_TEACHING_DIR")
        return cls(
            mode=mode,
            state_dir=state_dir,
            pack=_place(environ.get("SHIMIN_PACK", "city/pack/sanya")),
            responses=ROOT / "data" / "responses",
            host=environ.get("SHIMIN_BRAIN_HOST", "127.0.0.1"),
            port=_port(environ, "SHIMIN_BRAIN_PORT", "5005"),
            token=environ.get("SHIMIN_BRAIN_TOKEN") or None,
            brain_url=environ.get("SHIMIN_BRAIN_URL", "http://127.0.0.1:5005").rstrip("/"),
            actions_url=environ.get("SHIMIN_ACTIONS_URL", "http://127.0.0.1:5055").rstrip("/"),
            trainer_host=environ.get("SHIMIN_TRAINER_HOST", "127.0.0.1"),
            trainer_port=_port(environ, "SHIMIN_TRAINER_PORT", "5075"),
            model=_place(model) if model else None,
            models_dir=ROOT / "models",
            teaching_dir=_place(teaching) if teaching else state_dir / "teaching",
        )

    @property
    def tracker_file(self) -> Path:
        """The SQLite file of the conversations' trackers."""
        return self.state_dir / "brain.db"

    @property
    def releases_dir(self) -> Path:
        """One folder a release: its job, log, report and model."""
        return self.state_dir / "releases"

    @property
    def pointer_file(self) -> Path:
        """Says which model is live (`nlu.models`)."""
        return self.state_dir / "live.json"


def _place(path: str) -> Path:
    """A path; a relative one is meant from the project's root, wherever the process was started."""
    return ROOT / path


def _port(environ: Mapping[str, str], name: str, default: str) -> int:
    port = environ.get(name, default)
    if not port.isdigit():
        raise SettingsError(f"{name} must be a number, not {port!r}")
    return int(port)
