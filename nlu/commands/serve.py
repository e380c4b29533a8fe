"""`python -m nlu serve`: `rasa run` with our model, address and token, and without Rasa's own HTTP API."""

import argparse
import logging
import os
import sys

from nlu import quiet
from nlu.models import live_model
from nlu.settings import ROOT, Settings, SettingsError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options (none: all is settings)."""
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serves until told to stop."""
    try:
        settings = Settings.from_env(os.environ)
        if settings.token is None and settings.mode != "development":
            raise SettingsError(
                "SHIMIN_BRAIN_TOKEN is not set: outside development the brain answers nobody without it"
            )
        model = live_model(settings)
    except SettingsError as error:
        print(f"The brain cannot start: {error}", file=sys.stderr)
        return 1
    os.chdir(ROOT)
    quiet.set_up(logging.INFO)
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    serve_application(
        model_path=str(model),
        interface=settings.host,
        port=settings.port,
        credentials="credentials.yml",
        endpoints=AvailableEndpoints.read_endpoints("endpoints.yml"),
        enable_api=False,
    )
    return 0
