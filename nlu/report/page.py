"""Builds a page: one `<main>` a language, a choice of language without script, styles and pictures within."""

import html
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import yaml

from nlu.report import drawing

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("zh", "en")
Words = dict[str, str]
Json = dict[str, Any]


@lru_cache(maxsize=1)
def texts() -> dict[str, Words]:
    """The words of each language."""
    content: dict[str, Words] = yaml.safe_load((FOLDER / "texts.yml").read_text(encoding="utf-8"))
    return content


def understanding(report: Json) -> str:
    """The page of `python -m nlu evaluate` and `compare`, from a report with pictures (`nlu.releases.pictures`)."""
    return _page("title", lambda main, words: _understanding(main, words, report))


def bench(report: Json) -> str:
    """The page of `make bench-nlu`."""
    return _page("bench_title", lambda main, words: _bench(main, words, report))


def _page(title: str, fill: Callable[[Element, Words], None]) -> str:
    body = Element("body")
    for place, language in enumerate(LANGUAGES):
        checked = {} if place else {"checked": "checked"}
        SubElement(body, "input", {"type": "radio", "name": "language", "id": f"in-{language}", **checked})
        SubElement(body, "label", {"for": f"in-{language}", "lang": language}).text = texts()[language]["language"]
    for language in LANGUAGES:
        main = SubElement(body, "main", {"lang": language})
        _add(main, "h1", texts()[language][title])
        fill(main, texts()[language])
    names = " · ".join(texts()[language][title] for language in LANGUAGES)
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{LANGUAGES[0]}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{html.escape(names)}</title><style>{style}</style>'
        f"</head>{tostring(body, 'unicode', 'html')}</html>\n"
    )


def _add(parent: Element, tag: str, words: str = "", **more: str) -> Element:
    element = SubElement(parent, tag, more)
    element.text = words
    return element


def _table(parent: Element, head: list[str], rows: list[list[str]]) -> None:
    table = SubElement(SubElement(parent, "div", {"class": "scroll"}), "table")
    line = SubElement(SubElement(table, "thead"), "tr")
    for word in head:
        _add(line, "th", word, scope="col")
    body = SubElement(table, "tbody")
    for row in rows:
        line = SubElement(body, "tr")
        for cell in row:
            _add(line, "td", cell)


def _understanding(main: Element, words: Words, report: Json) -> None:
    pictures = report["pictures"]
    _add(main, "p", words["about"].format(model=report["model"]))
    if report.get("live"):
        _add(main, "p", words["against"].format(live=report["live"]))
    _add(main, "h2", words["summary"])
    measures = ("messages", "intent_accuracy", "macro_f1", "entity_f1", "rejected", "out_of_scope_caught")
    rows = [
        [words[f"lang_{language}"], *(_figure(report[language][measure]) for measure in measures)]
        for language in ("zh", "en", "mixed", "all")
    ]
    _table(main, ["", *(words[measure] for measure in measures)], rows)
    _add(main, "h2", words["histogram"])
    _add(main, "p", words["histogram_about"])
    row = SubElement(main, "div", {"class": "row"})
    for language, counts in pictures["histogram"].items():
        figure = SubElement(row, "figure")
        _add(figure, "figcaption", words[f"lang_{language}"])
        figure.append(drawing.histogram(counts["right"], counts["wrong"], words))
    _add(main, "h2", words["matrix"])
    matrix = drawing.matrix([tuple(cell) for cell in pictures["matrix"]], words["matrix"])
    _add(main, "p", words["matrix_about"] if matrix is not None else words["no_mistakes"])
    if matrix is not None:
        SubElement(main, "div", {"class": "scroll"}).append(matrix)
    _add(main, "h2", words["bars"])
    _add(main, "p", words["bars_about"] + (" " + words["bars_live"] if report.get("live") else ""))
    row = SubElement(main, "div", {"class": "row"})
    for language, intents in pictures["intents"].items():
        figure = SubElement(row, "figure")
        _add(figure, "figcaption", words[f"lang_{language}"])
        lines = [(f"{one['intent']} ({one['support']})", one["f1"], one["live_f1"]) for one in intents]
        figure.append(drawing.bars(lines, words["bars"]))


def _figure(value: Any) -> str:
    if isinstance(value, dict):
        value = value["micro"]
    return "–" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"


def _bench(main: Element, words: Words, report: Json) -> None:
    _add(main, "p", words["bench_about"])
    sets = report["sets"]
    pairs = {
        "accuracy": ("intent_accuracy", 1.0, 3),
        "macro_f1": ("macro_f1", 1.0, 3),
        "entity_f1": ("entity_f1", 1.0, 3),
        "train_cpu": ("train_cpu_seconds", 1.0, 1),
        "parse_cpu": ("cpu_ms_per_message", 1.0, 1),
        "memory": ("peak_bytes", 1e-6, 0),
        "train_memory": ("train_peak_bytes", 1e-6, 0),
    }
    for word, (name, scale, digits) in pairs.items():
        _add(main, "h2", words[word])
        share = words["points"] if name in ("intent_accuracy", "macro_f1", "entity_f1") else words["ratio"]
        rows = []
        for one in sets:
            ours, default = one["ours"][name] * scale, one["default"][name] * scale
            apart = f"{100 * (ours - default):+.1f}" if scale == 1.0 and digits == 3 else f"{ours / default:.3f}"
            rows.append([one["set"], f"{ours:.{digits}f}", f"{default:.{digits}f}", apart])
        _table(main, [words["set"], words["ours"], words["default"], share], rows)
