"""The rules of the report form: what is wrong, where, whether somebody was first, and a yes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.forms import reading
from actions.forms.booking import from_list
from actions.forms.turn import Json, Turn
from city.reports.rules import position_in
from city.reports.values import Place, System

FORM = "report_form"
KIND, PLACE, SAME, CONFIRMED = "report_kind", "report_place", "report_same", "report_confirmed"
QUESTIONS = (KIND, PLACE, SAME, CONFIRMED)
SLOTS = (*QUESTIONS, "report_case")
NEW = "new"
"""It is not one of those that were reported before."""

_OWN = frozenset({"report_problem", "affirm", "deny", "go_back", "nlu_fallback"})
_NO_PLACE = frozenset(
    {
        "ask_human", "ask_if_human", "change_language", "emergency", "goodbye", "greet", "help", "repeat", "stop", "thank",
        "sign_in", "sign_out", "check_report",
    }
)  # fmt: skip
"""What can never be the answer to "where?", whatever the words."""
_OTHER_MATTERS = ("service", "booking_ref", "product", "policy_no", "receipt_ref", "claim_ref", "programme", "term")
_ASKING = re.compile(r"(?a)[?\uff1f]|吗|么$|呢$|多少|怎么|什么|几点|\b(?:what|when|how|which|who)\b")
_GEO_URI = re.compile(r"(?i)\bgeo:")


@dataclass(frozen=True, slots=True)
class ReportForm:
    """A report in the making."""

    kind: str | None = None
    words: str | None = None
    lat: float | None = None
    lon: float | None = None
    system: System = "wgs84"
    same: str | None = None
    """`NEW`, or the reference of the report that is joined."""
    confirmed: bool | None = None
    description: str | None = None
    """The words in which it was told, masked at the door."""
    offers: tuple[str, ...] = ()
    """The kinds that were listed."""
    nearby: tuple[str, ...] = ()
    """The reports that may be the same."""

    @classmethod
    def from_slots(cls, slots: Json) -> ReportForm:
        """Read the form from the tracker's slots."""
        case: Json = slots.get("report_case") or {}
        return cls(
            kind=slots.get(KIND),
            words=case.get("words"),
            lat=case.get("lat"),
            lon=case.get("lon"),
            system="gcj02" if case.get("system") == "gcj02" else "wgs84",
            same=slots.get(SAME),
            confirmed=slots.get(CONFIRMED),
            description=case.get("description"),
            offers=tuple(case.get("offers") or ()),
            nearby=tuple(case.get("nearby") or ()),
        )

    def to_slots(self) -> dict[str, Any]:
        """Return the slots that hold the form."""
        return {
            KIND: self.kind,
            PLACE: self.spoken_place,
            SAME: self.same,
            CONFIRMED: self.confirmed,
            "report_case": {
                "words": self.words,
                "lat": self.lat,
                "lon": self.lon,
                "system": self.system,
                "description": self.description,
                "offers": list(self.offers),
                "nearby": list(self.nearby),
            },
        }

    @property
    def spoken_place(self) -> str | None:
        """The place as it is named back."""
        if self.words is not None or self.lat is None:
            return self.words
        return f"{self.lat:.5f}, {self.lon:.5f}"

    @property
    def place(self) -> Place:
        """The place as the city reads it."""
        return Place(self.words, self.lat, self.lon, self.system)

    def without_place(self) -> ReportForm:
        """The form when the place cannot be used, or is taken back."""
        return replace(self, words=None, lat=None, lon=None, same=None, confirmed=None, nearby=())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn made of the form."""

    form: ReportForm
    note: str | None = None
    """A code of what to say: unclear, choose_one, first_question, no_place."""
    leave: bool = False


def advance(form: ReportForm, turn: Turn, asked: str | None) -> Outcome | None:  # noqa: PLR0911 - one per kind of answer
    """Take one turn; None if it is a matter of its own."""
    told = _told(form, turn, asked)
    if asked is None:
        return Outcome(told)
    if turn.intent == "go_back":
        return _back(form, asked)
    if asked == SAME and (choice := _choice(form, turn)) is not None:
        return Outcome(replace(form, same=choice))
    if told != form:
        return None if turn.intent not in _OWN and not turn.is_bare and asked != PLACE else Outcome(told)
    if asked == CONFIRMED and (
        turn.intent == "affirm" or (turn.intent in _OWN - {"deny"} and reading.agrees(turn.text))
    ):
        return Outcome(replace(form, confirmed=True))
    if asked == CONFIRMED and turn.intent == "deny":
        return Outcome(form, leave=True)
    if turn.intent not in _OWN:
        return None
    if asked == PLACE:
        return Outcome(form, "no_place")
    return Outcome(form, "unclear" if asked == CONFIRMED else "choose_one")


def _told(form: ReportForm, turn: Turn, asked: str | None) -> ReportForm:
    """The form with what the turn tells; another kind or place is another report, looked for anew."""
    kind = turn.first("problem") or (from_list(form.offers, reading.ordinal(turn.text)) if asked == KIND else None)
    told = replace(form, kind=str(kind)) if kind else form
    told = _placed(told, turn, asked)
    if (told.kind, told.words, told.lat) != (form.kind, form.words, form.lat):
        told = replace(told, same=None, confirmed=None, nearby=())
    if asked is None and turn.text and not turn.is_bare:
        told = replace(told, description=turn.text)
    return told


def _placed(form: ReportForm, turn: Turn, asked: str | None) -> ReportForm:
    """Read a position, a place that is named, or the whole answer to "where?".

    Two bare numbers come from a map, and the maps here draw in GCJ-02; a ``geo:`` address is WGS 84 by its standard.
    """
    position = position_in(turn.text) if turn.text else None
    if position is not None:
        system: System = "wgs84" if _GEO_URI.search(turn.text) else "gcj02"
        return replace(form, lat=position[0], lon=position[1], system=system)
    if location := turn.first("location"):
        return replace(form, words=str(location))
    if asked == PLACE and _is_place(turn):
        return replace(form, words=" ".join(turn.text.split()))
    return form


def _is_place(turn: Turn) -> bool:
    """Whether the answer to "where?" is taken as it stands."""
    text = reading.folded(turn.text).strip()
    if len(text) < 2 or turn.intent in _NO_PLACE or reading.does_not_know(text):
        return False
    if turn.intent in ("affirm", "deny") and len(text) < 6:
        return False
    return not _ASKING.search(text) and not any(turn.first(name) for name in (*_OTHER_MATTERS, "report_ref"))


def _choice(form: ReportForm, turn: Turn) -> str | None:
    """Which of the reports nearby is meant, or that it is none of them."""
    name, _, value = str(turn.first("fact") or "").partition("=")
    if name == "same":
        return value if value in (*form.nearby, NEW) else None
    if turn.intent == "deny":
        return NEW
    if turn.text and (listed := from_list(form.nearby, reading.ordinal(turn.text))):
        return listed
    return form.nearby[0] if turn.intent == "affirm" and len(form.nearby) == 1 else None


def _back(form: ReportForm, asked: str) -> Outcome:
    if asked == KIND:
        return Outcome(form, "first_question")
    if asked == PLACE:
        return Outcome(replace(form, kind=None))
    return Outcome(form.without_place())


def listed(form: ReportForm, kinds: Sequence[str]) -> ReportForm:
    """The form after these kinds were listed."""
    return replace(form, offers=tuple(kinds))
