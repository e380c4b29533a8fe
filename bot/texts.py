"""What the door itself says, read from ``data/responses/<language>/door.yml`` (Rasa's own format)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.inbound import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
TOPIC = "door.yml"


class TextsError(Exception):
    """A sentence is missing, or the languages do not have the same ones."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The door's sentences in every language, by response key."""

    sentences: Mapping[Language, Mapping[str, str]]

    @classmethod
    def read(cls, folder: Path) -> Texts:
        """Read the catalogue.

        Raises:
            TextsError: the languages differ in their keys.
        """
        sentences = {language: _sentences(folder / language / TOPIC) for language in LANGUAGES}
        uneven = set(sentences["zh"]) ^ set(sentences["en"])
        if uneven:
            raise TextsError(f"{TOPIC}: only one language has {', '.join(sorted(uneven))}")
        return cls(sentences)

    def say(self, key: str, language: Language, **values: object) -> str:
        """Return one sentence with its placeholders filled.

        Raises:
            TextsError: there is no such sentence, or a value is missing.
        """
        try:
            return self.sentences[language][key].format(**values)
        except KeyError as missing:
            raise TextsError(f"{key} ({language}): {missing} is missing") from None


def _sentences(path: Path) -> dict[str, str]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {key: variants[0]["text"].strip() for key, variants in content["responses"].items()}
