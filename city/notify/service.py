"""A durable outbox: a notification is written in the transaction of what it tells about, and sent afterwards.

So a message is never sent for something that did not happen, and never lost when a process dies. Whoever sends asks for
`Outbox.waiting`, sends with ``dedupe_key`` as the idempotency key, and then calls `Outbox.sent`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from city.clock import Clock
from city.db import Database
from city.notify.models import Notification
from city.people.envelope import Envelope


@dataclass(frozen=True, slots=True)
class Message:
    """One notification as its sender needs it; ``to`` is a vault token, or the conversation of a guest."""

    id: int
    to: str
    template: str
    params: Mapping[str, str | int]
    created_at: datetime
    dedupe_key: str


class Outbox:
    """Keeps notifications until they are sent."""

    def __init__(self, db: Database, clock: Clock, envelope: Envelope) -> None:
        self._db = db
        self._clock = clock
        self._envelope = envelope

    def put(
        self, session: Session, *, to: str, template: str, params: Mapping[str, str | int], dedupe_key: str
    ) -> None:
        """Queue a message in the caller's transaction; a second one with the same key is dropped."""
        if session.scalar(select(Notification.id).where(Notification.dedupe_key == dedupe_key)) is not None:
            return
        sealed = self._envelope.seal(json.dumps(dict(params)).encode(), dedupe_key)
        session.add(
            Notification(
                dedupe_key=dedupe_key,
                to_token=to,
                template=template,
                params=sealed,
                created_at=self._clock.now(),
            )
        )

    def withdraw(self, session: Session, prefix: str) -> None:
        """Take back, in the caller's transaction, what was not sent yet and is not true any more."""
        unsent = Notification.dedupe_key.startswith(prefix, autoescape=True) & Notification.sent_at.is_(None)
        session.execute(delete(Notification).where(unsent))

    def waiting(self, limit: int = 100) -> list[Message]:
        """Return the oldest messages that have not been sent."""
        query = select(Notification).where(Notification.sent_at.is_(None)).order_by(Notification.id)
        with self._db.read() as session:
            return [self._message(row) for row in session.scalars(query.limit(limit))]

    def newest(self, limit: int = 50) -> list[Message]:
        """Return the newest messages, sent or not, newest first: what the development inbox shows."""
        query = select(Notification).order_by(Notification.id.desc()).limit(limit)
        with self._db.read() as session:
            return [self._message(row) for row in session.scalars(query)]

    def sent(self, message_id: int) -> None:
        """Write down that a message went out; what it said is not needed any more."""
        with self._db.write() as session:
            row = session.get(Notification, message_id)
            if row is not None and row.sent_at is None:
                row.sent_at = self._clock.now()
                row.params = self._envelope.seal(b"{}", row.dedupe_key)

    def _message(self, row: Notification) -> Message:
        params = json.loads(self._envelope.open(row.params, row.dedupe_key))
        return Message(row.id, row.to_token, row.template, params, row.created_at, row.dedupe_key)
