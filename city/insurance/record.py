"""Answers as JSON: for the row of a check, for its digest in the receipt, and back again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from city.insurance.answers import Clause, CoverAnswer, CoverItem, CoverQuestion, Named, Period, TermsRef
from city.receipts.service import ReceiptRef
from city.text import Text


def write_question(question: CoverQuestion) -> str:
    """Return the question as canonical JSON."""
    return _canonical(asdict(question))


def write_answer(answer: CoverAnswer) -> str:
    """Return the answer as canonical JSON, without its receipt."""
    return _canonical({name: value for name, value in asdict(answer).items() if name != "receipt"})


def digest(answer: CoverAnswer) -> str:
    """Return the SHA-256 in hex of the answer, by which the receipt commits to it."""
    return hashlib.sha256(write_answer(answer).encode()).hexdigest()


def read_answer(text: str, receipt: ReceiptRef | None) -> CoverAnswer:
    """Return the answer that `write_answer` wrote."""
    value = json.loads(text)
    return CoverAnswer(
        check=value["check"],
        verdict=value["verdict"],
        event=_named(value["event"]),
        event_date=date.fromisoformat(value["event_date"]),
        items=tuple(map(_item, value["items"])),
        missing=value["missing"],
        as_of=datetime.fromisoformat(value["as_of"]),
        receipt=receipt,
    )


def _item(value: dict[str, Any]) -> CoverItem:
    period = value["period"]
    return CoverItem(
        **{
            **value,
            "product": _named(value["product"]),
            "insurer": Text(**value["insurer"]),
            "period": Period(date.fromisoformat(period["start"]), _day(period["end"])),
            "benefit": Text(**value["benefit"]) if value["benefit"] else None,
            "exclusion": _clause(value["exclusion"]),
            "assumptions": tuple(value["assumptions"]),
            "terms": TermsRef(**{**value["terms"], "title": Text(**value["terms"]["title"])}),
            "as_of": datetime.fromisoformat(value["as_of"]),
        }
    )


def _named(value: dict[str, Any]) -> Named:
    return Named(value["code"], Text(**value["name"]))


def _clause(value: dict[str, Any] | None) -> Clause | None:
    return Clause(Text(**value["text"]), value["clause"]) if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
