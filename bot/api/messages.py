"""``/api/v1/messages``: say something, and read what was said."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot import conversations
from bot.errors import InvalidField
from bot.http import address_of, answer, body_of, remember
from bot.inbound import parse_language, parse_message
from bot.keys import CITY, SETTINGS, TURN, TURNS
from bot.language import language_of
from bot.transcript import entries
from city.bootstrap import City
from city.clock import local

_NUMBER_DIGITS = 9

routes = web.RouteTableDef()


@routes.post("/api/v1/messages")
async def post(request: web.Request) -> web.Response:
    """Take one message and return the assistant's answer to it."""
    settings = request.app[SETTINGS]
    fields = await body_of(request)
    text = fields.get("text")
    remember(request, language_of(text) if isinstance(text, str) else None, parse_language(fields))
    inbound = parse_message(fields, settings.limits.text_chars)
    reply = await request.app[TURNS].take(inbound, address_of(request))
    request[TURN] = reply.turn
    return answer(reply.to_json(with_trace=settings.is_development))


@routes.get("/api/v1/messages")
async def get(request: web.Request) -> web.Response:
    """Return the conversation so far, or what is new in it ``after`` a message."""
    token = conversation_in(request)
    after = number_in(request.query.get("after"), "after")
    return answer(await asyncio.to_thread(_history, request.app[CITY], token, after))


def conversation_in(request: web.Request) -> str:
    """Return the conversation's token from the address.

    Raises:
        InvalidField: there is none.
    """
    token = request.query.get("conversation")
    if not token:
        raise InvalidField(field="conversation")
    return token


def number_in(text: str | None, field: str) -> int:
    """Return the number of a message, 0 when none is given.

    Raises:
        InvalidField: it is not one.
    """
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS):
        raise InvalidField(field=field)
    return int(text)


def _history(city: City, token: str, after: int) -> dict[str, object]:
    known = conversations.find(city.db, token)
    with city.db.read() as session:
        found = entries(session, known.id, after)
    messages = [entry.to_json(city.vault.display) for entry in found]
    now = local(city.clock.now()).isoformat(timespec="seconds")
    return {"conversation": token, "language": known.language, "now": now, "messages": messages}
