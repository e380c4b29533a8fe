"""A lesson: one masked text, the intent it has and the entities in it, as it is checked and written for training."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.console.errors import LessonInvalid
from bot.privacy.masking import holds_identifier

LANGUAGES = ("zh", "en", "mixed")
OUT_OF_SCOPE = "out_of_scope"

# Rasa reads these as the annotation of an entity, wherever they stand.
_ANNOTATION = re.compile(r"\[[^\]]+\][({\[]")
_INTENT = re.compile(r"^- intent: (\w+)$", re.MULTILINE)
_TECHNICAL = ("EXTERNAL_",)
_UNTAUGHT = frozenset({"nlu_fallback"})


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of the text that names something; ``value`` is the canonical one, when it is another than the part."""

    start: int
    end: int
    entity: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one text means."""

    text: str
    language: str
    """zh | en | mixed"""
    intent: str
    entities: tuple[Entity, ...] = ()

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Lesson:
        """Read what `to_json` wrote."""
        entities = tuple(Entity(**one) for one in fields["entities"])
        return cls(fields["text"], fields["language"], fields["intent"], entities)

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored, and as the trainer is given it."""
        entities = [
            {"start": one.start, "end": one.end, "entity": one.entity, "value": one.value} for one in self.entities
        ]
        return {"text": self.text, "language": self.language, "intent": self.intent, "entities": entities}

    def line(self) -> str:
        """Return it as a line of training data, with its entities annotated as Rasa reads them."""
        parts, last = [], 0
        for one in sorted(self.entities, key=lambda entity: entity.start):
            word = self.text[one.start : one.end]
            parts += [self.text[last : one.start], f"[{word}]{_annotation(one, word)}"]
            last = one.end
        return "".join([*parts, self.text[last:]])


@dataclass(frozen=True, slots=True)
class Teachable:
    """What can be taught: the intents and entities of the domain, and the topic whose file an intent belongs to."""

    intents: tuple[str, ...]
    entities: tuple[str, ...]
    topics: Mapping[str, str]

    @classmethod
    def read(cls, project: Path) -> Teachable:
        """Read ``domain.yml`` and the training data of a project."""
        domain = yaml.safe_load((project / "domain.yml").read_text(encoding="utf-8"))
        intents = [next(iter(one)) if isinstance(one, dict) else one for one in domain["intents"]]
        entities = [next(iter(one)) if isinstance(one, dict) else one for one in domain["entities"]]
        topics: dict[str, str] = {}
        for path in sorted((project / "data" / "nlu").glob("*/*.yml")):
            for intent in _INTENT.findall(path.read_text(encoding="utf-8")):
                topics.setdefault(intent, path.stem)
        taught = tuple(name for name in intents if name not in _UNTAUGHT and not name.startswith(_TECHNICAL))
        return cls(taught, tuple(entities), topics)

    def topic(self, intent: str) -> str:
        """Return the stem of the file for an intent; one that has no training text yet stands in a file of its own."""
        return self.topics.get(intent, intent)

    def check(self, lesson: Lesson) -> Lesson:
        """Return the lesson if it may be written into training data.

        Raises:
            LessonInvalid: the reason is its ``code``.
        """
        if lesson.intent not in self.intents:
            raise LessonInvalid("intent_unknown")
        if lesson.language not in LANGUAGES:
            raise LessonInvalid("language_unknown")
        if not lesson.text.strip() or "\n" in lesson.text or _ANNOTATION.search(lesson.text):
            raise LessonInvalid("text_unwritable")
        if any(holds_identifier(text) for text in (lesson.text, *(one.value or "" for one in lesson.entities))):
            raise LessonInvalid("identifier")
        self._check_entities(lesson.text, lesson.entities)
        return lesson

    def _check_entities(self, text: str, entities: Sequence[Entity]) -> None:
        last = 0
        for one in sorted(entities, key=lambda entity: entity.start):
            if one.entity not in self.entities:
                raise LessonInvalid("entity_unknown")
            if not last <= one.start < one.end <= len(text) or not text[one.start : one.end].strip():
                raise LessonInvalid("entity_place")
            if set(text[one.start : one.end]) & set("[]") or set(one.value or "") & set("{}\n"):
                raise LessonInvalid("text_unwritable")
            last = one.end


def flat(text: str) -> str:
    """Return a text on one line: training data have one line for each."""
    return " ".join(text.split())


def _annotation(one: Entity, word: str) -> str:
    if one.value is None or one.value == word:
        return f"({one.entity})"
    return json.dumps({"entity": one.entity, "value": one.value}, ensure_ascii=False)
