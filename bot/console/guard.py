"""Around every request of the staff's pages: who it is, whether a form is really theirs, refusals as pages.

Nothing is open unless it is named here, so a route that somebody adds is closed until somebody decides otherwise.
"""

from __future__ import annotations

import asyncio
import hmac
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.console.errors import ConsoleError, Forbidden
from bot.console.keys import MEMBER, PAGES, STAFF
from bot.console.pages import html
from bot.console.roles import Permission
from bot.console.staff import Member
from bot.errors import DoorError, NotFound
from bot.http import language_for
from bot.inbound import Language, as_language
from bot.keys import SETTINGS
from bot.middlewares import Handler

CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
COOKIE_LANGUAGE = "language"

_OPEN = frozenset({"/", "/healthz", "/readyz", "/metrics", "/sign-in", "/sign-in/sample"})
_OPEN_FOLDERS = ("/files/", "/invitations/")
_SAFE = frozenset({"GET", "HEAD"})
_MACHINES = frozenset({"/healthz", "/readyz", "/metrics"})
_A_YEAR = 365 * 24 * 3600


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through who may, and keep the language that somebody chose."""
    if request.path in _MACHINES:
        return await handler(request)
    try:
        response = await _guarded(request, handler)
    except (ConsoleError, DoorError) as error:
        response = refused(request, error)
    except web.HTTPNotFound:
        response = refused(request, NotFound())
    # Under "no-referrer" browsers do not tell the origin of a form even to its own site, and we would refuse it.
    response.headers["Referrer-Policy"] = "same-origin"
    chosen = as_language(request.query.get("lang"))
    if chosen:
        response.set_cookie(COOKIE_LANGUAGE, chosen, max_age=_A_YEAR, httponly=True, samesite="Strict")
    return response


async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    token = request.cookies.get(cookie_name(request))
    member = await asyncio.to_thread(request.app[STAFF].recognise, token) if token else None
    if member is not None:
        request[MEMBER] = member
    if request.method not in _SAFE:
        require_same_site(request)
    if is_open(request.path) or request.match_info.http_exception is not None:
        return await handler(request)
    if member is None:
        if request.method in _SAFE and not is_part(request):
            return web.Response(status=303, headers={"Location": f"/sign-in?next={quote(request.path_qs, safe='')}"})
        raise Forbidden
    if request.method not in _SAFE:
        await _require_token(request, member)
    return await handler(request)


def is_open(path: str) -> bool:
    """Say whether a page can be seen without signing in."""
    return path in _OPEN or path.startswith(_OPEN_FOLDERS)


def is_part(request: web.Request) -> bool:
    """Say whether a page that is open asks for a part of itself."""
    return request.headers.get("HX-Request") == "true"


def require_same_site(request: web.Request) -> None:
    """Refuse what another site's page sends with our cookie.

    Raises:
        Forbidden: the browser says so, or says nothing at all.
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin"} or not origin or urlsplit(origin).netloc != request.host:
        raise Forbidden


async def _require_token(request: web.Request, member: Member) -> None:
    sent = request.headers.get(CSRF_HEADER) or (await request.post()).get(CSRF_FIELD)
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), member.csrf.encode()):
        raise Forbidden


def member_of(request: web.Request, permission: Permission) -> Member:
    """Return who is signed in.

    Raises:
        Forbidden: their role does not allow it.
    """
    if MEMBER not in request or not request[MEMBER].may(permission):
        raise Forbidden
    return request[MEMBER]


def cookie_name(request: web.Request) -> str:
    """Return the session cookie's name; the prefix makes browsers refuse one that is not secure."""
    return "staff" if request.app[SETTINGS].is_development else "__Host-staff"


def language_of(request: web.Request) -> Language:
    """Return the language asked for, else the one chosen before, else the browser's."""
    return as_language(request.query.get("lang") or request.cookies.get(COOKIE_LANGUAGE)) or language_for(request)


def draw(request: web.Request, template: str, status: int = 200, **values: object) -> web.Response:
    """Return a page with what every page shows around it."""
    member = request.get(MEMBER)
    common = {"member": member, "csrf": member.csrf if member else "", "path": request.path}
    query = [(key, value) for key, value in request.query.items() if key != "lang"]
    text = request.app[PAGES].draw(template, language_of(request), query=query, **common, **values)
    return html(text, status)


def refused(request: web.Request, error: ConsoleError | DoorError) -> web.Response:
    """Return a refusal as a page, or as the part of one."""
    code = error.code if error.code in request.app[PAGES].words["zh"]["errors"] else "server_error"
    name = "refusal_part.html" if is_part(request) else "refusal.html"
    return draw(request, name, error.status, code=code, reason=getattr(error, "reason", None))
