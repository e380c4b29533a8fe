"""`python -m nlu work`: the trainer. Runs release jobs and answers the console; imports no Rasa itself."""

import argparse
import logging
import os
import sys

from nlu.settings import Settings, SettingsError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options (none: all is settings)."""
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Works until told to stop."""
    try:
        settings = Settings.from_env(os.environ)
        if settings.token is None and settings.mode != "development":
            raise SettingsError(
                "SHIMIN_BRAIN_TOKEN is not set: outside development the trainer answers nobody without it"
            )
    except SettingsError as error:
        print(f"The trainer cannot start: {error}", file=sys.stderr)
        return 1
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    from aiohttp import web

    from nlu.releases.app import build

    web.run_app(build(settings), host=settings.trainer_host, port=settings.trainer_port, print=None, access_log=None)
    return 0
