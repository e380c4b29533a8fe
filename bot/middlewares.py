"""Around every request, outermost first: the access log, security headers, the address's rate limit, refusals."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.errors import DoorError, MethodNotAllowed, NotFound, ServerError
from bot.http import address_of, refusal
from bot.keys import ADDRESSES, METRICS, SETTINGS, TURN

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_log = logging.getLogger(__name__)

# No third party, no inline code, no plug-ins, in no frame. Pictures may be data: the page draws its own.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Receipts and conversations have their keys in addresses, so no address is ever told to anybody.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_WATCHED = frozenset({"/healthz", "/readyz", "/metrics"})
_HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


@web.middleware
async def log_access(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Write one line per request: the route, never the address with its keys, nor what was sent."""
    started = time.monotonic()
    response = await handler(request)
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "-"
    fields: dict[str, object] = {
        "method": request.method,
        "route": route,
        "status": response.status,
        "ms": round((time.monotonic() - started) * 1000),
    }
    if TURN in request:
        fields["turn"] = request[TURN]
    request.app[METRICS].requests.labels(method=request.method, route=route, status=response.status).inc()
    _log.info("request", extra={"fields": fields})
    return response


async def add_security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal ``on_response_prepare``: also event streams and files get the headers before they are sent."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    # aiohttp would tell its version, and Python's.
    response.headers["Server"] = "shimin"
    if request.app[SETTINGS].public_url.startswith("https:"):
        for name, value in _HSTS.items():
            response.headers.setdefault(name, value)


@web.middleware
async def limit_address(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Take one request from the address's bucket. Those who watch over the door may ask as often as they like."""
    if request.path not in _WATCHED:
        request.app[ADDRESSES].take(address_of(request))
    return await handler(request)


@web.middleware
async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals into answers, and everything unforeseen into an honest one; the log keeps where it came from."""
    try:
        return await handler(request)
    except DoorError as error:
        return refusal(request, error)
    except web.HTTPNotFound:
        return refusal(request, NotFound())
    except web.HTTPMethodNotAllowed as error:
        response = refusal(request, MethodNotAllowed())
        response.headers["Allow"] = error.headers["Allow"]
        return response
    except web.HTTPException:
        raise
    except Exception:
        _log.exception("a request failed", extra={"fields": {"turn": request.get(TURN)}})
        return refusal(request, ServerError())
