"""The client of the trainer, the process beside the brain that trains, compares and activates models."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.console.errors import TrainerRefused, TrainerUnavailable

_ANSWER_BYTES = 16 * 1024 * 1024

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Release:
    """A model in the making or made; the fields are those of the trainer's interface."""

    fields: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        """Return a field; what the trainer did not say is None."""
        return self.fields.get(name)

    @property
    def runs(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in {"queued", "training", "evaluating", "rehearsing"}

    @property
    def loses(self) -> bool:
        """Whether the comparison says that it loses something the live model has."""
        return not (self.verdict or {}).get("passes", False)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a step, and why; ``second`` is the other person who agrees."""

    by: str
    reason: str
    second: str | None = None

    def to_json(self) -> Json:
        """Return the body of the request."""
        fields = {"by": self.by, "reason": self.reason}
        return fields if self.second is None else {**fields, "second": self.second}


class Trainer:
    """Asks the trainer. Every call ends within its time, with an answer or with a named refusal."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, patience: tuple[float, float]) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._patience, self._patience_activation = patience

    async def start(self, author: str, reason: str, real: Sequence[Json]) -> str:
        """Start a release and return its id."""
        return str((await self._ask("POST", "/releases", {"author": author, "reason": reason, "real": real}))["id"])

    async def releases(self) -> list[Release]:
        """Return all releases, newest first."""
        return [_release(one) for one in (await self._ask("GET", "/releases"))["releases"]]

    async def release(self, release: str) -> Release:
        """Return one release."""
        return _release(await self._ask("GET", f"/releases/{quote(release, safe='')}"))

    async def log(self, release: str, start: int) -> tuple[list[str], int, bool]:
        """Return lines of a job's log, the number of the next line, and whether it has ended."""
        answer = await self._ask("GET", f"/releases/{quote(release, safe='')}/log?from={start}")
        return [str(line) for line in answer["lines"]], int(answer["next"]), bool(answer["done"])

    async def cancel(self, release: str) -> None:
        """Stop a job."""
        await self._ask("POST", f"/releases/{quote(release, safe='')}/cancel", {})

    async def activate(self, release: str, asking: Asking) -> Json:
        """Let a model go live; return ``model`` and ``previous``."""
        path = f"/releases/{quote(release, safe='')}/activate"
        return await self._ask("POST", path, asking.to_json(), self._patience_activation)

    async def roll_back(self, asking: Asking) -> Json:
        """Go back to the model before; return ``model`` and ``previous``."""
        return await self._ask("POST", "/rollback", asking.to_json(), self._patience_activation)

    async def live(self) -> Json:
        """Return the live ``model``, ``since`` when, and the ``previous`` one."""
        return await self._ask("GET", "/live")

    async def near(self, text: str, language: str) -> Json:
        """Return how a text is understood, what is near it in the training data, and whether it teaches anything."""
        return await self._ask("POST", "/near", {"text": text, "language": language})

    async def _ask(self, method: str, path: str, body: object = None, patience: float | None = None) -> Json:
        """Return the answer's JSON object.

        Raises:
            TrainerUnavailable, TrainerRefused
        """
        timeout = aiohttp.ClientTimeout(total=patience or self._patience)
        try:
            async with self._session.request(
                method, self._url + path, json=body, headers=self._headers, timeout=timeout
            ) as response:
                answer = _object(await response.content.read(_ANSWER_BYTES))
                if response.status >= 400:
                    raise _refusal(answer)
                return answer
        except (aiohttp.ClientError, TimeoutError):
            raise TrainerUnavailable from None


def _object(body: bytes) -> Json:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise TrainerUnavailable from None
    if not isinstance(answer, dict):
        raise TrainerUnavailable
    return answer


def _refusal(answer: Json) -> TrainerRefused | TrainerUnavailable:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return TrainerRefused(code) if isinstance(code, str) else TrainerUnavailable()


def _release(fields: object) -> Release:
    if not isinstance(fields, dict) or not isinstance(fields.get("id"), str):
        raise TrainerUnavailable
    return Release(fields)
