"""What the receipt of a report states, and how its row is shown."""

from __future__ import annotations

import hashlib

from city.clock import local
from city.reports.gateway import Request
from city.reports.kinds import Kind
from city.reports.models import ReportRow
from city.reports.values import Position, Report
from ledger.encoding import Json


def statement(row: ReportRow, kind: Kind) -> dict[str, Json]:
    """Return the claims: what and where, in both languages where it is ours; the citizen's words only as a digest."""
    claims: dict[str, Json] = {
        "report_ref": row.ref,
        "problem": {"code": kind.code, **kind.name.to_json()},
        "requested_at": local(row.requested_at).isoformat(timespec="seconds"),
        "expected_at": local(row.expected_at).isoformat(timespec="seconds"),
    }
    if row.words is not None:
        claims["place"] = row.words
    if row.lat is not None and row.lon is not None:
        claims["position"] = f"{row.lat:.6f},{row.lon:.6f}"
    if row.description is not None:
        claims["description_digest"] = hashlib.sha256(row.description.encode()).hexdigest()
    return claims


def shown(row: ReportRow, supporters: int) -> Report:
    """Return a row as its owner sees it."""
    return Report(
        ref=row.ref,
        kind=row.kind,
        status=row.status,  # type: ignore[arg-type] # written from the same list
        outcome=row.outcome,  # type: ignore[arg-type]
        reason=row.reason,
        description=row.description,
        words=row.words,
        position=position(row),
        photo=row.photo,
        supporters=supporters,
        requested_at=row.requested_at,
        updated_at=row.updated_at,
        expected_at=row.expected_at,
        as_of=row.as_of,
        number=row.number,
        token=row.token,
        channel=row.channel,  # type: ignore[arg-type]
    )


def position(row: ReportRow) -> Position | None:
    """Return where it is, if that is known in degrees."""
    return None if row.lat is None or row.lon is None else Position(row.lat, row.lon)


def request_of(row: ReportRow) -> Request:
    """Return what the department is told."""
    return Request(
        reference=row.ref,
        service_code=row.kind,
        description=row.description,
        address=row.words,
        lat=row.lat,
        lon=row.lon,
        media_url=row.photo,
    )
