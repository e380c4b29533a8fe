"""The door's tables: conversations, turns, messages, and what was issued in them.

Nothing raw is in them: texts are masked, tokens of conversations hashed, and what was sent is a keyed digest.
Messages are numbered per conversation; the number is the id of the server-sent event.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, UtcDateTime

_ID = String(32)
_BIG_ID = BigInteger().with_variant(Integer(), "sqlite")


class Conversation(Base):
    """One conversation. Its token is the only key to it; ``id`` is what the rest of the house knows."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    language: Mapped[str | None] = mapped_column(String(2))
    """The language of the last turn."""
    last_number: Mapped[int] = mapped_column(Integer, default=0)
    """The number of its newest message."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """By the computer's clock, which no rehearsal moves: redeliveries are known for a day from here on."""


class Turn(Base):
    """One message of a citizen and what became of it.

    The row is there before the brain is asked, and keeps what the brain is asked, so that a redelivery after a crash
    repeats the same turn under the same id.
    """

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "message_id"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    message_id: Mapped[str | None] = mapped_column(String(128))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Keyed digest of what was sent: the same message id with something else is refused."""
    text: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[str | None] = mapped_column(Text)
    """What the brain is asked: a masked text, or a payload. Neither when the door answers itself."""
    outcome: Mapped[str] = mapped_column(String(16), index=True)
    """pending | answered | unavailable | emergency"""
    language: Mapped[str | None] = mapped_column(String(2))
    intent: Mapped[str | None] = mapped_column(String(64))
    model: Mapped[str | None] = mapped_column(String(128))
    trace: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What the brain understood: confidence, ranking, entities, actions."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """By the city's clock."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    took_ms: Mapped[int | None] = mapped_column(Integer)


class Message(Base):
    """One message of a conversation as it is shown: texts and cards with vault tokens, filled in when they are read."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("conversation_id", "number"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    number: Mapped[int] = mapped_column(Integer)
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turn.id"), index=True)
    author: Mapped[str] = mapped_column(String(16))
    """citizen | assistant"""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """language and text; buttons, card, response of the assistant; payload, message_id of the citizen."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class IssuedPayload(Base):
    """A button that was offered in a conversation: only these may be pressed."""

    __tablename__ = "issued_payload"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    payload_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    title: Mapped[str | None] = mapped_column(Text)
    """What was written on it, for the transcript."""


class NluChoice(Base):
    """What a citizen meant by a text that was not understood for sure, as they chose it under "did you mean".

    A labelled example for those who teach the assistant. The text is masked, as everything the brain is asked.
    """

    __tablename__ = "nlu_choices"

    turn: Mapped[str] = mapped_column(ForeignKey("turn.id"), primary_key=True)
    """The turn of the text. Who chooses twice means the second."""
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    intent: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class IssuedToken(Base):
    """A vault token that appeared in a conversation: only these may be named in it."""

    __tablename__ = "issued_token"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(32), primary_key=True)
