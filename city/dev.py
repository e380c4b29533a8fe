"""What stands behind ``/dev/*``: rehearsals and demonstrations, in development mode only (docs/api/dev.md).

Times in and out are ISO 8601 with an offset; nothing here reads a citizen's text.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from city.aid.gateway import NAME as AID
from city.bootstrap import City
from city.catalogue.fields import Fields
from city.clock import RehearsalClock, local
from city.dev_given import given_all
from city.insurance.gateway import NAME as COVER
from city.insurance.samples import load_policies
from city.outages import OUTAGES, Outage, set_outage
from city.people.access import Actor
from city.people.identifiers import TOKEN
from city.people.samples import load_people
from city.reports.gateway import NAME as REPORTS

GATEWAYS = (COVER, REPORTS, AID)
_CHAT = "chat"
"""Where a message to a guest goes: the conversation, whose id is nobody's business."""


def inbox(city: City, limit: int = 50) -> list[dict[str, Any]]:
    """Return the messages that would have been sent, newest first, with the codes in them."""
    _only_in_development(city)
    return [
        {
            "id": message.id,
            "at": local(message.created_at).isoformat(timespec="seconds"),
            "to": city.vault.display(message.to) if TOKEN.fullmatch(message.to) else _CHAT,
            "template": message.template,
            "params": dict(message.params),
        }
        for message in city.outbox.newest(limit)
    ]


def people(city: City) -> list[dict[str, Any]]:
    """Return the invented people of the pack with their phones and policies, for whoever plays them."""
    _only_in_development(city)
    policies = load_policies(city.settings.pack)
    return [
        {
            "code": person.code,
            "name": person.name.to_json(),
            "phone": person.phone,
            "resident": person.resident,
            "about": person.about.to_json(),
            "policies": [
                {"product": one.product, "number": one.number, "start": str(one.start), "end": str(one.end)}
                for one in policies
                if one.person == person.code
            ],
        }
        for person in load_people(city.settings.pack)
    ]


def sign_in(city: City, conversation_id: str, person: str) -> Actor:
    """Sign a sample person in without a code.

    Raises:
        NotFound: there is no such person.
    """
    _only_in_development(city)
    return city.people.sign_in_sample(conversation_id, person)


def set_clock(city: City, now: datetime | None) -> datetime:
    """Set the city's clock, which ticks on, or give it back to the computer; return the city's time."""
    _only_in_development(city)
    assert isinstance(city.clock, RehearsalClock), "a development city has a clock that can be set"
    city.clock.set(now)
    return local(city.clock.now())


def outage(city: City, gateway: str, mode: str | None) -> None:
    """Let a gateway be down, slow, or answer garbage, for all processes; None ends it.

    Raises:
        ValueError: there is no such gateway or mode.
    """
    _only_in_development(city)
    if gateway not in GATEWAYS:
        raise ValueError(f"gateway must be one of {', '.join(GATEWAYS)}")
    set_outage(city.db, gateway, _mode(mode))


def given(city: City, body: dict[str, Any]) -> dict[str, Any]:
    """Prepare people, policies, closures, slots and bookings in one transaction: all of it or nothing.

    Raises:
        PackError, ValueError: the body is not as docs/api/dev.md says.
        CityError: what it asks for cannot be, such as a booking of a service that takes none.
    """
    _only_in_development(city)
    return given_all(city, Fields(_with_dates(body), "given"))


def _mode(mode: str | None) -> Outage | None:
    if mode is None:
        return None
    for known in OUTAGES:
        if mode == known:
            return known
    raise ValueError(f"mode must be one of {', '.join(OUTAGES)} or null")


def _only_in_development(city: City) -> None:
    if not city.settings.is_development:
        raise RuntimeError("rehearsals have no place in production")


def _with_dates(value: Any) -> Any:
    """JSON has no dates; turn texts like 2026-12-01 into dates, so that the readers of the pack can read the body."""
    if isinstance(value, dict):
        return {name: _with_dates(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_dates(one) for one in value]
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-12-01") else value
    except ValueError:
        return value
