"""Talking HTTP to an outside system, with the manners every gateway needs.

One call may take so long and no longer, a reading call is tried again where that is safe, a system that keeps failing is
left alone for a while, and an answer is capped in size before anybody reads it. Calls block; each has a connection of its
own, since the systems behind gateways are asked seldom.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError
from aiohttp.client_exceptions import ClientConnectorError, ClientPayloadError

from city.gateways import GatewayError, Trouble

CONNECT_SECONDS, TOTAL_SECONDS = 2.0, 5.0
MOST_BYTES = 2 * 1024 * 1024
TRIES = 3
"""Of a call that only reads."""
FAILURES, REST_SECONDS = 5, 20.0
"""After so many failures in a row the system is left alone for so long."""

_TROUBLE_OF_STATUS: Mapping[int, Trouble] = {
    400: "invalid", 401: "forbidden", 403: "forbidden", 404: "not_found", 422: "invalid", 429: "rate_limited",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer; nothing in it has been checked."""

    body: bytes
    content_type: str


class Breaker:
    """Counts failures; while it rests, calls fail at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = 0.0

    def check(self) -> None:
        """Let a call through.

        Raises:
            GatewayError: the system is being left alone.
        """
        with self._lock:
            if self._failures >= FAILURES and time.monotonic() < self._rests_until:
                raise GatewayError("unavailable", "left alone after failures")

    def count(self, *, failed: bool) -> None:
        """Write down how a call went."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            self._rests_until = time.monotonic() + REST_SECONDS


class Outside:
    """One outside system under one base address."""

    def __init__(self, base_url: str, headers: Mapping[str, str] | None = None, total: float = TOTAL_SECONDS) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers or {})
        self._total = total
        self._breaker = Breaker()

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """Read something; tried again when the system is busy or away, within the time that one call has.

        Raises:
            GatewayError
        """
        return self._guarded("GET", path, query, None, TRIES)

    def post(self, path: str, query: Mapping[str, str], form: Mapping[str, str]) -> Answer:
        """Send a form, once: whoever hears nothing cannot know whether it arrived.

        Raises:
            GatewayError: ``unavailable`` if it certainly did not arrive.
        """
        return self._guarded("POST", path, query, form, 1)

    def _guarded(
        self, method: str, path: str, query: Mapping[str, str], form: Mapping[str, str] | None, tries: int
    ) -> Answer:
        self._breaker.check()
        try:
            answer = asyncio.run(self._call(method, path, query, form, tries))
        except GatewayError as error:
            self._breaker.count(failed=error.trouble in {"unavailable", "timeout"})
            raise
        self._breaker.count(failed=False)
        return answer

    async def _call(
        self, method: str, path: str, query: Mapping[str, str], form: Mapping[str, str] | None, tries: int
    ) -> Answer:
        timeout = ClientTimeout(connect=CONNECT_SECONDS)
        try:
            async with asyncio.timeout(self._total), ClientSession(timeout=timeout, headers=self._headers) as session:
                for left in reversed(range(tries)):
                    try:
                        return await self._once(session, method, path, query, form)
                    except GatewayError as error:
                        if error.trouble not in {"unavailable", "timeout"} or not left:
                            raise
                    await asyncio.sleep(random.uniform(0.05, 0.4))  # noqa: S311 - jitter, no secret
        except TimeoutError:
            raise GatewayError("timeout", f"no answer within {self._total} s") from None
        raise AssertionError("the last try returns or raises")

    async def _once(
        self,
        session: ClientSession,
        method: str,
        path: str,
        query: Mapping[str, str],
        form: Mapping[str, str] | None,
    ) -> Answer:
        url = f"{self._base_url}/{path}"
        try:
            # A redirect would turn a form into a question, and send keys to where nobody decided to send them.
            async with session.request(method, url, params=query, data=form, allow_redirects=False) as response:
                body = await response.content.read(MOST_BYTES + 1)
                while not response.content.at_eof() and len(body) <= MOST_BYTES:
                    body += await response.content.read(MOST_BYTES + 1 - len(body))
                status, content_type = response.status, response.content_type
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise GatewayError("unavailable", type(error).__name__) from error
        except (ClientPayloadError, ClientError, OSError) as error:
            raise GatewayError("timeout", type(error).__name__) from error
        if len(body) > MOST_BYTES:
            raise GatewayError("protocol", "the answer is too large")
        if not 200 <= status < 300:
            raise GatewayError(_trouble(status, method), f"HTTP {status}")
        return Answer(body, content_type)


def _trouble(status: int, method: str) -> Trouble:
    """A server that breaks down over a form may have taken it before."""
    if status >= 500:
        return "unavailable" if method == "GET" or status == 503 else "timeout"
    return _TROUBLE_OF_STATUS.get(status, "protocol")
