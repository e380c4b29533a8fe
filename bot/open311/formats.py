"""The two formats of GeoReport v2. JSON follows XML by the Spark convention: a list is named after what is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Literal
from xml.etree import ElementTree as Xml

Format = Literal["xml", "json"]
Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]

CONTENT_TYPES: Mapping[Format, str] = {"xml": "text/xml", "json": "application/json"}

_ONE_OF = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(kind: Format, root: str, value: Value) -> str:
    """Return a value in one of the formats; ``root`` names it in XML."""
    if kind == "json":
        return json.dumps(value, ensure_ascii=False)
    body = Xml.tostring(_element(root, value), encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}'


def format_of(extension: str, accept: str) -> Format:
    """Return the format that was asked for; XML, the one every client has, when none was."""
    if extension:
        return "json" if extension == ".json" else "xml"
    return "json" if "application/json" in accept else "xml"


def _element(name: str, value: Value) -> Xml.Element:
    element = Xml.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        element.extend(_element(_ONE_OF[name], inner) for inner in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NOT_XML.sub("", str(value))
    return element
