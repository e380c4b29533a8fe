"""``/api/v1/events``: the conversation live, as server-sent events that resume after ``Last-Event-ID``."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass

from aiohttp import web

from bot import conversations
from bot.api.messages import conversation_in, number_in
from bot.hub import Hub
from bot.keys import CITY, HUB, SETTINGS
from bot.settings import Patience
from bot.transcript import entries
from city.bootstrap import City

_RECONNECT_MS = 2_000
_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}

routes = web.RouteTableDef()


@routes.get("/api/v1/events")
async def get(request: web.Request) -> web.StreamResponse:
    """Stream every message after the last one the listener has seen, and each new one as it is written.

    A new listener starts at the beginning, or ``after`` the number it knows from ``GET /api/v1/messages``.
    """
    city, hub = request.app[CITY], request.app[HUB]
    known = await asyncio.to_thread(conversations.find, city.db, conversation_in(request))
    seen = number_in(request.headers.get("Last-Event-ID"), "Last-Event-ID")
    seen = seen or number_in(request.query.get("after"), "after")
    with hub.listen(known.id) as news:
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        listener = Listener(response, city, known.id, seen)
        with contextlib.suppress(ConnectionError):  # the listener is gone
            await response.write(f"retry: {_RECONNECT_MS}\n\n".encode())
            await listener.follow(hub, news, request.app[SETTINGS].patience)
    return response


@dataclass(slots=True)
class Listener:
    """One open stream, and the last message it was sent."""

    response: web.StreamResponse
    city: City
    conversation: str
    seen: int

    async def follow(self, hub: Hub, news: asyncio.Event, patience: Patience) -> None:
        """Send what is new, whenever there is something, until the server stops or the listener leaves."""
        silent = 0.0
        while not hub.closing:
            news.clear()
            if await self._send_new():
                silent = 0.0
            try:
                await asyncio.wait_for(news.wait(), patience.poll)
            except TimeoutError:
                silent += patience.poll
            if silent >= patience.heartbeat:
                await self.response.write(b": still here\n\n")
                silent = 0.0

    async def _send_new(self) -> bool:
        found = await asyncio.to_thread(self._new)
        for number, data in found:
            await self.response.write(f"id: {number}\nevent: message\ndata: {data}\n\n".encode())
            self.seen = number
        return bool(found)

    def _new(self) -> list[tuple[int, str]]:
        with self.city.db.read() as session:
            found = entries(session, self.conversation, self.seen)
        display = self.city.vault.display
        return [(entry.number, json.dumps(entry.to_json(display), ensure_ascii=False)) for entry in found]
