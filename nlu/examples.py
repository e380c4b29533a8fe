"""Reads annotated messages: Rasa's NLU formats, and the JSON lines (`text`, `intent`, `entities`) of public sets."""

import json
from pathlib import Path

from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


def read_examples(path: Path) -> TrainingData:
    """The examples of a file."""
    if path.suffix != ".jsonl":
        data: TrainingData = load_data(str(path))
        return data
    messages = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            given = json.loads(line)
            messages.append(Message.build(given["text"], given["intent"], given.get("entities") or []))
    return TrainingData(messages)
