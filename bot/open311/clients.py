"""The apps that may file reports, each with a key."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from bot.errors import ApiKeyWrong


def client_of(clients: Mapping[str, str], key: str | None) -> str:
    """Return the app whose key this is. Every key is compared, so that time tells nothing.

    Raises:
        ApiKeyWrong: no app has this key, or none was sent.
    """
    sent = (key or "").encode()
    found = [name for name, known in clients.items() if hmac.compare_digest(known.encode(), sent)]
    if not found:
        raise ApiKeyWrong
    return found[0]
