"""A request for one slot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """The slot a citizen wants.

    Raises:
        ValueError: ``start`` is naive.
    """

    service: str
    office: str
    start: datetime
    quantity: int = 1
    replaces: str | None = None
    """The booking that is to be moved here: it is not counted against the quota."""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError("the start of a slot must be aware")
