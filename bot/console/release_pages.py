"""Releases: start one, watch it, compare it, let it go live, go back."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from bot.console.comparison import view_of
from bot.console.errors import ConsoleError, LessonInvalid, TrainerRefused, TrainerUnavailable
from bot.console.guard import draw, member_of
from bot.console.keys import INBOX, RELEASING, STAFF, TRAINER
from bot.console.lessons import Lesson
from bot.console.releasing import checked_reason
from bot.console.trainer import Release
from bot.errors import NotFound
from bot.keys import CITY, SETTINGS

routes = web.RouteTableDef()

_LINES = 2_000


@routes.get("/releases")
async def listing(request: web.Request) -> web.Response:
    """List releases and changes of the live model; the changes are known even when the trainer is down."""
    return await _listing(request)


@routes.post("/releases")
async def start(request: web.Request) -> web.Response:
    """Start a release: train, measure, compare."""
    member, app = member_of(request, "release"), request.app
    reason = str((await request.post()).get("reason", ""))
    try:
        real = await asyncio.to_thread(app[INBOX].real)
        release = await app[TRAINER].start(member.id, checked_reason(reason), [_measured(one) for one in real])
    except (LessonInvalid, TrainerRefused, TrainerUnavailable) as error:
        return await _listing(request, error, reason)
    return _to(f"/releases/{release}")


@routes.get("/releases/{release}")
async def one(request: web.Request) -> web.Response:
    """Show one release."""
    return await _one(request)


@routes.get("/releases/{release}/progress")
async def progress(request: web.Request) -> web.Response:
    """Return how far it is, announced only when the state is another; once it has ended, have the page loaded again."""
    member_of(request, "review")
    release = await _found(request)
    response = draw(request, "progress.html", release=release, news=release.state != request.query.get("state"))
    if not release.runs:
        response.headers["HX-Refresh"] = "true"
    return response


@routes.get("/releases/{release}/log")
async def log(request: web.Request) -> web.Response:
    """Return the next lines of the log, and what asks for those after them."""
    member_of(request, "review")
    name, start = request.match_info["release"], request.query.get("from", "0")
    if not start.isdecimal():
        raise NotFound
    lines, after, done = await request.app[TRAINER].log(name, int(start))
    return draw(request, "log.html", name=name, lines=lines[-_LINES:], after=after, done=done)


@routes.post("/releases/{release}/cancel")
async def cancel(request: web.Request) -> web.Response:
    """Stop a job."""
    member_of(request, "release")
    return await _step(request, request.app[TRAINER].cancel(request.match_info["release"]))


@routes.post("/releases/{release}/ask")
async def ask(request: web.Request) -> web.Response:
    """Ask for a second person."""
    member = member_of(request, "release")
    return await _step(request, request.app[RELEASING].ask(member, request.match_info["release"]))


@routes.post("/releases/{release}/activate")
async def activate(request: web.Request) -> web.Response:
    """Let the model go live."""
    member, form = member_of(request, "release"), await request.post()
    step = request.app[RELEASING].activate(member, request.match_info["release"], str(form.get("reason", "")))
    return await _step(request, step)


@routes.get("/roll-back")
async def confirm_roll_back(request: web.Request) -> web.Response:
    """Say what would go and what would come back."""
    member_of(request, "roll_back")
    return draw(request, "roll_back.html", live=await request.app[TRAINER].live(), error=None, reason="")


@routes.post("/roll-back")
async def roll_back(request: web.Request) -> web.Response:
    """Go back to the model before."""
    member, reason = member_of(request, "roll_back"), str((await request.post()).get("reason", ""))
    try:
        await request.app[RELEASING].roll_back(member, reason)
    except (LessonInvalid, TrainerRefused) as error:
        live = await request.app[TRAINER].live()
        return draw(request, "roll_back.html", error.status, live=live, error=error, reason=reason)
    return _to("/releases")


async def _listing(request: web.Request, error: ConsoleError | None = None, reason: str = "") -> web.Response:
    member_of(request, "review")
    app = request.app
    live: dict[str, Any] | None = None
    releases: list[Release] = []
    try:
        await app[RELEASING].settle()
        live, releases = await asyncio.gather(app[TRAINER].live(), app[TRAINER].releases())
    except (TrainerUnavailable, TrainerRefused) as failure:
        error = error or failure
    return draw(
        request,
        "releases.html",
        error.status if error else 200,
        error=error,
        reason=reason,
        live=live,
        releases=releases,
        done=await app[RELEASING].done(),
        names=await asyncio.to_thread(app[STAFF].names),
        receipts=app[CITY].receipts,
        public_url=app[SETTINGS].public_url,
    )


async def _one(request: web.Request, error: ConsoleError | None = None) -> web.Response:
    member, app = member_of(request, "review"), request.app
    release = await _found(request)
    wanted = await app[RELEASING].requested(release.id)
    return draw(
        request,
        "release.html",
        error.status if error else 200,
        error=error,
        release=release,
        view=view_of(release.report) if release.report else None,
        wanted=wanted,
        second=wanted is not None and member.may("approve") and member.id not in {wanted.by, release.author},
        names=await asyncio.to_thread(app[STAFF].names),
        me=member.id,
    )


async def _found(request: web.Request) -> Release:
    try:
        return await request.app[TRAINER].release(request.match_info["release"])
    except TrainerRefused as error:
        if error.reason == "not_found":
            raise NotFound from None
        raise


async def _step(request: web.Request, step: Any) -> web.Response:
    """Take a step and show the release again, with the refusal if there is one."""
    try:
        await step
    except (LessonInvalid, TrainerRefused) as error:
        return await _one(request, error)
    return _to(f"/releases/{request.match_info['release']}")


def _measured(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as the trainer measures by it: entities by name and value."""
    values = [(one.entity, one.value or lesson.text[one.start : one.end]) for one in lesson.entities]
    return {**lesson.to_json(), "entities": [{"entity": entity, "value": value} for entity, value in values]}


def _to(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})
