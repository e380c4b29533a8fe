"""`python -m nlu bench`: trains the pipeline of config.yml on any NLU file and measures it on another.

Training runs in a process of its own, so that what it takes is not counted as what serving takes.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import resource
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
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--train", type=Path, help="NLU file to learn from (Rasa's formats or JSON lines)")
    wanted.add_argument("--page", type=Path, help="draw the report of `make bench-nlu` into an HTML file beside it")
    parser.add_argument("--test", type=Path, help="NLU file to measure on")
    parser.add_argument("--config", type=Path, default=ROOT / "config.yml", help="another pipeline")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Trains, measures, prints."""
    if options.page:
        return _draw(options.page)
    if options.test is None:
        print("bench: --test is needed", file=sys.stderr)
        return 2
    missing = [str(path) for path in (options.train, options.test, options.config) if not path.is_file()]
    if missing:
        print(f"bench: no file {', '.join(missing)}", file=sys.stderr)
        return 2
    train, test, config = options.train.resolve(), options.test.resolve(), options.config.resolve()
    quiet.set_up()
    os.chdir(ROOT)
    figures = _figures(train, test, config)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    return 0


def _draw(report: Path) -> int:
    from nlu.report import page

    sets = json.loads(report.read_text(encoding="utf-8"))
    report.with_suffix(".html").write_text(page.bench(sets), encoding="utf-8")
    return 0


def _figures(train: Path, test: Path, config: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="nlu-bench-") as folder:
        with multiprocessing.get_context("spawn").Pool(1) as trainer:
            training = trainer.apply(_train, (train, config, Path(folder)))
        from nlu.examples import read_examples
        from nlu.live import LiveNlu
        from nlu.measures import Judged, entity_f1, intent_accuracy, macro_f1, pairs

        model = Path(folder) / "bench.tar.gz"
        live = LiveNlu(model, NOW)
        examples = read_examples(test)
        texts = [message.get("text") for message in examples]
        live.understand(texts[:5])
        began, began_cpu = time.perf_counter(), time.process_time()
        understood = live.understand(texts)
        seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
        size = model.stat().st_size
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
        **training,
        "ms_per_message": round(seconds * 1000 / max(len(texts), 1), 2),
        "cpu_ms_per_message": round(cpu * 1000 / max(len(texts), 1), 2),
        "peak_bytes": _peak_bytes(),
        "model_bytes": size,
        "rejected": round(sum(one.rejected for one in judged) / max(len(judged), 1), 4),
    }


def _train(train: Path, config: Path, folder: Path) -> dict[str, Any]:
    """Trains `bench.tar.gz`; in a process of its own."""
    quiet.set_up()
    from rasa.model_training import train_nlu
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from nlu.examples import read_examples

    os.environ["RASA_CACHE_DIRECTORY"] = str(folder)  # a component from the cache would not be trained, nor timed
    data = folder / "train.yml"
    TrainingData(read_examples(train)).persist_nlu(str(data))
    began, began_cpu = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(sys.stderr):  # standard output is for the figures alone
        model = train_nlu(str(config), str(data), str(folder), fixed_model_name="bench")
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    if model is None:
        raise RuntimeError("the model could not be trained")
    return {
        "train_seconds": round(seconds, 1),
        "train_cpu_seconds": round(cpu, 1),
        "train_peak_bytes": _peak_bytes(),
    }


def _peak_bytes() -> int:
    """The most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
