"""`python -m nlu bench`: trains the pipeline of config.yml on any NLU file and measures it on another."""

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from nlu import quiet
from nlu.settings import ROOT

NOW = "2026-11-24T10:00:00+08:00"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument(
        "--train", type=Path, required=True, help="NLU file to learn from (Rasa's formats or JSON lines)"
    )
    parser.add_argument("--test", type=Path, required=True, help="NLU file to measure on")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Trains, measures, prints."""
    missing = [str(path) for path in (options.train, options.test) if not path.is_file()]
    if missing:
        print(f"bench: no file {', '.join(missing)}", file=sys.stderr)
        return 2
    train, test = options.train.resolve(), options.test.resolve()
    quiet.set_up()
    os.chdir(ROOT)
    figures = _figures(train, test)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    return 0


def _figures(train: Path, test: Path) -> dict[str, Any]:
    from rasa.model_training import train_nlu
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from nlu.examples import read_examples
    from nlu.live import LiveNlu
    from nlu.measures import Judged, entity_f1, intent_accuracy, macro_f1, pairs

    with tempfile.TemporaryDirectory(prefix="nlu-bench-") as folder:
        os.environ["RASA_CACHE_DIRECTORY"] = folder  # a component taken from the cache would not be trained, nor timed
        data = Path(folder) / "train.yml"
        TrainingData(read_examples(train)).persist_nlu(str(data))
        began, began_cpu = time.perf_counter(), time.process_time()
        with contextlib.redirect_stdout(sys.stderr):  # standard output is for the figures alone
            model = train_nlu("config.yml", str(data), folder, fixed_model_name="bench")
        train_seconds, train_cpu = time.perf_counter() - began, time.process_time() - began_cpu
        if model is None:
            raise RuntimeError("the model could not be trained")
        live = LiveNlu(Path(model), NOW)
        examples = read_examples(test)
        texts = [message.get("text") for message in examples]
        live.understand(texts[:5])
        began = time.perf_counter()
        understood = live.understand(texts)
        milliseconds = (time.perf_counter() - began) * 1000 / max(len(texts), 1)
        size = Path(model).stat().st_size
    judged = [
        Judged(
            one.text,
            message.get("intent"),
            one.guess,
            one.intent != one.guess,
            pairs(message.get("entities") or []),
            pairs(one.entities),
        )
        for message, one in zip(examples, understood, strict=True)
    ]  # fmt: skip
    return {
        "messages": len(judged),
        "intent_accuracy": round(intent_accuracy(judged), 4),
        "macro_f1": round(macro_f1(judged), 4),
        "entity_f1": round(entity_f1(judged)["micro"], 4),
        "train_seconds": round(train_seconds, 1),
        "train_cpu_seconds": round(train_cpu, 1),
        "ms_per_message": round(milliseconds, 2),
        "model_bytes": size,
        "rejected": round(sum(one.rejected for one in judged) / max(len(judged), 1), 4),
    }
