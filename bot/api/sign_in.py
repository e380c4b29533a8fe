"""``/api/v1/sign-in``: a one-time code to a phone, as the sign-in card asks for it."""

from __future__ import annotations

import asyncio
from math import ceil

from aiohttp import web

from bot import conversations
from bot.delivery import Delivery
from bot.errors import PhoneInvalid, TooManyCodes
from bot.http import answer, body_of, remember
from bot.inbound import message_id, parse_language, required_string
from bot.keys import CITY, SETTINGS, TURN, TURNS
from city import errors as refusals
from city.bootstrap import City
from city.clock import local

routes = web.RouteTableDef()


@routes.post("/api/v1/sign-in")
async def start(request: web.Request) -> web.Response:
    """Send a code to the phone; the answer is the same for every phone, known or not."""
    fields = await body_of(request)
    remember(request, parse_language(fields))
    token, phone = required_string(fields, "conversation"), required_string(fields, "phone")
    return answer(await asyncio.to_thread(_start, request.app[CITY], token, phone))


@routes.post("/api/v1/sign-in/verify")
async def verify(request: web.Request) -> web.Response:
    """Try a code; the assistant then goes on with the matter, or says what is wrong with the code.

    ``signed_in`` tells the card which of the two it was.
    """
    fields = await body_of(request)
    language = parse_language(fields)
    remember(request, language)
    token, code = required_string(fields, "conversation"), required_string(fields, "code")
    turns, city = request.app[TURNS], request.app[CITY]
    known = await asyncio.to_thread(conversations.find, city.db, token)
    turns.buckets.take(known.id)
    reply = await turns.deliver(known, Delivery("code", code, message_id(fields), language))
    request[TURN] = reply.turn
    actor = await asyncio.to_thread(city.people.actor, known.id)
    return answer(reply.to_json(with_trace=request.app[SETTINGS].is_development) | {"signed_in": actor.level == "code"})


def _start(city: City, token: str, phone: str) -> dict[str, object]:
    known = conversations.find(city.db, token)
    try:
        started = city.people.start_sign_in(known.id, phone)
    except (refusals.NotAPhone, refusals.VaultExpired):
        raise PhoneInvalid from None
    except refusals.TooManyCodes as refusal:
        wait = (refusal.retry_at - city.clock.now()).total_seconds()
        raise TooManyCodes(seconds=max(1, ceil(wait))) from None
    return {
        "sent": True,
        "expires_at": local(started.expires_at).isoformat(timespec="seconds"),
        "phone": started.masked_phone,
    }
