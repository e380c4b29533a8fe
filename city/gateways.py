"""What all gateways to outside systems share: how they fail, and how long anybody waits for them.

Whatever goes wrong on the way is a `GatewayError`, never an empty answer: "could not ask" and "no" are different things.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Literal, TypeVar

Trouble = Literal["unavailable", "timeout", "not_found", "forbidden", "invalid", "rate_limited", "protocol"]
"""unavailable: it was certainly not reached. timeout, protocol: it may have heard us."""

T = TypeVar("T")


class GatewayError(Exception):
    """An outside system could not be asked, or did not answer as agreed."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble


def within(limit_seconds: float, call: Callable[[], T], name: str) -> T:
    """Wait for a call no longer than the limit; a call that hangs is left behind in its own thread.

    Raises:
        GatewayError: it is too slow, or failed.
    """
    outcome: queue.SimpleQueue[tuple[T] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((call(),))
        except Exception as error:  # handed over to the thread that waits
            outcome.put(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    try:
        result = outcome.get(timeout=limit_seconds)
    except queue.Empty:
        raise GatewayError("timeout", f"no answer within {limit_seconds} s") from None
    if isinstance(result, GatewayError):
        raise result
    if isinstance(result, Exception):
        raise GatewayError("unavailable", type(result).__name__) from result
    return result[0]
