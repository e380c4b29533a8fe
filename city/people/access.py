"""The one gate: every read of a person's data passes here. Missing and forbidden look alike.

A row that belongs to somebody has a column ``owner`` with a guest id (``g-...``) or a person id (``p-...``). At sign-in
what the guest owns becomes the person's (`Adopter`), so that a booking made before signing in is not lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, Session

from city.errors import NotFound, SignInRequired

Level = Literal["anonymous", "code"]

Adopter = Callable[[Session, str, str], None]
"""``adopt(session, guest, person)``: give what the guest owns to the person, in the transaction of the sign-in."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who speaks in a conversation, and how sure we are of it."""

    conversation: str
    guest: str
    person: str | None = None
    level: Level = "anonymous"

    @property
    def owner(self) -> str:
        """The id that new rows of this citizen belong to."""
        return self.person or self.guest


class Owned(Protocol):
    """A row that belongs to somebody."""

    @property
    def owner(self) -> Any:
        """A guest id or a person id (typed loosely, since a mapped column is no plain property)."""


OwnedRow = TypeVar("OwnedRow", bound=Owned)


def visible(actor: Actor, row: OwnedRow | None) -> OwnedRow:
    """Return the row if the actor may see it.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    if row is None:
        raise NotFound
    if row.owner == actor.guest:
        return row
    if row.owner == actor.person:
        return row
    raise NotFound


def theirs(actor: Actor, owner: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return the condition that selects the actor's rows, for lists."""
    return owner.in_([actor.guest, actor.person] if actor.person else [actor.guest])


def signed_in(actor: Actor) -> str:
    """Return the person's id.

    Raises:
        SignInRequired: nobody has signed in, or the sign-in has run out.
    """
    if actor.level == "anonymous":
        raise SignInRequired
    if actor.person is None:
        raise SignInRequired
    return actor.person
