"""``python -m actions``: the action server. It opens the city first, so that what is missing is said at once."""

from __future__ import annotations

import logging
import os
import sys

from actions import _support, server
from actions.settings import Settings, SettingsError
from city.bootstrap import City
from city.packs import PackError
from city.people.envelope import KeyMissing
from city.settings import Settings as CitySettings
from city.settings import SettingsError as CitySettingsError


def main() -> int:
    """Serve until stopped; return 1 with one line if something needed is missing."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = Settings.from_env(os.environ)
        city = City.open(CitySettings.from_env(os.environ))
    except (SettingsError, CitySettingsError, KeyMissing, PackError) as missing:
        print(missing, file=sys.stderr)
        return 1
    _support.use_city(city)
    try:
        server.build(city.upkeep, settings.tick_seconds).run(
            host=settings.host, port=settings.port, single_process=True, access_log=False, motd=False
        )
    finally:
        city.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
