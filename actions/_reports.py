"""Saying how a report stands, and its card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actions._cards import Card, named
from actions._labels import label
from actions._support import Talk, iso

if TYPE_CHECKING:
    from city.reports.values import Report


def say_report(
    talk: Talk, response: str, report: Report, *, fresh: bool = True, others: Sequence[str] | None = None
) -> None:
    """Say something about a report, with its card."""
    kind, language = talk.city.reports.kinds.get(report.kind), talk.turn.language
    talk.say(
        response,
        card=report_card(talk, report, fresh=fresh),
        ref=report.ref,
        problem=kind.name.get(language),
        place=place_of(report),
        state=state_of(report, language),
        reason=report.reason,
        department=kind.department.get(language),
        expected=report.expected_at,
        sample=kind.target_mark == "sample",
        advice=kind.advice.get(language),
        since=None if fresh else report.as_of,
        others=list(others) if others else None,
    )


def report_card(talk: Talk, report: Report, *, fresh: bool) -> Card:
    """Return a report as a card."""
    kind, language = talk.city.reports.kinds.get(report.kind), talk.turn.language
    position = report.position
    return {
        "type": "report",
        "ref": report.ref,
        "status": report.status,
        "status_name": state_of(report, language),
        "outcome": report.outcome,
        "reason": report.reason,
        "kind": named(kind, language),
        "place": report.words,
        "position": {"lat": position.lat, "lon": position.lon} if position else None,
        "department": kind.department.get(language),
        "supporters": report.supporters,
        "requested_at": iso(report.requested_at),
        "updated_at": iso(report.updated_at),
        "expected_at": iso(report.expected_at),
        "as_of": iso(report.as_of),
        "fresh": fresh,
    }


def state_of(report: Report, language: str) -> str:
    """Return the state in words: how it ended, or where it is."""
    return label(f"report_{report.outcome or report.status}", language)


def place_of(report: Report) -> str:
    """Return the place as it is named: in words, else as a position."""
    position = report.position
    return report.words or (f"{position.lat:.5f}, {position.lon:.5f}" if position else "")
