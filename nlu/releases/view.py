"""Releases as the console sees them (the interface is docs/api/trainer.md)."""

from dataclasses import asdict
from typing import Any

from nlu.models import Pointer, live
from nlu.releases.store import ENDED, Release, Store
from nlu.settings import Settings, SettingsError

Json = dict[str, Any]


def pointer_of(settings: Settings) -> Pointer | None:
    """What is live, if anything is."""
    try:
        return live(settings)
    except SettingsError:
        return None


def state_of(release: Release, pointer: Pointer | None) -> str:
    """The state of a release: that of its job, until it went live."""
    if pointer is not None and pointer.now.release == release.id:
        return "live"
    return "retired" if release.activated else release.state


def shown(release: Release, store: Store, pointer: Pointer | None) -> Json:
    """One release."""
    answer = asdict(release)
    answer["state"] = state_of(release, pointer)
    answer["report"] = store.report(release) if release.state == "ready" else None
    if pointer is not None and answer["state"] == "live" and not release.activated:
        now = pointer.now  # the trainer died after it had moved the pointer
        answer["activated"] = {"by": now.by, "second": now.second, "reason": now.reason, "at": now.since}
    return answer


def shown_log(release: Release, store: Store, start: int) -> Json:
    """The log from a line on."""
    done = release.state in ENDED  # Asked first: whatever is written after that is read below.
    lines = store.log(release.id, start)
    return {"lines": lines, "next": start + len(lines), "done": done}


def shown_live(pointer: Pointer | None) -> Json:
    """The live model, and the one that a rollback brings back."""
    if pointer is None:
        return {"model": None, "since": None, "previous": None}
    previous = pointer.before[0].model if pointer.before else None
    return {"model": pointer.now.model, "since": pointer.now.since, "previous": previous}
