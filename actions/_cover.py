"""Saying what insurance pays: the verdict, then for each policy its figures, and the receipt of the check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions._cards import Card
from actions._labels import label
from actions._receipts import say_receipt
from actions._support import Talk
from city.clock import local

if TYPE_CHECKING:
    from city.insurance.answers import CoverAnswer, CoverItem, Named, Period

_MOST_SPOKEN = 3
"""Further policies are on the card alone."""


def say_answer(talk: Talk, answer: CoverAnswer, amount_fen: int | None) -> None:
    """Say the answer to a question about cover. The five verdicts are five different sentences."""
    language = talk.turn.language
    talk.say(
        f"utter_cover_{answer.verdict}",
        card=cover_card(answer, language),
        event=answer.event.name.get(language),
        day=answer.event_date.isoformat(),
        as_of=answer.as_of,
        missing=_fact(answer.missing, language),
    )
    for item in sorted(answer.items, key=lambda one: one.verdict != answer.verdict)[:_MOST_SPOKEN]:
        talk.say(f"utter_cover_item_{item.verdict}", **_values(item, amount_fen, language))
    if answer.receipt:
        say_receipt(talk, answer.receipt)


def cover_card(answer: CoverAnswer, language: str) -> Card:
    """Return the answer as a card."""
    return {
        "type": "cover",
        "verdict": answer.verdict,
        "event": _named(answer.event, language),
        "as_of": local(answer.as_of).isoformat(),
        "items": [_item_card(item, language) for item in answer.items],
    }


def _item_card(item: CoverItem, language: str) -> Card:
    end = item.period.end
    return {
        "product": _named(item.product, language),
        "policy": item.policy,
        "verdict": item.verdict,
        "in_force": item.in_force,
        "period": {"start": item.period.start.isoformat(), "end": end.isoformat() if end else None},
        "benefit": item.benefit.get(language) if item.benefit else None,
        "deductible_fen": item.deductible_fen,
        "deductible_left_fen": item.deductible_left_fen,
        "share_bp": item.share_bp,
        "limit_fen": item.limit_fen,
        "limit_left_fen": item.limit_left_fen,
        "exclusion": item.exclusion.text.get(language) if item.exclusion else None,
        "missing": item.missing,
        "estimate_fen": item.estimate_fen,
        "terms": _terms(item, language),
        "hotline": item.hotline,
    }


def _values(item: CoverItem, amount_fen: int | None, language: str) -> dict[str, Any]:
    """What the sentence about one policy needs."""
    return {
        **period_values(item.period),
        "product": item.product.name.get(language),
        "policy": item.policy,
        "insurer": item.insurer.get(language),
        "status": label(f"policy_{item.status}", language),
        "benefit": item.benefit.get(language) if item.benefit else None,
        "deductible": item.deductible_fen,
        "deductible_left": item.deductible_left_fen,
        "share": item.share_bp,
        "limit": item.limit_fen,
        "limit_left": item.limit_left_fen,
        "amount": amount_fen,
        "estimate": item.estimate_fen,
        "arithmetic": item.arithmetic,
        "reason": label(f"reason_{item.reason}", language) if item.reason else None,
        "exclusion": item.exclusion.text.get(language) if item.exclusion else None,
        "clause": item.exclusion.clause if item.exclusion else None,
        "missing": _fact(item.missing, language),
        "assumptions": [_assumption(name, language) for name in item.assumptions] or None,
        "terms": _terms(item, language),
        "hotline": item.hotline,
        "as_of": item.as_of,
        "sample": item.sample,
    }


def period_values(period: Period) -> dict[str, Any]:
    """Return the period as a range where it has an end, else as the day since when."""
    start = period.start.isoformat()
    if period.end is None:
        return {"period": None, "since": start}
    return {"period": f"{start}/{period.end.isoformat()}", "since": None}


def _terms(item: CoverItem, language: str) -> str:
    """Title and version; most titles name the version already."""
    title = item.terms.title.get(language)
    return title if item.terms.version in title else f"{title} {item.terms.version}"


def _assumption(name: str, language: str) -> str:
    return label("assumed_after_basic" if name == "after_basic" else f"fact_{name}", language)


def _fact(name: str | None, language: str) -> str | None:
    return label(f"fact_{name}", language) if name else None


def _named(thing: Named, language: str) -> Card:
    return {"code": thing.code, "name": thing.name.get(language)}
