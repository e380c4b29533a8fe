"""Vault tokens in texts: finding them in ours, disarming look-alikes in a citizen's."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.privacy.skeleton import Skeleton

KINDS = ("id", "phone", "policy", "card", "email", "passport", "plate", "name")

_TOKEN = re.compile(rf"\b(?:{'|'.join(KINDS)})#[0-9A-HJKMNP-TV-Z]{{8}}(?![0-9A-Za-z])", re.ASCII)
# The brain forgives capitals and blanks, so a look-alike is caught however it is written.
_LOOK_ALIKE = re.compile(
    rf"(?<![A-Za-z])(?P<kind>{'|'.join(KINDS)})(?P<mark>\s*\#\s*)(?P<code>[0-9A-Z]{{8}})(?![0-9A-Z])",
    re.ASCII | re.IGNORECASE,
)


def tokens_in(text: str) -> list[str]:
    """Return the vault tokens of a text that the assistant or the door wrote."""
    return _TOKEN.findall(text)


def fill(text: str, shown: dict[str, str]) -> str:
    """Return the text with each token replaced by what is shown in its place."""
    return _TOKEN.sub(lambda match: shown.get(match.group(), match.group()), text)


def disarmed(text: str, issued: Collection[str]) -> str:
    """Return a citizen's text in which only tokens that this conversation was given still are tokens.

    Any other loses its mark, so that nobody can name what the vault keeps for somebody else.
    """
    skeleton = Skeleton.of(text)
    for match in reversed(list(_LOOK_ALIKE.finditer(skeleton.text))):
        token = f"{match['kind'].lower()}#{match['code'].upper()}"
        start, end = skeleton.span(match.start(), match.end())
        text = text[:start] + (token if token in issued else token.replace("#", " ")) + text[end:]
    return text
