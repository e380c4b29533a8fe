"""Free spans: cut into units, tagged, learnt and found again."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.matches import Match
from nlu.moment import parse_moment
from nlu.span_matcher import SpanMatcher
from nlu.spans import Span, SpanTagger, features, tags, units
from nlu.tokens import Cutter

CUTTER = Cutter()
NOW = parse_moment("2026-11-24T10:00:00+08:00")
PLACES = ["解放路路口", "大东海广场", "学校门口", "菜市场后面", "公交站旁边", "海边栈道"]
TAUGHT = [(f"{place}有个坑", [Span("location", 0, len(place))]) for place in PLACES]
TAUGHT += [(f"在{place}路灯坏了", [Span("location", 1, 1 + len(place))]) for place in PLACES]
TAUGHT += [("路灯坏了", []), ("有个坑", []), ("你好", [])]


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> SpanTagger:
    file = tmp_path_factory.mktemp("spans") / "field"
    SpanTagger.learn(TAUGHT, file, CUTTER)
    return SpanTagger(file, CUTTER)


@pytest.mark.parametrize(
    ("text", "place"), [("在体育馆门口路灯坏了", "体育馆门口"), ("图书馆旁边有个坑", "图书馆旁边")]
)
def test_a_span_is_found_by_the_words_around_it(tagger: SpanTagger, text: str, place: str) -> None:
    start = text.index(place)
    assert tagger.find(text) == [Match("location", place, start, start + len(place))]


@pytest.mark.parametrize("text", ["", " ", "你好", "路灯坏了"])
def test_nothing_is_found_where_nothing_is(tagger: SpanTagger, text: str) -> None:
    assert tagger.find(text) == []


@settings(deadline=None)
@given(st.text(alphabet="在路口 坏了abc12,。有个坑", max_size=30))
def test_spans_are_where_they_say(tagger: SpanTagger, text: str) -> None:
    for match in tagger.find(text):
        assert match.value == text[match.start : match.end]


def test_a_span_through_the_middle_of_a_unit_is_not_learnt() -> None:
    said = units(CUTTER.cut("passport"))
    assert tags(said, [Span("topic", 0, 4)]) == ["O"]
    assert tags(said, [Span("topic", 0, 8)]) == ["B-topic"]
    assert tags(said, []) == ["O"]


def test_every_unit_has_features() -> None:
    said = units(CUTTER.cut("在路口有passport"))
    assert len(features(said)) == len(said) == 5
    assert [unit.text for unit in said][-1] == "passport"


class Storage:
    """A folder in the place of Rasa's model storage."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write_to(self, resource: Any) -> "Storage":
        return self

    read_from = write_to

    def __enter__(self) -> Path:
        return self._folder

    def __exit__(self, *error: object) -> None:
        """Nothing to close."""


def matcher(folder: Path, examples: list[Message]) -> SpanMatcher:
    storage: Any = Storage(folder)
    resource: Any = SimpleNamespace(name="spans")
    SpanMatcher(storage, resource).train(TrainingData(examples))
    context: Any = None
    return SpanMatcher.load({}, storage, resource, context)


def message(text: str, spans: list[Span], intent: str = "report_problem") -> Message:
    entities = [{"entity": span.entity, "start": span.start, "end": span.end, "value": "x"} for span in spans]
    return Message.build(text, intent, entities)


def test_the_component_learns_free_spans(tmp_path: Path) -> None:
    component = matcher(tmp_path, [message(text, spans) for text, spans in TAUGHT])
    assert [match.entity for match in component.find("在体育馆门口路灯坏了", NOW)] == ["location"]


def test_without_free_spans_nothing_is_learnt(tmp_path: Path) -> None:
    component = matcher(tmp_path, [message("明天办护照", [Span("date", 0, 2)], "book"), message("你好", [], "greet")])
    assert list(tmp_path.iterdir()) == []
    assert component.find("在体育馆门口路灯坏了", NOW) == []


def test_a_free_span_may_hold_what_others_found(tmp_path: Path) -> None:
    component = matcher(tmp_path, [message(text, spans) for text, spans in TAUGHT])
    district = {"entity": "district", "value": "tianya", "start": 1, "end": 4}
    (parsed,) = component.process([Message({"text": "在体育馆门口路灯坏了", "entities": [district]})])
    assert [entity["entity"] for entity in parsed.get("entities")] == ["district", "location"]
