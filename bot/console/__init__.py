"""The staff's side of the door: status, the inbox of real messages, lessons for the model, and its releases."""

from __future__ import annotations

from aiohttp import web

from bot.console import files, sign_in, status
from bot.console.guard import guard
from bot.console.keys import PAGES, STAFF
from bot.console.pages import Pages
from bot.console.staff import Staff
from bot.keys import CITY


def add_to(app: web.Application) -> None:
    """Give the staff's app its pages. Whoever is not signed in sees the status page and the way in."""
    app[PAGES] = Pages.read()
    app[STAFF] = Staff(app[CITY].db)
    app.middlewares.append(guard)
    for room in (status, sign_in, files):
        app.add_routes(room.routes)
