"""``/ledger/*``: the public log, as C2SP tlog-tiles lays it out: nothing personal, free for all to mirror."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.errors import NotFound, Unavailable
from bot.keys import LOG, SETTINGS
from ledger.errors import KeysMissingError, NotFoundError
from ledger.keys import load_jwks_text, load_policy_text
from ledger.log import LogReader
from ledger.tiles import ENTRIES, WIDTH, parse_path

routes = web.RouteTableDef()

# Verifiers are pages and programs of other people.
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_NEWEST = _OPEN | {"Cache-Control": "no-cache"}
_FOR_EVER = _OPEN | {"Cache-Control": "public, max-age=31536000, immutable"}
# A partial tile never changes either, but a wider one replaces it soon: keeping it long would only fill caches.
_FOR_NOW = _OPEN | {"Cache-Control": "public, max-age=60"}
_SELDOM = _OPEN | {"Cache-Control": "public, max-age=300"}


@routes.get("/ledger/checkpoint")
async def checkpoint(request: web.Request) -> web.Response:
    """Return the newest checkpoint."""
    try:
        text = await asyncio.to_thread(request.app[LOG].checkpoint)
    except NotFoundError:
        raise NotFound from None
    return web.Response(text=text, content_type="text/plain", charset="utf-8", headers=_NEWEST)


@routes.get("/ledger/{path:tile/.+}")
async def tile(request: web.Request) -> web.Response:
    """Return a tile or an entry bundle; a full one never changes."""
    try:
        # The raw path: what is percent-encoded is another spelling, and there is only one.
        path = parse_path(request.raw_path.partition("?")[0].removeprefix("/ledger/"))
        body = await asyncio.to_thread(_read, request.app[LOG], path.level, path.n, path.width)
    except NotFoundError:
        raise NotFound from None
    headers = _FOR_EVER if path.width == WIDTH else _FOR_NOW
    return web.Response(body=body, content_type="application/octet-stream", headers=headers)


@routes.get("/ledger/policy")
async def policy(request: web.Request) -> web.Response:
    """Return the trust policy: who signs the log and the receipts."""
    try:
        text = await asyncio.to_thread(load_policy_text, request.app[SETTINGS].keys_dir)
    except KeysMissingError:
        raise Unavailable from None
    return web.Response(text=text, content_type="text/plain", charset="utf-8", headers=_SELDOM)


@routes.get("/ledger/jwks.json")
async def jwks(request: web.Request) -> web.Response:
    """Return the departments' public keys."""
    try:
        text = await asyncio.to_thread(load_jwks_text, request.app[SETTINGS].keys_dir)
    except KeysMissingError:
        raise Unavailable from None
    return web.Response(text=text, content_type="application/json", headers=_SELDOM)


def _read(log: LogReader, level: int, n: int, width: int) -> bytes:
    return log.entries(n, width) if level == ENTRIES else log.tile(level, n, width)
