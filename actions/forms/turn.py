"""One turn of a citizen as the forms see it: intent, entities with canonical values, text for what is neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.forms import asides, reading

Json = Mapping[str, Any]
FALLBACK = "nlu_fallback"


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said or pressed."""

    id: str
    """The door's id of the turn; keys of changes are made from it, so that a turn sent twice changes nothing twice."""
    now: str
    """The city's time, ISO 8601 with offset."""
    language: str
    """zh or en."""
    intent: str
    entities: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    text: str = ""
    """What was typed; empty for a button."""
    spans: tuple[reading.Span, ...] = ()
    surfaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The words of each typed entity, in the order of its values."""
    after_emergency: bool = False
    """Whether somebody was in danger just before."""
    guess: str | None = None
    """What the brain guesses but is not sure enough of to act on: ask first. The intent is nlu_fallback then."""

    def first(self, entity: str) -> Any | None:
        """Return the first value of an entity."""
        values = self.entities.get(entity, ())
        return values[0] if values else None

    def key(self, what: str) -> str:
        """Return the idempotency key of one change that this turn asks for."""
        return f"{self.id}:{what}"

    @property
    def is_bare(self) -> bool:
        """Whether the typed text holds nothing but values: an answer, whatever intent it was taken for."""
        return bool(self.text) and reading.is_bare(self.text, self.spans)

    @property
    def is_all_clear(self) -> bool:
        """Whether it only says that the danger is over; "I'm fine now" then stops, refuses and confirms nothing."""
        if not self.after_emergency or self.intent == "thank":
            return False
        return self.entities.keys() <= {"date", "time"} and asides.all_clear(self.text)

    @property
    def has_broken_ref(self) -> bool:
        """Whether it means to name a booking by a reference, and the reference is none."""
        return "booking_ref" not in self.entities and bool(self.text) and asides.broken_ref(self.text)


def read_turn(message: Json, pinned_language: str | None = None) -> Turn:
    """Read a turn from the latest message of a tracker.

    Args:
        message: parse data with the metadata of the channel: turn, now, language.
        pinned_language: the language that the citizen asked for, which outranks that of the text.
    """
    metadata: Json = message.get("metadata") or {}
    text = str(message.get("text") or "")
    pressed = text.startswith("/")
    found: Sequence[Json] = message.get("entities") or ()
    values: dict[str, tuple[Any, ...]] = {}
    for entity in found:
        values[entity["entity"]] = (*values.get(entity["entity"], ()), entity.get("value"))
    return Turn(
        id=str(metadata.get("turn") or message.get("message_id") or ""),
        now=str(metadata.get("now") or ""),
        language=_language(pinned_language, message.get("language"), metadata.get("language")),
        intent=str((message.get("intent") or {}).get("name") or ""),
        entities=values,
        text="" if pressed else text,
        spans=() if pressed else tuple((entity["start"], entity["end"]) for entity in found if "end" in entity),
        surfaces={} if pressed else _surfaces(found, text),
        after_emergency=bool(metadata.get("after_emergency")),
        guess=guesses(message)[0] if message.get("band") == "near" else None,
    )


def guesses(message: Json) -> list[str]:
    """Return the intents that the brain thought of, the likeliest first."""
    ranking: Sequence[Json] = message.get("intent_ranking") or ()
    return [str(entry["name"]) for entry in ranking if entry["name"] != FALLBACK]


def _surfaces(found: Sequence[Json], text: str) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for entity in found:
        word = text[entity["start"] : entity["end"]] if "end" in entity else ""
        words[entity["entity"]] = (*words.get(entity["entity"], ()), word)
    return words


def _language(*candidates: object) -> str:
    """Return the first language that we speak: the citizen's choice, that of the text, that of the page, Chinese."""
    return next((str(language) for language in candidates if language in ("zh", "en")), "zh")


def said_since(events: Sequence[Json]) -> list[str]:
    """Return the responses given since the latest message, the newest first."""
    said: list[str] = []
    for event in reversed(events):
        if event.get("event") == "user":
            break
        if event.get("event") == "bot":
            said.append(str((event.get("metadata") or {}).get("utter_action")))
    return said


def is_fresh(events: Sequence[Json]) -> bool:
    """Say whether nobody has answered the latest message yet.

    Rasa calls a form's validation again when it comes back from a digression; the message was answered then. The form
    that is running has already noted itself in the events it sends along.
    """
    since: list[Json] = []
    for event in reversed(events):
        if event.get("event") == "user":
            break
        since.append(event)
    return len([event for event in since if event.get("event") == "action"]) <= 1
