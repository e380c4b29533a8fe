"""Whether a message would teach the assistant anything: what is near to it, in the live model and in what waits to be trained."""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from nlu.inputs import taught_files
from nlu.releases.activation import Brain
from nlu.text import fold

COUNT = 5
_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)]*\))")
Json = dict[str, Any]


def near(text: str, brain: Brain, teaching: Path, rules: Json) -> Json:
    """`{"understood", "near", "teaches"}` of a message.

    It teaches nothing when it is as good as written already, or surely understood and near to something taught.
    """
    known = brain.near(text, COUNT)
    found = sorted([*known["near"], *_waiting(text, teaching)], key=lambda one: -one["likeness"])
    unique = list({json.dumps([one["text"], one["intent"]]): one for one in found}.values())[:COUNT]
    written = any(_sameness(text, one["text"]) >= rules["same"] for one in unique)
    like = bool(unique) and unique[0]["likeness"] >= rules["like"]
    return {"understood": known["understood"], "near": unique, "teaches": not (written or (known["sure"] and like))}


def _waiting(text: str, teaching: Path) -> list[Json]:
    """The most alike of the lines that operators validated; the live model may not know them yet."""
    lines = [
        {"text": line, "intent": block["intent"], "likeness": round(_sameness(text, line) / 100, 4)}
        for path in taught_files(teaching)
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or []
        for line in _lines(str(block.get("examples") or ""))
    ]
    return sorted(lines, key=lambda one: -one["likeness"])[:COUNT]


def _lines(examples: str) -> list[str]:
    """The texts of examples, without what is annotated in them."""
    return [_ANNOTATION.sub(r"\1", line.strip()[2:]) for line in examples.splitlines() if line.strip().startswith("- ")]


def _sameness(one: str, other: str) -> float:
    return float(fuzz.ratio(fold(one), fold(other)))
