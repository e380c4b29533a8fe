"""A conversation as it is kept: appended to under one lock per conversation, read in the order of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rendering import offered, shown, tokens_of
from bot.secret import payload_hash
from bot.store import Conversation, IssuedPayload, IssuedToken, Message
from city.clock import local

CITIZEN = "citizen"
ASSISTANT = "assistant"
_NEWEST = 500

Display = Callable[[str], str]
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One message with tokens in it, as it is stored."""

    number: int
    turn: str | None
    author: str
    at: datetime
    content: Content

    def to_json(self, display: Display) -> dict[str, object]:
        """Return the message as the citizen sees it; ``id`` is also the id of its server-sent event."""
        fields: dict[str, object] = {
            "id": self.number,
            "turn": self.turn,
            "author": self.author,
            "at": local(self.at).isoformat(timespec="seconds"),
            "language": self.content.get("language"),
        }
        if self.author == ASSISTANT:
            return fields | as_said(self.content, display)
        sent = {name: self.content.get(name) for name in ("payload", "message_id")}
        return fields | {"text": shown(self.content.get("text"), display)} | sent


def as_said(content: Content, display: Display) -> dict[str, object]:
    """Return what the assistant said, in the shape of the API."""
    return {
        "text": shown(content.get("text"), display),
        "buttons": shown(content.get("buttons") or [], display),
        "card": shown(content.get("card"), display),
    }


@dataclass(frozen=True, slots=True)
class Said:
    """What one author said in a turn."""

    author: str
    turn: str | None
    at: datetime
    contents: Sequence[Content]


def append(session: Session, conversation: Conversation, said: Said) -> None:
    """Append messages to a conversation whose row is locked by the session's transaction."""
    for content in said.contents:
        conversation.last_number += 1
        session.add(
            Message(
                conversation_id=conversation.id,
                number=conversation.last_number,
                turn_id=said.turn,
                author=said.author,
                content=content,
                at=said.at,
            )
        )


def locked(session: Session, conversation: str) -> Conversation:
    """Return the conversation, locked until the session's transaction ends."""
    row = session.get(Conversation, conversation, with_for_update=True)
    assert row is not None, "a conversation is never deleted while a turn of it runs"
    return row


def issue(session: Session, conversation: str, contents: Iterable[Content]) -> None:
    """Remember what the contents offer to press and which tokens they show."""
    contents = list(contents)
    for content in contents:
        for payload, title in offered(content):
            issue_payload(session, conversation, payload, title)
    issue_tokens(session, conversation, tokens_of(contents))


def issue_payload(session: Session, conversation: str, payload: str, title: str | None) -> None:
    """Remember one payload; what is written on its button is that of the last time."""
    session.merge(
        IssuedPayload(conversation_id=conversation, payload_hash=payload_hash(payload), title=title),
    )


def issue_tokens(session: Session, conversation: str, tokens: Iterable[str]) -> None:
    """Remember vault tokens that appeared in the conversation."""
    for token in set(tokens):
        session.merge(IssuedToken(conversation_id=conversation, token=token))


def issued_tokens(session: Session, conversation: str) -> frozenset[str]:
    """Return the vault tokens that appeared in the conversation."""
    rows = session.scalars(select(IssuedToken.token).where(IssuedToken.conversation_id == conversation))
    return frozenset(rows)


def pressed(session: Session, conversation: str, payload: str) -> IssuedPayload | None:
    """Return the button with that payload, if the conversation offered it."""
    return session.get(IssuedPayload, (conversation, payload_hash(payload)))


def entries(session: Session, conversation: str, after: int = 0) -> list[Entry]:
    """Return the messages with a number above ``after``, the newest 500 of them, oldest first."""
    rows = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation, Message.number > after)
        .order_by(Message.number.desc())
        .limit(_NEWEST)
    )
    return [_entry(row) for row in reversed(rows.all())]


def answers(session: Session, turn: str) -> list[Content]:
    """Return what the assistant said in a turn."""
    rows = session.scalars(
        select(Message).where(Message.turn_id == turn, Message.author == ASSISTANT).order_by(Message.number)
    )
    return [row.content for row in rows]


def _entry(row: Message) -> Entry:
    return Entry(row.number, row.turn_id, row.author, row.at, row.content)
