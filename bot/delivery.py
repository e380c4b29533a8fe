"""One thing that is delivered to a conversation, whoever sends it: a text, a button, a code, or the door's own word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.inbound import Inbound, Language

Kind = Literal["text", "payload", "code", "external"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """``value`` is raw: it is masked before anything keeps it."""

    kind: Kind
    value: str
    message_id: str | None = None
    language: Language | None = None

    @classmethod
    def of(cls, inbound: Inbound) -> Delivery:
        """Return what a citizen's message delivers."""
        if inbound.text is not None:
            return cls("text", inbound.text, inbound.message_id, inbound.language)
        assert inbound.payload is not None
        return cls("payload", inbound.payload, inbound.message_id, inbound.language)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one delivery."""

    conversation: str
    """The token."""
    turn: str
    language: str
    at: str
    """When it was given, by the city's clock: a redelivery has the same answer, and the same time."""
    messages: list[dict[str, object]]
    trace: dict[str, Any] | None

    def to_json(self, *, with_trace: bool) -> dict[str, object]:
        """Return the body of the response. In development it says what the brain understood, and by which model."""
        fields: dict[str, object] = {
            "conversation": self.conversation,
            "turn": self.turn,
            "language": self.language,
            "at": self.at,
            "messages": self.messages,
        }
        return fields | {"trace": self.trace} if with_trace else fields
