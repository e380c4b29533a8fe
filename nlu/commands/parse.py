"""`python -m nlu parse`: reads one message a line, prints what is understood."""

import argparse
import json
import os
import sys
from datetime import datetime

from nlu import quiet
from nlu.models import live_model
from nlu.moment import CITY_TIME, parse_moment
from nlu.settings import Settings, SettingsError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("--now", help="ISO date-time the messages are said at; this machine's time if absent")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line (the only form there is, so far the default)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Parses standard input."""
    try:
        now = parse_moment(options.now) if options.now else datetime.now(CITY_TIME)
        model = live_model(Settings.from_env(os.environ))
    except (ValueError, SettingsError) as error:
        print(f"parse: {error}", file=sys.stderr)
        return 2
    quiet.set_up()
    from nlu.live import LiveNlu

    live = LiveNlu(model, now.isoformat())
    for line in sys.stdin:
        text = line.rstrip("\n")
        for understood in live.understand([text]):
            print(json.dumps(understood.as_json(), ensure_ascii=False), flush=True)
    return 0
