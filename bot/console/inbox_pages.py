"""The inbox: a list to choose from, one message to decide about, and the way from one to the next."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from aiohttp import web
from multidict import MultiDictProxy

from bot.console.errors import LessonInvalid, Taken, TrainerRefused, TrainerUnavailable
from bot.console.guard import draw, member_of
from bot.console.inbox import BANDS, Filters
from bot.console.keys import INBOX, STAFF, TEACHABLE, TRAINER
from bot.console.lessons import LANGUAGES, OUT_OF_SCOPE, Entity, Lesson
from bot.inbox import WAITING

routes = web.RouteTableDef()

Form = MultiDictProxy[str | bytes | bytearray | web.FileField]


@routes.get("/inbox")
async def listing(request: web.Request) -> web.Response:
    """List what waits, least confident first."""
    member, app = member_of(request, "review"), request.app
    filters, after = Filters.of(request.query), request.query.get("after", "")
    page, choices, names = await asyncio.gather(
        asyncio.to_thread(app[INBOX].page, filters, after),
        asyncio.to_thread(app[INBOX].choices),
        asyncio.to_thread(app[STAFF].names),
    )
    more = urlencode({**filters.query(), "after": page.after}) if page.after else None
    return draw(
        request,
        "inbox.html",
        page=page,
        filters=filters,
        filter_query=urlencode(filters.query()),
        more=more,
        choices=choices,
        bands=list(BANDS),
        names=names,
        me=member.id,
        said={name: request.query.get(name, "") for name in ("kept", "left", "empty")},
    )


@routes.post("/inbox/next")
async def take_next(request: web.Request) -> web.Response:
    """Take the next message that nobody else has."""
    member_of(request, "review")
    return await _next(request, _filters(await request.post()))


@routes.post("/inbox/validate")
async def validate_all(request: web.Request) -> web.Response:
    """Say that the chosen messages were understood rightly."""
    member, form = member_of(request, "review"), await request.post()
    turns = [str(turn) for turn in form.getall("turn", [])]
    kept, left = await asyncio.to_thread(request.app[INBOX].validate_all, member.id, turns)
    return _to("/inbox", {**_filters(form).query(), "kept": str(kept), "left": str(left)})


@routes.get("/inbox/{turn}")
async def message(request: web.Request) -> web.Response:
    """Show one message; who holds it may decide."""
    return await _message(request, request.match_info["turn"])


@routes.post("/inbox/{turn}/claim")
async def claim(request: web.Request) -> web.Response:
    """Take this message."""
    member, turn = member_of(request, "review"), request.match_info["turn"]
    await asyncio.to_thread(request.app[INBOX].claim, member.id, turn)
    return _to(f"/inbox/{turn}", _filters(await request.post()).query())


@routes.post("/inbox/{turn}/release")
async def release(request: web.Request) -> web.Response:
    """Give it back undecided."""
    member, turn = member_of(request, "review"), request.match_info["turn"]
    await asyncio.to_thread(request.app[INBOX].release, member.id, turn)
    return _to("/inbox", _filters(await request.post()).query())


@routes.post("/inbox/{turn}")
async def decide(request: web.Request) -> web.Response:
    """Validate, set out of scope, or skip; then take the next."""
    member, turn, form = member_of(request, "review"), request.match_info["turn"], await request.post()
    inbox, what = request.app[INBOX], form.get("decision")
    try:
        if what == "skip":
            await asyncio.to_thread(inbox.skip, member.id, turn)
        else:
            item = await asyncio.to_thread(inbox.item, turn)
            lesson = _lesson(form, item.proposal().text, out_of_scope=what == "out_of_scope")
            await asyncio.to_thread(inbox.validate, member.id, turn, lesson)
    except (LessonInvalid, Taken) as error:
        return await _message(request, turn, error)
    return await _next(request, _filters(form))


@routes.get("/inbox/{turn}/near")
async def near(request: web.Request) -> web.Response:
    """Return the part of the page that says what is near in the training data. The trainer may be down."""
    member_of(request, "review")
    item = await asyncio.to_thread(request.app[INBOX].item, request.match_info["turn"])
    proposal = item.proposal()
    try:
        found = await request.app[TRAINER].near(proposal.text, proposal.language)
    except (TrainerUnavailable, TrainerRefused):
        found = None
    return draw(request, "near.html", found=found)


async def _message(request: web.Request, turn: str, error: LessonInvalid | Taken | None = None) -> web.Response:
    member, app = member_of(request, "review"), request.app
    item = await asyncio.to_thread(app[INBOX].item, turn)
    lesson = Lesson.of(item.row.label) if item.row.label else item.proposal()
    if error is not None and item.row.state == WAITING:
        lesson = _lesson(await request.post(), lesson.text, out_of_scope=False, strict=False)
    filters = _filters(await request.post()) if error is not None else Filters.of(request.query)
    return draw(
        request,
        "message.html",
        status=error.status if error else 200,
        error=error,
        item=item,
        lesson=lesson,
        me=member.id,
        mine=item.row.state == WAITING and item.held_by(member.id),
        free=item.row.state == WAITING and not item.held_by_other(member.id),
        names=await asyncio.to_thread(app[STAFF].names),
        teachable=app[TEACHABLE],
        languages=LANGUAGES,
        filters=filters,
        filter_query=urlencode(filters.query()),
    )


async def _next(request: web.Request, filters: Filters) -> web.Response:
    member = member_of(request, "review")
    turn = await asyncio.to_thread(request.app[INBOX].next, member.id, filters)
    query = filters.query()
    return _to("/inbox", {**query, "empty": "1"}) if turn is None else _to(f"/inbox/{turn}", query)


def _filters(form: Form) -> Filters:
    """Read the filters that a form carries along; its own fields have other names."""
    return Filters.of({key.removeprefix("filter_"): value for key, value in form.items() if key.startswith("filter_")})


def _lesson(form: Form, text: str, *, out_of_scope: bool, strict: bool = True) -> Lesson:
    """Read the form of a message. A part that is named without its place is looked for in the text."""
    entities = []
    names = (form.getall("part", []), form.getall("entity", []), form.getall("value", []), form.getall("start", []))
    for fields in zip(*names, strict=False):
        part, entity, value, start = (str(one).strip() for one in fields)
        if not part and not entity:
            continue
        place = int(start) if start.isdecimal() and text.startswith(part, int(start)) else text.find(part)
        if strict and (not part or place < 0):
            raise LessonInvalid("entity_place")
        entities.append(Entity(place, place + len(part), entity, value or None))
    if out_of_scope:
        return Lesson(text, str(form.get("language", "")), OUT_OF_SCOPE)
    return Lesson(text, str(form.get("language", "")), str(form.get("intent", "")), tuple(entities))


def _to(address: str, query: dict[str, str]) -> web.Response:
    return web.Response(status=303, headers={"Location": f"{address}?{urlencode(query)}" if query else address})
