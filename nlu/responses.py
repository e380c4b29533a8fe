"""Reads the response catalogue: `data/responses/<language>/<topic>.yml`, in Rasa's own format."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("zh", "en")


class CatalogueError(ValueError):
    """A response file is not as it must be."""


@dataclass(frozen=True)
class Button:
    """A quick reply: what the citizen reads, and what is sent when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True)
class Response:
    """One thing the assistant says, in one language."""

    text: str
    buttons: tuple[Button, ...]
    file: str


Catalogue = dict[str, dict[str, Response]]
"""Language, then response key, to the response."""


def read(folder: Path) -> Catalogue:
    """Reads every language's files.

    Raises:
        CatalogueError: a key is given twice in a language, has variations, or is malformed.
    """
    catalogue: Catalogue = {}
    for language in LANGUAGES:
        responses: dict[str, Response] = {}
        for path in sorted((folder / language).glob("*.yml")):
            for key, variations in _load(path).items():
                if key in responses:
                    raise CatalogueError(f"{path}: {key} is already in {responses[key].file}")
                responses[key] = _response(path, key, variations)
        catalogue[language] = responses
    return catalogue


def _load(path: Path) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 - both are safe loaders
    responses = content.get("responses") if isinstance(content, dict) else None
    if not isinstance(responses, dict):
        raise CatalogueError(f"{path}: no `responses`")
    return responses


def _response(path: Path, key: str, variations: Any) -> Response:
    if not isinstance(variations, list) or len(variations) != 1 or not isinstance(variations[0], dict):
        raise CatalogueError(f"{path}: {key} must have exactly one variation")
    (only,) = variations
    unknown: list[str] = sorted(set(only) - {"text", "buttons"})
    if unknown or not isinstance(only.get("text"), str):
        raise CatalogueError(f"{path}: {key} needs `text`, and may have `buttons`, but nothing else (has {unknown})")
    buttons = tuple(Button(str(button["title"]), str(button["payload"])) for button in only.get("buttons") or ())
    return Response(only["text"], buttons, f"{path.parent.name}/{path.name}")
