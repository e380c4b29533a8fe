"""Choices under "did you mean" as labelled examples: the text that was unclear, and the intent that was meant."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from bot.store import NluChoice, Turn

CHOSEN_FOR = "chosen_for"
"""The field of a button's payload that names the turn whose text was unclear."""
NONE_OF_THEM = "nlu_fallback"
""""Something else" says what was not meant, which teaches nothing."""


def keep(session: Session, conversation: str, payload: str, now: datetime) -> None:
    """Keep what a pressed button says of an earlier text, if it is a choice under "did you mean"."""
    intent, turn = _read(payload)
    unclear = session.get(Turn, turn) if turn else None
    if unclear is None or unclear.conversation_id != conversation or not unclear.text or intent == NONE_OF_THEM:
        return
    language = unclear.language or "zh"
    session.merge(NluChoice(turn=unclear.id, text=unclear.text, language=language, intent=intent, at=now))


def _read(payload: str) -> tuple[str, str | None]:
    """Return the intent of a payload and the turn that it was chosen for."""
    intent, brace, rest = payload.removeprefix("/").partition("{")
    fields = json.loads(brace + rest) if brace else {}
    turn = fields.get(CHOSEN_FOR)
    return intent, turn if isinstance(turn, str) else None
