"""The rules of the cover form: what happened, sign-in, and the facts on which the answer hangs, one at a time.

A fact that decides is asked only after the insurance rules have named it; which values it can have they know too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.forms import reading
from actions.forms.booking import from_list
from actions.forms.turn import FALLBACK, Json, Turn

FORM = "cover_form"
EVENT, SIGN_IN, FACT = "cover_event", "signed_in", "cover_fact"
QUESTIONS = (EVENT, SIGN_IN, FACT)
SLOTS = (*QUESTIONS, "cover_case")
UNKNOWN = "unknown"
ANSWERED = "answered"
HOSPITAL = "hospital"
"""The fact that is answered by the name of a hospital."""


@dataclass(frozen=True, slots=True)
class CoverForm:
    """What is known of the case."""

    event: str | None = None
    product: str | None = None
    policy: str | None = None
    """The vault token of a policy number that was typed."""
    hospital: str | None = None
    date: str | None = None
    """ISO date; None is today."""
    amount_fen: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    asked_fact: str | None = None
    """The fact that was asked for."""
    values: tuple[str, ...] = ()
    """The values it can have; a yes means the first, a no the second."""
    answered: bool = False
    offers: tuple[str, ...] = ()
    """The events that were listed."""

    @classmethod
    def from_slots(cls, slots: Json) -> CoverForm:
        """Read the form from the tracker's slots."""
        case: Json = slots.get("cover_case") or {}
        return cls(
            event=slots.get(EVENT),
            product=case.get("product"),
            policy=case.get("policy"),
            hospital=case.get("hospital"),
            date=case.get("date"),
            amount_fen=case.get("amount_fen"),
            facts=dict(case.get("facts") or {}),
            asked_fact=case.get("asked_fact"),
            values=tuple(case.get("values") or ()),
            answered=slots.get(FACT) == ANSWERED,
            offers=tuple(case.get("offers") or ()),
        )

    def to_slots(self) -> dict[str, Any]:
        """Return the slots that hold the form."""
        return {
            EVENT: self.event,
            FACT: ANSWERED if self.answered else None,
            "cover_case": {
                "product": self.product,
                "policy": self.policy,
                "hospital": self.hospital,
                "date": self.date,
                "amount_fen": self.amount_fen,
                "facts": dict(self.facts),
                "asked_fact": self.asked_fact,
                "values": list(self.values),
                "offers": list(self.offers),
            },
        }

    def remembered(self) -> dict[str, Any]:
        """What a follow-up question can go on from: "and if it costs 60,000?"."""
        return {EVENT: self.event, "cover_case": self.to_slots()["cover_case"]}

    def asking(self, fact: str, values: Sequence[str]) -> CoverForm:
        """The form when a fact is needed."""
        return replace(self, asked_fact=fact, values=tuple(values))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn made of the form."""

    form: CoverForm
    note: str | None = None
    """A code of what to say: unclear, unknown_event, unclear_fact, first_question."""


def advance(form: CoverForm, turn: Turn, asked: str | None) -> Outcome | None:
    """Take one turn; None if it is a matter of its own. Turns about signing in go to actions/sign_in.py before."""
    told = _told(form, turn)
    event = turn.first("event") or _listed_event(form, turn, asked)
    if _is_digression(form, turn, told, event, asked):
        return None
    if turn.intent == "go_back" and told == form and not event:
        return _back(form, asked)
    if event and event != form.event:
        return Outcome(replace(told, event=str(event), facts={}, asked_fact=None, values=()))
    if asked == EVENT and told == form:
        return Outcome(form, "unclear" if turn.intent in ("affirm", "deny") else "unknown_event")
    if asked == FACT:
        return _fact(form, told, turn)
    return Outcome(told)


def _told(form: CoverForm, turn: Turn) -> CoverForm:
    """The case with what the turn tells of it beside event and facts."""
    date = turn.first("date")
    amount = turn.first("amount")
    return replace(
        form,
        product=_text(turn.first("product")) or form.product,
        policy=_text(turn.first("policy_no")) or form.policy,
        hospital=_text(turn.first("hospital")) or form.hospital,
        date=str(date).partition("/")[0] if date else form.date,
        amount_fen=int(amount) if amount else form.amount_fen,
    )


def _fact(form: CoverForm, told: CoverForm, turn: Turn) -> Outcome:
    """Take the answer to the fact that was asked; what else was told alone makes the rules look again."""
    value = _value(form, turn)
    if value is not None and form.asked_fact:
        return Outcome(_settled(replace(told, facts={**form.facts, form.asked_fact: value})))
    if told != form:
        return Outcome(_settled(told))
    if turn.intent == "check_cover":
        return Outcome(form)
    return Outcome(form, "unclear_fact")


def _value(form: CoverForm, turn: Turn) -> str | None:
    pressed = str(turn.first("fact") or "")
    name, _, value = pressed.partition("=")
    if value and name == form.asked_fact:
        return value
    if turn.text and reading.does_not_know(turn.text):
        return UNKNOWN
    if form.asked_fact == HOSPITAL:
        return None
    if turn.intent == "affirm" and form.values:
        return form.values[0]
    if turn.intent == "deny" and len(form.values) > 1:
        return form.values[1]
    return from_list(form.values, reading.ordinal(turn.text)) if turn.text else None


def _settled(form: CoverForm) -> CoverForm:
    return replace(form, asked_fact=None, values=())


def _listed_event(form: CoverForm, turn: Turn, asked: str | None) -> str | None:
    return from_list(form.offers, reading.ordinal(turn.text)) if asked == EVENT and turn.text else None


def _back(form: CoverForm, asked: str | None) -> Outcome:
    """Take back the last fact, else the event."""
    if asked == FACT and form.facts:
        *kept, _ = form.facts.items()
        return Outcome(_settled(replace(form, facts=dict(kept))))
    if asked in (FACT, SIGN_IN):
        return Outcome(CoverForm(product=form.product))
    return Outcome(form, "first_question")


def _is_digression(form: CoverForm, turn: Turn, told: CoverForm, event: object, asked: str | None) -> bool:
    if asked is None or turn.intent in ("check_cover", "go_back"):
        return False
    if turn.intent == "ask_fee" and told.amount_fen != form.amount_fen and not turn.first("service"):
        return False  # "what if it costs 60,000?" asks for no fee
    answers = bool(event) or told != form or (asked == FACT and _value(form, turn) is not None)
    if answers and (turn.is_bare or turn.intent in ("affirm", "deny", FALLBACK)):
        return False
    if asked == FACT and turn.text and reading.does_not_know(turn.text):
        return False
    return turn.intent not in ("affirm", "deny") and not (
        asked == EVENT and turn.intent == FALLBACK and turn.guess is None
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
