"""Pictures in SVG: columns, a matrix, bars. Every value is also a `<title>`, so a pointer or a reader can ask for it."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

COLUMN, HEIGHT = 15, 130
CELL, LABEL = 22, 185
BAR, ROW = 180, 19


def _svg(width: float, height: float, name: str) -> Element:
    return Element(
        "svg", {"viewBox": f"0 0 {width:g} {height:g}", "width": f"{width:g}", "role": "img", "aria-label": name}
    )


def _rect(parent: Element, box: tuple[float, float, float, float], style: str, title: str = "", **more: str) -> None:
    x, y, width, height = (f"{value:g}" for value in box)
    rect = SubElement(parent, "rect", {"x": x, "y": y, "width": width, "height": height, "class": style, **more})
    if title:
        SubElement(rect, "title").text = title


def _text(parent: Element, x: float, y: float, words: str, **more: str) -> None:
    SubElement(parent, "text", {"x": f"{x:g}", "y": f"{y:g}", **more}).text = words


def histogram(right: Sequence[int], wrong: Sequence[int], words: dict[str, str]) -> Element:
    """Columns of confidence from 0 to 1, wrong ones on top of right ones. The scale is the square root: few must be seen."""
    most = max((a + b for a, b in zip(right, wrong, strict=True)), default=0) or 1
    svg = _svg(COLUMN * len(right) + 10, HEIGHT + 40, words["confidence"])
    for place, (good, bad) in enumerate(zip(right, wrong, strict=True)):
        whole = HEIGHT * ((good + bad) / most) ** 0.5
        part = whole * bad / (good + bad) if bad else 0
        title = (
            f"{place / len(right):.2f}-{(place + 1) / len(right):.2f}: {words['right']} {good}, {words['wrong']} {bad}"
        )
        x = 5 + place * COLUMN
        _rect(svg, (x, HEIGHT + 10 - whole + part, COLUMN - 2, whole - part), "right", title)
        _rect(svg, (x, HEIGHT + 10 - whole, COLUMN - 2, max(part, 2 if bad else 0)), "wrong", title)
    for mark in (0, 0.5, 1):
        anchor = {0: "start", 0.5: "middle", 1: "end"}[mark]
        _text(svg, 5 + mark * COLUMN * len(right), HEIGHT + 26, f"{mark:g}", **{"text-anchor": anchor, "class": "soft"})
    return svg


def matrix(counts: Sequence[tuple[str, str, int]], name: str) -> Element | None:
    """Rows of what was meant, columns of what was understood, for all intents with a mistake; None if there is none."""
    wrong = [(meant, got) for meant, got, _ in counts if meant != got]
    names = sorted({intent for pair in wrong for intent in pair})
    if not names:
        return None
    cells = {(meant, got): count for meant, got, count in counts}
    size = CELL * len(names)
    svg = _svg(LABEL + size + 10, LABEL + size + 10, name)
    most = max(cells[pair] for pair in wrong)
    for row, meant in enumerate(names):
        y = LABEL + row * CELL
        _text(svg, LABEL - 6, y + 15, meant, **{"text-anchor": "end"})
        _text(svg, 0, 0, meant, transform=f"translate({LABEL + row * CELL + 15} {LABEL - 6}) rotate(-60)")
        for column, got in enumerate(names):
            count = cells.get((meant, got), 0)
            style, strength = ("right", 0.35) if row == column else ("wrong", 0.25 + 0.75 * count / most)
            box = (LABEL + column * CELL, y, CELL - 1, CELL - 1)
            if not count:
                _rect(svg, box, "track", **{"fill-opacity": "0.35"})
                continue
            _rect(svg, box, style, f"{meant} → {got}: {count}", **{"fill-opacity": f"{strength:.2f}"})
            _text(svg, box[0] + (CELL - 1) / 2, y + 15, str(count), **{"text-anchor": "middle"})
    return svg


def bars(rows: Sequence[tuple[str, float, float | None]], name: str) -> Element:
    """One bar a row, from 0 to 1, with a thin one below for the model it is compared with."""
    svg = _svg(LABEL + BAR + 50, ROW * len(rows) + 6, name)
    for place, (label, value, live) in enumerate(rows):
        y = place * ROW + 3
        _text(svg, LABEL - 6, y + 11, label, **{"text-anchor": "end"})
        _rect(svg, (LABEL, y + 2, BAR, 10), "track", **{"fill-opacity": "0.5"})
        _rect(
            svg, (LABEL, y + 2, BAR * value, 10), "right" if value >= (live or 0) else "wrong", f"{label} {value:.3f}"
        )
        if live is not None:
            _rect(svg, (LABEL, y + 13, BAR * live, 3), "live", f"{label} {live:.3f}")
        _text(svg, LABEL + BAR + 6, y + 11, f"{value:.2f}", **{"class": "soft"})
    return svg
