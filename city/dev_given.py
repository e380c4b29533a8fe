"""Reads the body of ``POST /dev/given`` and writes what it asks for, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.booking import given
from city.booking.request import SlotRequest
from city.bootstrap import City
from city.calendar.closures import lift_closure
from city.calendar.models import Closure, ScopeKind
from city.catalogue.fields import Fields
from city.clock import local
from city.errors import NotFound
from city.insurance.samples import SamplePolicy, put_policy, read_policy
from city.insurance.terms import Terms
from city.people.access import Actor
from city.people.models import Person
from city.people.samples import SamplePerson, seed_people
from city.text import Text

_SCOPES: tuple[ScopeKind, ...] = ("city", "district", "office", "service")


def given_all(city: City, body: Fields) -> dict[str, Any]:
    """Write everything or nothing; return the ids and references of what was made.

    Raises:
        PackError: the body breaks its rules.
        CityError: something it asks for cannot be.
    """
    people = [_person(fields) for fields in _many(body, "people")]
    policies = [_policy(city, fields) for fields in _many(body, "policies")]
    closures = [_closure(fields) for fields in _many(body, "closures")]
    lifted = body.texts("lift") if "lift" in body else ()
    slots = [_seats(fields) for fields in _many(body, "slots")]
    bookings = [_booking(city, fields) for fields in _many(body, "bookings")]
    body.done()
    with city.db.write() as session:
        seed_people(session, city.vault, city.clock, people)
        made = [put_policy(session, city.vault, policy) for policy in policies]
        closed = [given.given_closure(session, city.bookings.rooms, closure) for closure in closures]
        for closure in lifted:
            _lift(session, city, closure)
        for slot, seats, minutes in slots:
            given.given_slots(session, city.bookings.rooms, slot, seats, minutes)
        booked = [_book(session, city, who, slot) for who, slot in bookings]
    return {"policies": made, "closures": closed, "slots": len(slots), "bookings": booked}


def _lift(session: Session, city: City, closure: str) -> None:
    if not lift_closure(session, closure, city.clock.now()):
        raise NotFound(closure=closure)


def _book(session: Session, city: City, who: Actor | str, slot: SlotRequest) -> dict[str, Any]:
    actor = who if isinstance(who, Actor) else _sample(session, who)
    confirmed = given.given_booking(session, city.bookings.rooms, actor, slot)
    booking = confirmed.booking
    return {"id": booking.id, "ref": booking.ref, "start": local(booking.start).isoformat()}


def _sample(session: Session, code: str) -> Actor:
    """Return a sample person as somebody who has signed in, outside of any conversation."""
    person = session.scalars(select(Person.id).where(Person.code == code)).one_or_none()
    if person is None:
        raise NotFound(person=code)
    return Actor(f"dev-{code}", f"g-dev-{code}", person, "code")


def _many(body: Fields, name: str) -> list[Fields]:
    return body.inners(name) if name in body else []


def _booking(city: City, fields: Fields) -> tuple[Actor | str, SlotRequest]:
    """A booking is a sample person's, or that of whoever speaks in a conversation (its internal id)."""
    who = city.people.actor(fields.text("conversation")) if "conversation" in fields else fields.text("person")
    slot = _slot(fields)
    fields.done()
    return who, slot


def _seats(fields: Fields) -> tuple[SlotRequest, int, int | None]:
    """Read a slot that is given, its seats and its length in minutes."""
    given_slot = _slot(fields), fields.integer("seats"), fields.optional_integer("minutes")
    fields.done()
    return given_slot


def _slot(fields: Fields) -> SlotRequest:
    return SlotRequest(
        service=fields.text("service"),
        office=fields.text("office"),
        start=_moment(fields, "start"),
        quantity=fields.integer("quantity", least=1, default=1),
    )


def _closure(fields: Fields) -> Closure:
    scope = fields.choice("scope", _SCOPES)
    closure = Closure(
        scope=scope,
        code="" if scope == "city" else fields.text("code"),
        start=_moment(fields, "from"),
        end=_moment(fields, "to"),
        reason=fields.text("reason"),
        name=fields.both("name"),
    )
    fields.done()
    return closure


def _person(fields: Fields) -> SamplePerson:
    code = fields.text("code")
    person = SamplePerson(
        code=code,
        name=fields.optional_both("name") or Text(code, code),
        phone=fields.text("phone"),
        resident=fields.flag("resident"),
        about=Text(code, code),
    )
    fields.done()
    return person


def _policy(city: City, fields: Fields) -> SamplePolicy:
    policy = read_policy(fields)
    if policy.product not in Terms.load(city.settings.pack).products:
        raise fields.error("product", f"there is no product {policy.product}")
    return policy


def _moment(fields: Fields, name: str) -> datetime:
    """A time with its offset, such as 2026-12-02T09:00:00+08:00."""
    try:
        moment = datetime.fromisoformat(fields.text(name))
    except ValueError:
        raise fields.error(name, "expected a time like 2026-12-02T09:00:00+08:00") from None
    if moment.tzinfo is None:
        raise fields.error(name, "the time lacks its offset")
    return moment
