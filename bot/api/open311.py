"""``/open311/v2/*``: Open311 GeoReport v2, for other apps. Reading is free; writing needs a key (SHIMIN_OPEN311_CLIENTS)."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from bot.errors import BodyTooLarge, Danger, DoorError, InvalidField, JurisdictionUnknown, NotFound, ServiceUnknown
from bot.http import language_for
from bot.keys import CITY, METRICS, SETTINGS, TEXTS, TURNS
from bot.open311 import shapes
from bot.open311.clients import client_of
from bot.open311.formats import CONTENT_TYPES, Value, format_of, write
from bot.open311.intake import file
from bot.open311.parameters import Wanted, wanted_of
from city import errors as refusals
from city.bootstrap import City
from city.reports.published import PublicReport

BASE = "/open311/v2"
_FORMAT = r"{format:(?:\.(?:xml|json))?}"
_ID = r"{id:[^/.]{1,64}}"
_FORM_BYTES = 64 * 1024
"""Four thousand Chinese characters, percent-encoded, and what comes with them."""
_HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

routes = web.RouteTableDef()

Answer = tuple[str, Value]
"""The name of the root in XML, and what is in it."""
Handler = Callable[[web.Request], Awaitable[Answer]]


def spoken(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Answer in the format that was asked for, refusals too: ``errors`` with HTTP status and a description."""

    @functools.wraps(handler)
    async def answer(request: web.Request) -> web.Response:
        kind = format_of(request.match_info["format"], request.headers.get("Accept", ""))
        status = 200
        try:
            _check_jurisdiction(request)
            root, value = await handler(request)
        except DoorError as error:
            request.app[METRICS].refused.labels(code=error.code).inc()
            text = request.app[TEXTS].say(f"utter_error_{error.code}", language_for(request), **error.data)
            status, root, value = error.status, "errors", [{"code": error.status, "description": text}]
        body = write(kind, root, value)
        headers = _HEADERS | {"Cache-Control": "no-store"}
        return web.Response(
            text=body, status=status, content_type=CONTENT_TYPES[kind], charset="utf-8", headers=headers
        )

    return answer


@routes.get(f"{BASE}/discovery{_FORMAT}")
@spoken
async def discovery(request: web.Request) -> Answer:
    """Tell where the service is and in which formats it speaks."""
    settings, texts, language = request.app[SETTINGS], request.app[TEXTS], language_for(request)
    area = request.app[CITY].reports.kinds.area
    if area is None:
        raise NotFound
    document = shapes.discovery(
        f"{settings.public_url}{BASE}",
        area.changed_on.isoformat(),
        production=not settings.is_development,
        contact=texts.say("utter_open311_contact", language),
        key_service=texts.say("utter_open311_key_service", language),
    )
    return "discovery", document


@routes.get(f"{BASE}/services{_FORMAT}")
@spoken
async def services(request: web.Request) -> Answer:
    """List what can be reported."""
    reports, language = request.app[CITY].reports, language_for(request)
    kinds = reports.kinds.by_code.values()
    return "services", [shapes.service(kind, language, realtime=reports.realtime) for kind in kinds]


@routes.get(f"{BASE}/services/{_ID}{_FORMAT}")
@spoken
async def definition(request: web.Request) -> Answer:
    """Say what a report of this kind asks for besides place and words: nothing."""
    kind = request.app[CITY].reports.kinds.by_code.get(request.match_info["id"])
    if kind is None:
        raise ServiceUnknown
    return "service_definition", shapes.definition(kind)


@routes.post(f"{BASE}/requests{_FORMAT}")
@spoken
async def post(request: web.Request) -> Answer:
    """File a report."""
    form = await _form(request)
    client = client_of(request.app[SETTINGS].open311_clients, form.get("api_key") or request.query.get("api_key"))
    if form.get("jurisdiction_id"):
        _check_jurisdiction_id(request.app[CITY], form["jurisdiction_id"])
    if request.app[TURNS].lexicon.find(form.get("description", "")) is not None:
        raise Danger
    key = request.headers.get("Idempotency-Key")
    filed = await asyncio.to_thread(file, request.app[CITY], client, form, key)
    number = {"service_request_id": filed.report.ref} if filed.report.number else {"token": filed.report.token}
    notice = request.app[TEXTS].say(
        "utter_open311_notice", language_for(request), when=shapes.w3(filed.report.expected_at)
    )
    return "service_requests", [{**number, "service_notice": notice, "account_id": None}]


@routes.get(f"{BASE}/requests{_FORMAT}")
@spoken
async def requests(request: web.Request) -> Answer:
    """List reports by number, or by time, kind and state, as we know them."""
    city = request.app[CITY]
    wanted = wanted_of(request.query, city.clock.now())
    return _requests(request, await asyncio.to_thread(_find, city, wanted))


@routes.get(f"{BASE}/requests/{_ID}{_FORMAT}")
@spoken
async def one(request: web.Request) -> Answer:
    """Return one report, after asking the department what became of it."""
    found = await asyncio.to_thread(_one, request.app[CITY], request.match_info["id"].upper())
    return _requests(request, [found])


@routes.get(f"{BASE}/tokens/{_ID}{_FORMAT}")
@spoken
async def token(request: web.Request) -> Answer:
    """Return the number that a token has become; none while the department has not taken the report."""
    name = request.match_info["id"]
    found = await asyncio.to_thread(_of_token, request.app[CITY], name)
    return "service_requests", [{"service_request_id": found.ref if found.taken else None, "token": name}]


def _requests(request: web.Request, found: list[PublicReport]) -> Answer:
    kinds, language = request.app[CITY].reports.kinds, language_for(request)
    return "service_requests", [shapes.request(each, kinds.get(each.kind), language) for each in found]


def _find(city: City, wanted: Wanted) -> list[PublicReport]:
    if wanted.refs:
        return city.published.some([ref.upper() for ref in wanted.refs])
    return city.published.between(wanted.start, wanted.end, wanted.kinds, wanted.statuses)


def _one(city: City, ref: str) -> PublicReport:
    try:
        city.published.one(ref)
    except refusals.NotFound:
        raise NotFound from None
    city.reports.refresh(ref)
    return city.published.one(ref)


def _of_token(city: City, name: str) -> PublicReport:
    try:
        ref = city.published.by_token(name)
    except refusals.NotFound:
        raise NotFound from None
    return _one(city, ref)


async def _form(request: web.Request) -> Mapping[str, str]:
    """Read the form, each name once: of two values nobody could say which counts."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise InvalidField(field="Content-Type")
    try:
        body = await request.clone(client_max_size=_FORM_BYTES).read()
    except web.HTTPRequestEntityTooLarge:
        raise BodyTooLarge(limit=_FORM_BYTES) from None
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=100, errors="strict")
    except ValueError:
        raise InvalidField(field="body") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise InvalidField(field="body")
    return form


def _check_jurisdiction(request: web.Request) -> None:
    if request.query.get("jurisdiction_id"):
        _check_jurisdiction_id(request.app[CITY], request.query["jurisdiction_id"])


def _check_jurisdiction_id(city: City, name: str) -> None:
    """One city is served, so nobody need name it; whoever names another is told."""
    area = city.reports.kinds.area
    if area is None or name != area.jurisdiction:
        raise JurisdictionUnknown
