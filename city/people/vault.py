"""The vault: the only place that knows personal identifiers, and it keeps them encrypted and for a limited time.

Everything else holds tokens such as ``id#7KQ2M9XA``. The same value in the same scope has the same token, so that a
conversation can go on about "that policy"; across scopes the tokens differ, so that they link nobody.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from city.clock import Clock
from city.db import Base, Database, UtcDateTime
from city.errors import VaultExpired
from city.ids import crockford
from city.people.envelope import Envelope
from city.people.identifiers import KINDS, mask, normalise

LIFETIME = timedelta(days=30)
"""How long what was typed in a conversation can still be shown and used."""

UNKNOWN = "****"
"""What is shown of a token whose value is gone."""

_log = logging.getLogger(__name__)


class VaultItem(Base):
    """One identifier, sealed. ``scope`` is a conversation or a person; ``digest`` is keyed and serves equality only."""

    __tablename__ = "vault_item"
    __table_args__ = (UniqueConstraint("scope", "kind", "digest"),)

    token: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    scope: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class Vault:
    """Turns identifiers into tokens and, for a stated purpose, back."""

    def __init__(self, db: Database, clock: Clock, envelope: Envelope) -> None:
        self._db = db
        self._clock = clock
        self._envelope = envelope

    def put(self, kind: str, value: str, conversation_id: str) -> str:
        """Keep a value that was typed in a conversation and return its token.

        Raises:
            ValueError: there is no such kind.
        """
        expires_at = self._clock.now() + LIFETIME
        try:
            with self._db.write() as session:
                return self.put_in(session, kind, value, conversation_id, expires_at)
        except IntegrityError:  # another process put the same value first
            with self._db.write() as session:
                return self.put_in(session, kind, value, conversation_id, expires_at)

    def put_in(self, session: Session, kind: str, value: str, scope: str, expires_at: datetime | None = None) -> str:
        """Do the same in the caller's transaction and for any scope; without ``expires_at`` it stays."""
        if kind not in KINDS:
            raise ValueError(f"no such kind of identifier: {kind!r}")
        digest = self.digest(kind, value)
        same = (VaultItem.scope == scope, VaultItem.kind == kind, VaultItem.digest == digest)
        item = session.scalars(select(VaultItem).where(*same)).one_or_none()
        if item is None:
            item = self._new(session, kind, value, scope, digest)
        item.expires_at = expires_at
        session.flush()
        return item.token

    def digest(self, kind: str, value: str) -> str:
        """Return the keyed fingerprint by which equal values are found without being stored."""
        return self._envelope.fingerprint(f"identifier/{kind}", normalise(kind, value))

    def display(self, token: str) -> str:
        """Return the masked value, such as ``4602**********0018``; ``****`` when it is gone."""
        try:
            kind, value = self._open(token, scope=None)
        except VaultExpired:
            return UNKNOWN
        return mask(kind, value)

    def reveal(self, token: str, purpose: str, scope: str | None = None) -> str:
        """Return the value, and write down that it was read and what for, never the value itself.

        With ``scope``, only a token of that conversation or person opens: one that was read over a shoulder does not.

        Raises:
            VaultExpired: the value is gone, or there never was such a token here.
        """
        _, value = self._open(token, scope)
        _log.info("vault: %s revealed for %s", token, purpose)
        return value

    def sweep(self) -> int:
        """Erase what has expired; return how many."""
        with self._db.write() as session:
            gone = session.execute(
                delete(VaultItem).where(VaultItem.expires_at <= self._clock.now()).returning(VaultItem.token)
            )
            return len(gone.all())

    def _new(self, session: Session, kind: str, value: str, scope: str, digest: str) -> VaultItem:
        token = f"{kind}#{crockford(8)}"
        sealed = self._envelope.seal(normalise(kind, value).encode(), token)
        item = VaultItem(
            token=token, kind=kind, scope=scope, digest=digest, sealed=sealed, created_at=self._clock.now()
        )
        session.add(item)
        return item

    def _open(self, token: str, scope: str | None) -> tuple[str, str]:
        now = self._clock.now()
        with self._db.read() as session:
            item = session.get(VaultItem, token)
        if item is None:
            raise VaultExpired
        if item.expires_at is not None and item.expires_at <= now:
            raise VaultExpired
        if scope is not None and item.scope != scope:
            raise VaultExpired
        return item.kind, self._envelope.open(item.sealed, token).decode()
