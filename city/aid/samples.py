"""Applications of the invented people of the pack, who exist in development only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.aid.gateway import STATUSES, Status
from city.aid.models import AidApplication
from city.catalogue.fields import Fields, entries
from city.clock import Clock
from city.errors import NotFound
from city.people.models import Person
from city.text import Text


@dataclass(frozen=True, slots=True)
class SampleApplication:
    """An application as somebody writes it down; its code is its reference."""

    code: str
    person: str
    programme: str
    status: Status
    reason: Text | None
    papers_due: date | None
    submitted_on: date


def load_applications(pack: Path) -> list[SampleApplication]:
    """Read ``applications.yml``; a pack may have none.

    Raises:
        PackError: the file breaks its rules.
    """
    path = pack / "applications.yml"
    return [_application(fields) for fields in entries(path)] if path.exists() else []


def seed_applications(session: Session, clock: Clock, applications: list[SampleApplication]) -> None:
    """Create those that are missing, in the caller's transaction.

    Raises:
        NotFound: one is of a person that there is not.
    """
    known = set(session.scalars(select(AidApplication.ref)))
    for one in applications:
        if one.code in known:
            continue
        person = session.scalars(select(Person.id).where(Person.code == one.person)).one_or_none()
        if person is None:
            raise NotFound(person=one.person)
        session.add(
            AidApplication(
                ref=one.code,
                person=person,
                programme=one.programme,
                status=one.status,
                reason_zh=one.reason.zh if one.reason else None,
                reason_en=one.reason.en if one.reason else None,
                papers_due=one.papers_due,
                submitted_on=one.submitted_on,
                updated_at=clock.now(),
            )
        )


def _application(fields: Fields) -> SampleApplication:
    application = SampleApplication(
        code=fields.text("code"),
        person=fields.text("person"),
        programme=fields.text("programme"),
        status=fields.choice("status", STATUSES),
        reason=fields.optional_both("reason"),
        papers_due=fields.optional_day("papers_due"),
        submitted_on=fields.day("submitted_on"),
    )
    _ = fields.choice("mark", ("sample",)), fields.text("source")
    if application.status == "rejected" and application.reason is None:
        raise fields.error("reason", "is missing: a refusal gives its reason")
    fields.done()
    return application
