"""A brain that speaks the channel's protocol and does what a test tells it, failing also in the ways a real one fails.

`faults` are used up from the left, one for each call: "busy" answers 503, "error" 500, "garbage" no JSON, "shape" JSON
of another shape, "slow" never answers, "killed" drops the connection in mid-turn. Otherwise `answer_for` answers.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Json = dict[str, Any]

TOKEN = "token-of-the-brain"
FOREVER = 3600


class FakeBrain:
    """Listens on a port of its own. `calls` are the bodies of all turns it was asked."""

    def __init__(self) -> None:
        self.calls: list[Json] = []
        self.faults: deque[str] = deque()
        self.messages: list[Json] | None = None
        self.gate: asyncio.Event | None = None
        """When there is one, an answer waits for it."""
        self._news = asyncio.Event()
        app = web.Application()
        app.router.add_post("/webhooks/shimin/turn", self._turn)
        app.router.add_get("/readyz", self._ready)
        self.server = TestServer(app)

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    @property
    def texts(self) -> list[str | None]:
        return [call["text"] for call in self.calls]

    async def called(self, times: int) -> None:
        """Wait until it was asked so many times."""
        while len(self.calls) < times:
            self._news.clear()
            await self._news.wait()

    async def _ready(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _turn(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": "unauthorized"}, status=401)
        body = await request.json()
        assert (body["text"] is None) != (body["payload"] is None)
        self.calls.append(body)
        self._news.set()
        if self.faults:
            return await self._fail(self.faults.popleft(), request)
        if self.gate is not None:
            await self.gate.wait()
        return web.json_response(self.answer_for(body))

    async def _fail(self, fault: str, request: web.Request) -> web.StreamResponse:
        if fault == "busy":
            return web.json_response({"error": "action_server_unavailable"}, status=503)
        if fault == "error":
            return web.Response(status=500)
        if fault == "garbage":
            return web.Response(text="<html>not a brain</html>")
        if fault == "shape":
            return web.json_response({"language": "zh", "messages": "none"})
        if fault == "slow":
            await asyncio.sleep(FOREVER)
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    def answer_for(self, body: Json) -> Json:
        said = body["text"] or body["payload"]
        language = "zh" if any("\u4e00" <= char <= "\u9fff" for char in said) else body["language"] or "en"
        return {
            "language": language,
            "intent": "greet",
            "confidence": 0.97,
            "ranking": [{"intent": "greet", "confidence": 0.97}],
            "entities": [],
            "model": "shimin-fake",
            "actions": ["utter_greet"],
            "messages": self.messages or [{"text": f"echo {said}", "buttons": [], "card": None, "response": "utter_x"}],
        }
