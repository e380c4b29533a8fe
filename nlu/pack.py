"""Reads the names of a city's catalogue (`city/pack/<city>/*.yml`) for the matchers.

The brain may read the pack's files, but imports nothing of `city/`. Of every entry it wants the code, the names and the
aliases; all else in the files is the city's business.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.text import has_han

ENTITY_OF_FILE: dict[str, str] = {
    "services": "service",
    "offices": "office",
    "districts": "district",
    "products": "product",
    "events": "event",
    "hospitals": "hospital",
    "terms": "term",
    "problems": "problem",
    "programmes": "programme",
}
"""Which entity the entries of a file stand for. Files not named here have no names that citizens say."""


@dataclass(frozen=True)
class Name:
    """One way to say a catalogue entry."""

    entity: str
    code: str
    text: str
    language: str


@dataclass(frozen=True)
class Pack:
    """The names of one city's catalogue."""

    names: tuple[Name, ...]

    @classmethod
    def read(cls, folder: Path) -> "Pack":
        """Reads every catalogue file in a folder; a folder without any gives an empty pack."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        names: list[Name] = []
        for stem, entity in ENTITY_OF_FILE.items():
            path = folder / f"{stem}.yml"
            if not path.is_file():
                continue
            for entry in yaml.load(path.read_text(encoding="utf-8"), loader) or []:  # noqa: S506 - both are safe loaders
                names.extend(_names(entity, entry))
        return cls(tuple(dict.fromkeys(names)))

    def chinese_names(self) -> list[str]:
        """The names written in Chinese, for the tokenizer's dictionary."""
        return sorted({name.text for name in self.names if has_han(name.text)})


def _names(entity: str, entry: dict[str, dict]) -> Iterator[Name]:
    """Name and aliases of one entry, in both languages."""
    code = str(entry["code"])
    for language in ("zh", "en"):
        own = (entry.get("name") or {}).get(language)
        for text in [own, *((entry.get("aliases") or {}).get(language) or [])]:
            if text:
                yield Name(entity, code, str(text), language)
