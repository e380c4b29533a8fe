"""What may be asked of the trainer: bodies of requests, checked."""

import json
from typing import Any, NamedTuple

from nlu.releases.taught import LANGUAGES

LONGEST_NAME = 200
LONGEST_REASON = 2000
LONGEST_TEXT = 2000
MOST_REAL = 20_000


class Malformed(ValueError):
    """The body is not what it must be."""


class Order(NamedTuple):
    """A release that is wanted."""

    author: str
    reason: str
    real: list[dict[str, Any]]


class Decision(NamedTuple):
    """Who lets a model go live or takes it back, and why."""

    by: str
    reason: str | None
    second: str | None


def read_order(body: bytes) -> Order:
    """`POST /releases`."""
    given = _object(body)
    real = given.get("real", [])
    if not isinstance(real, list) or len(real) > MOST_REAL:
        raise Malformed("real must be a list")
    return Order(
        _text(given, "author", LONGEST_NAME), _text(given, "reason", LONGEST_REASON), [_real(one) for one in real]
    )


def read_decision(body: bytes, reason_needed: bool) -> Decision:
    """`POST /releases/<id>/activate` and `POST /rollback`."""
    given = _object(body)
    reason = _text(given, "reason", LONGEST_REASON) if reason_needed else _maybe(given, "reason", LONGEST_REASON)
    return Decision(_text(given, "by", LONGEST_NAME), reason, _maybe(given, "second", LONGEST_NAME))


def read_text(body: bytes) -> str:
    """`POST /near`."""
    return _text(_object(body), "text", LONGEST_TEXT)


def _real(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or given.get("language") not in LANGUAGES:
        raise Malformed("real holds objects with text, language, intent, entities")
    entities = given.get("entities") or []
    if not isinstance(entities, list) or not all(
        isinstance(one, dict) and isinstance(one.get("entity"), str) and isinstance(one.get("value"), str | None)
        for one in entities
    ):
        raise Malformed("entities hold objects with entity, and value")
    return {
        "text": _text(given, "text", LONGEST_TEXT),
        "language": given["language"],
        "intent": _text(given, "intent", LONGEST_NAME),
        "entities": [{"entity": one["entity"], "value": one.get("value")} for one in entities],
    }


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError as error:
        raise Malformed("not JSON") from error
    if not isinstance(given, dict):
        raise Malformed("not an object")
    return given


def _text(given: dict[str, Any], name: str, longest: int) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise Malformed(f"{name} must be a text of at most {longest} characters")
    return value.strip()


def _maybe(given: dict[str, Any], name: str, longest: int) -> str | None:
    return None if given.get(name) in (None, "") else _text(given, name, longest)
