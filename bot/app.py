"""The two apps of the front door: citizens on one port, staff on the other. Nothing is opened before they start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import ClientSession, TCPConnector, web

from bot import console, dev
from bot.api import appointments, events, health, ledger, messages, open311, pages, receipts, sign_in
from bot.brain import Brain
from bot.emergency import Lexicon
from bot.hub import Hub
from bot.keys import ADDRESSES, CITY, HUB, LOG, METRICS, SESSION, SETTINGS, TEXTS, TURNS
from bot.limits import Buckets
from bot.locks import Locks
from bot.metrics import Metrics
from bot.middlewares import add_security_headers, limit_address, log_access, refuse
from bot.secret import Secret
from bot.settings import Settings
from bot.texts import Texts
from bot.turns import Turns
from city.bootstrap import City
from ledger.log import LogReader

_DRAIN_SECONDS = 2.0


def create_app(settings: Settings, city: City) -> web.Application:
    """Return the app for citizens. The city is the caller's to close."""
    app = _bare(settings, city, Metrics())
    app[HUB] = Hub(settings.limits.listeners)
    app.cleanup_ctx.append(_tables)
    app.cleanup_ctx.append(_parts)
    app.on_shutdown.append(_end_streams)
    for room in (health, messages, events, sign_in, receipts, appointments, ledger, open311, pages):
        app.add_routes(room.routes)
    if settings.is_development:
        dev.add_to(app)
    return app


def create_staff_app(settings: Settings, city: City, metrics: Metrics) -> web.Application:
    """Return the app for staff; ``metrics`` are those of the citizens' app, for there is one process."""
    app = _bare(settings, city, metrics)
    app.cleanup_ctx.append(_session)
    app.add_routes(health.routes)
    console.add_to(app)
    return app


def _bare(settings: Settings, city: City, metrics: Metrics) -> web.Application:
    limits = settings.limits
    app = web.Application(
        middlewares=[log_access, refuse, limit_address],
        client_max_size=limits.body_bytes,
    )
    app[SETTINGS] = settings
    app[CITY] = city
    app[METRICS] = metrics
    app[LOG] = LogReader(city.db.engine)
    app[TEXTS] = Texts.read(settings.responses)
    app[ADDRESSES] = Buckets(limits.address_burst, limits.address_rate)
    app.on_response_prepare.append(add_security_headers)
    return app


async def _tables(app: web.Application) -> AsyncIterator[None]:
    """The city cannot know the door's tables, so the door creates what is missing of them."""
    await asyncio.to_thread(app[CITY].db.create_tables)
    yield


async def _session(app: web.Application) -> AsyncIterator[None]:
    async with ClientSession(connector=TCPConnector(limit=200, keepalive_timeout=30)) as session:
        app[SESSION] = session
        yield


async def _parts(app: web.Application) -> AsyncIterator[None]:
    settings, city, limits = app[SETTINGS], app[CITY], app[SETTINGS].limits
    async with ClientSession(connector=TCPConnector(limit=200, keepalive_timeout=30)) as session:
        turns = app[TURNS] = Turns(
            city=city,
            brain=Brain(session, settings.brain_url, settings.brain_token, settings.patience),
            texts=app[TEXTS],
            lexicon=Lexicon.read(),
            secret=await asyncio.to_thread(Secret.open, settings.keys_dir),
            hub=app[HUB],
            metrics=app[METRICS],
            locks=Locks(limits.waiting_turns),
            buckets=Buckets(limits.conversation_burst, limits.conversation_rate),
        )
        yield
        await turns.drain(_DRAIN_SECONDS)


async def _end_streams(app: web.Application) -> None:
    app[HUB].close()
