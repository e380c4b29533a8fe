"""Command line of the city: `python -m city setup`."""

from __future__ import annotations

import argparse
import os
import sys

from sqlalchemy.exc import SQLAlchemyError

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
    parser.parse_args(arguments)
    try:
        set_up(Settings.from_env(os.environ))
    except (PackError, SettingsError, KeyMissing, LedgerError, SQLAlchemyError, OSError) as error:
        print(f"city setup: {_line(error)}", file=sys.stderr)
        return FAILED
    return DONE


def _line(error: Exception) -> str:
    """The first line of the message, without the SQL that SQLAlchemy adds."""
    original = getattr(error, "orig", None) or error
    return str(original).strip().splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())
