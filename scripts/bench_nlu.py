"""`make bench-nlu`: our pipeline against Rasa's default one, on our data and on public sets, in one run.

Usage: bench_nlu.py [--sets FOLDER] [--full]. FOLDER holds one folder a set with `test.jsonl` and `train.jsonl` or
`train_10.jsonl` (one JSON object a line: text, intent, entities). Public sets come under their own licences, so none is
kept here. The default pipeline takes minutes a set, and hours on all of our data, which only `--full` asks for.
The rival has an environment of its own, bench/.venv, built here and used nowhere else.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import setup
from toolchain import ROOT

HOUSE = Path(ROOT)
REPORT = HOUSE / "reports" / "nlu-bench.json"
PIPELINES = {
    "ours": (HOUSE / "nlu" / ".venv" / "bin" / "python", HOUSE / "config.yml"),
    "default": (HOUSE / "bench" / ".venv" / "bin" / "python", HOUSE / "bench" / "default.yml"),
}
FEW = 10
SEED = 20261124
LANGUAGES = {"zh": 4, "en": 4, "mixed": 2}
"""How many of ten examples of our own intents are in each language."""


def main():
    """Measure both pipelines on every set and write the report; a set that is measured is kept if the next one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, help="folder of public sets")
    parser.add_argument("--full", action="store_true", help="also train both on all of our data")
    parser.add_argument("--only", help="names of sets, with commas between")
    options = parser.parse_args()
    setup.environment("bench", "3.10", os.path.join(ROOT, "bench"), "run")
    wanted = options.only.split(",") if options.only else None
    results = []
    with tempfile.TemporaryDirectory(prefix="nlu-bench-sets-") as folder:
        for name, train, test in sets(Path(folder), options.sets, options.full):
            if wanted is None or name in wanted:
                figures = {who: measure(name, who, train, test) for who in PIPELINES}
                results.append({"set": name, "few": name.endswith(f"_{FEW}"), **figures, "ratio": ratios(**figures)})
                write(results)
    return 0


def sets(folder, public, full):
    """Yield name, training file and test file of each set; those with ten examples an intent are drawn with a fixed seed."""
    test = folder / "shimin_test.jsonl"
    save(test, ours("tests/nlu"))
    yield f"shimin_{FEW}", few(folder / f"shimin_{FEW}.jsonl", ours("data/nlu"), LANGUAGES), test
    if full:
        train = folder / "shimin.jsonl"
        save(train, ours("data/nlu"))
        yield "shimin", train, test
    for place in sorted(public.iterdir()) if public else []:
        if (place / "test.jsonl").is_file():
            yield from public_sets(folder, place)


def public_sets(folder, place):
    """Yield a public set with all of its examples, and with ten an intent."""
    whole, ten = place / "train.jsonl", place / f"train_{FEW}.jsonl"
    if whole.is_file():
        yield place.name, whole, place / "test.jsonl"
        if not ten.is_file():
            ten = few(folder / f"{place.name}_{FEW}.jsonl", load(whole), {None: FEW})
    if ten.is_file():
        yield f"{place.name}_{FEW}", ten, place / "test.jsonl"


def ours(folder):
    """Return our own messages, read by the brain's own reader."""
    script = (
        "import json, sys; from pathlib import Path; from nlu.releases.measuring import held_out\n"
        "for language, examples in held_out(Path(sys.argv[1])).items():\n"
        "    for one in examples:\n"
        "        print(json.dumps({'text': one.text, 'intent': one.intent, 'entities': one.entities, 'language': language}))"
    )
    command = [str(PIPELINES["ours"][0]), "-c", script, str(HOUSE / folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def few(file, messages, shares):
    """Write so many messages of each intent (and language, where they name one) into a file and return it."""
    groups = defaultdict(list)
    for message in messages:
        groups[message["intent"], message.get("language")].append(message)
    draw = random.Random(SEED)  # noqa: S311 (a sample, no secret)
    chosen = []
    for (_, language), group in sorted(groups.items(), key=lambda item: str(item[0])):
        chosen += draw.sample(group, min(shares[language], len(group)))
    save(file, chosen)
    return file


def load(file):
    """Return the messages of a file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def save(file, messages):
    """Write messages, one a line."""
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in messages), encoding="utf-8")


def measure(name, who, train, test):
    """Return the figures of one pipeline on one set; each is trained and asked in processes of its own."""
    python, config = PIPELINES[who]
    command = [
        str(python),
        "-m",
        "nlu",
        "bench",
        "--json",
        "--config",
        str(config),
        "--train",
        str(train),
        "--test",
        str(test),
    ]
    with open(setup.LOG, "ab") as log:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
    found = re.search(r"^\{.*\}$", done.stdout.decode(), re.M)
    if done.returncode or not found:
        sys.exit(f"bench-nlu: {who} failed on {name} (more in {setup.LOG})")
    figures = json.loads(found.group(0))
    print(
        f"{name:14} {who:8} accuracy {figures['intent_accuracy']:.3f}  macro F1 {figures['macro_f1']:.3f}  "
        f"entity F1 {figures['entity_f1']:.3f}  train {figures['train_cpu_seconds']:7.1f} CPU s  "
        f"parse {figures['cpu_ms_per_message']:5.1f} CPU ms  memory {figures['peak_bytes'] / 1e6:5.0f} MB",
        flush=True,
    )
    return figures


def ratios(ours, default):
    """Return ours as a share of the default's; accuracy as a difference in points."""
    shares = ("train_cpu_seconds", "cpu_ms_per_message", "peak_bytes", "train_peak_bytes", "model_bytes")
    return {
        "accuracy_points": round(100 * (ours["intent_accuracy"] - default["intent_accuracy"]), 2),
        **{name: round(ours[name] / default[name], 4) for name in shares},
    }


def write(results):
    """Keep the report and draw its page."""
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({"sets": results}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    subprocess.run([str(PIPELINES["ours"][0]), "-m", "nlu", "bench", "--page", str(REPORT)], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
