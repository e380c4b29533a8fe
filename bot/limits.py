"""Token buckets: how often one conversation or one address may knock."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from bot.errors import TooManyRequests

_MOST_KEYS = 100_000


class Buckets:
    """One bucket per key: ``burst`` requests at once, refilled at ``rate`` a second.

    They live in memory: a restart is generous once, and each replica of the door counts for itself.
    """

    def __init__(self, burst: int, rate: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._rate = rate
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Take one request from the key's bucket.

        Raises:
            TooManyRequests: it is empty; ``seconds`` says when the next request is welcome.
        """
        now = self._monotonic()
        level, since = self._buckets.pop(key, (float(self._burst), now))
        level = min(self._burst, level + (now - since) * self._rate)
        enough = level >= 1
        self._buckets[key] = (level - 1 if enough else level, now)
        # The least recently used bucket goes first; by then it is full again unless an attacker has 100,000 addresses.
        if len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)
        if not enough:
            raise TooManyRequests(seconds=max(1, ceil((1 - level) / self._rate)))
