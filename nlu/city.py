"""The city this process serves: its catalogue's names and the cutter that knows them, read once and shared."""

import os
from functools import lru_cache

from nlu.pack import Pack
from nlu.settings import Settings
from nlu.tokens import Cutter


@lru_cache(maxsize=1)
def city_pack() -> Pack:
    """The pack of SHIMIN_PACK."""
    return Pack.read(Settings.from_env(os.environ).pack)


@lru_cache(maxsize=1)
def city_cutter() -> Cutter:
    """One cutter for all components: jieba's dictionary takes some 100 MB."""
    return Cutter(city_pack().chinese_names())
