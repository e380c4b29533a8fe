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
