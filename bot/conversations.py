"""Opening a conversation and finding it again by its token, which is kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.errors import ConversationUnknown
from bot.inbound import Language, as_language
from bot.secret import Secret, fresh_token, token_hash
from bot.store import Conversation
from city.db import Database
from city.ids import new_id

UNGUESSABLE = 16
"""A message id this long is taken for a secret of its sender, which may stand for a conversation's token for a day."""
_REDELIVERED_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Known:
    """A conversation and the token it was asked for with."""

    id: str
    token: str
    language: Language | None


def find(db: Database, token: str) -> Known:
    """Return the conversation of a token.

    Raises:
        ConversationUnknown: there is none.
    """
    with db.read() as session:
        row = _by_token(session, token)
    if row is None:
        raise ConversationUnknown
    return _known(row, token)


def open_for(db: Database, secret: Secret, message_id: str | None, body: str, address: str) -> Known:
    """Return the conversation that a first message opens, the same one when that message is delivered again.

    The token is derived from the message, so it can be given again without being stored. Only a message id that nobody
    guesses does this; with a short one every delivery opens a conversation of its own, or anybody who guesses the id
    would be handed somebody's token.
    """
    now = datetime.now(UTC)
    if message_id is None or len(message_id) < UNGUESSABLE:
        return _open(db, fresh_token(), now)
    token = secret.token(message_id, body, address)
    with db.read() as session:
        row = _by_token(session, token)
    if row is None:
        return _open(db, token, now)
    if row.opened_at > now - _REDELIVERED_WITHIN:
        return _known(row, token)
    return _open(db, fresh_token(), now)


def _open(db: Database, token: str, now: datetime) -> Known:
    try:
        with db.write() as session:
            row = _by_token(session, token)
            if row is None:
                row = Conversation(id=new_id("c"), token_hash=token_hash(token), opened_at=now, last_number=0)
                session.add(row)
            return _known(row, token)
    except IntegrityError:  # another delivery of the same message was faster, through another door
        return find(db, token)


def _by_token(session: Session, token: str) -> Conversation | None:
    return session.scalars(select(Conversation).where(Conversation.token_hash == token_hash(token))).one_or_none()


def _known(row: Conversation, token: str) -> Known:
    return Known(row.id, token, as_language(row.language))
