"""What the bookings need of other rooms, as small as they need it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from city.people.access import Actor


class Receipt(Protocol):
    """A reference to an issued receipt."""

    @property
    def jti(self) -> str:
        """Its identifier."""

    @property
    def act(self) -> str:
        """What it states: ``booking.created`` ..."""

    @property
    def issued_at(self) -> datetime:
        """When, aware UTC."""


class Receipts(Protocol):
    """Issues receipts inside the caller's transaction."""

    def issue(  # noqa: PLR0913, PLR0917 - the interface of city/receipts
        self,
        session: Session,
        actor: Actor,
        act: str,
        subject: str,
        claims: Mapping[str, object],
        replaces: str | None = None,
    ) -> Receipt:
        """Write a receipt and its ledger entry. ``replaces`` is the jti of the receipt it supersedes."""

    def find(self, session: Session, jti: str) -> Receipt:
        """The reference to a receipt that was issued before."""
