"""The report pages: whole in both languages, self-contained, and with every value in them."""

import re
from typing import Any
from xml.etree.ElementTree import tostring

import pytest

from nlu.measures import Judged, summary
from nlu.releases.pictures import histogram, pictures
from nlu.report import drawing, page


def judged(intent: str, guess: str, confidence: float) -> Judged:
    return Judged("text", intent, guess, False, set(), set(), confidence)


MESSAGES = {
    "zh": [judged("greet", "greet", 0.96), judged("greet", "stop", 0.1), judged("stop", "stop", 1.0)],
    "en": [judged("greet", "greet", 0.5)],
    "mixed": [],
}


def report(**more: Any) -> dict[str, Any]:
    everything = [one for messages in MESSAGES.values() for one in messages]
    given = {language: summary(messages) for language, messages in MESSAGES.items()}
    return {"model": "a<b>&.tar.gz", **given, "all": summary(everything), "pictures": pictures(MESSAGES), **more}


def test_both_languages_have_the_same_words() -> None:
    texts = page.texts()
    assert texts.keys() == set(page.LANGUAGES)
    assert texts["zh"].keys() == texts["en"].keys()
    for key, words in texts["zh"].items():
        assert re.findall(r"\{\w+\}", words) == re.findall(r"\{\w+\}", texts["en"][key]), key
        assert words.strip()


def test_a_page_needs_nothing_from_elsewhere_and_escapes_what_it_is_given() -> None:
    drawn = page.understanding(report(live="c.tar.gz"))
    assert not re.search(r"https?://|<script|@import|url\(", drawn)
    assert "a<b>" not in drawn
    assert "a&lt;b&gt;&amp;.tar.gz" in drawn
    assert drawn.count("<main") == 2
    assert drawn.count("c.tar.gz") == 2
    assert "greet → stop: 1" in drawn


def test_the_page_of_a_benchmark() -> None:
    figures = {
        "intent_accuracy": 0.9, "macro_f1": 0.8, "entity_f1": 0.7, "train_cpu_seconds": 2.0, "cpu_ms_per_message": 3.0,
        "peak_bytes": 400_000_000, "train_peak_bytes": 500_000_000,
    }  # fmt: skip
    slower = {**figures, "intent_accuracy": 0.8, "train_cpu_seconds": 20.0}
    drawn = page.bench({"sets": [{"set": "any", "ours": figures, "default": slower}]})
    assert drawn.count("<td>+10.0</td>") == 2
    assert drawn.count("<td>0.100</td>") == 2


@pytest.mark.parametrize("counts", [[], [("greet", "greet", 7)]])
def test_without_a_mistake_there_is_no_matrix(counts: list[tuple[str, str, int]]) -> None:
    assert drawing.matrix(counts, "x") is None


def test_a_matrix_shows_intents_with_mistakes_alone() -> None:
    svg = drawing.matrix([("greet", "greet", 5), ("greet", "stop", 2), ("help", "help", 9)], "x")
    assert svg is not None
    drawn = tostring(svg, "unicode")
    assert "greet → stop: 2" in drawn
    assert "help" not in drawn


def test_no_message_is_lost_in_a_histogram() -> None:
    counts = histogram(MESSAGES["zh"], bins=10)
    assert counts == {"right": [0] * 9 + [2], "wrong": [0, 1] + [0] * 8}
    drawn = tostring(drawing.histogram(counts["right"], counts["wrong"], page.texts()["en"]), "unicode")
    assert "0.90-1.00: right 2, wrong 0" in drawn
    assert drawing.histogram([0], [0], page.texts()["en"]) is not None


def test_a_bar_tells_a_loss_by_its_colour() -> None:
    drawn = tostring(drawing.bars([("a", 0.5, 0.9), ("b", 0.9, 0.5), ("c", 1.0, None)], "x"), "unicode")
    assert drawn.count('class="wrong"') == 1
    assert drawn.count('class="live"') == 2
