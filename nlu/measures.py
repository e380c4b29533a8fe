"""Figures of understanding: accuracy, F1 of intents and entities, confusions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Pair = tuple[str, str]
"""An entity and its value, as text."""


@dataclass(frozen=True)
class Judged:
    """One message of a test: what it means, and what was understood."""

    text: str
    intent: str
    guess: str | None
    rejected: bool
    entities: set[Pair]
    found: set[Pair]
    confidence: float = 0.0
    """How sure the guess was."""
    asked: bool = False
    choices: tuple[str, ...] = ()
    """The best guesses, as "did you mean" offers them."""


def pairs(entities: Iterable[dict[str, Any]]) -> set[Pair]:
    """Entities as pairs. Values are compared as text: 2 and "2" are the same quantity."""
    return {(str(entity["entity"]), str(entity.get("value"))) for entity in entities}


def f1(right: int, wrong: int, missed: int) -> float:
    """The harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found."""
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0


def intent_accuracy(judged: Sequence[Judged]) -> float:
    """The share of messages whose best intent is the right one, the fallback left aside."""
    return sum(one.guess == one.intent for one in judged) / len(judged) if judged else 0.0


def f1_of(intent: str, judged: Sequence[Judged]) -> float:
    """F1 of one intent."""
    right = sum(one.intent == intent == one.guess for one in judged)
    wrong = sum(one.guess == intent != one.intent for one in judged)
    missed = sum(one.intent == intent != one.guess for one in judged)
    return f1(right, wrong, missed)


def macro_f1(judged: Sequence[Judged]) -> float:
    """The mean F1 of the intents in the test."""
    scores = [f1_of(intent, judged) for intent in sorted({one.intent for one in judged})]
    return sum(scores) / len(scores) if scores else 0.0


def entity_f1(judged: Sequence[Judged]) -> dict[str, Any]:
    """F1 over all pairs of entity and value, and for each entity. Only entities that the test annotates are counted."""
    annotated = {name for one in judged for name, _ in one.entities}
    counts: dict[str, list[int]] = {name: [0, 0, 0] for name in annotated}
    for one in judged:
        found = {pair for pair in one.found if pair[0] in annotated}
        for place, group in enumerate((found & one.entities, found - one.entities, one.entities - found)):
            for name, _ in group:
                counts[name][place] += 1
    total = [sum(column) for column in zip(*counts.values(), strict=True)] if counts else [0, 0, 0]
    return {"micro": f1(*total), "by_entity": {name: f1(*counts[name]) for name in sorted(counts)}}


def confusions(judged: Sequence[Judged], most: int = 40) -> list[dict[str, Any]]:
    """The most frequent mistakes, each with its messages."""
    wrong = [one for one in judged if one.guess != one.intent]
    counted = Counter((one.intent, str(one.guess)) for one in wrong)
    return [
        {"intent": meant, "understood": guess, "count": count,
         "texts": [one.text for one in wrong if (one.intent, str(one.guess)) == (meant, guess)]}
        for (meant, guess), count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]
    ]  # fmt: skip


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    """All figures of a set of messages.

    `rejected`: the share the fallback turned away although the guess was right. `asked`: the share that is answered by
    "did you mean"; `asked_useful`: how often what was meant is among the choices; `asked_needless`: the share of all
    that is asked although the guess is right.
    """
    within = [one for one in judged if one.intent != "out_of_scope"]
    outside = [one for one in judged if one.intent == "out_of_scope"]
    return {
        "messages": len(judged),
        "intent_accuracy": intent_accuracy(judged),
        "macro_f1": macro_f1(judged),
        "entity_f1": entity_f1(judged),
        "rejected": sum(one.rejected and one.guess == one.intent for one in within) / len(within) if within else 0.0,
        "asked": _share([one.asked for one in within]),
        "asked_useful": _share([one.intent in one.choices for one in within if one.asked]),
        "asked_needless": _share([one.asked and one.guess == one.intent for one in within]),
        "out_of_scope_caught": (
            sum(one.rejected or one.guess == one.intent for one in outside) / len(outside) if outside else None
        ),
    }


def _share(facts: Sequence[bool]) -> float:
    """How many of the facts hold; 0 if there are none."""
    return sum(facts) / len(facts) if facts else 0.0
