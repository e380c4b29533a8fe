"""Messages as those who teach the assistant see them: one row per understood text, masked, with what became of it.

The row is written in the transaction that closes the turn. Whoever teaches never reads turns, and no citizen's answer
waits for anything that is done here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.language import writing_of
from bot.store import Turn
from city.clock import local
from city.db import Base, UtcDateTime

WAITING = "waiting"
VALIDATED = "validated"
TAUGHT = "taught"
SKIPPED = "skipped"
_FALLBACK = "nlu_fallback"
WEB = "web"

_RANKED = 5
_FALLBACK = "nlu_fallback"


class InboxItem(Base):
    """One text of a citizen, what the brain understood, and what somebody of the staff says it means."""

    __tablename__ = "inbox_item"
    __table_args__ = (Index("ix_inbox_item_order", "state", "confidence", "turn_id"),)

    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    channel: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    """How it is written: zh | en | mixed."""
    intent: Mapped[str] = mapped_column(String(64))
    confidence: Mapped[float] = mapped_column(Float)
    """In the likeliest intent, also where the brain would rather not have understood."""
    ranking: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    entities: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    model: Mapped[str | None] = mapped_column(String(128))
    day: Mapped[str] = mapped_column(String(10))
    """In the city, as 2026-11-24."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    state: Mapped[str] = mapped_column(String(16))
    """waiting | validated | taught | skipped"""
    claimed_by: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    label: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """A lesson (bot/console/lessons.py), once somebody has decided."""
    labelled_by: Mapped[str | None] = mapped_column(String(32))
    labelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[str | None] = mapped_column(String(40))
    """The commit by which it was taught."""


def keep(session: Session, turn: Turn) -> None:
    """Put an answered turn into the inbox, if it was a text that the brain understood as something."""
    if turn.text is None or turn.intent is None:
        return
    trace = turn.trace or {}
    session.add(
        InboxItem(
            turn_id=turn.id,
            conversation_id=turn.conversation_id,
            channel=WEB,
            text=turn.text,
            language=writing_of(turn.text),
            intent=turn.intent,
            confidence=_confidence(turn.intent, trace),
            ranking=list(trace.get("ranking") or [])[:_RANKED],
            entities=list(trace.get("entities") or []),
            model=turn.model,
            day=local(turn.received_at).date().isoformat(),
            received_at=turn.received_at,
            state=WAITING,
        )
    )


def _confidence(intent: str, trace: dict[str, Any]) -> float:
    """How sure the best guess was. The fallback's own confidence says how sure it is that every guess is wrong."""
    sure = float(trace.get("confidence") or 0.0)
    if intent != _FALLBACK:
        return sure
    guesses = (entry["confidence"] for entry in trace.get("ranking") or () if entry["intent"] != _FALLBACK)
    return float(next(guesses, 1.0 - sure))
