"""A front door for the tests of the page: the same addresses and shapes, scripted answers, and faults on demand.

It keeps conversations in memory, answers a message id once, and serves ``bot/web`` under the headers of the real door.
Run by itself (``python tests/bot/web/fake_door.py``) it shows every card of ``script.yml`` at http://localhost:8090.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import segno
import yaml
from aiohttp import web

from bot.middlewares import SECURITY_HEADERS

HERE = Path(__file__).parent
WEB = HERE.parents[2] / "bot" / "web"
ZONE = ZoneInfo("Asia/Shanghai")
CODE = "246810"
_HAN = re.compile("[\u4e00-\u9fff]")

type Json = dict[str, Any]


@dataclass
class Conversation:
    """What was said under one token, and who listens."""

    token: str
    language: str = "zh"
    record: list[Json] = field(default_factory=list)
    turns: dict[str, Json] = field(default_factory=dict)
    offered: dict[str, str | None] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False


@dataclass(frozen=True)
class Fault:
    """What happens to one request instead of an answer.

    ``status`` 0 hangs up: before the message is taken, or after when ``late``; 200 only takes its ``seconds``.
    """

    status: int = 503
    code: str = "unavailable"
    headers: dict[str, str] = field(default_factory=dict)
    late: bool = False
    seconds: float = 0.0


@dataclass
class FakeDoor:
    """The door's state. ``faults`` are used up one request each; ``sent`` lists the bodies that arrived."""

    script: list[Json] = field(
        default_factory=lambda: yaml.safe_load((HERE / "script.yml").read_text("utf-8"))["turns"]
    )
    conversations: dict[str, Conversation] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    history_faults: deque[Fault] = field(default_factory=deque)
    sent: list[Json] = field(default_factory=list)
    signed: list[Json] = field(default_factory=list)
    refused: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    """Texts that are refused: status, code, message."""
    clock: Callable[[], datetime] = lambda: datetime.now(ZONE)
    hold_seconds: int = 600
    logged: bool = True
    url: str = ""

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application()
        app.add_routes(
            [
                web.post("/api/v1/messages", self.post),
                web.get("/api/v1/messages", self.get),
                web.get("/api/v1/events", self.events),
                web.post("/api/v1/sign-in", self.sign_in),
                web.post("/api/v1/sign-in/verify", self.verify),
                web.get("/receipts/{jti}", self.receipt),
                web.get("/receipts/{jti}/qr.svg", self.qr),
                web.get("/", file),
                web.get("/verify", verify_page),
                web.get("/web/{path:.+}", file),
            ]
        )
        app.on_response_prepare.append(headers)
        app.on_shutdown.append(self.close)
        return app

    async def close(self, _: web.Application) -> None:
        """Let the event streams end."""
        self.forget()

    def forget(self) -> None:
        """Know no conversation any more."""
        for known in self.conversations.values():
            known.ended = True
            known.news.set()
        self.conversations.clear()
        self.first.clear()

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Take one message."""
        body = await request.json()
        self.sent.append(body)
        fault = self.faults.popleft() if self.faults else None
        if fault and fault.status == 200:
            await asyncio.sleep(fault.seconds)
            return self.take(body)
        if fault and not fault.late:
            return await self.broken(request, fault)
        answer = self.take(body)
        return await self.broken(request, fault) if fault else answer

    def take(self, body: Json) -> web.Response:
        """Answer a message, a known message id with the answer it had."""
        token = body.get("conversation") or self.first.get(body["message_id"])
        if token is None:
            token = self.first[body["message_id"]] = secrets.token_urlsafe(16)
            self.conversations[token] = Conversation(token)
        known = self.conversations.get(token)
        if known is None:
            return error(404, "conversation_unknown", "unknown")
        if body["message_id"] in known.turns:
            return web.json_response(known.turns[body["message_id"]])
        said = body.get("text") or body["payload"]
        if said in self.refused:
            return error(*self.refused[said])
        if "payload" in body and body["payload"] not in known.offered:
            return error(400, "payload_unknown", "unknown button")
        shown = body.get("text") or known.offered[said]
        entry = {"author": "citizen", "text": shown, "payload": body.get("payload"), "message_id": body["message_id"]}
        return web.json_response(self.answer(known, said, body["message_id"], body.get("language"), entry))

    def answer(self, known: Conversation, said: str, message_id: str, page: str | None, entry: Json | None) -> Json:
        """Write a turn into the record and return it."""
        if not said.startswith("/"):
            known.language = "zh" if _HAN.search(said) else "en" if said.isascii() else page or known.language
        turn = f"t-{len(known.turns) + 1}-{known.token[:4]}"
        messages = self.messages(said, known.language)
        for offered in found(messages):
            known.offered[offered["payload"]] = offered.get("title")
        if entry:
            self.write(known, turn, {**entry, "text": mask(entry["text"])})
        for message in messages:
            self.write(known, turn, {"author": "assistant", **message})
        known.turns[message_id] = {
            "conversation": known.token,
            "turn": turn,
            "language": known.language,
            "at": self.now(),
            "messages": messages,
        }
        return known.turns[message_id]

    def write(self, known: Conversation, turn: str | None, entry: Json) -> None:
        """Append one message to the record and wake the listeners."""
        number = len(known.record) + 1
        known.record.append({"id": number, "turn": turn, "at": self.now(), "language": known.language, **entry})
        known.news.set()

    def push(self, text: str, author: str = "assistant") -> None:
        """Say something unasked in the newest conversation, as a reminder or a member of staff does."""
        known = list(self.conversations.values())[-1]
        self.write(known, None, {"author": author, "text": text, "buttons": [], "card": None})

    def messages(self, said: str, language: str) -> list[Json]:
        """Return what the script answers."""
        turn = next(turn for turn in self.script if any(part.lower() in said.lower() for part in turn["says"]))
        jti, key = secrets.token_hex(8), secrets.token_urlsafe(8)
        text = json.dumps(turn[language], ensure_ascii=False, default=str)
        text = text.replace("<jti>", jti).replace("<key>", key).replace("<now>", self.now())
        text = re.sub(r"<today\+(\d+)>", lambda m: f"{self.clock() + timedelta(days=int(m[1])):%Y-%m-%d}", text)
        text = re.sub(r"<hold\+\d+>", self.now(self.hold_seconds), text)
        text = text.replace("{said}", json.dumps(said, ensure_ascii=False)[1:-1])
        return [{"text": None, "buttons": [], "card": None, **message} for message in json.loads(text)]

    def now(self, later: int = 0) -> str:
        """Return the city's time."""
        return (self.clock() + timedelta(seconds=later)).isoformat(timespec="seconds")

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Return the record."""
        if self.history_faults:
            return await self.broken(request, self.history_faults.popleft())
        known = self.conversations.get(request.query["conversation"])
        if known is None:
            return error(404, "conversation_unknown", "unknown")
        return web.json_response({"conversation": known.token, "now": self.now(), "messages": known.record})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream the record after what the listener has."""
        known = self.conversations.get(request.query["conversation"])
        if known is None:
            return error(404, "conversation_unknown", "unknown")
        seen = int(request.headers.get("Last-Event-ID") or request.query.get("after") or 0)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b"retry: 200\n\n")
        while not known.ended:
            known.news.clear()
            for entry in known.record[seen:]:
                seen = entry["id"]
                data = json.dumps(entry, ensure_ascii=False)
                await response.write(f"id: {seen}\nevent: message\ndata: {data}\n\n".encode())
            await known.news.wait()
        return response

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Pretend to send a code."""
        body = await request.json()
        self.signed.append(body)
        if not body["phone"].startswith("1"):
            return error(400, "phone_invalid", "That is not a mobile number.")
        masked = f"{body['phone'][:3]}****{body['phone'][-4:]}"
        return web.json_response({"sent": True, "expires_at": self.now(300), "phone": masked})

    async def verify(self, request: web.Request) -> web.StreamResponse:
        """Try a code."""
        body = await request.json()
        self.signed.append(body)
        fault = self.faults.popleft() if self.faults else None
        if fault and not fault.late:
            return await self.broken(request, fault)
        known = self.conversations[body["conversation"]]
        right = body["code"] == CODE
        payload = "/EXTERNAL_signed_in" if right else "/EXTERNAL_sign_in_failed"
        entry = {"author": "citizen", "text": "\N{BULLET}" * 6, "payload": None, "message_id": body["message_id"]}
        turn = known.turns.get(body["message_id"]) or self.answer(known, payload, body["message_id"], None, entry)
        answer = web.json_response({**turn, "signed_in": right})
        return await self.broken(request, fault) if fault else answer

    async def receipt(self, request: web.Request) -> web.Response:
        """Return a receipt file."""
        proof = "c2sp.org/tlog-proof@v1" if self.logged else None
        return web.json_response({"format": "receipt/v1", "sd_jwt": request.match_info["jti"], "proof": proof})

    async def qr(self, request: web.Request) -> web.Response:
        """Draw a QR code."""
        picture = io.BytesIO()
        code = segno.make(f"{self.url}/verify#{request.path_qs}", error="m")
        code.save(picture, kind="svg", scale=4, border=4, light="#fff", xmldecl=False)
        return web.Response(body=picture.getvalue(), content_type="image/svg+xml")

    async def broken(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        """Do what the fault says."""
        await asyncio.sleep(fault.seconds)
        if fault.status == 0:
            return await hang_up(request, late=fault.late)
        return error(fault.status, fault.code, "", fault.headers)


async def file(request: web.Request) -> web.StreamResponse:
    """Return a file of the page, compressed as the door does."""
    path = WEB / request.match_info.get("path", "index.html")
    kinds = {".mjs": "text/javascript", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml"}
    kind = kinds.get(path.suffix) or {".html": "text/html", ".css": "text/css"}.get(path.suffix, "application/json")
    response = web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8")
    response.enable_compression()
    return response


async def hang_up(request: web.Request, *, late: bool) -> web.StreamResponse:
    """Cut the connection: at once, or in the middle of the answer, which no browser repairs by itself."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    if late:
        await response.prepare(request)
        await response.write(b"{")
    assert request.transport is not None
    request.transport.abort()
    return response


async def verify_page(_: web.Request) -> web.Response:
    """Stand in for the verify page, which has tests of its own."""
    return web.Response(text="<!doctype html><title>verify</title>", content_type="text/html")


async def headers(_: web.Request, response: web.StreamResponse) -> None:
    """Send the policies of the real door."""
    response.headers.update(SECURITY_HEADERS)


def error(status: int, code: str, message: str, extra: dict[str, str] | None = None) -> web.Response:
    """Return a refusal in the door's shape."""
    return web.json_response({"error": {"code": code, "message": message}}, status=status, headers=extra)


def mask(text: str | None) -> str | None:
    """Hide an identity number, as the door does."""
    return text and re.sub(r"\b(\d{4})\d{10}(\d{3}[\dXx])\b", r"\1**********\2", text)


def found(value: object) -> list[Json]:
    """Return every object with a payload."""
    if isinstance(value, dict):
        nested = [each for inner in value.values() for each in found(inner)]
        return [value, *nested] if "payload" in value else nested
    return [each for inner in value for each in found(inner)] if isinstance(value, list) else []


if __name__ == "__main__":
    web.run_app(FakeDoor().app(), host="127.0.0.1", port=8090)
