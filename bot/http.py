"""Small things that every handler does the same way: addresses, bodies, answers, the language of a refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping

from aiohttp import web

from bot.errors import BodyTooLarge, DoorError, InvalidJson
from bot.inbound import Language, as_language, parse_object
from bot.keys import METRICS, SAID, SETTINGS, TEXTS
from bot.language import accepted, first

_NO_STORE = {"Cache-Control": "no-store"}


def address_of(request: web.Request) -> str:
    """Return the citizen's address: as the outermost trusted proxy saw it, or the peer's."""
    proxies = request.app[SETTINGS].trusted_proxies
    if proxies:
        hops = [hop.strip() for hop in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
        if len(hops) >= proxies:
            return hops[-proxies]
    return request.remote or ""


async def body_of(request: web.Request) -> dict[str, object]:
    """Read the request's JSON object.

    Raises:
        BodyTooLarge, InvalidJson
    """
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise BodyTooLarge(limit=request.app[SETTINGS].limits.body_bytes) from None
    except (web.RequestPayloadError, ConnectionError):  # badly compressed, or cut off on the way
        raise InvalidJson from None
    return parse_object(body)


def remember(request: web.Request, *guesses: Language | None) -> None:
    """Keep the language in which a refusal of this request would be read, if one of the guesses says."""
    for guess in guesses:
        if guess is not None:
            request[SAID] = guess
            return


def answer(value: object, status: int = 200, headers: Mapping[str, str] = _NO_STORE) -> web.Response:
    """Return a JSON response; what the API says is personal, so by default nobody keeps it."""
    text = json.dumps(value, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json", headers=headers)


def refusal(request: web.Request, error: DoorError) -> web.Response:
    """Return an error in the citizen's language."""
    request.app[METRICS].refused.labels(code=error.code).inc()
    text = request.app[TEXTS].say(f"utter_error_{error.code}", language_for(request), **error.data)
    headers = dict(_NO_STORE)
    if "seconds" in error.data:
        headers["Retry-After"] = str(error.data["seconds"])
    return answer({"error": {"code": error.code, "message": text}}, error.status, headers)


def language_for(request: web.Request) -> Language:
    """Return the language of what the request carried, else of the page, else of the browser."""
    return first(
        [
            as_language(request.get(SAID)),
            as_language(request.query.get("lang")),
            accepted(request.headers.get("Accept-Language")),
        ]
    )
