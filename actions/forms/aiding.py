"""The rules of the aid form: which programme, then the facts that decide, one at a time, each of which can be skipped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.forms import reading
from actions.forms.booking import from_list
from actions.forms.turn import Json, Turn

FORM = "aid_form"
PROGRAMME, FACT = "aid_programme", "aid_fact"
QUESTIONS = (PROGRAMME, FACT)
SLOTS = (*QUESTIONS, "aid_case")
UNKNOWN = "unknown"
ANSWERED = "answered"

_SKIPPING = re.compile(
    r"(?a)跳过|略过|不想说|不方便说|不愿意说|下一[个题]|\b(?:skip|pass|next one|rather not|prefer not)\b"
)
_FIGURE = re.compile(r"(?a)(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>万|千|k\b|thousand\b)?")
_SCALES = {"万": 10_000, "千": 1_000, "k": 1_000, "thousand": 1_000}
_FEN = 100


@dataclass(frozen=True, slots=True)
class AidForm:
    """What is known of the case. It is forgotten when the form ends."""

    programme: str | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    asked_fact: str | None = None
    """The fact that was asked for, and what kind of answer it wants."""
    kind: str | None = None
    values: tuple[str, ...] = ()
    answered: bool = False
    offers: tuple[str, ...] = ()
    """The programmes that were listed."""

    @classmethod
    def from_slots(cls, slots: Json) -> AidForm:
        """Read the form from the tracker's slots."""
        case: Json = slots.get("aid_case") or {}
        return cls(
            programme=slots.get(PROGRAMME),
            facts=dict(case.get("facts") or {}),
            asked_fact=case.get("asked_fact"),
            kind=case.get("kind"),
            values=tuple(case.get("values") or ()),
            answered=slots.get(FACT) == ANSWERED,
            offers=tuple(case.get("offers") or ()),
        )

    def to_slots(self) -> dict[str, Any]:
        """Return the slots that hold the form."""
        return {
            PROGRAMME: self.programme,
            FACT: ANSWERED if self.answered else None,
            "aid_case": {
                "facts": dict(self.facts),
                "asked_fact": self.asked_fact,
                "kind": self.kind,
                "values": list(self.values),
                "offers": list(self.offers),
            },
        }

    def asking(self, fact: str, kind: str, values: Sequence[str]) -> AidForm:
        """The form when a fact is needed."""
        return replace(self, asked_fact=fact, kind=kind, values=tuple(values))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn made of the form."""

    form: AidForm
    note: str | None = None
    """A code of what to say: choose_one, unclear_fact, first_question."""


def advance(form: AidForm, turn: Turn, asked: str | None) -> Outcome | None:
    """Take one turn; None if it is a matter of its own."""
    programme = turn.first("programme") or (
        from_list(form.offers, reading.ordinal(turn.text)) if asked == PROGRAMME and turn.text else None
    )
    if programme and str(programme) != form.programme:
        return Outcome(AidForm(programme=str(programme)))
    if asked is None:
        return Outcome(form)
    if turn.intent == "go_back":
        return _back(form, asked)
    if asked == FACT and form.asked_fact and (value := _value(form, turn)) is not None:
        settled = replace(form, facts={**form.facts, form.asked_fact: value}, asked_fact=None, kind=None, values=())
        return Outcome(settled)
    if turn.intent not in ("screen_aid", "affirm", "deny", "nlu_fallback"):
        return None
    return Outcome(form, "unclear_fact" if asked == FACT else "choose_one")


def skips(text: str) -> bool:
    """Whether the citizen would rather not say, or cannot tell."""
    return bool(text) and (reading.does_not_know(text) or bool(_SKIPPING.search(reading.folded(text))))


def figure(text: str) -> float | None:
    """Return the figure in a text: "1.2万", "8,000", "3k"; None if there is none or more than one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = list(_FIGURE.finditer(plain))
    if len(found) != 1:
        return None
    return float(found[0]["digits"].replace(",", "")) * _SCALES.get(found[0]["scale"] or "", 1)


def _value(form: AidForm, turn: Turn) -> str | int | None:
    """Read the answer to the fact that was asked; None if this is none."""
    name, _, pressed = str(turn.first("fact") or "").partition("=")
    if pressed:
        return pressed if name == form.asked_fact and pressed in (*form.values, UNKNOWN) else None
    if skips(turn.text):
        return UNKNOWN
    if form.kind in ("number", "amount"):
        return _figure(form, turn)
    if form.kind == "yes_no":
        return {"affirm": "yes", "deny": "no"}.get(turn.intent)
    if turn.intent == "deny" and "none" in form.values:
        return "none"
    return from_list(form.values, reading.ordinal(turn.text)) if turn.text else None


def _figure(form: AidForm, turn: Turn) -> int | None:
    """An amount in fen, or a whole number; who asks for something else meanwhile names things."""
    if not turn.text or turn.intent in (
        "book_appointment",
        "check_cover",
        "cancel_appointment",
        "reschedule_appointment",
    ):
        return None
    told = turn.first("amount") if form.kind == "amount" else turn.first("quantity")
    if isinstance(told, int) and not isinstance(told, bool):
        return told
    value = figure(turn.text)
    if value is None:
        return None
    return round(value * _FEN) if form.kind == "amount" else round(value)


def _back(form: AidForm, asked: str) -> Outcome:
    """Take back the last fact, else the programme."""
    if asked == FACT and form.facts:
        *kept, _ = form.facts.items()
        return Outcome(replace(form, facts=dict(kept), asked_fact=None, kind=None, values=()))
    return Outcome(AidForm()) if asked == FACT else Outcome(form, "first_question")
