"""One turn at a time per conversation, in the order in which the messages came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.errors import TooManyRequests

_A_TURN = 2
"""Seconds after which somebody who was turned away may well try again."""


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


class Locks:
    """A fair lock per key, forgotten as soon as nobody holds it or waits for it. For one process."""

    def __init__(self, waiting: int) -> None:
        self._most = waiting + 1
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        """Wait for the key and keep it for the block.

        Raises:
            TooManyRequests: too many wait for it already.
        """
        queue = self._queues.setdefault(key, _Queue())
        if queue.inside >= self._most:
            raise TooManyRequests(seconds=_A_TURN)
        queue.inside += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.inside -= 1
            if not queue.inside:
                self._queues.pop(key, None)
