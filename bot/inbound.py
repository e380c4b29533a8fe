"""From the bytes of a request to a value: strict JSON first, then the fields of one message."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from bot.characters import require_clean, without_command
from bot.errors import InvalidField, InvalidJson, TextOrPayload, TextTooLong

Language = Literal["zh", "en"]

_ID_CHARS = 128
_PAYLOAD_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of a citizen, as it came: either a text or the payload of a button."""

    text: str | None
    payload: str | None
    conversation: str | None
    """The conversation's token; None opens a new one."""
    message_id: str | None
    """The idempotency key; None makes every delivery a new message."""
    language: Language | None
    """The language of the page, in which the assistant answers when the text itself does not tell."""


def parse_object(body: bytes) -> dict[str, object]:
    """Read one JSON object.

    Raises:
        InvalidJson: it is not UTF-8, not JSON, no object, names a field twice, or nests too deep.
    """
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidJson from None
    if not isinstance(value, dict):
        raise InvalidJson
    return value


def parse_message(fields: dict[str, object], text_chars: int) -> Inbound:
    """Read the fields of ``POST /api/v1/messages``; fields it does not know are ignored.

    Raises:
        DoorError: a field is missing, of the wrong type, too long, or holds what no keyboard writes.
    """
    text = _string(fields, "text", None)
    payload = _string(fields, "payload", _PAYLOAD_CHARS)
    if (text is None) == (payload is None):
        raise TextOrPayload
    if text is not None:
        if len(text) > text_chars:
            raise TextTooLong(limit=text_chars)
        require_clean(text)
        text = without_command(text)
    return Inbound(
        text=text,
        payload=payload,
        conversation=_string(fields, "conversation", _ID_CHARS),
        message_id=message_id(fields),
        language=parse_language(fields),
    )


def message_id(fields: dict[str, object]) -> str | None:
    """Read the idempotency key.

    Raises:
        InvalidField: it is no string of 1 to 128 printable characters.
    """
    value = _string(fields, "message_id", _ID_CHARS)
    if value is not None and (not value or not value.isprintable()):
        raise InvalidField(field="message_id")
    return value


def required_string(fields: dict[str, object], name: str) -> str:
    """Read a string that must be there.

    Raises:
        InvalidField: it is missing, no string, empty or too long.
    """
    value = _string(fields, name, _ID_CHARS)
    if not value:
        raise InvalidField(field=name)
    return value


def _string(fields: dict[str, object], name: str, longest: int | None) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or (longest is not None and len(value) > longest):
        raise InvalidField(field=name)
    if longest is not None and not value.isprintable():
        raise InvalidField(field=name)
    return value


def parse_language(fields: dict[str, object]) -> Language | None:
    """Read the language of the page. An unknown one is no error: it only means that the page cannot help to guess."""
    return as_language(fields.get("language"))


def as_language(value: object) -> Language | None:
    """Return a language that the house speaks, or None."""
    if value == "zh":
        return "zh"
    if value == "en":
        return "en"
    return None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found


def _refuse(constant: str) -> object:
    raise ValueError(constant)
