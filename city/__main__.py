"""Command line of the city: `python -m city setup`, and `python -m city reports` for a timer."""

from __future__ import annotations

import argparse
import os
import sys

from sqlalchemy.exc import SQLAlchemyError

from city.bootstrap import City
from city.packs import PackError
from city.people.envelope import KeyMissing
from city.settings import Settings, SettingsError
from city.setup import set_up
from ledger.errors import LedgerError

DONE, FAILED = 0, 1


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status; what goes wrong is said in one line."""
    parser = argparse.ArgumentParser(prog="python -m city", description="The services of the city.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("setup", help="create what is missing: vault key, tables, in development sample people")
    commands.add_parser("reports", help="hand over reports that wait, and ask what became of the open ones")
    command = parser.parse_args(arguments).command
    try:
        settings = Settings.from_env(os.environ)
        if command == "setup":
            set_up(settings)
        else:
            print(f"city reports: {_follow(settings)}")
    except (PackError, SettingsError, KeyMissing, LedgerError, SQLAlchemyError, OSError) as error:
        print(f"city setup: {_line(error)}", file=sys.stderr)
        return FAILED
    return DONE


def _follow(settings: Settings) -> str:
    """Hand over and refresh; return what was done in one line."""
    city = City.open(settings)
    try:
        sent = city.reports.hand_over_waiting()
        asked, in_vain = city.reports.refresh_open()
    finally:
        city.close()
    return f"{sent} handed over, {asked} asked about, {in_vain} without an answer"


def _line(error: Exception) -> str:
    """The first line of the message, without the SQL that SQLAlchemy adds."""
    original = getattr(error, "orig", None) or error
    return str(original).strip().splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())
