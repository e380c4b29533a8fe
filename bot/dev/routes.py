"""The routes of rehearsals: what they do stands in ``city/dev.py``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

from bot import conversations
from bot.delivery import Delivery
from bot.errors import InvalidField, NotFound
from bot.http import answer, body_of
from bot.inbound import required_string
from bot.keys import CITY, SETTINGS, TURN, TURNS
from bot.sign_in import SIGNED_IN
from city import dev, errors
from city.packs import PackError

routes = web.RouteTableDef()

_INBOX_PAGE = Path(__file__).parent / "inbox.html"
_STYLE = Path(__file__).parent.parent / "console" / "static" / "console.css"


@routes.get("/dev/inbox")
async def inbox(request: web.Request) -> web.Response:
    """Show what would have been sent, newest first: as a page to a browser, as JSON to everybody else."""
    messages = await asyncio.to_thread(dev.inbox, request.app[CITY])
    if "text/html" not in request.headers.get("Accept", ""):
        return answer(messages)
    rows = "".join(
        f"<tr><td>{escape(message['at'])}</td><td>{escape(message['to'])}</td><td>{escape(message['template'])}</td>"
        f"<td>{escape(', '.join(f'{name} = {value}' for name, value in message['params'].items()))}</td></tr>"
        for message in messages
    )
    html = Template(_INBOX_PAGE.read_text(encoding="utf-8")).substitute(rows=rows)
    return web.Response(text=html, content_type="text/html", charset="utf-8", headers={"Cache-Control": "no-store"})


@routes.get("/dev/style.css")
async def style(request: web.Request) -> web.FileResponse:
    """Return the inbox page's style sheet, which is that of the staff's pages."""
    return web.FileResponse(_STYLE, headers={"Content-Type": "text/css; charset=utf-8", "Cache-Control": "no-cache"})


@routes.get("/dev/people")
async def people(request: web.Request) -> web.Response:
    """List the invented people, for whoever plays them."""
    return answer(await asyncio.to_thread(dev.people, request.app[CITY]))


@routes.post("/dev/sign-in")
async def sign_in(request: web.Request) -> web.Response:
    """Sign a sample person in without a code; the assistant goes on with the matter, as after a real sign-in."""
    fields = await body_of(request)
    token, person = required_string(fields, "conversation"), required_string(fields, "person")
    city, turns = request.app[CITY], request.app[TURNS]
    known = await asyncio.to_thread(conversations.find, city.db, token)
    try:
        await asyncio.to_thread(dev.sign_in, city, known.id, person)
    except errors.NotFound:
        raise NotFound from None
    reply = await turns.deliver(known, Delivery("external", SIGNED_IN))
    request[TURN] = reply.turn
    return answer(reply.to_json(with_trace=request.app[SETTINGS].is_development))


@routes.post("/dev/clock")
async def clock(request: web.Request) -> web.Response:
    """Set the city's clock, which ticks on, or give it back to the computer."""
    fields = await body_of(request)
    now = await asyncio.to_thread(dev.set_clock, request.app[CITY], _moment(fields.get("now")))
    return answer({"now": now.isoformat(timespec="seconds")})


@routes.post("/dev/outage")
async def outage(request: web.Request) -> web.Response:
    """Let an outside system be down, slow or talk garbage, or end that."""
    fields = await body_of(request)
    gateway, mode = required_string(fields, "gateway"), fields.get("mode")
    if not isinstance(mode, str | None):
        raise InvalidField(field="mode")
    city = request.app[CITY]

    def step() -> object:
        dev.outage(city, gateway, mode)
        return {"gateway": gateway, "mode": mode}

    return await _done(step)


@routes.post("/dev/given")
async def given(request: web.Request) -> web.Response:
    """Prepare what a rehearsal needs: all of it or nothing."""
    fields = await body_of(request)
    city = request.app[CITY]
    return await _done(lambda: dev.given(city, dict(fields)))


async def _done(step: Callable[[], object]) -> web.Response:
    """Do a step; whoever rehearses is told in plain words what is wrong with what they asked."""
    try:
        return answer(await asyncio.to_thread(step))
    except (ValueError, PackError) as error:
        return answer({"error": {"code": "given_invalid", "message": str(error)}}, 400)
    except errors.CityError as error:
        return answer({"error": {"code": error.code, "message": error.code}}, 400)


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
