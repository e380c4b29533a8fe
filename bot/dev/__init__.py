"""``/dev/*``: rehearsals and demonstrations, in development mode only, which binds to loopback (docs/api/dev.md)."""

from __future__ import annotations

from ipaddress import ip_address

from aiohttp import web

from bot.dev.routes import routes
from bot.errors import NotFound
from bot.middlewares import Handler

_OWN = {"none", "same-origin"}


def add_to(app: web.Application) -> None:
    """Give an app the rehearsal routes. Only a development app is given them."""
    app.add_routes(routes)
    app.middlewares.append(only_here)


@web.middleware
async def only_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep pages of other sites out of ``/dev/``: a browser on this machine would carry their requests in."""
    rehearses = request.path.startswith("/dev/")
    if rehearses and not (is_here(request) and request.headers.get("Sec-Fetch-Site", "none") in _OWN):
        raise NotFound
    return await handler(request)


def is_here(request: web.Request) -> bool:
    """Say whether this machine is asked by its own name: no page whose name was bent to point here gets in."""
    host = (request.url.host or "").lower()
    return host == "localhost" or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
