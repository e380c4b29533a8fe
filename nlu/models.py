"""Finds the model that is live."""

from pathlib import Path

from nlu.settings import Settings, SettingsError


def live_model(settings: Settings) -> Path:
    """The model of SHIMIN_MODEL, else the newest one in models/.

    Raises:
        SettingsError: there is none.
    """
    if settings.model is not None:
        if not settings.model.is_file():
            raise SettingsError(f"SHIMIN_MODEL: no file {settings.model}")
        return settings.model
    models = sorted(settings.models_dir.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise SettingsError("no model in models/: run `python -m nlu train` first")
    return models[-1]
