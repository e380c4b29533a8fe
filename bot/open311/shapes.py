"""What is said on the wire of kinds and of reports. Names are those of GeoReport v2."""

from __future__ import annotations

from datetime import datetime

from bot.inbound import Language
from bot.open311.formats import CONTENT_TYPES, Value
from city.clock import local
from city.reports.kinds import Kind
from city.reports.published import PublicReport
from city.reports.rules import notes_of, wire_status

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def service(kind: Kind, language: Language, *, realtime: bool) -> dict[str, Value]:
    """Return one service of the list. None asks for more than place and words, so ``metadata`` is false."""
    aliases = kind.aliases.en if language == "en" else kind.aliases.zh
    return {
        "service_code": kind.code,
        "service_name": kind.name.get(language),
        "description": kind.covers.get(language),
        "metadata": False,
        "type": "realtime" if realtime else "batch",
        "keywords": ", ".join(aliases),
        "group": kind.group,
    }


def definition(kind: Kind) -> dict[str, Value]:
    """Return the definition of a service, which has no attributes."""
    return {"service_code": kind.code, "attributes": []}


def request(report: PublicReport, kind: Kind, language: Language) -> dict[str, Value]:
    """Return one report as everybody may see it."""
    position = report.position
    return {
        "service_request_id": report.ref,
        "status": wire_status(report.status),
        "status_notes": notes_of(report.status, report.outcome, report.reason),
        "service_name": kind.name.get(language),
        "service_code": kind.code,
        "description": report.description,
        "agency_responsible": kind.department.get(language),
        "service_notice": None,
        "requested_datetime": w3(report.requested_at),
        "updated_datetime": w3(report.updated_at),
        "expected_datetime": w3(report.expected_at),
        "address": report.words,
        "address_id": None,
        "zipcode": None,
        "lat": position.lat if position else None,
        "long": position.lon if position else None,
        "media_url": report.photo,
    }


def discovery(url: str, changed_on: str, *, production: bool, contact: str, key_service: str) -> dict[str, Value]:
    """Return the discovery document: one endpoint, in both formats."""
    endpoint: dict[str, Value] = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": changed_on,
        "type": "production" if production else "test",
        "formats": list(CONTENT_TYPES.values()),
    }
    return {"changeset": changed_on, "contact": contact, "key_service": key_service, "endpoints": [endpoint]}


def w3(moment: datetime) -> str:
    """Return a time with its offset."""
    return local(moment).isoformat(timespec="seconds")
