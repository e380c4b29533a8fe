"""`python -m nlu release`: trains a candidate and compares it with the live model, as the trainer does for the console.

With `--activate` it goes live if it passes, or if a second person gives the reason.
"""

import argparse
import json
import os
import sys
import threading
import time
from pathlib import Path

from nlu.commands.compare import in_words
from nlu.releases import progress, view
from nlu.releases.activation import Activation, Brain, Refused
from nlu.releases.requests import Malformed, read_order
from nlu.releases.runner import Runner
from nlu.releases.store import ENDED, Store
from nlu.settings import Settings, SettingsError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("--author", "--by", dest="author", required=True, help="who releases: a staff id")
    parser.add_argument("--reason", required=True, help="why")
    parser.add_argument("--second", help="the second person, for a candidate that loses")
    parser.add_argument("--real", type=Path, help="JSON list of validated messages: text, language, intent, entities")
    parser.add_argument("--activate", action="store_true", help="go live when it may")
    parser.add_argument("--json", action="store_true", help="print the release as one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Releases; 1 when the job failed or the candidate may not go live."""
    try:
        settings = Settings.from_env(os.environ)
        real = json.loads(options.real.read_text(encoding="utf-8")) if options.real else []
        order = read_order(json.dumps({"author": options.author, "reason": options.reason, "real": real}).encode())
    except (SettingsError, Malformed, OSError, ValueError) as error:
        print(f"release: {error}", file=sys.stderr)
        return 2
    store = Store(settings)
    release = store.create(order.author, order.reason, order.real)
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(store, release.id, done), daemon=True)
    watcher.start()
    try:
        release = Runner(settings, store).run(release.id)
    except KeyboardInterrupt:
        store.ask_to_cancel(release)
        raise
    finally:
        done.set()
        watcher.join()
    refused = None
    if options.activate and release.state == "ready":
        try:
            Activation(settings, store, Brain(settings)).activate(release, order.author, order.reason, options.second)
        except Refused as error:
            refused = error.code
    shown = view.shown(store.get(release.id) or release, store, view.pointer_of(settings))
    if options.json:
        print(json.dumps({**shown, "refused": refused}, ensure_ascii=False))
    else:
        print(f"{shown['id']}  {shown['state']}  {shown['error'] or shown['model']}")
        if shown["report"]:
            print(in_words(shown["report"], shown["verdict"]))
        if refused:
            print(f"not live: {refused}", file=sys.stderr)
    return 0 if release.state == "ready" and refused is None else 1


def _watch(store: Store, number: str, done: threading.Event) -> None:
    """Shows how far the job is, whoever runs it."""
    bar = progress.Progress()
    while not done.is_set():
        release = store.get(number)
        if release is None or release.state in ENDED:
            break
        bar.tell(release.state, release.progress, release.step)
        time.sleep(0.5)
    bar.close()
