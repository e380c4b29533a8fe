"""`python -m nlu compare`: puts a candidate beside the live model, on the held-out messages, validated messages of citizens,
and the lines of all kept conversations.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from nlu import quiet
from nlu.models import live_model, write_json
from nlu.releases import progress
from nlu.releases.store import Store
from nlu.releases.verdict import thresholds, verdict
from nlu.settings import ROOT, Settings, SettingsError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("release", nargs="?", help="a release; default: the newest that is ready")
    parser.add_argument("--candidate", type=Path, help="any model archive, in place of a release")
    parser.add_argument("--live", type=Path, help="the archive to compare with; default: the live model")
    parser.add_argument("--alone", action="store_true", help="compare with nothing")
    parser.add_argument("--real", type=Path, help="JSON list of validated messages: text, language, intent, entities")
    parser.add_argument("--teaching", type=Path, help="where kept conversations are; default: SHIMIN_TEACHING_DIR")
    parser.add_argument("--project", type=Path, default=ROOT, help="where tests/nlu and tests/conversations are")
    parser.add_argument("--output", type=Path, help="also write the comparison into this file")
    parser.add_argument("--page", type=Path, help="also draw it into this HTML file")
    parser.add_argument("--json", action="store_true", help="print the comparison as one JSON object")
    parser.add_argument("--progress", action="store_true", help="tell a parent process how far it is, and end with it")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compares; the exit status is 1 when the candidate loses by nlu/thresholds.yml, except for a parent process."""
    try:
        settings = Settings.from_env(os.environ)
        _find(options, settings)
    except SettingsError as error:
        print(f"compare: {error}", file=sys.stderr)
        return 2
    if options.progress:
        progress.be_a_child()
    quiet.set_up()
    told = progress.Progress(options.progress)
    report = _compare(options, settings, told)
    told.close()
    if options.output:
        write_json(options.output, report)
    if options.progress:
        return 0
    judged = verdict(report, thresholds())
    print(json.dumps({**report, "verdict": judged}, ensure_ascii=False) if options.json else in_words(report, judged))
    return 0 if judged["passes"] else 1


def _find(options: argparse.Namespace, settings: Settings) -> None:
    """Settles which files are compared.

    Raises:
        SettingsError: there is no such model.
    """
    store = Store(settings)
    if options.candidate is None:
        ready = [one for one in store.all() if one.state == "ready" and options.release in (None, one.id)]
        if not ready:
            raise SettingsError(f"no release {options.release or ''} with a model: run `python -m nlu release` first")
        folder = store.folder(ready[0].id)
        options.candidate = folder / str(ready[0].model)
        options.real = options.real or folder / "real.json"
        options.teaching = options.teaching or folder / "teaching"
    if options.alone:
        options.live = None
    elif options.live is None:
        options.live = live_model(settings)
    options.teaching = options.teaching or settings.teaching_dir
    for file in (options.candidate, options.live, options.real):
        if file is not None and not file.is_file():
            raise SettingsError(f"no file {file}")


def _compare(options: argparse.Namespace, settings: Settings, told: progress.Progress) -> dict[str, Any]:
    told.tell("evaluating", 0.0, "load")
    from nlu.releases.comparison import compare
    from nlu.releases.measuring import Example, conversation_lines, held_out, measure

    sets = held_out(options.project / "tests" / "nlu")
    given = json.loads(options.real.read_text(encoding="utf-8")) if options.real else []
    real = [Example(one["text"], one["intent"], tuple(one.get("entities") or [])) for one in given]
    lines = [
        *conversation_lines(options.teaching / "conversations", "teaching"),
        *conversation_lines(options.project / "tests" / "conversations", "tests"),
    ]
    before = measure(options.live, sets, real, lines, told.first_half) if options.live else None
    candidate = measure(options.candidate, sets, real, lines, told.second_half if before else told.tell)
    if options.page:
        _draw(options.page, candidate, before)
    return compare(before, candidate, real, lines)


def _draw(file: Path, candidate: Any, live: Any) -> None:
    """The page of the candidate, with the live model's bars."""
    from nlu.measures import summary
    from nlu.releases.pictures import pictures
    from nlu.report import page

    judged = candidate.held_out
    report: dict[str, Any] = {language: summary(messages) for language, messages in judged.items()}
    report["all"] = summary([one for messages in judged.values() for one in messages])
    report.update(model=candidate.model.name, live=live.model.name if live else None)
    report["pictures"] = pictures(judged, live.held_out if live else None)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page.understanding(report), encoding="utf-8")


def in_words(report: dict[str, Any], judged: dict[str, Any]) -> str:
    """The comparison as lines for a terminal."""
    lines = [f"{'':18}{'live':>10}{'candidate':>12}"]
    live, candidate = report["live"], report["candidate"]
    for language, figures in candidate["languages"].items():
        for measure in ("accuracy", "macro_f1", "entity_f1"):
            before = f"{live['languages'][language][measure]:10.4f}" if live else f"{'-':>10}"
            lines.append(f"{language:6}{measure:12}{before}{figures[measure]:12.4f}")
    for measure in ("ms_per_message", "size_bytes", "train_seconds"):
        earlier = live[measure] if live else None
        lines.append(f"{measure:18}{earlier if earlier is not None else '-':>10}{candidate[measure] or '-':>12}")
    real, talks = report["real"], report["conversations"]
    if real["n"]:
        before = f"{real['live_accuracy']:10.4f}" if live else f"{'-':>10}"
        lines.append(f"{'real messages':18}{before}{real['candidate_accuracy']:12.4f}")
    edited = [f"{row['language']}/{row['intent']}" for row in report["intents"] if row["edited"]]
    lines.append(f"edited intents: {', '.join(edited) or 'none'}")
    lines.append(f"conversations: {talks['played']} played, {len(talks['changed'])} lines understood otherwise")
    lines += [
        f"  loses: {' '.join(str(part) for part in loss.values() if part is not None)}" for loss in judged["losses"]
    ]
    lines.append("passes" if judged["passes"] else "loses: needs a written reason by a second person")
    return "\n".join(lines)
