"""What is in a reply and how it is shown: payloads that were offered, vault tokens, and their masked values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.privacy.tokens import fill, tokens_in

_DOORS_OWN = "/EXTERNAL_"
_PAYLOAD = "payload"
_TITLES = ("title", "name")


def offered(message: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield each payload of a message with what is written on its button; also those inside of cards.

    What only the door may say is never offered, whoever put it there.
    """
    for entry in _objects([message.get("buttons"), message.get("card")]):
        payload = entry.get(_PAYLOAD)
        if isinstance(payload, str) and not payload.lstrip().startswith(_DOORS_OWN):
            title = next((entry[name] for name in _TITLES if isinstance(entry.get(name), str)), None)
            yield payload, title


def tokens_of(value: object) -> Iterator[str]:
    """Yield the vault tokens anywhere in a JSON value."""
    for text in _strings(value):
        yield from tokens_in(text)


def shown(value: Any, display: Callable[[str], str]) -> Any:
    """Return a JSON value with each token replaced by its masked value; payloads stay, since they come back."""
    if isinstance(value, str):
        return fill(value, {token: display(token) for token in tokens_in(value)})
    if isinstance(value, list):
        return [shown(each, display) for each in value]
    if isinstance(value, dict):
        return {name: each if name == _PAYLOAD else shown(each, display) for name, each in value.items()}
    return value


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
