"""Reads annotated messages: Rasa's NLU formats, and the JSON lines (`text`, `intent`, `entities`) of public sets."""

import json
from pathlib import Path

from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message


def read_examples(path: Path) -> list[Message]:
    """The messages of a file that have an intent. (Rasa's own reader leaves out repeated ones.)"""
    if path.suffix != ".jsonl":
        return list(load_data(str(path)).intent_examples)
    messages = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            given = json.loads(line)
            messages.append(Message.build(given["text"], given["intent"], given.get("entities") or []))
    return messages
