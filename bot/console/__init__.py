"""The staff's side of the door: status, the inbox of real messages, lessons for the model, and its releases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from bot.console import conversation_pages, files, inbox_pages, lesson_pages, release_pages, sign_in, status
from bot.console.guard import guard
from bot.console.inbox import Inbox
from bot.console.keys import INBOX, PAGES, RELEASING, STAFF, TEACHABLE, TEACHING, TRAINER
from bot.console.lessons import Teachable
from bot.console.pages import Pages
from bot.console.releasing import Releasing
from bot.console.staff import Staff
from bot.console.teaching import Teaching
from bot.console.trainer import Trainer
from bot.keys import CITY, SESSION, SETTINGS


def add_to(app: web.Application) -> None:
    """Give the staff's app its pages. Whoever is not signed in sees the status page and the way in."""
    settings, db = app[SETTINGS], app[CITY].db
    app[PAGES] = Pages.read()
    app[STAFF] = Staff(db)
    app[TEACHABLE] = Teachable.read(settings.project)
    app[INBOX] = Inbox(db, app[TEACHABLE])
    app[TEACHING] = Teaching(settings.teaching_dir, app[TEACHABLE])
    app.middlewares.append(guard)
    app.cleanup_ctx.append(_repository)
    app.cleanup_ctx.append(_trainer)
    for room in (status, sign_in, files, inbox_pages, lesson_pages, release_pages, conversation_pages):
        app.add_routes(room.routes)


async def _repository(app: web.Application) -> AsyncIterator[None]:
    await asyncio.to_thread(app[TEACHING].create)
    yield


async def _trainer(app: web.Application) -> AsyncIterator[None]:
    settings = app[SETTINGS]
    patience = (settings.patience.trainer, settings.patience.activation)
    city, lost_after = app[CITY], 2 * settings.patience.activation
    app[TRAINER] = Trainer(app[SESSION], settings.trainer_url, settings.brain_token, patience)
    app[RELEASING] = Releasing(app[TRAINER], city.db, city.receipts, lost_after)
    yield
