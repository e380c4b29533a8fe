"""Checks the response catalogue: the same in every language, and complete for the dialogue.

A missing translation is served in another language by Rasa without a word, and a missing key is found by a citizen;
so both fail the build here.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from nlu.formats import SPECS, placeholders
from nlu.responses import LANGUAGES, Catalogue, Response

_KEY = re.compile(r"utter_[A-Za-z0-9_]+")
_PAYLOAD = re.compile(r"/(?P<intent>[A-Za-z_][A-Za-z0-9_]*)(?:\{.*\})?", re.DOTALL)
_EXTERNAL = "EXTERNAL_"
_NO_KEYS = {"utter_action"}
"""Looks like a key but is Rasa's name for the key in an utterance's metadata."""


def compare(catalogue: Catalogue) -> list[str]:
    """What differs between the languages."""
    faults: list[str] = []
    first, *others = (catalogue[language] for language in LANGUAGES)
    for language, other in zip(LANGUAGES[1:], others, strict=True):
        faults += [f"{key}: only in {LANGUAGES[0]} ({first[key].file})" for key in sorted(set(first) - set(other))]
        faults += [f"{key}: only in {language} ({other[key].file})" for key in sorted(set(other) - set(first))]
        for key in sorted(set(first) & set(other)):
            faults += [f"{key}: {fault}" for fault in _differences(first[key], other[key])]
    return faults


def _differences(one: Response, other: Response) -> Iterator[str]:
    if Path(one.file).name != Path(other.file).name:
        yield f"in {one.file} but in {other.file}"
    if placeholders(one.text) != placeholders(other.text):
        odd = sorted(f"{name}:{spec}" for name, spec in placeholders(one.text) ^ placeholders(other.text))
        yield f"placeholders differ: {', '.join(odd)}"
    if [button.payload for button in one.buttons] != [button.payload for button in other.buttons]:
        yield "buttons differ in their payloads"
    for mine, theirs in zip(one.buttons, other.buttons, strict=False):
        if placeholders(mine.title) != placeholders(theirs.title):
            yield f"placeholders differ on the button {mine.title!r}"


def well_formed(catalogue: Catalogue, intents: set[str]) -> list[str]:
    """What is wrong with single responses: unknown formats, payloads that name no intent."""
    faults: list[str] = []
    for language in LANGUAGES:
        for key, response in sorted(catalogue[language].items()):
            try:
                used = placeholders(response.text)
            except ValueError as error:
                faults.append(f"{key} ({language}): {error}")
                continue
            faults += [
                f"{key} ({language}): unknown format {spec!r}" for _, spec in sorted(used) if spec not in (*SPECS, "?")
            ]
            for button in response.buttons:
                match = _PAYLOAD.fullmatch(button.payload)
                if match is None or match.group("intent") not in intents or match.group("intent").startswith(_EXTERNAL):
                    faults.append(
                        f"{key} ({language}): the button {button.title!r} sends {button.payload!r}, no intent of ours"
                    )
    return faults


def used_in_python(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Keys in the string literals of a folder's modules: place, key, and whether it is only a beginning (f"utter_{x}")."""
    for path in sorted(folder.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        joined = {id(value) for node in nodes if isinstance(node, ast.JoinedStr) for value in node.values}
        first = {id(node.values[0]) for node in nodes if isinstance(node, ast.JoinedStr) and node.values}
        for node in nodes:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            place = f"{path.parent.name}/{path.name}:{node.lineno}"
            if id(node) in first and node.value.startswith("utter_"):
                yield place, node.value, True
            elif id(node) not in joined and _KEY.fullmatch(node.value) and node.value not in _NO_KEYS:
                yield place, node.value, node.value.endswith("_")


def used_in_dialogue(folder: Path, domain: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Keys that rules and stories run as actions, or that the domain lists."""
    for path in sorted(folder.rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for part in [*(content.get("rules") or []), *(content.get("stories") or [])]:
            for step in part.get("steps") or []:
                action = step.get("action")
                if isinstance(action, str) and action.startswith("utter_"):
                    yield path.name, action, False
    for action in domain.get("actions") or []:
        if isinstance(action, str) and action.startswith("utter_"):
            yield "domain.yml", action, False


def missing(catalogue: Catalogue, used: Iterator[tuple[str, str, bool]]) -> list[str]:
    """Keys that are used but not in the catalogue."""
    keys = set(catalogue[LANGUAGES[0]])
    faults = []
    for place, key, beginning in used:
        if not (any(one.startswith(key) for one in keys) if beginning else key in keys):
            faults.append(f"{place}: no response {key}{'...' if beginning else ''}")
    return faults
