"""Lessons: what is validated and waits, as the change it would make; committing it; what was committed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import web

from bot.console.errors import LessonInvalid
from bot.console.guard import draw, member_of
from bot.console.inbox import Inbox
from bot.console.keys import INBOX, STAFF, TEACHING
from bot.console.lessons import Lesson
from bot.console.staff import Member
from bot.console.teaching import Teaching
from bot.inbox import InboxItem

routes = web.RouteTableDef()


@routes.get("/lessons")
async def listing(request: web.Request) -> web.Response:
    """Show what waits to be committed, with its difference, and the newest commits."""
    return await _listing(request)


@routes.post("/lessons")
async def commit(request: web.Request) -> web.Response:
    """Commit everything that waits, for a reason."""
    member, form, app = member_of(request, "teach"), await request.post(), request.app
    reason, turns = str(form.get("reason", "")), [str(turn) for turn in form.getall("turn", [])]
    names = await asyncio.to_thread(app[STAFF].names)
    try:
        revision = await asyncio.to_thread(_teach, app[INBOX], app[TEACHING], member, (reason, turns, names))
    except LessonInvalid as error:
        return await _listing(request, error, reason)
    return web.Response(status=303, headers={"Location": f"/lessons/{revision}" if revision else "/lessons"})


@routes.post("/lessons/put-back")
async def put_back(request: web.Request) -> web.Response:
    """Put one line back into the inbox."""
    member_of(request, "review")
    await asyncio.to_thread(request.app[INBOX].put_back, str((await request.post()).get("turn", "")))
    return web.Response(status=303, headers={"Location": "/lessons"})


@routes.get("/lessons/{revision}")
async def revision(request: web.Request) -> web.Response:
    """Show one commit."""
    member_of(request, "review")
    found, diff = await asyncio.to_thread(request.app[TEACHING].revision, request.match_info["revision"])
    return draw(request, "revision.html", revision=found, diff=diff)


async def _listing(request: web.Request, error: LessonInvalid | None = None, reason: str = "") -> web.Response:
    member_of(request, "review")
    app = request.app
    rows = await asyncio.to_thread(app[INBOX].validated)
    plan, history, names = await asyncio.gather(
        asyncio.to_thread(app[TEACHING].plan, _lessons(rows)),
        asyncio.to_thread(app[TEACHING].history),
        asyncio.to_thread(app[STAFF].names),
    )
    status = error.status if error else 200
    values = {"plan": plan, "history": history, "names": names}
    lines = list(zip(rows, _lessons(rows), strict=True))
    return draw(request, "lessons.html", status, error=error, reason=reason, lines=lines, **values)


def _lessons(rows: Sequence[InboxItem]) -> list[Lesson]:
    return [Lesson.of(row.label or {}) for row in rows]


def _teach(
    inbox: Inbox, teaching: Teaching, author: Member, asked: tuple[str, list[str], dict[str, str]]
) -> str | None:
    """Commit what the operator saw: what came in since waits for the next batch."""
    reason, turns, names = asked
    with teaching.alone():
        rows = [row for row in inbox.validated() if row.turn_id in set(turns)]
        if not rows:
            return None
        validators = sorted({names.get(row.labelled_by or "", "?") for row in rows})
        files = teaching.plan(_lessons(rows)).files
        revision = teaching.commit(files, author, reason, "\n".join(f"Validated-by: {name}" for name in validators))
        inbox.taught([row.turn_id for row in rows], revision)
    return revision
