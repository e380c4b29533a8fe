"""Replaces each personal identifier of a text by a vault token."""

from __future__ import annotations

from collections.abc import Callable

from bot.privacy.detectors import Kind, find
from bot.privacy.skeleton import Skeleton

Put = Callable[[Kind, str], str]
"""Takes a kind and a value into the vault and returns the token."""


def mask(text: str, put: Put) -> tuple[str, tuple[str, ...]]:
    """Return the text with tokens in place of identifiers, and the tokens in their order."""
    skeleton = Skeleton.of(text)
    found = find(skeleton.text)
    tokens = tuple(put(each.kind, each.value) for each in found)
    for each, token in zip(reversed(found), reversed(tokens), strict=True):
        start, end = skeleton.span(each.start, each.end)
        text = text[:start] + _apart(token, text[:start], text[end:]) + text[end:]
    return text, tokens


def _apart(token: str, before: str, after: str) -> str:
    """Keep a token from growing together with letters or digits around it, which would hide it from the brain."""
    left = " " if before and before[-1].isascii() and before[-1].isalnum() else ""
    right = " " if after and after[0].isascii() and after[0].isalnum() else ""
    return f"{left}{token}{right}"


def holds_identifier(text: str) -> bool:
    """Say whether a text that should be masked still names somebody: the last check before it is written elsewhere."""
    return bool(find(Skeleton.of(text).text))
