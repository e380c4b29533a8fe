"""The client of the brain: one kept-alive session, patient with restarts, honest when it gives up.

The brain saves a conversation at the end of a turn, and the city's actions know a turn by its id. So a turn that was
cut off is simply sent again: what was lost is repeated, what was done is not doubled.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import aiohttp

from bot.settings import Patience

_ANSWER_BYTES = 1024 * 1024
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0
_TURN = "/webhooks/shimin/turn"


class BrainUnavailable(Exception):
    """No answer can be had; ``reason`` is for logs and figures."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _TryAgain(Exception):
    """The brain did not take the turn, or lost it; it may be sent again."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the brain is asked: exactly one of text and payload."""

    sender: str
    turn: str
    text: str | None
    payload: str | None
    now: str
    language: str | None
    level: str
    lost: str | None = None
    """A turn whose answer never came: if the brain did play it, what it said then is wanted too."""
    after_emergency: bool = False
    """The door answers strong words of danger by itself, so it has to tell that there were some."""

    def to_json(self) -> dict[str, object]:
        """Return the body of the request."""
        return {
            "sender": self.sender,
            "text": self.text,
            "payload": self.payload,
            "turn": self.turn,
            "now": self.now,
            "language": self.language,
            "level": self.level,
            "lost": self.lost,
            "after_emergency": self.after_emergency,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the brain said, and what it understood, as JSON values."""

    language: str
    messages: tuple[dict[str, Any], ...]
    understood: Mapping[str, Any]
    """intent, confidence, band (sure, near, far), ranking, entities, model, actions."""


class Brain:
    """Asks one brain at one address."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, patience: Patience) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._patience = patience

    async def ask(self, question: Question) -> Answer:
        """Return the brain's answer to one turn.

        Raises:
            BrainUnavailable: it refused, was silent, or answered what cannot be read, for as long as we wait.
        """
        deadline: float | None = None
        pause = _FIRST_PAUSE
        while True:
            try:
                return await self._ask_once(question)
            except _TryAgain as failure:
                # Counted from the first failure: a brain may have died only after it had worked for a while.
                deadline = deadline or time.monotonic() + self._patience.brain_retry
                if time.monotonic() + pause > deadline:
                    raise BrainUnavailable(str(failure)) from None
                question = replace(question, lost=question.turn)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _ask_once(self, question: Question) -> Answer:
        timeout = aiohttp.ClientTimeout(total=self._patience.brain_answer)
        try:
            async with self._session.post(
                self._url + _TURN, json=question.to_json(), headers=self._headers, timeout=timeout
            ) as response:
                if response.status == 503:
                    raise _TryAgain("action_server_unavailable")
                if response.status != 200:
                    raise BrainUnavailable(f"status_{response.status}")
                return _read(await _json(response))
        except TimeoutError:
            # It may still be at work on the turn: asking again would only make it do the work twice.
            raise BrainUnavailable("timeout") from None
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError):
            raise _TryAgain("refused") from None
        except aiohttp.ClientError:
            raise BrainUnavailable("protocol") from None


async def _json(response: aiohttp.ClientResponse) -> object:
    body = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > _ANSWER_BYTES:
            raise BrainUnavailable("answer_too_large")
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BrainUnavailable("no_json") from None


def _read(answer: object) -> Answer:
    """Check the shape of an answer; a brain that answers nonsense is as good as none."""
    if not isinstance(answer, dict) or answer.get("language") not in {"zh", "en"}:
        raise BrainUnavailable("wrong_shape")
    messages = answer.get("messages")
    if not isinstance(messages, list) or not all(_is_message(message) for message in messages):
        raise BrainUnavailable("wrong_shape")
    names = ("intent", "confidence", "band", "ranking", "entities", "model", "actions")
    understood = {name: answer.get(name) for name in names}
    return Answer(answer["language"], tuple(messages), understood)


def _is_message(message: object) -> bool:
    if not isinstance(message, dict):
        return False
    text, buttons, card = message.get("text"), message.get("buttons"), message.get("card")
    return (
        isinstance(text, str | None)
        and isinstance(card, dict | None)
        and (buttons is None or (isinstance(buttons, list) and all(_is_button(button) for button in buttons)))
    )


def _is_button(button: object) -> bool:
    return isinstance(button, dict) and isinstance(button.get("title"), str) and isinstance(button.get("payload"), str)
