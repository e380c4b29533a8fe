"""Words of the pack in both languages of the city."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in Chinese and in English."""

    zh: str
    en: str

    def get(self, language: str) -> str:
        """Return the English words for ``en``, the Chinese ones for anything else."""
        return self.en if language == "en" else self.zh

    def to_json(self) -> dict[str, str]:
        """Return ``{"zh": ..., "en": ...}``."""
        return {"zh": self.zh, "en": self.en}
