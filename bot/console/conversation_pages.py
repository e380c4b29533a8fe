"""A conversation as staff may read it, with tokens in place of numbers, and the press that makes a test of it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence

from aiohttp import web

from bot.console import retelling
from bot.console.errors import LessonInvalid
from bot.console.guard import draw, member_of
from bot.console.keys import TEACHING
from bot.console.retelling import Told
from bot.console.staff import Member
from bot.console.teaching import Teaching
from bot.keys import CITY
from city.people.samples import load_people

routes = web.RouteTableDef()

_NAME = re.compile(r"[a-z0-9][a-z0-9_]{2,59}")
_ABOUT_CHARS = 200

_log = logging.getLogger(__name__)


@routes.get("/conversations/{conversation}")
async def page(request: web.Request) -> web.Response:
    """Show a conversation. Who read it is logged."""
    member, conversation = member_of(request, "review"), request.match_info["conversation"]
    told = await asyncio.to_thread(retelling.read, request.app[CITY].db, conversation)
    _log.info("conversation read", extra={"fields": {"staff": member.id, "conversation": conversation}})
    return await _page(request, told)


@routes.post("/conversations/{conversation}/test")
async def keep(request: web.Request) -> web.Response:
    """Make a test of it: one commit in the data repository."""
    member, form, app = member_of(request, "teach"), await request.post(), request.app
    told = await asyncio.to_thread(retelling.read, app[CITY].db, request.match_info["conversation"])
    name, about = str(form.get("name", "")).strip(), " ".join(str(form.get("about", "")).split())
    try:
        text = retelling.retold(told, _checked(name, about), await _person(request))
        path = f"conversations/{retelling.language_of(told)}/{name}.yml"
        revision = await asyncio.to_thread(_keep, app[TEACHING], member, path, (text, about))
    except LessonInvalid as error:
        return await _page(request, told, error, (name, about))
    return web.Response(status=303, headers={"Location": f"/lessons/{revision}"})


async def _page(
    request: web.Request, told: Sequence[Told], error: LessonInvalid | None = None, given: tuple[str, str] = ("", "")
) -> web.Response:
    return draw(
        request,
        "conversation.html",
        error.status if error else 200,
        told=told,
        folder=retelling.language_of(told),
        file=retelling.retold(told, given[1] or "…", await _person(request)),
        error=error,
        given=given,
    )


async def _person(request: web.Request) -> str:
    """Return the invented person who plays whoever signed in."""
    people = await asyncio.to_thread(load_people, request.app[CITY].settings.pack)
    return people[0].code


def _checked(name: str, about: str) -> str:
    if not _NAME.fullmatch(name):
        raise LessonInvalid("name")
    if not 0 < len(about) <= _ABOUT_CHARS:
        raise LessonInvalid("about")
    return about


def _keep(teaching: Teaching, author: Member, path: str, content: tuple[str, str]) -> str:
    text, about = content
    with teaching.alone():
        if teaching.has(path):
            raise LessonInvalid("name_taken")
        return teaching.commit({path: text}, author, about)
