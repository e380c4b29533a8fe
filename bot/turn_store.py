"""Turns in the database: opened once per message id, closed once, read for every redelivery. All of it blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot import choices, inbox, transcript
from bot.conversations import Known
from bot.delivery import Delivery, Reply
from bot.inbound import as_language
from bot.intake import Prepared
from bot.language import language_of
from bot.store import Message, Turn
from bot.transcript import ASSISTANT, CITIZEN, Content, Display, Said
from city.clock import local
from city.db import Database
from city.ids import new_id

PENDING = "pending"
ANSWERED = "answered"
UNAVAILABLE = "unavailable"
EMERGENCY = "emergency"
_SHAKEN = 3
"""For so many turns after an emergency "I'm fine now" is about the danger, not about the matter in hand."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A turn as the pipeline needs it."""

    id: str
    digest: bytes
    outcome: str
    text: str | None
    payload: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """How a turn begins: what was delivered, as a digest and as what may be kept of it."""

    delivery: Delivery
    digest: bytes
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Closing:
    """How a turn ends: what is said, and what the brain understood."""

    outcome: str
    language: str
    contents: tuple[Content, ...]
    understood: dict[str, Any] = field(default_factory=dict)
    took_ms: int = 0


def find(db: Database, conversation: str, message_id: str | None) -> Stored | None:
    """Return the turn of a message that was delivered before."""
    if message_id is None:
        return None
    with db.read() as session:
        query = select(Turn).where(Turn.conversation_id == conversation, Turn.message_id == message_id)
        row = session.scalars(query).one_or_none()
        return _stored(row) if row else None


def unanswered_before(db: Database, conversation: str, turn: str) -> str | None:
    """Return the turn just before this one if the brain's answer to it never came."""
    with db.read() as session:
        this = select(func.min(Message.number)).where(Message.turn_id == turn).scalar_subquery()
        query = (
            select(Turn)
            .join(Message, Message.turn_id == Turn.id)
            .where(Message.conversation_id == conversation, Message.number < this, Turn.outcome != EMERGENCY)
            .order_by(Message.number.desc())
            .limit(1)
        )
        row = session.scalars(query).one_or_none()
        return row.id if row and row.outcome == UNAVAILABLE else None


def after_emergency(db: Database, conversation: str, turn: str) -> bool:
    """Say whether there was an emergency just before this turn, whoever answered it: the door or the brain."""
    with db.read() as session:
        this = select(func.min(Message.number)).where(Message.turn_id == turn).scalar_subquery()
        query = (
            select(Turn.intent)
            .join(Message, Message.turn_id == Turn.id)
            # One message of the citizen a turn: the index gives the last few, however long the talk.
            .where(Message.conversation_id == conversation, Message.number < this, Message.author == CITIZEN)
            .order_by(Message.number.desc())
            .limit(_SHAKEN)
        )
        return "emergency" in session.scalars(query).all()


def begin(db: Database, known: Known, opening: Opening, now: datetime) -> Stored:
    """Open a turn and append what the citizen said.

    Raises:
        sqlalchemy.exc.IntegrityError: another process opened a turn for the same message id.
    """
    delivery, prepared, conversation = opening.delivery, opening.prepared, known.id
    with db.write() as session:
        # First of all, in every transaction: who locks a conversation only after writing below it may meet a deadlock.
        owner = transcript.locked(session, conversation)
        row = Turn(
            id=new_id("t"),
            conversation_id=conversation,
            message_id=delivery.message_id,
            digest=opening.digest,
            text=prepared.text,
            payload=prepared.payload,
            outcome=PENDING,
            received_at=now,
        )
        session.add(row)
        session.flush()
        transcript.issue_tokens(session, conversation, prepared.tokens)
        if delivery.kind == "payload":
            choices.keep(session, conversation, delivery.value, now)
        if prepared.said is not None:
            before = as_language(owner.language)
            language = language_of(prepared.said.get("text"), before) or before or delivery.language
            said = prepared.said | {"language": language, "message_id": delivery.message_id}
            transcript.append(session, owner, Said(CITIZEN, row.id, now, [said]))
        return _stored(row)


def close(db: Database, conversation: str, turn: str, closing: Closing, now: datetime) -> None:
    """Write the answer of a turn, unless it has one already: the first answer is the answer."""
    with db.write() as session:
        owner = transcript.locked(session, conversation)
        row = session.get(Turn, turn, with_for_update=True)
        if row is None or row.outcome != PENDING:
            return
        understood = dict(closing.understood)
        row.outcome = closing.outcome
        row.language = owner.language = closing.language
        row.intent = understood.pop("intent", None)
        row.model = understood.pop("model", None)
        row.trace = understood
        row.closed_at, row.took_ms = now, closing.took_ms
        contents = [content | {"language": closing.language} for content in closing.contents]
        transcript.append(session, owner, Said(ASSISTANT, turn, now, contents))
        transcript.issue(session, conversation, closing.contents)
        if closing.outcome == ANSWERED:
            inbox.keep(session, row)


def reply(db: Database, display: Display, known: Known, turn: str) -> Reply:
    """Return the answer of a closed turn as the citizen sees it."""
    with db.read() as session:
        row = session.get_one(Turn, turn)
        contents = transcript.answers(session, turn)
    trace = {
        "outcome": row.outcome,
        "intent": row.intent,
        "model": row.model,
        "responses": [content.get("response") for content in contents],
        **(row.trace or {}),
    }
    messages = [transcript.as_said(content, display) for content in contents]
    at = local(row.closed_at or row.received_at).isoformat(timespec="seconds")
    return Reply(known.token, turn, row.language or "zh", at, messages, trace)


def _stored(row: Turn) -> Stored:
    return Stored(row.id, row.digest, row.outcome, row.text, row.payload)
