"""Wakes the event streams of a conversation when it has news. For one process: streams also poll the database."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import TooManyRequests

_RECONNECT = 10


class Hub:
    """Who listens to which conversation."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.closing = False

    @contextmanager
    def listen(self, conversation: str) -> Iterator[asyncio.Event]:
        """Register for the block; the event is set at each news.

        Raises:
            TooManyRequests: the conversation has as many listeners as it may have.
        """
        listeners = self._listeners[conversation]
        if len(listeners) >= self._most:
            raise TooManyRequests(seconds=_RECONNECT)
        news = asyncio.Event()
        listeners.add(news)
        try:
            yield news
        finally:
            listeners.discard(news)
            if not listeners:
                self._listeners.pop(conversation, None)

    def notify(self, conversation: str) -> None:
        """Tell the listeners of a conversation to look."""
        for news in self._listeners.get(conversation, ()):
            news.set()

    def close(self) -> None:
        """Let every stream end, so that the server can stop."""
        self.closing = True
        for listeners in self._listeners.values():
            for news in listeners:
                news.set()
