"""A candidate beside the live model: figures, intents, confusions, and conversations that changed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from nlu.live import Understood
from nlu.measures import entity_f1, f1_of, intent_accuracy, macro_f1, pairs
from nlu.releases.measuring import Example, Line, Measured
from nlu.releases.taught import read_made

FALLBACK = "nlu_fallback"
OUTSIDE = "out_of_scope"
Json = dict[str, Any]


def compare(live: Measured | None, candidate: Measured, real: Sequence[Example], lines: Sequence[Line]) -> Json:
    """The comparison as JSON. Without a live model the candidate stands alone."""
    return {
        "live": measures(live) if live else None,
        "candidate": measures(candidate),
        "intents": _intents(live, candidate),
        "confusion": _confusion(live, candidate),
        "conversations": {"played": len({line.name for line in lines}), "changed": _changed(live, candidate, lines)},
        "real": {
            "live_accuracy": accuracy_of_real(real, live.real) if live else None,
            "candidate_accuracy": accuracy_of_real(real, candidate.real),
            "n": len(real),
        },
    }


def measures(measured: Measured) -> Json:
    """The main figures of one model."""
    return {
        "model": measured.model.name,
        "languages": {
            language: {
                "accuracy": intent_accuracy(judged),
                "macro_f1": macro_f1(judged),
                "entity_f1": entity_f1(judged)["micro"],
                "n": len(judged),
            }
            for language, judged in measured.held_out.items()
        },
        "size_bytes": measured.model.stat().st_size,
        "ms_per_message": round(measured.ms_per_message, 2),
        "train_seconds": read_made(measured.model).train_seconds,
    }


def accuracy_of_real(real: Sequence[Example], understood: Sequence[Understood]) -> float | None:
    """The share that is acted on as the operators say. What is out of scope may also fall back."""
    if not real:
        return None
    right = sum(
        one.intent == example.intent or (example.intent == OUTSIDE and one.intent == FALLBACK)
        for example, one in zip(real, understood, strict=True)
    )
    return right / len(real)


def edited_intents(live: Measured | None, candidate: Measured) -> set[str]:
    """`<language>/<intent>` whose examples changed since the live model; none when it is unknown what that was taught."""
    before = read_made(live.model).intents if live else {}
    after = read_made(candidate.model).intents
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} if before else set()


def _intents(live: Measured | None, candidate: Measured) -> list[Json]:
    edited = edited_intents(live, candidate)
    rows = []
    for language, judged in candidate.held_out.items():
        support = Counter(one.intent for one in judged)
        names = {name.partition("/")[2] for name in edited if name.startswith(f"{language}/")}
        for intent in sorted(support.keys() | names):
            rows.append(
                {
                    "language": language,
                    "intent": intent,
                    "live_f1": f1_of(intent, live.held_out[language]) if live else None,
                    "candidate_f1": f1_of(intent, judged),
                    "support": support[intent],
                    "edited": f"{language}/{intent}" in edited,
                }
            )
    return rows


def _confusion(live: Measured | None, candidate: Measured) -> list[Json]:
    after = _wrong(candidate)
    before = _wrong(live) if live else Counter()
    return [
        {"language": key[0], "expected": key[1], "got": key[2], "count": after[key], "was": before[key]}
        for key in sorted(after.keys() | before.keys(), key=lambda key: (-after[key], -before[key], key))
    ]


def _wrong(measured: Measured) -> Counter:
    return Counter(
        (language, one.intent, str(one.guess))
        for language, judged in measured.held_out.items()
        for one in judged
        if one.guess != one.intent
    )


def _changed(live: Measured | None, candidate: Measured, lines: Sequence[Line]) -> list[Json]:
    """Lines that are understood otherwise than by the live model, or otherwise than expected."""
    changed = []
    befores: Sequence[Understood | None] = live.lines if live else [None] * len(lines)
    for line, before, after in zip(lines, befores, candidate.lines, strict=True):
        unexpected = line.expected is not None and after.intent != line.expected
        if not unexpected and (before is None or _meaning(before) == _meaning(after)):
            continue
        changed.append(
            {
                "name": line.name,
                "line": line.number,
                "text": line.text,
                "expected": line.expected,
                "live": _words(before) if before else None,
                "candidate": _words(after),
                "broken": unexpected and before is not None and before.intent == line.expected,
            }
        )
    return changed


def _meaning(one: Understood) -> tuple[str | None, frozenset[tuple[str, str]]]:
    return one.intent, frozenset(pairs(one.entities))


def _words(one: Understood) -> str:
    """`book_appointment date=2026-11-25 service=PASSPORT`."""
    return " ".join([str(one.intent), *(f"{name}={value}" for name, value in sorted(pairs(one.entities)))])
