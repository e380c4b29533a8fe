"""Refusals of the city become sentences here and nowhere else: one response key per code, with its values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from actions._labels import label
from city.clock import local
from city.errors import CheckInClosed, CityError, QuotaReached, TooLateToCancel, TooManyCodes, WrongCode

if TYPE_CHECKING:
    from city.bootstrap import City

PREFIX = "utter_refused_"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as it is said."""

    response: str
    values: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[dict[str, str], ...] = ()


def response_of(code: str) -> str:
    """Return the response key of a refusal code."""
    return f"{PREFIX}{code}"


def translate(error: CityError, language: str, city: City) -> Refusal:
    """Return the sentence for a refusal, with the ways on that it offers."""
    details = next((make for kind, make in _DETAILS.items() if isinstance(error, kind)), None)
    values, buttons = details(error, language, city) if details else ({}, ())
    return Refusal(response_of(error.code), values, buttons)


def _tries(error: Any, language: str, city: City) -> tuple[dict[str, Any], tuple[dict[str, str], ...]]:
    return {"tries_left": error.tries_left}, ()


def _retry(error: Any, language: str, city: City) -> tuple[dict[str, Any], tuple[dict[str, str], ...]]:
    return {"retry_at": local(error.retry_at).isoformat()}, ()


def _hours(error: Any, language: str, city: City) -> tuple[dict[str, Any], tuple[dict[str, str], ...]]:
    return {"hours": error.hours}, ()


def _window(error: Any, language: str, city: City) -> tuple[dict[str, Any], tuple[dict[str, str], ...]]:
    return {"opens": local(error.opens).isoformat(), "closes": local(error.closes).isoformat()}, ()


def _quota(error: Any, language: str, city: City) -> tuple[dict[str, Any], tuple[dict[str, str], ...]]:
    """The booking that stands in the way, and what can be done with it."""
    booking = error.booking
    payload = json.dumps({"booking": booking.id})
    buttons = (
        {"title": label("reschedule", language), "payload": f"/reschedule_appointment{payload}"},
        {"title": label("cancel", language), "payload": f"/cancel_appointment{payload}"},
    )
    values = {
        "service": city.catalogue.service(booking.service).name.get(language),
        "ref": booking.ref,
        "start": local(booking.start).isoformat(),
    }
    return values, buttons


_DETAILS: Mapping[type[CityError], Callable[[Any, str, City], tuple[dict[str, Any], tuple[dict[str, str], ...]]]] = {
    WrongCode: _tries,
    TooManyCodes: _retry,
    TooLateToCancel: _hours,
    QuotaReached: _quota,
    CheckInClosed: _window,
}
