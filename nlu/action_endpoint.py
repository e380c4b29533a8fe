"""Rasa's client of the action server, made fit for a city: one kept-alive session, patience, and no silent failures.

Rasa opens a connection for every call, gives up at the first refused one, and then carries on with the turn although
the action's events are lost. Here a refused connection is tried again for a few seconds (actions are idempotent by turn
id, so a repeated call never doubles anything), and a call that fails for good is noted in the turn, which the channel
then drops.

Rasa also sends the whole conversation, and to a form's validation the whole domain, at every call: 80 KB where 4 do.
"""

import asyncio
import json
import logging
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from nlu import turn

logger = logging.getLogger(__name__)

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 1.8)
"""Seconds between tries to connect: about 5 in all."""

READ_SECONDS = 20.0
"""How long an action may take to answer."""

REJECTED = 400
"""The action server's way to say that an action does not apply (a form turned an answer down): no failure."""


TURNS = 2
"""An action is told what happened since the last but one message: 「再说一遍」 asks for what was said before it."""


class ActionServerError(aiohttp.ClientError):
    """The action server could not be reached, or did not answer properly."""


class KeptAliveEndpoint(EndpointConfig):
    """The action endpoint of endpoints.yml, used through one session for the life of the process."""

    def __init__(self, url: str, pauses: tuple = PAUSES, read_seconds: float = READ_SECONDS, **kwargs: Any) -> None:
        """Takes the webhook's URL and Rasa's own options."""
        super().__init__(url=url, **kwargs)
        self._pauses = pauses
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any | None:
        """Calls the action server. Rasa gives the body as `json`; its time-out is replaced by ours.

        Raises:
            ClientResponseError: status 400, the action was rejected.
            ActionServerError: anything else that is no proper answer.
        """
        played = turn.current()
        if played is not None and played.failure:
            raise ActionServerError(f"not called, the turn has failed already: {played.failure}")
        try:
            return await self._patiently(needed(kwargs["json"]))
        except ClientResponseError:
            raise
        except (aiohttp.ClientError, asyncio.TimeoutError, json.JSONDecodeError) as error:
            logger.error("Action %s failed: %s", kwargs["json"].get("next_action"), error or type(error).__name__)
            if played is not None:
                played.fail(turn.ACTION_SERVER_UNAVAILABLE, str(error) or type(error).__name__)
            raise ActionServerError(str(error)) from error

    async def _patiently(self, body: Any) -> Any:
        """Tries again while nobody listens, or the connection breaks under the call."""
        for pause in (*self._pauses, None):
            try:
                return await self._call(body)
            except (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("unreachable: the last try returns or raises")

    async def _call(self, body: Any) -> Any:
        async with self._open().post(self.url, json=body) as response:
            text = await response.text()
            if response.status == REJECTED:
                raise ClientResponseError(response.status, response.reason, text)
            if response.status != 200:
                raise ActionServerError(f"status {response.status} from {self.url}")
            return json.loads(text)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            # As long to connect as to answer: on loopback it is our own rush that delays it, and who gives up then makes more.
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=self._read_seconds, sock_read=self._read_seconds)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session

    async def close(self) -> None:
        """Closes the session."""
        if self._session is not None:
            await self._session.close()


def needed(body: dict[str, Any]) -> dict[str, Any]:
    """What an action needs of the body Rasa would send: no domain, and of the events those of the last turns."""
    tracker = body["tracker"]
    events = tracker.get("events") or []
    heard = [place for place, event in enumerate(events) if event["event"] == "user"]
    first = heard[-TURNS] if len(heard) >= TURNS else 0
    loop = {name: value for name, value in tracker["active_loop"].items() if name != "trigger_message"}
    return {
        **{name: value for name, value in body.items() if name != "domain"},
        "tracker": {**tracker, "events": events[first:], "active_loop": loop},
    }
