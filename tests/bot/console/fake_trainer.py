"""A trainer that speaks the real one's interface over HTTP and trains nothing: a release goes one step on at each look.

What it teaches is a dictionary: text to intent, read from the teaching repository when a release is started, and known
once that release is live. `loses` makes new releases lose; `faults` are used up from the left, one for each call.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer

Json = dict[str, Any]

STEPS = ("queued", "training", "evaluating", "rehearsing", "ready")
FIRST = "shimin-first"
FOREVER = 3600


class NotFound(Exception):
    """There is no such release."""


class FakeTrainer:
    """Listens on a port of its own."""

    def __init__(self, token: str, teaching: Path) -> None:
        self.token = token
        self.teaching = teaching
        self.releases: list[Json] = []
        self.lessons: dict[str, dict[str, str]] = {FIRST: {}}
        self.live: list[str] = [FIRST]
        self.calls: list[tuple[str, Json]] = []
        self.faults: deque[str] = deque()
        self.loses = False
        self.near: list[Json] = [{"text": "我想办护照", "intent": "book_appointment", "likeness": 0.91}]
        app = web.Application(middlewares=[self._guard])
        app.router.add_post("/releases", self._start)
        app.router.add_get("/releases", self._list)
        app.router.add_get("/releases/{id}", self._one)
        app.router.add_get("/releases/{id}/log", self._log)
        app.router.add_post("/releases/{id}/activate", self._activate)
        app.router.add_post("/releases/{id}/cancel", self._cancel)
        app.router.add_post("/rollback", self._roll_back)
        app.router.add_get("/live", self._live)
        app.router.add_post("/near", self._near)
        self.server = TestServer(app)

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    def understood(self, text: str) -> str:
        """Return what the live model takes a text for."""
        return self.lessons[self.live[-1]].get(text, "nlu_fallback")

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return refusal("unauthorized", 401)
        body = await request.json() if request.can_read_body else {}
        self.calls.append((f"{request.method} {request.path}", body))
        if self.faults:
            fault = self.faults.popleft()
            if fault == "slow":
                await asyncio.sleep(FOREVER)
            if fault == "garbage":
                return web.Response(text="<html>not a trainer</html>")
            if fault == "shape":
                return web.json_response([1, 2])
            return refusal(fault, 409)
        try:
            answer: web.StreamResponse = await handler(request)
        except (NotFound, web.HTTPNotFound):
            return refusal("not_found", 404)
        return answer

    async def _start(self, request: web.Request) -> web.Response:
        body = await request.json()
        number = len(self.releases) + 1
        taught = self._taught()
        release: Json = {
            "id": f"r-{number}",
            "state": "queued",
            "progress": 0.0,
            "step": "queued",
            "model": None,
            "author": body["author"],
            "reason": body["reason"],
            "created": f"2026-11-24T02:0{number % 10}:00+00:00",
            "ended": None,
            "teaching": {"commit": "c" * 40, "sha256": digest(str(taught))},
            "verdict": None,
            "report": None,
            "activated": None,
            "error": None,
            "hashes": {"model": digest(f"model {number}"), "data": digest(str(taught)), "report": digest("report")},
        }
        self.releases.insert(0, release)
        self.lessons[f"shimin-{number}"] = taught
        return web.json_response({"id": release["id"]}, status=202)

    def _taught(self) -> dict[str, str]:
        taught = {}
        for path in self.teaching.glob("nlu/*/*.yml"):
            for group in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
                taught |= {line.removeprefix("- "): group["intent"] for line in group["examples"].splitlines()}
        return taught

    async def _list(self, request: web.Request) -> web.Response:
        return web.json_response({"releases": self.releases})

    def _found(self, request: web.Request) -> Json:
        found = next((one for one in self.releases if one["id"] == request.match_info["id"]), None)
        if found is None:
            raise NotFound
        return found

    async def _one(self, request: web.Request) -> web.Response:
        release = self._found(request)
        if release["state"] in STEPS[:-1]:
            self._advance(release)
        return web.json_response(release)

    def _advance(self, release: Json) -> None:
        step = STEPS.index(release["state"]) + 1
        release |= {"state": STEPS[step], "step": STEPS[step], "progress": step / 4}
        if STEPS[step] == "ready":
            number = int(release["id"].removeprefix("r-"))
            release |= {"model": f"shimin-{number}", "ended": "2026-11-24T02:30:00+00:00"}
            release |= {"report": report(self.live[-1], release["model"], self.loses), "verdict": verdict(self.loses)}

    async def _log(self, request: web.Request) -> web.Response:
        release = self._found(request)
        start = int(request.query["from"])
        steps = [*STEPS, "ready"][: STEPS.index(release["state"]) + 1] if release["state"] in STEPS else list(STEPS)
        lines = [f"{number} {step} <b>" for number, step in enumerate(steps)]
        done = release["state"] not in STEPS[:-1]
        return web.json_response({"lines": lines[start:], "next": len(lines), "done": done})

    async def _activate(self, request: web.Request) -> web.Response:
        release, body = self._found(request), await request.json()
        if release["state"] not in {"ready", "retired"}:
            return refusal("not_ready", 409)
        losing = not release["verdict"]["passes"]
        if losing and (not body.get("reason") or body.get("second") in {None, body["by"], release["author"]}):
            return refusal("needs_second_person", 409)
        for one in self.releases:
            one["state"] = "retired" if one["state"] == "live" else one["state"]
        previous = self.live[-1]
        self.live.append(release["model"])
        release |= {
            "state": "live",
            "activated": {**body, "second": body.get("second"), "at": "2026-11-24T03:00:00+00:00"},
        }
        return web.json_response({"model": release["model"], "previous": previous})

    async def _cancel(self, request: web.Request) -> web.Response:
        self._found(request)["state"] = "cancelled"
        return web.json_response({})

    async def _roll_back(self, request: web.Request) -> web.Response:
        if len(self.live) < 2:
            return refusal("nothing_before", 409)
        left = self.live.pop()
        for one in self.releases:
            if one["model"] == left:
                one["state"] = "retired"
            elif one["model"] == self.live[-1]:
                one["state"] = "live"
        return web.json_response({"model": self.live[-1], "previous": left})

    async def _live(self, request: web.Request) -> web.Response:
        previous = self.live[-2] if len(self.live) > 1 else None
        return web.json_response({"model": self.live[-1], "since": "2026-11-24T01:00:00+00:00", "previous": previous})

    async def _near(self, request: web.Request) -> web.Response:
        text = (await request.json())["text"]
        intent = self.understood(text)
        understood = {"intent": intent, "confidence": 0.42, "language": "zh", "entities": []}
        known = intent != "nlu_fallback"
        return web.json_response({"understood": understood, "near": self.near, "teaches": not known})


def refusal(code: str, status: int) -> web.Response:
    return web.json_response({"error": {"code": code}}, status=status)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def verdict(loses: bool) -> Json:
    loss = {"rule": "accuracy", "language": "en", "live": 0.96, "candidate": 0.91, "threshold": 0.01}
    return {"passes": not loses, "losses": [loss] if loses else []}


def report(live: str, candidate: str, loses: bool) -> Json:
    def measures(model: str, plus: float) -> Json:
        one = {"accuracy": 0.95 + plus, "macro_f1": 0.94 + plus, "entity_f1": 0.97, "n": 400}
        languages = {"zh": one, "en": {**one, "accuracy": 0.91 if loses and plus else 0.96}, "mixed": one}
        return {
            "model": model,
            "languages": languages,
            "size_bytes": 11_000_000,
            "ms_per_message": 1.8,
            "train_seconds": 41.0,
        }

    return {
        "live": measures(live, 0.0),
        "candidate": measures(candidate, 0.01),
        "intents": [
            {
                "language": "zh",
                "intent": "ask_fee",
                "live_f1": 0.9,
                "candidate_f1": 0.97,
                "support": 30,
                "edited": True,
            },
            {
                "language": "en",
                "intent": "greet",
                "live_f1": 0.99,
                "candidate_f1": 0.95,
                "support": 20,
                "edited": False,
            },
        ],
        "confusion": [{"language": "zh", "expected": "ask_fee", "got": "find_service", "count": 1, "was": 3}],
        "conversations": {
            "played": 210,
            "changed": [
                {
                    "name": "zh/happy_path/fee.yml",
                    "line": 4,
                    "text": "办护照多少钱<script>",
                    "expected": "ask_fee",
                    "live": "find_service",
                    "candidate": "ask_fee",
                }
            ],
        },
        "real": {"live_accuracy": 0.8, "candidate_accuracy": 1.0, "n": 20},
    }
