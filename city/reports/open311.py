"""A city's existing Open311 server (GeoReport v2) as the gateway: JSON where it has it, XML where not.

Whatever it answers is read strictly: what lacks a field or has it in another shape is trouble, never a state.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from xml.etree import ElementTree as Xml

from city.gateways import GatewayError
from city.outside import Answer, Outside
from city.reports.gateway import Request, Seen, Taken
from city.reports.rules import status_of_wire

_MARKUP = (b"<!DOCTYPE", b"<!ENTITY")


class Open311Gateway:
    """Speaks to one server."""

    def __init__(
        self, outside: Outside, *, api_key: str | None = None, jurisdiction: str | None = None, realtime: bool = False
    ) -> None:
        self._outside = outside
        self._api_key = api_key
        self._query = {"jurisdiction_id": jurisdiction} if jurisdiction else {}
        self._extension: str | None = None
        self._realtime = realtime

    @property
    def realtime(self) -> bool:
        """Whether the server is known to give a number at once."""
        return self._realtime

    def submit(self, request: Request) -> Taken:
        """Post a report. The format is found out before, so that nothing is posted twice for its sake."""
        form = {
            "service_code": request.service_code,
            "description": request.description,
            "address_string": request.address,
            "lat": None if request.lat is None else f"{request.lat:.6f}",
            "long": None if request.lon is None else f"{request.lon:.6f}",
            "media_url": request.media_url,
            "api_key": self._api_key,
            **self._query,
        }
        sent = {name: value for name, value in form.items() if value}
        extension = self._found()
        (entry,) = _entries(self._outside.post(f"requests{extension}", self._query, sent), exactly=1)
        number, token = _text(entry, "service_request_id"), _text(entry, "token")
        if (number is None) == (token is None):
            raise GatewayError("protocol", "neither a number nor a token, or both")
        return Taken(number, token)

    def number(self, token: str) -> str | None:
        """Return the number that a token has become."""
        (entry,) = _entries(self._outside.get(f"tokens/{_safe(token)}{self._found()}", self._query), exactly=1)
        return _text(entry, "service_request_id")

    def look(self, number: str) -> Seen:
        """Return the state of a report."""
        entries = _entries(self._outside.get(f"requests/{_safe(number)}{self._found()}", self._query))
        if not entries:
            raise GatewayError("not_found", "no such number")
        entry = entries[0]
        if len(entries) != 1 or _text(entry, "service_request_id") != number:
            raise GatewayError("protocol", "another report than the one asked for")
        notes = _text(entry, "status_notes")
        try:
            status, outcome = status_of_wire(_text(entry, "status") or "", notes)
        except ValueError as error:
            raise GatewayError("protocol", str(error)) from None
        updated, expected = _moment(entry, "updated_datetime"), _moment(entry, "expected_datetime")
        return Seen(status, outcome, _reason(notes), updated, expected)

    def _found(self) -> str:
        """Return the extension of the format that this server has; asked once."""
        if self._extension is None:
            try:
                _parse(self._outside.get("services.json", self._query))
                self._extension = ".json"
            except GatewayError as error:
                if error.trouble not in {"not_found", "invalid", "protocol"}:
                    raise
                _parse(self._outside.get("services.xml", self._query))
                self._extension = ".xml"
        return self._extension


def _entries(answer: Answer, exactly: int | None = None) -> list[Mapping[str, object]]:
    """Return the list that every answer is."""
    entries = _parse(answer)
    if exactly is not None and len(entries) != exactly:
        raise GatewayError("protocol", f"{len(entries)} entries in place of {exactly}")
    return entries


def _parse(answer: Answer) -> list[Mapping[str, object]]:
    """Read an answer by what it is, not by what it says it is: servers are careless with content types.

    Raises:
        GatewayError: it is neither JSON nor XML of the agreed shape.
    """
    body = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if not body.startswith(b"<"):
            value = json.loads(body)
            if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
                raise GatewayError("protocol", "not a list of objects")
            return value
        if any(markup in body for markup in _MARKUP):
            raise GatewayError("protocol", "XML with a document type")
        root = Xml.fromstring(body)  # noqa: S314 - without a document type there are no entities to expand
    except (ValueError, Xml.ParseError, RecursionError) as error:
        raise GatewayError("protocol", type(error).__name__) from None
    if root.tag not in {"services", "service_requests"}:
        raise GatewayError("protocol", f"XML of another kind: {root.tag[:20]}")
    return [{field.tag: (field.text or "").strip() or None for field in entry} for entry in root]


def _text(entry: Mapping[str, object], name: str) -> str | None:
    """Return a field as text; ids are numbers on many servers.

    Raises:
        GatewayError: it is neither text nor a number.
    """
    value = entry.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise GatewayError("protocol", f"{name} is no text")
    return str(value)


def _moment(entry: Mapping[str, object], name: str) -> datetime | None:
    text = _text(entry, name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise GatewayError("protocol", f"{name} is no time") from None
    if moment.tzinfo is None:
        raise GatewayError("protocol", f"{name} lacks its offset")
    return moment


def _reason(notes: str | None) -> str | None:
    """Return what the notes say beyond the state itself, where they are written as ours are."""
    if notes is None:
        return None
    word, colon, rest = notes.partition(":")
    known = {"submitted", "accepted", "open", "in_progress", "fixed", "duplicate", "not_ours", "no_action"}
    if word.strip() not in known:
        return notes
    return rest.strip() or None if colon else None


def _safe(name: str) -> str:
    """Return an id as it may stand in an address.

    Raises:
        GatewayError: it would lead to another address.
    """
    if not name or not all(character.isalnum() or character in "-_~" for character in name):
        raise GatewayError("protocol", "an id that cannot stand in an address")
    return name
