"""`python -m nlu check`: the responses match across languages, and everything the dialogue says exists."""

import argparse
import itertools
import os
import sys
from collections.abc import Iterator
from typing import Any

import yaml

from nlu.parity import compare, missing, used_in_dialogue, used_in_python, well_formed
from nlu.responses import CatalogueError, read
from nlu.settings import ROOT, Settings

ALWAYS = ("utter_error_server_error",)
"""What the response catalogue itself says when another response cannot be given."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options (none)."""
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints one line a fault; 1 if there is any."""
    try:
        faults = main_faults()
    except CatalogueError as error:
        print(f"check: {error}", file=sys.stderr)
        return 1
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults in the responses")
    return 1 if faults else 0


def main_faults() -> list[str]:
    """The faults of the project's own responses.

    Raises:
        CatalogueError: a file cannot be read as responses at all.
    """
    catalogue = read(Settings.from_env(os.environ).responses)
    domain: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return compare(catalogue) + well_formed(catalogue, _intents(domain)) + missing(catalogue, _used(domain))


def _intents(domain: dict[str, Any]) -> set[str]:
    return {name for entry in domain.get("intents") or [] for name in (entry if isinstance(entry, dict) else [entry])}


def _used(domain: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    return itertools.chain(
        (("nlu/response_catalogue.py", key, False) for key in ALWAYS),
        used_in_python(ROOT / "actions"),
        used_in_dialogue(ROOT / "data" / "rules", domain),
        used_in_dialogue(ROOT / "data" / "stories", domain),
    )
