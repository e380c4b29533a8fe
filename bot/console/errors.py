"""What the staff's pages refuse, each with a stable code; the words are in ``words/<language>.yml`` under ``errors``."""

from __future__ import annotations

from typing import ClassVar


class ConsoleError(Exception):
    """Root of these refusals."""

    code: ClassVar[str] = "server_error"
    status: ClassVar[int] = 500


class Forbidden(ConsoleError):
    """The role does not allow it, nobody is signed in, or a page of another site asks in somebody's name."""

    code, status = "forbidden", 403


class LessonInvalid(ConsoleError):
    """What an operator says cannot be training data; ``reason`` is a key of the words under ``invalid``."""

    code, status = "lesson_invalid", 400

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Taken(ConsoleError):
    """Somebody else has the message now, or has decided already."""

    code, status = "taken", 409


class TrainerUnavailable(ConsoleError):
    """The trainer cannot be reached, or answers what cannot be read."""

    code, status = "trainer_unavailable", 503


class TrainerRefused(ConsoleError):
    """The trainer refused; ``reason`` is its code, and a key of the words under ``refused``."""

    code, status = "trainer_refused", 409

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
