"""Asks the trained NLU what it understands, message by message, without dialogue."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

from nlu import remedies
from nlu.bands import BAND, NEAR


@dataclass(frozen=True)
class Understood:
    """What is understood of a message.

    `guess` is the best intent whether or not the fallback overruled it. What is understood with a question ("did you
    mean ...?") is understood: `intent` is the guess then, and `asked` is set.
    """

    text: str
    language: str
    intent: str | None
    confidence: float
    guess: str | None
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[dict[str, Any], ...]
    asked: bool = False

    @property
    def confidence_of_guess(self) -> float:
        """How sure the guess was, whether or not the fallback overruled it."""
        return next((confidence for name, confidence in self.ranking if name == self.guess), 0.0)

    def as_json(self) -> dict[str, Any]:
        """The shape of `python -m nlu parse --json` (HOUSE.md 5)."""
        return {
            "text": self.text,
            "language": self.language,
            "intent": self.intent,
            "confidence": self.confidence,
            "ranking": [{"intent": name, "confidence": confidence} for name, confidence in self.ranking],
            "entities": list(self.entities),
        }


class LiveNlu:
    """A loaded model. Dates are read against the moment given."""

    def __init__(self, model: Path, now: str) -> None:
        """Loads a model archive (seconds)."""
        remedies.apply()
        self._agent = Agent.load(str(model))
        self._now = now

    def understand(self, texts: list[str]) -> list[Understood]:
        """What is understood of each message."""
        return asyncio.run(self._all(texts))

    async def _all(self, texts: list[str]) -> list[Understood]:
        return [await self._one(text) for text in texts]

    async def _one(self, text: str) -> Understood:
        assert self._agent.processor is not None, "Agent.load gives a processor or raises"
        parsed = await self._agent.processor.parse_message(UserMessage(text, metadata={"now": self._now}))
        asked = parsed.get(BAND) == NEAR
        ranking = tuple((one["name"], one["confidence"]) for one in parsed.get("intent_ranking") or [])
        guesses = [one for one in ranking if one[0] != DEFAULT_NLU_FALLBACK_INTENT_NAME]
        intent, confidence = guesses[0] if asked else (parsed["intent"].get("name"), parsed["intent"].get("confidence"))
        entities = tuple(
            {name: entity.get(name) for name in ("entity", "value", "start", "end")}
            for entity in parsed.get("entities") or []
        )
        return Understood(
            text,
            parsed.get("language") or "zh",
            intent,
            confidence or 0.0,
            guesses[0][0] if guesses else None,
            tuple(guesses) if asked else ranking,
            entities,
            asked,
        )
