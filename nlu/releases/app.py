"""The trainer's HTTP interface, for the console: releases, the live model, and what is near to a message.

All state is on disk; the process only runs the queue. `/healthz`, `/readyz` and `/metrics` need no token.
"""

import asyncio
import contextlib
import hmac
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from nlu.releases import near, requests, view
from nlu.releases.activation import Activation, Brain, Refused
from nlu.releases.runner import Runner
from nlu.releases.store import RUNNING, Release, Store, now
from nlu.releases.verdict import thresholds
from nlu.settings import ROOT, Settings

logger = logging.getLogger(__name__)

LARGEST_BODY = 16 * 1024 * 1024
OPEN = ("/healthz", "/readyz", "/metrics")
STATUS = {"malformed": 400, "unauthorized": 401, "not_found": 404}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(settings: Settings, project: Path = ROOT) -> web.Application:
    """The application. Without a token it lets anybody in, and only in development."""
    trainer = Trainer(settings, project)
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_answer_errors, _guard(settings)])
    app.router.add_get("/healthz", trainer.healthz)
    app.router.add_get("/readyz", trainer.healthz)
    app.router.add_get("/metrics", trainer.metrics)
    app.router.add_post("/releases", trainer.create)
    app.router.add_get("/releases", trainer.list)
    app.router.add_get("/releases/{id}", trainer.get)
    app.router.add_get("/releases/{id}/log", trainer.log)
    app.router.add_post("/releases/{id}/activate", trainer.activate)
    app.router.add_post("/releases/{id}/cancel", trainer.cancel)
    app.router.add_post("/rollback", trainer.rollback)
    app.router.add_get("/live", trainer.live)
    app.router.add_post("/near", trainer.near)
    app.cleanup_ctx.append(trainer.work)
    return app


def _error(code: str, detail: str | None = None) -> web.Response:
    error = {"code": code, "detail": detail} if detail else {"code": code}
    return web.json_response({"error": error}, status=STATUS.get(code, 409))


@web.middleware
async def _answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refused as refused:
        return _error(refused.code)
    except requests.Malformed as error:
        return _error("malformed", str(error))
    except web.HTTPNotFound:
        return _error("not_found")


def _guard(settings: Settings) -> Any:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        if request.path in OPEN or (settings.token is None and settings.mode == "development"):
            return await handler(request)
        if settings.token is None or not hmac.compare_digest(given.encode(), f"Bearer {settings.token}".encode()):
            return _error("unauthorized")
        return await handler(request)

    return guard


class Trainer:
    """Answers the console, and works off the queue."""

    def __init__(self, settings: Settings, project: Path) -> None:
        """Opens the store."""
        self._settings = settings
        self._store = Store(settings)
        self._runner = Runner(settings, self._store, project)
        self._brain = Brain(settings)
        self._activation = Activation(settings, self._store, self._brain)
        self._ordered = asyncio.Event()
        self._job: asyncio.Task[Release] | None = None

    async def work(self, app: web.Application) -> AsyncIterator[None]:
        """Runs the queue while the application runs."""
        await asyncio.to_thread(self._runner.recover)
        self._ordered.set()
        queue = asyncio.create_task(self._queue())
        yield
        self._runner.stop()
        queue.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await queue
        if self._job is not None:
            await self._job  # which ends its child at once

    async def _queue(self) -> None:
        try:
            await asyncio.to_thread(self._activation.reconcile)
        except Refused as refused:
            logger.error("The brain does not take the live model: %s", refused.code)
        while True:
            await self._ordered.wait()
            self._ordered.clear()
            while (release := self._runner.next()) is not None:
                self._job = asyncio.create_task(asyncio.to_thread(self._runner.run, release.id))
                await asyncio.shield(self._job)

    async def healthz(self, request: web.Request) -> web.Response:
        """The worker lives; it is ready whenever it lives."""
        return web.json_response({"status": "ready"})

    async def metrics(self, request: web.Request) -> web.Response:
        """Releases by state."""
        pointer = view.pointer_of(self._settings)
        counts = Counter(view.state_of(release, pointer) for release in self._store.all())
        lines = [
            "# HELP shimin_trainer_releases Releases by state.",
            "# TYPE shimin_trainer_releases gauge",
            *(f'shimin_trainer_releases{{state="{state}"}} {count}' for state, count in sorted(counts.items())),
            "# HELP shimin_trainer_busy Whether a job is running.",
            "# TYPE shimin_trainer_busy gauge",
            f"shimin_trainer_busy {int(any(counts[state] for state in RUNNING))}",
        ]
        return web.Response(text="\n".join(lines) + "\n")

    async def create(self, request: web.Request) -> web.Response:
        """Queues a release."""
        order = requests.read_order(await request.read())
        release = self._store.create(order.author, order.reason, order.real)
        self._ordered.set()
        return web.json_response({"id": release.id}, status=202)

    async def list(self, request: web.Request) -> web.Response:
        """Every release, the newest first."""
        pointer = view.pointer_of(self._settings)
        return web.json_response(
            {"releases": [view.shown(release, self._store, pointer) for release in self._store.all()]}
        )

    async def get(self, request: web.Request) -> web.Response:
        """One release."""
        return web.json_response(view.shown(self._release(request), self._store, view.pointer_of(self._settings)))

    async def log(self, request: web.Request) -> web.Response:
        """The log from a line on."""
        start = request.query.get("from", "0")
        if not start.isdecimal():
            raise requests.Malformed("from must be a number")
        return web.json_response(view.shown_log(self._release(request), self._store, int(start)))

    async def activate(self, request: web.Request) -> web.Response:
        """Lets a release go live."""
        release = self._release(request)
        decision = requests.read_decision(await request.read(), reason_needed=False)
        answer = await asyncio.to_thread(
            self._activation.activate, release, decision.by, decision.reason, decision.second
        )
        return web.json_response(answer)

    async def rollback(self, request: web.Request) -> web.Response:
        """Puts the model before the live one back."""
        decision = requests.read_decision(await request.read(), reason_needed=True)
        return web.json_response(await asyncio.to_thread(self._activation.rollback, decision.by, str(decision.reason)))

    async def cancel(self, request: web.Request) -> web.Response:
        """Ends a job that waits or runs."""
        release = self._release(request)
        if release.state not in ("queued", *RUNNING):
            raise Refused("ended")
        self._store.ask_to_cancel(release)
        if release.state == "queued":
            self._store.change(release, state="cancelled", ended=now())
        return web.json_response({"id": release.id})

    async def live(self, request: web.Request) -> web.Response:
        """The live model."""
        return web.json_response(view.shown_live(view.pointer_of(self._settings)))

    async def near(self, request: web.Request) -> web.Response:
        """What is near to a message, and whether it would teach anything."""
        text = requests.read_text(await request.read())
        return web.json_response(
            await asyncio.to_thread(near.near, text, self._brain, self._settings.teaching_dir, thresholds()["near"])
        )

    def _release(self, request: web.Request) -> Release:
        release = self._store.get(request.match_info["id"])
        if release is None:
            raise web.HTTPNotFound
        return release
