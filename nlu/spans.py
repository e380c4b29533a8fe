"""Tags free spans (a topic, a place in the citizen's own words) with a conditional random field.

What the city knows by name is matched, not guessed; this is for what only the words around it tell. Chinese is tagged
character by character, with jieba's words as a feature, so that a span may begin and end anywhere.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from nlu.matches import Match
from nlu.text import fold
from nlu.tokens import Cutter, Piece

OUTSIDE = "O"
_PARAMETERS = {"c1": 0.05, "c2": 0.05, "max_iterations": 60, "feature.possible_transitions": True}


class Unit(NamedTuple):
    """What gets a tag: a Chinese character, or any other token; `word` is what jieba takes it to be a part of."""

    text: str
    start: int
    end: int
    word: str
    place: str
    kind: str


class Span(NamedTuple):
    """An annotated span of a training message."""

    entity: str
    start: int
    end: int


def units(pieces: Iterable[Piece]) -> list[Unit]:
    """The units of a cut message."""
    found: list[Unit] = []
    for piece in pieces:
        folded = fold(piece.text)
        if piece.kind != "han":
            found.append(Unit(folded, piece.start, piece.end, folded, "S", piece.kind))
            continue
        for number, character in enumerate(folded):
            place = "S" if len(folded) == 1 else "B" if number == 0 else "E" if number == len(folded) - 1 else "M"
            start = piece.start + number
            found.append(Unit(character, start, start + 1, folded, place, "han"))
    return found


def features(said: list[Unit]) -> list[list[str]]:
    """What the field sees of each unit: itself and two neighbours on either side."""
    rows = []
    for number, unit in enumerate(said):
        row = ["bias", f"place={unit.place}", f"kind={unit.kind}", f"word={unit.word}"]
        if unit.kind == "word":
            row += [f"start={unit.text[:3]}", f"end={unit.text[-3:]}", f"end2={unit.text[-2:]}"]
        for step in (-2, -1, 0, 1, 2):
            near = said[number + step].text if 0 <= number + step < len(said) else ("<" if step < 0 else ">")
            row.append(f"{step}={near}")
        before = said[number - 1].text if number else "<"
        after = said[number + 1].text if number + 1 < len(said) else ">"
        row += [f"-1,0={before}|{unit.text}", f"0,1={unit.text}|{after}"]
        rows.append(row)
    return rows


def tags(said: list[Unit], spans: Iterable[Span]) -> list[str]:
    """One tag a unit: B- at the beginning of a span, I- inside, O elsewhere. Spans that cut through a unit are left out."""
    tagged = [OUTSIDE] * len(said)
    for span in spans:
        inside = [number for number, unit in enumerate(said) if span.start <= unit.start and unit.end <= span.end]
        if inside and said[inside[0]].start == span.start and said[inside[-1]].end == span.end:
            for number in inside:
                tagged[number] = ("B-" if number == inside[0] else "I-") + span.entity
    return tagged


class SpanTagger:
    """A trained field, read from a file."""

    def __init__(self, file: Path, cutter: Cutter) -> None:
        """Opens what `learn` wrote."""
        import pycrfsuite

        self._cutter = cutter
        self._tagger: Any = pycrfsuite.Tagger()
        self._tagger.open(str(file))

    @staticmethod
    def learn(examples: Iterable[tuple[str, list[Span]]], file: Path, cutter: Cutter) -> None:
        """Trains on annotated messages and writes a file."""
        import pycrfsuite

        trainer = pycrfsuite.Trainer(verbose=False)
        trainer.set_params(_PARAMETERS)
        for text, spans in examples:
            said = units(cutter.cut(text))
            if said:
                trainer.append(features(said), tags(said, spans))
        trainer.train(str(file))

    def find(self, text: str) -> list[Match]:
        """The spans of a message; the value is what was said."""
        said = units(self._cutter.cut(text))
        if not said:
            return []
        spans: list[list[Any]] = []
        for unit, tag in zip(said, self._tagger.tag(features(said)), strict=True):
            entity = tag[2:]
            if tag.startswith("B-") or (tag.startswith("I-") and (not spans or spans[-1][0] != entity)):
                spans.append([entity, unit.start, unit.end, True])
            elif tag.startswith("I-") and spans[-1][3]:
                spans[-1][2] = unit.end
            elif spans:
                spans[-1][3] = False
        return [Match(entity, text[start:end], start, end) for entity, start, end, _ in spans]
