"""A small conforming Open311 server of somebody else's, in a thread of its own, which can also be told to misbehave."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from aiohttp import web

SERVICES = [{"service_code": "POTHOLE", "service_name": "Pothole", "metadata": False, "type": "realtime"}]


@dataclass
class Open311Server:
    """Keeps requests in memory. ``formats`` are the extensions it has, ``batch`` makes it give tokens."""

    formats: tuple[str, ...] = ("json", "xml")
    batch: bool = False
    api_key: str = "secret"
    misbehave: Callable[[web.Request], web.StreamResponse | None] = lambda _request: None
    calls: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    requests: dict[str, dict[str, object]] = field(default_factory=dict)
    tokens: dict[str, str | None] = field(default_factory=dict)

    def start(self) -> str:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()

        async def serve() -> None:
            app = web.Application()
            app.router.add_route("*", "/v2/{path:.*}", self._answer)
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.port = site._server.sockets[0].getsockname()[1]
            ready.set()
            self._stop = asyncio.Event()
            await self._stop.wait()
            await runner.cleanup()

        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(serve()), daemon=True)
        self._thread.start()
        assert ready.wait(5)
        return f"http://127.0.0.1:{self.port}/v2"

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)
        self._loop.close()

    _numbers = itertools.count(638344)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(f"{request.method} {request.match_info['path']}")
        form = dict(await request.post()) if request.method == "POST" else {}
        if form:
            self.forms.append(form)
        odd = self.misbehave(request)
        if asyncio.iscoroutine(odd):
            odd = await odd
        if odd is not None:
            return odd
        path, _, kind = request.match_info["path"].rpartition(".")
        if kind not in self.formats:
            return web.Response(status=404, text="no such format")
        if request.method == "POST" and form.get("api_key") != self.api_key:
            return self._write(kind, "errors", "error", [{"code": 403, "description": "api_key"}], 403)
        if path == "services":
            return self._write(kind, "services", "service", SERVICES)
        found = self._take(form) if request.method == "POST" else self._find(*path.split("/"))
        if found is None:
            return self._write(kind, "errors", "error", [{"code": 404, "description": "not found"}], 404)
        return self._write(kind, "service_requests", "request", [found])

    def _find(self, what: str, name: str) -> dict[str, object] | None:
        if what == "tokens" and name in self.tokens:
            return {"service_request_id": self.tokens[name], "token": name}
        return self.requests.get(name) if what == "requests" else None

    def _take(self, form: dict[str, str]) -> dict[str, object]:
        number = str(next(self._numbers))
        if self.batch:
            token = f"t{number}"
            self.tokens[token] = None
            return {"token": token, "service_notice": None}
        self._open(number)
        return {"service_request_id": int(number), "service_notice": None, "account_id": None}

    def _open(self, number: str) -> None:
        self.requests[number] = {
            "service_request_id": number,
            "status": "open",
            "status_notes": None,
            "updated_datetime": "2026-11-24T05:30:00Z",
            "expected_datetime": "2026-11-27T13:30:00+08:00",
        }

    def accept(self, token: str) -> str:
        number = token.removeprefix("t")
        self.tokens[token] = number
        self._open(number)
        return number

    def _write(self, kind: str, root: str, item: str, entries: list[dict[str, object]], status: int = 200):
        if kind == "json":
            return web.json_response(entries, status=status)
        body = "".join(
            f"<{item}>{''.join(f'<{k}>{_text(v)}</{k}>' for k, v in entry.items())}</{item}>" for entry in entries
        )
        text = f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>{body}</{root}>'
        return web.Response(text=text, content_type="text/xml", charset="utf-8", status=status)


def _text(value: object) -> str:
    return "" if value is None else escape(str(value))
