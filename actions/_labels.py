"""Short names on buttons and cards, from ``labels.yml`` and ``intent_names.yml``: part of the catalogue of texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

RESPONSES = Path(__file__).resolve().parent.parent / "data" / "responses"


@cache
def labels(language: str) -> Mapping[str, str]:
    """Return all labels of a language by name."""
    return _read(language, "labels", "utter_label_")


@cache
def intent_names(language: str) -> Mapping[str, str]:
    """Return what "did you mean" calls each intent; what has no name there is never offered."""
    return _read(language, "intent_names", "utter_intent_")


def label(name: str, language: str) -> str:
    """Return one label. A missing one is a mistake of ours, so it raises."""
    return labels(language)[name]


def intent_name(intent: str, language: str) -> str:
    """Return the name of one intent, for a button that opens it."""
    return intent_names(language)[intent]


def _read(language: str, topic: str, prefix: str) -> Mapping[str, str]:
    content = yaml.safe_load((RESPONSES / language / f"{topic}.yml").read_text(encoding="utf-8"))
    return {key.removeprefix(prefix): variants[0]["text"] for key, variants in content["responses"].items()}
