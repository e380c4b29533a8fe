"""A stand-in for the action server that answers as it is told, one answer a call."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

Answer = Callable[[dict[str, Any]], "web.StreamResponse | None"]


def said(**utterance: Any) -> Answer:
    """Answers properly, with one utterance."""
    return lambda body: web.json_response({"events": [], "responses": [utterance]})


def status(code: int, **content: Any) -> Answer:
    """Answers with a status."""
    return lambda body: web.json_response(content, status=code)


def garbage(body: dict[str, Any]) -> web.Response:
    """Answers with something that is no JSON."""
    return web.Response(text="<html>", content_type="text/html")


def hang_up(body: dict[str, Any]) -> None:
    """Breaks the connection without an answer."""


class FakeActions:
    """Runs on a port of its own. Beyond the answers given, the last one repeats."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.connections: set[int] = set()
        self.answers: list[Answer] = [said(text="done")]
        self.asked = asyncio.Event()
        self.silent = asyncio.Event()
        self.silent.set()
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listens; on the same port again after `stop`."""
        app = web.Application()
        app.router.add_post("/webhook", self._webhook)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, shutdown_timeout=0.1)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def stop(self) -> None:
        """Closes the port."""
        if self._runner is not None:
            self.silent.set()
            await self._runner.cleanup()
            self._runner = None

    async def _webhook(self, request: web.Request) -> web.StreamResponse:
        self.asked.set()
        await self.silent.wait()
        body = json.loads(await request.text())
        self.calls.append(body)
        self.connections.add(id(request.transport))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response = answer(body)
        if response is None:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        return response
