"""Telling the owner of a booking something outside of a turn: through the outbox, in the transaction of what happened."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.booking.models import BookingRow
from city.booking.rooms import Rooms
from city.clock import local
from city.errors import NotFound
from city.people.access import Actor
from city.people.envelope import Envelope
from city.people.models import Person

_KEY_LENGTH = 32


def owner_of(row: BookingRow) -> Actor:
    """The owner as the city itself acts for them, outside of any conversation of theirs."""
    return Actor(row.conversation, row.owner)


def tell(session: Session, rooms: Rooms, row: BookingRow, template: str, key: str, **params: str | int) -> None:
    """Queue a message about a booking; a second one with the same key is dropped.

    It goes to the phone of a person who has signed in, and to the conversation of a guest.
    """
    phone = session.scalar(select(Person.phone_token).where(Person.id == row.owner))
    rooms.outbox.put(
        session,
        to=phone or row.conversation,
        template=template,
        params={**about(rooms, row), **params},
        dedupe_key=key,
    )


def about(rooms: Rooms, row: BookingRow) -> Mapping[str, str | int]:
    """What every message about a booking says: codes and local times, to be put into words by whoever sends it."""
    return {
        "booking": row.id,
        "ref": row.ref,
        "service": row.service,
        "office": row.office,
        "start": local(row.starts_at).isoformat(),
        "url": link(rooms.envelope, row.id),
    }


def link(envelope: Envelope, booking: str) -> str:
    """The path of the appointment that opens without a conversation; whoever has it may see and cancel it."""
    return f"/appointments/{booking}?key={access_key(envelope, booking)}"


def access_key(envelope: Envelope, booking: str) -> str:
    """Derive the key of a booking's links: nothing is stored that opens one, and a repeated answer has the same link."""
    return envelope.fingerprint("booking-key", booking)[:_KEY_LENGTH]


def keyed(session: Session, envelope: Envelope, booking: str, key: str) -> BookingRow:
    """The newest booking after all moves of the one that a link names.

    Raises:
        NotFound: there is none, or the key is another one's: the two look alike.
    """
    row = session.get(BookingRow, booking)
    if not hmac.compare_digest(key.encode(), access_key(envelope, booking).encode()) or row is None:
        raise NotFound
    while row.superseded_by is not None:
        row = session.get_one(BookingRow, row.superseded_by)
    return row
