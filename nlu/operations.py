"""What the trainer asks of a running brain: to change its model, and what it knows that is near to a text.

A new model is loaded and warmed in a thread while turns go on with the old one; then new turns get the new one. A turn
keeps the model it began with (`nlu.player`), and conversations lie in the tracker store, so none is dropped. Rasa's own
`PUT /model` would load in the serving thread while every citizen waits.
"""

import asyncio
import json
import logging
from datetime import datetime
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from nlu.models import Entry
from nlu.moment import CITY_TIME
from nlu.settings import Settings

logger = logging.getLogger(__name__)

MOST_NEIGHBOURS = 20
LONGEST_TEXT = 2000


class Operations:
    """The operators' requests to one brain. Whoever calls has shown the token."""

    def __init__(self, settings: Settings) -> None:
        """Keeps the places where models may lie."""
        self._settings = settings
        self._changing = asyncio.Lock()

    async def put_model(self, request: Request) -> HTTPResponse:
        """`PUT /model {"model", "release"}`: 200 when the next turn is played by it, 422 when it cannot be."""
        given = _object(request.body)
        model, release = given.get("model"), given.get("release")
        if not _is_name(model) or not (release is None or _is_name(release)):
            return json_response({"error": "malformed"}, 400)
        path = Entry(str(model), "", release).path(self._settings)
        async with self._changing:
            try:
                await change(request.app.ctx.agent, str(path))
            except Exception as error:  # Whatever is wrong with an archive, the brain goes on with the one it has.
                logger.exception("The model %s cannot be used", path.name)
                return json_response({"error": "unusable", "detail": type(error).__name__}, 422)
        return json_response({"model": path.name})

    async def near(self, request: Request) -> HTTPResponse:
        """`POST /near {"text", "count"}`: what is understood of a text, and the taught examples that are most like it."""
        given = _object(request.body)
        text, count = given.get("text"), given.get("count", 5)
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST_TEXT or not isinstance(count, int):
            return json_response({"error": "malformed"}, 400)
        metadata = {"now": datetime.now(CITY_TIME).isoformat(), "near": max(0, min(count, MOST_NEIGHBOURS))}
        # A leading slash would be read as a payload.
        parsed = await request.app.ctx.agent.processor.parse_message(
            UserMessage(text.lstrip("/") or "?", metadata=metadata)
        )
        intent = parsed.get("intent") or {}
        understood = {
            "intent": intent.get("name"),
            "confidence": intent.get("confidence"),
            "language": parsed.get("language"),
            "entities": [
                {name: entity.get(name) for name in ("entity", "value", "start", "end")}
                for entity in parsed.get("entities") or []
            ],
        }
        return json_response(
            {"understood": understood, "sure": bool(parsed.get("sure")), "near": parsed.get("near") or []},
            ensure_ascii=False,
        )


async def change(agent: Agent, path: str) -> None:
    """Gives an agent another model between two turns. Whatever fails, fails before anything is changed."""
    processor = await asyncio.to_thread(
        MessageProcessor,
        path,
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        generator=agent.nlg,
        action_endpoint=agent.action_endpoint,
    )
    await processor.parse_message(UserMessage("预热 warm-up"))
    agent.processor, agent.domain = processor, processor.domain
    agent.tracker_store.domain = processor.domain


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _is_name(given: Any) -> bool:
    """A plain file name: nothing that leads to another folder."""
    return isinstance(given, str) and given not in ("", ".", "..") and not {"/", "\\", "\0"} & set(given)
