"""The status page of those who run the city; it holds nothing personal and needs no sign-in."""

from __future__ import annotations

from aiohttp import web

from bot.console.figures import gather
from bot.console.guard import draw
from bot.keys import CITY, LOG, SESSION, SETTINGS

routes = web.RouteTableDef()


@routes.get("/")
async def page(request: web.Request) -> web.Response:
    """Show the moment; who wants a newer one asks again."""
    app = request.app
    return draw(request, "status.html", figures=await gather(app[SETTINGS], app[CITY], app[SESSION], app[LOG]))
