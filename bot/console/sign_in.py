"""Signing in with a link that was handed over, and out again. In development two invented people need no link."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.console.guard import cookie_name, draw
from bot.console.keys import MEMBER, STAFF
from bot.console.staff import NotInvited
from bot.dev import is_here
from bot.errors import NotFound
from bot.keys import SETTINGS

routes = web.RouteTableDef()

_HOME = "/inbox"


@routes.get("/sign-in")
async def page(request: web.Request) -> web.Response:
    """Say how one signs in."""
    samples = await asyncio.to_thread(request.app[STAFF].samples) if _rehearses(request) else []
    return draw(request, "sign_in.html", samples=samples, after=_after(request.query.get("next")))


@routes.post("/sign-in/sample")
async def sample(request: web.Request) -> web.StreamResponse:
    """Sign an invented person in: in development, from this machine."""
    if not _rehearses(request):
        raise NotFound
    form, staff = await request.post(), request.app[STAFF]
    known = {member.id for member in await asyncio.to_thread(staff.samples)}
    person = form.get("person")
    if person not in known:
        raise NotFound
    token = await asyncio.to_thread(staff.open, str(person))
    return _signed_in(request, token, _after(form.get("next")))


@routes.get("/invitations/{token}")
async def invitation(request: web.Request) -> web.Response:
    """Greet the person and wait for the button: a messenger that previews links must not use one up."""
    try:
        name = await asyncio.to_thread(request.app[STAFF].invited, request.match_info["token"])
    except NotInvited:
        return draw(request, "invitation.html", status=404, name=None)
    return draw(request, "invitation.html", name=name)


@routes.post("/invitations/{token}")
async def accept(request: web.Request) -> web.StreamResponse:
    """Sign the invited person in; the link is used up."""
    try:
        token = await asyncio.to_thread(request.app[STAFF].accept, request.match_info["token"])
    except NotInvited:
        return draw(request, "invitation.html", status=404, name=None)
    return _signed_in(request, token, _HOME)


@routes.post("/sign-out")
async def sign_out(request: web.Request) -> web.StreamResponse:
    """End this browser's session."""
    name = cookie_name(request)
    if MEMBER in request:
        await asyncio.to_thread(request.app[STAFF].sign_out, request.cookies[name])
    response = web.Response(status=303, headers={"Location": "/sign-in"})
    response.del_cookie(name, path="/", secure=not request.app[SETTINGS].is_development, httponly=True)
    return response


def _rehearses(request: web.Request) -> bool:
    return request.app[SETTINGS].is_development and is_here(request)


def _after(address: object) -> str:
    """Return where to go after the sign-in: a page of ours, whatever the address says."""
    text = address if isinstance(address, str) else ""
    return text if text.startswith("/") and not text.startswith(("//", "/\\")) else _HOME


def _signed_in(request: web.Request, token: str, after: str) -> web.Response:
    response = web.Response(status=303, headers={"Location": after})
    secure = not request.app[SETTINGS].is_development
    response.set_cookie(cookie_name(request), token, path="/", httponly=True, secure=secure, samesite="Strict")
    return response
