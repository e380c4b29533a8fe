"""Puts one model to the test: held-out messages, validated messages of citizens, and the lines of conversations."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.examples import read_examples
from nlu.live import LiveNlu, Understood
from nlu.measures import Judged, pairs
from nlu.releases.taught import LANGUAGES

NOW = "2026-11-24T10:00:00+08:00"
"""The moment the annotations of the held-out messages are written for."""

SAMPLE_REFERENCE = "SY3M-7WQ8"
"""Stands for `{ref}` in conversations: the booking number that the citizen was told."""

CHOICES = 3
"""So many matters "did you mean" offers at most (actions/conversation.py)."""
CHUNK = 50
Tell = Callable[[float], None]


@dataclass(frozen=True)
class Example:
    """A message with its meaning."""

    text: str
    intent: str
    entities: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Line:
    """What a citizen says in a kept conversation, and the intent that is expected, if the file names one."""

    name: str
    number: int
    text: str
    expected: str | None


@dataclass(frozen=True)
class Measured:
    """How one model did, all in the order that was asked."""

    model: Path
    held_out: dict[str, list[Judged]]
    real: list[Understood]
    lines: list[Understood]
    ms_per_message: float


def held_out(folder: Path) -> dict[str, list[Example]]:
    """The held-out messages of each language."""
    return {
        language: [
            Example(message.get("text"), message.get("intent"), tuple(message.get("entities") or []))
            for path in sorted((folder / language).glob("*.yml"))
            for message in read_examples(path)
        ]
        for language in LANGUAGES
    }


def conversation_lines(folder: Path, label: str) -> Iterator[Line]:
    """Every text that is said in the conversations of a folder."""
    for path in sorted(folder.rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        name = f"{label}/{path.relative_to(folder).with_suffix('').as_posix()}"
        for number, turn in enumerate(content.get("turns") or [], start=1):
            if isinstance(turn.get("say"), str):
                yield Line(name, number, turn["say"].replace("{ref}", SAMPLE_REFERENCE), turn.get("intent"))


def judge(live: LiveNlu, examples: Sequence[Example], tell: Tell = lambda part: None) -> list[Judged]:
    """Messages understood and compared with their meaning."""
    understood = understand(live, [example.text for example in examples], tell)
    return [
        Judged(
            one.text,
            example.intent,
            one.guess,
            one.intent != one.guess,
            pairs(example.entities),
            pairs(one.entities),
            one.confidence_of_guess,
            one.asked,
            tuple(name for name, _ in one.ranking[:CHOICES]),
        )
        for example, one in zip(examples, understood, strict=True)
    ]


def understand(live: LiveNlu, texts: Sequence[str], tell: Tell = lambda part: None) -> list[Understood]:
    """What is understood of each text, telling the part done now and then."""
    understood: list[Understood] = []
    for start in range(0, len(texts), CHUNK):
        understood += live.understand(list(texts[start : start + CHUNK]))
        tell(len(understood) / len(texts))
    return understood


def measure(
    model: Path,
    sets: dict[str, list[Example]],
    real: Sequence[Example],
    lines: Sequence[Line],
    tell: Callable[[str, float, str], None],
) -> Measured:
    """Loads a model and puts everything to it."""
    live = LiveNlu(model, NOW)
    live.understand(["预热 warm-up"])
    judged: dict[str, list[Judged]] = {}
    began, messages = time.process_time(), 0  # the processor's time: the machine is at work for citizens, too
    for language, examples in sets.items():
        judged[language] = judge(live, examples, lambda part, name=language: tell("evaluating", part, name))  # type: ignore[misc]
        messages += len(examples)
    milliseconds = (time.process_time() - began) * 1000 / max(messages, 1)
    of_citizens = understand(live, [example.text for example in real], lambda part: tell("evaluating", part, "real"))
    said = understand(live, [line.text for line in lines], lambda part: tell("rehearsing", part, "conversations"))
    return Measured(model, judged, of_citizens, said, milliseconds)
