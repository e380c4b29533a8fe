"""The invented people of the pack, who exist in development only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.catalogue.fields import Fields, entries
from city.clock import Clock
from city.people.models import Person
from city.people.service import add_person
from city.people.vault import Vault
from city.text import Text


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody to sign in as."""

    code: str
    name: Text
    phone: str
    resident: bool
    about: Text


def load_people(pack: Path) -> list[SamplePerson]:
    """Read ``people.yml``; a pack may have none.

    Raises:
        PackError: the file breaks its rules.
    """
    if not (pack / "people.yml").exists():
        return []
    return [_person(fields) for fields in entries(pack / "people.yml")]


def seed_people(session: Session, vault: Vault, clock: Clock, people: list[SamplePerson]) -> None:
    """Create those that are missing, in the caller's transaction."""
    known = set(session.scalars(select(Person.code).where(Person.code.is_not(None))))
    for one in people:
        if one.code not in known:
            add_person(session, vault, clock, phone=one.phone, code=one.code, name=one.name.zh, resident=one.resident)


def _person(fields: Fields) -> SamplePerson:
    fields.aliases()
    person = SamplePerson(
        code=fields.text("code"),
        name=fields.both("name"),
        phone=fields.text("phone"),
        resident=fields.flag("resident"),
        about=fields.both("about"),
    )
    _ = fields.choice("mark", ("sample",)), fields.text("source")
    fields.done()
    return person
