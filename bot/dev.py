"""``/dev/*``: rehearsals and demonstrations. Development mode only, which binds to loopback; see docs/api/dev.md."""

from __future__ import annotations

import asyncio
from datetime import datetime
from ipaddress import ip_address

from aiohttp import web

from bot import conversations
from bot.delivery import Delivery
from bot.errors import InvalidField, NotFound
from bot.http import answer, body_of
from bot.inbound import required_string
from bot.keys import CITY, SETTINGS, TURN, TURNS
from bot.middlewares import Handler
from bot.sign_in import SIGNED_IN
from city import errors as refusals
from city.clock import RehearsalClock, local

routes = web.RouteTableDef()


def add_to(app: web.Application) -> None:
    """Give an app the rehearsal routes. Only a development app is given them."""
    app.add_routes(routes)
    app.middlewares.append(only_here)


@web.middleware
async def only_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep pages of other sites out of ``/dev/``: a browser on this machine would carry their requests in."""
    if request.path.startswith("/dev/"):
        host = (request.url.host or "").lower()
        if host != "localhost" and not _is_loopback(host):
            raise NotFound
        if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
            raise NotFound
    return await handler(request)


@routes.post("/dev/sign-in")
async def sign_in(request: web.Request) -> web.Response:
    """Sign a sample person in without a code; the assistant goes on with the matter, as after a real sign-in."""
    fields = await body_of(request)
    token, person = required_string(fields, "conversation"), required_string(fields, "person")
    city, turns = request.app[CITY], request.app[TURNS]
    known = await asyncio.to_thread(conversations.find, city.db, token)
    try:
        await asyncio.to_thread(city.people.sign_in_sample, known.id, person)
    except refusals.NotFound:
        raise NotFound from None
    reply = await turns.deliver(known, Delivery("external", SIGNED_IN))
    request[TURN] = reply.turn
    return answer(reply.to_json(with_trace=request.app[SETTINGS].is_development))


@routes.post("/dev/clock")
async def clock(request: web.Request) -> web.Response:
    """Set the city's clock, or give it back to the computer."""
    fields = await body_of(request)
    now = _moment(fields.get("now"))
    rehearsal = request.app[CITY].clock
    assert isinstance(rehearsal, RehearsalClock), "a development city has a clock that can be set"
    await asyncio.to_thread(rehearsal.set, now)
    return answer({"now": local(await asyncio.to_thread(rehearsal.now)).isoformat(timespec="seconds")})


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidField(field="now")
    return moment


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
