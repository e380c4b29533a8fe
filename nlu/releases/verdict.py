"""Whether a candidate may go live on one person's word: the rules of nlu/thresholds.yml over a comparison."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent.parent / "thresholds.yml"
_EXACT = 1e-9
"""0.96 less 0.955 is a little more than 0.005 to a computer."""

Json = dict[str, Any]


@lru_cache(maxsize=1)
def thresholds() -> Json:
    """The rules."""
    content: Json = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


def verdict(comparison: Json, rules: Json) -> Json:
    """`{"passes", "losses"}` of a comparison."""
    live, candidate = comparison["live"], comparison["candidate"]
    losses = [*_too_low(candidate, rules["least"])]
    if live is not None:
        losses += [*_lost(live, candidate, rules["lost"]), *_grown(live, candidate, rules["grown"])]
        losses += [*_intents(comparison, rules), *_real(comparison, rules["lost"])]
        losses += [*_conversations(comparison, rules["conversations"])]
    return {"passes": not losses, "losses": losses}


def _loss(rule: str, language: str | None, live: Any, candidate: Any, threshold: Any, **more: Any) -> Json:
    return {"rule": rule, "language": language, "live": live, "candidate": candidate, "threshold": threshold, **more}


def _too_low(candidate: Json, least: Json) -> Iterator[Json]:
    for measure, floors in least.items():
        for language, floor in floors.items():
            figures = candidate["languages"].get(language)
            if figures and figures["n"] and figures[measure] < floor - _EXACT:
                yield _loss(f"least_{measure}", language, None, figures[measure], floor)


def _lost(live: Json, candidate: Json, lost: Json) -> Iterator[Json]:
    for language, figures in candidate["languages"].items():
        before = live["languages"].get(language)
        for measure in ("accuracy", "macro_f1", "entity_f1"):
            if before and figures["n"] and figures[measure] < before[measure] - lost[measure] - _EXACT:
                yield _loss(measure, language, before[measure], figures[measure], lost[measure])


def _grown(live: Json, candidate: Json, grown: Json) -> Iterator[Json]:
    for measure, factor in grown.items():
        if live[measure] and candidate[measure] > live[measure] * factor:
            yield _loss(measure, None, live[measure], candidate[measure], factor)


def _intents(comparison: Json, rules: Json) -> Iterator[Json]:
    for row in comparison["intents"]:
        if (
            row["support"] >= rules["support"]
            and row["candidate_f1"] < row["live_f1"] - rules["lost"]["intent_f1"] - _EXACT
        ):
            yield _loss(
                "intent_f1",
                row["language"],
                row["live_f1"],
                row["candidate_f1"],
                rules["lost"]["intent_f1"],
                intent=row["intent"],
            )


def _real(comparison: Json, lost: Json) -> Iterator[Json]:
    real = comparison["real"]
    if real["n"] and real["candidate_accuracy"] < real["live_accuracy"] - lost["real_accuracy"] - _EXACT:
        yield _loss("real_accuracy", None, real["live_accuracy"], real["candidate_accuracy"], lost["real_accuracy"])


def _conversations(comparison: Json, most: int) -> Iterator[Json]:
    changed = comparison["conversations"]["changed"]
    worse = [line for line in changed if line["expected"] and line["broken"]]
    if len(worse) > most:
        yield _loss("conversations", None, 0, len(worse), most)
