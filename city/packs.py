"""Reads the files of a city's pack: each a YAML list of entries with a code, a name in both languages and a mark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from city.text import Text

Entry = Mapping[str, Any]

MARKS = frozenset({"sourced", "known", "sample"})


class PackError(Exception):
    """The pack is not as it should be; the message names file and entry."""


def read_entries(pack: Path, stem: str) -> list[Entry]:
    """Return the entries of ``<pack>/<stem>.yml`` in their order.

    Raises:
        PackError: the file is missing or no list, or an entry lacks code, name or mark, or has a code twice.
    """
    path = pack / f"{stem}.yml"
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise PackError(f"{path.name}: {error}") from error
    if not isinstance(entries, list):
        raise PackError(f"{path.name}: not a list of entries")
    seen: set[str] = set()
    for entry in entries:
        seen.add(_check(path.name, entry, seen))
    return entries


def read_text(value: Any) -> Text:
    """Turn ``{zh: ..., en: ...}`` into a Text.

    Raises:
        PackError: one of the languages is missing.
    """
    if not isinstance(value, dict) or not value.get("zh") or not value.get("en"):
        raise PackError(f"not a text in zh and en: {value!r}")
    return Text(zh=str(value["zh"]), en=str(value["en"]))


def _check(file: str, entry: Any, seen: set[str]) -> str:
    code = entry.get("code") if isinstance(entry, dict) else None
    if not isinstance(code, str):
        raise PackError(f"{file}: an entry without a code")
    if code in seen:
        raise PackError(f"{file}: {code} appears twice")
    if entry.get("mark") not in MARKS:
        raise PackError(f"{file}: {code} has no mark of {sorted(MARKS)}")
    try:
        read_text(entry.get("name"))
    except PackError as error:
        raise PackError(f"{file}: {code}: {error}") from error
    return code
