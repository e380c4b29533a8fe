"""From what somebody wants to report to a row: checks, the place in WGS 84, the reference of the day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from city.clock import Clock
from city.errors import InvalidPhoto, OutsideArea, PlaceNeeded
from city.ids import crockford
from city.people.identifiers import TOKEN
from city.reports import rules
from city.reports.kinds import Area, Kind
from city.reports.models import ReportDay, ReportRow
from city.reports.values import NewReport, Place, Position

MOST_DESCRIPTION, MOST_WORDS, MOST_PHOTO = 4_000, 200, 500


def located(place: Place, area: Area | None) -> tuple[str | None, Position | None]:
    """Return the words of a place and its position in WGS 84.

    Raises:
        PlaceNeeded: neither is there.
        OutsideArea: the position is in another city, or nowhere.
    """
    words = " ".join((place.words or "").split())[:MOST_WORDS] or None
    if place.lat is None or place.lon is None:
        if words is None:
            raise PlaceNeeded
        return words, None
    position = rules.to_wgs84(place.lat, place.lon, place.system)
    if area is not None and not area.holds(position.lat, position.lon):
        raise OutsideArea
    return words, position


def new_row(session: Session, clock: Clock, wanted: NewReport, kind: Kind, area: Area | None) -> ReportRow:
    """Return the row of a new report, without owner, key and receipt.

    Raises:
        PlaceNeeded, OutsideArea, InvalidPhoto: it cannot be filed like this.
        ValueError: a contact is no vault token.
    """
    words, position = located(wanted.place, area)
    now = clock.now()
    return ReportRow(
        ref=_new_ref(session, clock.today()),
        kind=kind.code,
        status="submitted",
        version=1,
        description=(wanted.description or "").strip()[:MOST_DESCRIPTION] or None,
        words=words,
        same_words=rules.same_words(words) if words else None,
        lat=position.lat if position else None,
        lon=position.lon if position else None,
        photo=_photo(wanted.photo),
        contact=_contact(wanted),
        channel=wanted.channel,
        token=crockford(12),
        sent=False,
        requested_at=now,
        updated_at=now,
        expected_at=now + timedelta(hours=kind.target_hours),
        as_of=now,
    )


def _new_ref(session: Session, day: date) -> str:
    """Count on the day's number; the row is locked until the transaction ends, so no number is given twice."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(ReportDay).values(day=day, last=1)
    counted = insert.on_conflict_do_update(index_elements=["day"], set_={"last": ReportDay.last + 1})
    session.execute(counted)
    number = session.scalars(select(ReportDay.last).where(ReportDay.day == day)).one()
    return f"RP-{day:%Y%m%d}-{number}"


def _photo(address: str | None) -> str | None:
    """A picture is only pointed at; nobody here opens the address.

    Raises:
        InvalidPhoto: it is no address on the web.
    """
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        raise InvalidPhoto from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(address) > MOST_PHOTO:
        raise InvalidPhoto
    return address


def _contact(wanted: NewReport) -> str:
    for kind, token in wanted.contact.items():
        if not TOKEN.fullmatch(token) or not token.startswith(f"{kind}#"):
            raise ValueError(f"the {kind} of a contact is no vault token")
    return json.dumps(dict(wanted.contact), sort_keys=True)
