"""``python -m bot``: the front door, citizens on SHIMIN_PORT and staff on SHIMIN_STAFF_PORT.

``python -m bot invite NAME ROLE`` prints a link that signs somebody of the staff in once.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot import logs
from bot.app import create_app, create_staff_app
from bot.console.roles import ROLES
from bot.console.staff import Staff
from bot.keys import METRICS
from bot.settings import Settings, SettingsError
from city.bootstrap import City
from city.packs import PackError
from city.people.envelope import KeyMissing
from city.settings import Settings as CitySettings
from city.settings import SettingsError as CitySettingsError
from ledger.errors import LedgerError

_SHUTDOWN_SECONDS = 4.0
_THREADS = 16
"""Blocking calls at once, each a short step of the database: the default of a small machine would be six."""

_log = logging.getLogger("bot")


async def serve(settings: Settings, city: City) -> None:
    """Serve both apps until the process is told to stop."""
    citizens = create_app(settings, city)
    staff = create_staff_app(settings, city, citizens[METRICS])
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_THREADS, "door"))
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    places = ((citizens, settings.host, settings.port), (staff, settings.staff_host, settings.staff_port))
    runners = [web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS) for app, _, _ in places]
    try:
        for runner, (_, host, port) in zip(runners, places, strict=True):
            await runner.setup()
            await web.TCPSite(runner, host, port).start()
        _log.info("listening", extra={"fields": {"citizens": settings.port, "staff": settings.staff_port}})
        await stop.wait()
    finally:
        for runner in runners:
            await runner.cleanup()


def invite(settings: Settings, city: City, name: str, role: str) -> int:
    """Print a link for a new or known member of the staff."""
    city.db.create_tables()
    try:
        token = Staff(city.db).invite(name, role)
    except ValueError as error:
        print(f"nobody was invited: {error}", file=sys.stderr)
        return 2
    print(f"{settings.staff_url}/invitations/{token}")
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="The front door: citizens and staff.")
    commands = parser.add_subparsers(dest="command")
    inviting = commands.add_parser("invite", help="print a link that signs somebody of the staff in once")
    inviting.add_argument("name")
    inviting.add_argument("role", choices=ROLES)
    return parser.parse_args()


def main() -> int:
    """Run the front door, or one command of it; return the exit status."""
    asked = arguments()
    logs.configure()
    try:
        city_settings = CitySettings.from_env(os.environ)
        settings = Settings.from_env(os.environ, city_settings)
        city = City.open(city_settings)
    except (SettingsError, CitySettingsError, PackError, KeyMissing, LedgerError, SQLAlchemyError, OSError) as error:
        print(f"the front door cannot open: {error}".splitlines()[0], file=sys.stderr)
        return 2
    try:
        if asked.command == "invite":
            return invite(settings, city, asked.name, asked.role)
        asyncio.run(serve(settings, city))
    except OSError as error:
        print(f"cannot listen: {error.strerror}", file=sys.stderr)
        return 1
    finally:
        city.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
