"""What is known of the turn being played, for parts of the brain that Rasa calls without telling them.

The channel opens a turn; the action endpoint and the response catalogue note there what failed. Rasa itself would log
an exception in an action, lose its events and carry on: the citizen would read half an answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

ACTION_SERVER_UNAVAILABLE = "action_server_unavailable"
RESPONSE_FAILED = "response_failed"
ENDLESS = "endless_turn"


@dataclass
class Turn:
    """A turn and the first thing that failed in it."""

    failure: str | None = None
    detail: str = ""

    def fail(self, failure: str, detail: str) -> None:
        """Notes a failure; the first one counts."""
        if self.failure is None:
            self.failure, self.detail = failure, detail


_current: ContextVar[Turn | None] = ContextVar("turn", default=None)


def current() -> Turn | None:
    """The turn being played; None outside our channel (`rasa shell`, `rasa test`)."""
    return _current.get()


@contextmanager
def opened() -> Iterator[Turn]:
    """Opens a turn for the running task."""
    turn = Turn()
    token = _current.set(turn)
    try:
        yield turn
    finally:
        _current.reset(token)
