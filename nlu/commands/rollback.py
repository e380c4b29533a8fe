"""`python -m nlu rollback`: puts the model before the live one back."""

import argparse
import json
import os
import sys

from nlu.releases.activation import Activation, Brain, Refused
from nlu.releases.store import Store
from nlu.settings import Settings, SettingsError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("--by", required=True, help="who takes it back: a staff id")
    parser.add_argument("--reason", required=True, help="why")
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Rolls back; 1 when it cannot be."""
    try:
        settings = Settings.from_env(os.environ)
        answer = Activation(settings, Store(settings), Brain(settings)).rollback(options.by, options.reason)
    except Refused as refused:
        print(f"rollback: {refused.code}", file=sys.stderr)
        return 1
    except SettingsError as error:
        print(f"rollback: {error}", file=sys.stderr)
        return 2
    print(json.dumps(answer) if options.json else f"{answer['model']} is live again, {answer['previous']} is not")
    return 0
