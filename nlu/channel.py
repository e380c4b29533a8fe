"""The brain's only channel: the front door sends one turn, and gets everything that came of it in the answer.

`POST /webhooks/shimin/turn`, with the token of SHIMIN_BRAIN_TOKEN, as `PUT /model` and `POST /near` (`nlu.operations`)
want it. `/healthz`, `/readyz` and `/metrics` need none; they
tell no more than that the brain lives, is ready, and how busy it was.
"""

import hmac
import json
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sanic.response import text as text_response

from nlu import remedies, turn
from nlu.action_endpoint import KeptAliveEndpoint
from nlu.figures import Figures
from nlu.operations import Operations
from nlu.player import TurnFailed, play
from nlu.settings import Settings
from nlu.text import strip_command

logger = logging.getLogger(__name__)

_PAYLOAD = re.compile(r"/[A-Za-z_][A-Za-z0-9_]*(\{.*\})?", re.DOTALL)
_STATUS = {turn.ACTION_SERVER_UNAVAILABLE: 503, turn.RESPONSE_FAILED: 500, turn.ENDLESS: 500}


class MalformedTurn(ValueError):
    """The request is not a turn."""


class TurnChannel(InputChannel):
    """Takes turns from the front door."""

    def __init__(self, settings: Settings) -> None:
        """Keeps the token and the action server's address."""
        self._settings = settings
        self._figures = Figures()
        self._operations = Operations(settings)

    @classmethod
    def name(cls) -> str:
        """Part of the route."""
        return "shimin"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "TurnChannel":
        """Built by Rasa from credentials.yml, which holds no secret: settings come from the environment."""
        return cls(Settings.from_env(os.environ))

    def url_prefix(self) -> str:
        """Rasa puts `/webhooks/` before it; the routes below therefore name themselves in full."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("shimin_turns")

        @blueprint.listener("after_server_start")
        async def lend_patience(app: Sanic, _: Any) -> None:
            remedies.apply()
            agent = app.ctx.agent
            endpoint = KeptAliveEndpoint(f"{self._settings.actions_url}/webhook", **_options(agent.action_endpoint))
            agent.action_endpoint = endpoint
            if agent.processor is not None:
                agent.processor.action_endpoint = endpoint

        @blueprint.listener("before_server_stop")
        async def hang_up(app: Sanic, _: Any) -> None:
            if isinstance(app.ctx.agent.action_endpoint, KeptAliveEndpoint):
                await app.ctx.agent.action_endpoint.close()

        @blueprint.post("/webhooks/shimin/turn")
        async def take_turn(request: Request) -> HTTPResponse:
            return await self._take(request)

        @blueprint.put("/model")
        async def put_model(request: Request) -> HTTPResponse:
            return await self._operate(request, self._operations.put_model)

        @blueprint.post("/near")
        async def near(request: Request) -> HTTPResponse:
            return await self._operate(request, self._operations.near)

        @blueprint.get("/healthz")
        async def healthz(request: Request) -> HTTPResponse:
            return json_response({"status": "ok"})

        @blueprint.get("/readyz")
        async def readyz(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            ready = agent.is_ready()
            return json_response(
                {"status": "ready" if ready else "no_model", "model": agent.model_id, "archive": agent.model_name},
                200 if ready else 503,
            )

        @blueprint.get("/metrics")
        async def metrics(request: Request) -> HTTPResponse:
            return text_response(self._figures.exposition(), content_type="text/plain; version=0.0.4")

        return blueprint

    async def _take(self, request: Request) -> HTTPResponse:
        """One turn: checks, plays, answers."""
        if not self._knows_token(request):
            return json_response({"error": "unauthorized"}, 401)
        try:
            sender, text, metadata, lost = read_turn(request.body)
        except MalformedTurn as error:
            return json_response({"error": "malformed", "detail": str(error)}, 400)
        if not request.app.ctx.agent.is_ready():
            return json_response({"error": "no_model"}, 503)
        began = time.perf_counter()
        try:
            answer = await play(request.app.ctx.agent, sender, text, metadata, lost)
        except TurnFailed as failed:
            self._figures.turn(failed.failure, time.perf_counter() - began)
            logger.error("Turn %s dropped: %s (%s)", metadata["turn"], failed.failure, failed.detail)
            return json_response({"error": failed.failure}, _STATUS[failed.failure])
        self._figures.turn("answered", time.perf_counter() - began)
        return json_response(answer, ensure_ascii=False)

    async def _operate(self, request: Request, answer: Callable[[Request], Awaitable[HTTPResponse]]) -> HTTPResponse:
        """One request of the trainer."""
        if not self._knows_token(request):
            return json_response({"error": "unauthorized"}, 401)
        if not request.app.ctx.agent.is_ready():
            return json_response({"error": "no_model"}, 503)
        return await answer(request)

    def _knows_token(self, request: Request) -> bool:
        """Whether the request carries our token. Without one set, nobody is let in outside development."""
        if self._settings.token is None:
            return self._settings.mode == "development"
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self._settings.token}".encode())


def _options(endpoint: Any) -> dict[str, Any]:
    """Options of the action endpoint in endpoints.yml. The domain never travels with a call unless it says so."""
    return {"enable_selective_domain": True, **(endpoint.kwargs if endpoint is not None else {})}


def read_turn(body: bytes) -> tuple[str, str, dict[str, Any], str | None]:
    """Sender, text for Rasa, metadata, and the turn whose answer was lost, of a request.

    Raises:
        MalformedTurn: a field is missing or not what it must be.
    """
    try:
        given = json.loads(body)
    except ValueError as error:
        raise MalformedTurn("not JSON") from error
    if not isinstance(given, dict):
        raise MalformedTurn("not an object")
    for name in ("sender", "turn", "now"):
        if not isinstance(given.get(name), str) or not given[name]:
            raise MalformedTurn(f"{name} must be a string")
    if not _is_moment(given["now"]):
        raise MalformedTurn("now must be an ISO 8601 date-time with offset")
    if given.get("language") not in ("zh", "en", None) or given.get("level", "anonymous") not in ("anonymous", "code"):
        raise MalformedTurn("language or level is unknown")
    if not isinstance(given.get("lost"), str | None):
        raise MalformedTurn("lost must be a string")
    if not isinstance(given.get("after_emergency", False), bool):
        raise MalformedTurn("after_emergency must be true or false")
    metadata = {name: given.get(name) for name in ("turn", "now", "language")}
    metadata["level"] = given.get("level", "anonymous")
    metadata["after_emergency"] = given.get("after_emergency", False)
    return given["sender"], _words(given.get("text"), given.get("payload")), metadata, given.get("lost")


def _words(text: Any, payload: Any) -> str:
    """What Rasa is told: a citizen's text stripped of commands, or a payload of ours as it is."""
    if (text is None) == (payload is None):
        raise MalformedTurn("exactly one of text and payload")
    if payload is not None:
        if not isinstance(payload, str) or not _PAYLOAD.fullmatch(payload):
            raise MalformedTurn("payload is not /intent or /intent{...}")
        return payload
    if not isinstance(text, str):
        raise MalformedTurn("text must be a string")
    return strip_command(text) or "?"


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False
