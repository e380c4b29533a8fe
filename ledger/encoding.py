"""Base64 and JSON with exactly one spelling per value.

Both are read strictly: whatever would be read the same but is written differently is refused. Otherwise a receipt could
be changed (padding bits, white space, a second member of the same name) without any check noticing.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import NoReturn, TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

MAX_SAFE_INTEGER = 2**53 - 1  # RFC 7493 2.2: the largest that a browser reads without rounding
MAX_DEPTH = 8  # far more than a receipt needs; keeps recursion bounded
# Never digits first, browsers reorder such members; never two underscores first, `__proto__` is special to them.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}|_sd|_sd_alg")


def b64encode(data: bytes) -> str:
    """Return standard base64 with padding (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def b64decode(text: str) -> bytes:
    """Read standard base64; raise ValueError unless it is the one canonical spelling."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64") from error
    if b64encode(data) != text:
        raise ValueError("base64 is not canonical")
    return data


def b64url_encode(data: bytes) -> str:
    """Return base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def b64url_decode(text: str) -> bytes:
    """Read unpadded base64url; raise ValueError unless it is the one canonical spelling."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64url") from error
    if b64url_encode(data) != text:
        raise ValueError("base64url is not canonical")
    return data


def json_dumps(value: Json) -> str:
    """Return the canonical JSON: compact, members in the order given, non-ASCII as itself."""
    check_json(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_loads(text: str) -> Json:
    """Read canonical JSON; raise ValueError on anything that `json_dumps` would not have written."""
    value = json_parse(text)
    if json_dumps(value) != text:
        raise ValueError("JSON is not in canonical form")
    return value


def json_parse(text: str) -> Json:
    """Read JSON in any layout; raise ValueError on duplicate names, floats and constants outside JSON."""
    try:
        value: Json = json.loads(
            text, object_pairs_hook=_unique_members, parse_float=_no_float, parse_constant=_no_float
        )
    except RecursionError as error:
        raise ValueError("JSON is nested too deeply") from error
    return value


def check_json(value: object, depth: int = 0) -> None:
    """Raise ValueError unless every reader gets the same `value` back: no floats, safe integers, plain names."""
    if depth > MAX_DEPTH:
        raise ValueError("JSON is nested too deeply")
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_SAFE_INTEGER:
            raise ValueError("integer is not safe")
    elif isinstance(value, str):
        if not value.isascii():
            value.encode("utf-8")  # raises UnicodeEncodeError, a ValueError, on a lone surrogate
    elif isinstance(value, list):
        for item in value:
            check_json(item, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            if not isinstance(name, str) or not NAME.fullmatch(name):
                raise ValueError(f"member name {name!r} is not plain")
            check_json(item, depth + 1)
    else:
        raise ValueError(f"{type(value).__name__} has no JSON form here")


def _unique_members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("JSON names a member twice")
    return members


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"number {text} is not an integer")
