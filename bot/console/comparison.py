"""A comparison of two models as it is read: what changed most comes first, and long tables are cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_INTENTS = 40
_CONFUSIONS = 30
_CONVERSATIONS = 100

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the live model and of the candidate; ``good`` says whether more is better."""

    live: float | None
    candidate: float | None
    good: bool = True

    @property
    def change(self) -> float | None:
        """How much more the candidate has."""
        return None if self.live is None or self.candidate is None else self.candidate - self.live

    @property
    def tone(self) -> str:
        """better, worse or same."""
        if not self.change or abs(self.change) < 0.0005:
            return "same"
        return "better" if (self.change > 0) == self.good else "worse"


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows of a comparison."""

    languages: Sequence[tuple[str, int, Mapping[str, Pair]]]
    """Language, number of held-out messages, and accuracy, macro_f1, entity_f1."""
    costs: Mapping[str, Pair]
    """size_mb, ms_per_message, train_seconds."""
    real: tuple[int, Pair]
    intents: Sequence[tuple[Json, Pair]]
    more_intents: int
    confusion: Sequence[Json]
    conversations: Sequence[Json]
    played: int
    edited: Sequence[str]


def view_of(report: Json) -> View:
    """Arrange the trainer's report."""
    live, candidate = report.get("live") or {}, report["candidate"]
    intents = [(row, Pair(row.get("live_f1"), row.get("candidate_f1"))) for row in report.get("intents", [])]
    changed = [(row, pair) for row, pair in intents if row.get("edited") or pair.tone != "same"]
    changed.sort(key=lambda one: -abs(one[1].change or 0.0))
    real, conversations = report.get("real") or {}, report.get("conversations") or {}
    return View(
        languages=[
            (language, figures.get("n", 0), _figures((live.get("languages") or {}).get(language) or {}, figures))
            for language, figures in candidate["languages"].items()
        ],
        costs={
            "size_mb": Pair(_megabytes(live.get("size_bytes")), _megabytes(candidate.get("size_bytes")), good=False),
            "ms_per_message": Pair(live.get("ms_per_message"), candidate.get("ms_per_message"), good=False),
            "train_seconds": Pair(live.get("train_seconds"), candidate.get("train_seconds"), good=False),
        },
        real=(real.get("n", 0), Pair(real.get("live_accuracy"), real.get("candidate_accuracy"))),
        intents=changed[:_INTENTS],
        more_intents=max(0, len(changed) - _INTENTS),
        confusion=report.get("confusion", [])[:_CONFUSIONS],
        conversations=conversations.get("changed", [])[:_CONVERSATIONS],
        played=conversations.get("played", 0),
        edited=sorted({row["intent"] for row, _ in intents if row.get("edited")}),
    )


def _figures(live: Json, candidate: Json) -> dict[str, Pair]:
    return {name: Pair(live.get(name), candidate.get(name)) for name in ("accuracy", "macro_f1", "entity_f1")}


def _megabytes(size: float | None) -> float | None:
    return None if size is None else size / 1_000_000
