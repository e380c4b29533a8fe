"""Short names on buttons and cards, from ``data/responses/<language>/labels.yml``: part of the catalogue of texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

RESPONSES = Path(__file__).resolve().parent.parent / "data" / "responses"
_PREFIX = "utter_label_"


@cache
def labels(language: str) -> Mapping[str, str]:
    """Return all labels of a language by name."""
    content = yaml.safe_load((RESPONSES / language / "labels.yml").read_text(encoding="utf-8"))
    return {key.removeprefix(_PREFIX): variants[0]["text"] for key, variants in content["responses"].items()}


def label(name: str, language: str) -> str:
    """Return one label. A missing one is a mistake of ours, so it raises."""
    return labels(language)[name]
