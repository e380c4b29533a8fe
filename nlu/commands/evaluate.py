"""`python -m nlu evaluate`: measures the live model on the held-out messages, into reports/nlu.json and a page beside it."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from nlu import quiet
from nlu.models import live_model
from nlu.settings import ROOT, Settings, SettingsError

HELD_OUT = ROOT / "tests" / "nlu"
LANGUAGES = ("zh", "en", "mixed")


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("--output", type=Path, default=ROOT / "reports" / "nlu.json", help="where the report goes")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measures and writes the report; prints its main figures."""
    try:
        model = live_model(Settings.from_env(os.environ))
    except SettingsError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    quiet.set_up()
    report = _report(model)
    from nlu.report import page

    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    options.output.with_suffix(".html").write_text(page.understanding(report), encoding="utf-8")
    for name in (*LANGUAGES, "all"):
        figures = report[name]
        print(
            f"{name:6} {figures['messages']:5} messages  intent accuracy {figures['intent_accuracy']:.4f}  "
            f"macro F1 {figures['macro_f1']:.4f}  entity F1 {figures['entity_f1']['micro']:.4f}  "
            f"rejected {figures['rejected']:.4f}  asked {figures['asked']:.4f}"
        )
    return 0


def _report(model: Path) -> dict[str, Any]:
    from nlu.live import LiveNlu
    from nlu.measures import confusions, summary
    from nlu.releases.measuring import NOW, held_out, judge
    from nlu.releases.pictures import pictures

    live = LiveNlu(model, NOW)
    judged = {language: judge(live, examples) for language, examples in held_out(HELD_OUT).items()}
    everything = [one for language in LANGUAGES for one in judged[language]]
    report: dict[str, Any] = {"model": model.name, "now": NOW}
    report.update({language: summary(judged[language]) for language in LANGUAGES})
    report["all"] = summary(everything)
    report["confusions"] = confusions(everything)
    report["pictures"] = pictures(judged)
    return report
