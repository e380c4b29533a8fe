"""Danger to life is answered at once, without the model: a short lexicon of very strong phrases (``emergency.yml``).

Only phrases that hardly mean anything else are in it; everything subtler is the brain's intent ``emergency``. A message
that plainly asks about insurance cover, or tells of the past, goes to the brain as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.characters import is_invisible
from bot.inbound import Language

LEXICON = Path(__file__).parent / "emergency.yml"

Card = dict[str, object]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of danger: how it is said, which sentence answers it, which numbers help, the most urgent first."""

    code: str
    pattern: re.Pattern[str]
    numbers: tuple[str, ...]

    @property
    def response(self) -> str:
        """The response key of the answer."""
        return f"utter_door_emergency_{self.code}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All kinds, in the order in which they are looked for, and what speaks against an emergency."""

    kinds: tuple[Kind, ...]
    cover: re.Pattern[str]
    past: re.Pattern[str]
    pressing: re.Pattern[str]
    names: Mapping[str, Mapping[Language, str]]
    """The name of each number, by language."""

    @classmethod
    def read(cls, path: Path = LEXICON) -> Lexicon:
        """Read the lexicon from its file."""
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        kinds = tuple(
            Kind(code, _any_of(entry["phrases"]), tuple(entry["numbers"])) for code, entry in content["kinds"].items()
        )
        return cls(
            kinds=kinds,
            cover=_any_of(content["cover"]),
            past=_any_of(content["past"]),
            pressing=_any_of(content["pressing"]),
            names=content["numbers"],
        )

    def find(self, text: str) -> Kind | None:
        """Return the danger that the text plainly names, if any."""
        folded = _folded(text)
        if self.cover.search(folded) or (self.past.search(folded) and not self.pressing.search(folded)):
            return None
        return next((kind for kind in self.kinds if kind.pattern.search(folded)), None)

    def card(self, kind: Kind, language: Language) -> Card:
        """Return the hand-off card: the numbers to dial, by name."""
        phones = [{"number": number, "name": self.names[number][language]} for number in kind.numbers]
        return {"type": "handoff", "phones": phones, "state": "phone_only"}


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in phrases))


def _folded(text: str) -> str:
    """Full-width forms, capitals, typographic apostrophes, runs of blanks and hidden characters make no difference."""
    plain = unicodedata.normalize("NFKC", "".join(char for char in text if not is_invisible(char))).casefold()
    return re.sub(r"\s+", " ", plain.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
