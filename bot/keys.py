"""What handlers find in the app, each under a typed key."""

from __future__ import annotations

from aiohttp import ClientSession, web

from bot.hub import Hub
from bot.limits import Buckets
from bot.metrics import Metrics
from bot.settings import Settings
from bot.texts import Texts
from bot.turns import Turns
from city.bootstrap import City
from ledger.log import LogReader

SETTINGS = web.AppKey("settings", Settings)
CITY = web.AppKey("city", City)
SESSION = web.AppKey("session", ClientSession)
TEXTS = web.AppKey("texts", Texts)
TURNS = web.AppKey("turns", Turns)
HUB = web.AppKey("hub", Hub)
METRICS = web.AppKey("metrics", Metrics)
ADDRESSES = web.AppKey("addresses", Buckets)
"""The rate limit per address."""
LOG = web.AppKey("log", LogReader)

TURN = web.RequestKey("turn", str)
"""Where a request remembers the turn it was about, for the access log."""
SAID = web.RequestKey("said", str)
"""Where a request remembers the language of what it carried, for the words of a refusal."""
