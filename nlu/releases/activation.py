"""Lets a release go live, and takes it back: the pointer first, then the brain; a brain that cannot, puts the pointer back."""

import json
import urllib.error
import urllib.request
from dataclasses import replace
from typing import Any

from nlu import inputs
from nlu.models import Entry, Pointer, live, read_pointer, write_pointer
from nlu.releases.store import Release, Store, now
from nlu.settings import Settings, SettingsError

LOCK = "activation"
ANSWER_SECONDS = 120.0
Json = dict[str, Any]


class Refused(Exception):
    """Why the live model stays, as a stable code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Brain:
    """The running brain, asked as the trainer does."""

    def __init__(self, settings: Settings) -> None:
        """Keeps address and token."""
        self._settings = settings

    def put_model(self, entry: Entry) -> None:
        """Has the brain change its model.

        Raises:
            Refused: it does not answer, or cannot use the model.
        """
        self._ask("PUT", "/model", {"model": entry.model, "release": entry.release})

    def near(self, text: str, count: int) -> Json:
        """What the brain understands of a text, and the taught examples most like it."""
        return self._ask("POST", "/near", {"text": text, "count": count})

    def model(self) -> str | None:
        """The archive it has loaded, None if it does not answer."""
        try:
            return self._ask("GET", "/readyz", None).get("archive")
        except Refused:
            return None

    def _ask(self, method: str, path: str, body: Json | None) -> Json:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._settings.token}"}
        data = None if body is None else json.dumps(body).encode()
        url = self._settings.brain_url + path
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 (an address from the settings)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
                return dict(json.loads(answer.read()))
        except urllib.error.HTTPError as error:
            raise Refused("brain_down" if error.code == 503 else "brain_refused") from error
        except (OSError, ValueError) as error:
            raise Refused("brain_down") from error


class Activation:
    """Changes of the live model. One at a time among all processes."""

    def __init__(self, settings: Settings, store: Store, brain: Brain) -> None:
        """Takes what it works with."""
        self._settings, self._store, self._brain = settings, store, brain

    def activate(self, release: Release, by: str, reason: str | None, second: str | None) -> Json:
        """Lets a release go live.

        Raises:
            Refused: it is not ready, was compared with another model, loses without a second person's reason, or the
                brain cannot take it.
        """
        with self._store.alone(LOCK):
            self._settle_that_it_may(release, by, reason, second)
            entry = Entry(str(release.model), now(), release.id, release.project, by, second, reason)
            answer = self._move(self._pointer().moved_to(entry))
            activated = {"by": by, "second": second, "reason": reason, "at": entry.since}
            self._store.change(release, activated=activated)
            return answer

    def rollback(self, by: str, reason: str) -> Json:
        """Puts the model before the live one back.

        Raises:
            Refused: there is none, or the brain cannot take it.
        """
        with self._store.alone(LOCK):
            pointer = self._pointer()
            before = [entry for entry in pointer.before if entry.path(self._settings).is_file()]
            if not before:
                raise Refused("nothing_before")
            entry = replace(before[0], since=now(), by=by, second=None, reason=reason)
            return self._move(Pointer(entry, tuple(before[1:])), left=pointer.now)

    def reconcile(self) -> None:
        """Tells a brain that has another model than the pointer's; a brain that starts reads the pointer itself."""
        with self._store.alone(LOCK):
            pointer = read_pointer(self._settings)
            if pointer is not None and self._brain.model() not in (None, pointer.now.model):
                self._brain.put_model(pointer.now)

    def _settle_that_it_may(self, release: Release, by: str, reason: str | None, second: str | None) -> None:
        report = self._store.report(release)
        if release.state != "ready" or report is None or release.verdict is None:
            raise Refused("not_ready")
        if not (self._store.folder(release.id) / str(release.model)).is_file():
            raise Refused("not_ready")
        pointer = self._pointer()
        if pointer.now.release == release.id:
            raise Refused("already_live")
        compared = report["live"]["model"] if report["live"] else None
        if compared != pointer.now.model or release.project != inputs.digest(self._settings):
            raise Refused("outdated")  # It was weighed against another model, or the project went on: release again.
        if not release.verdict["passes"] and not (reason and second and second not in (by, release.author)):
            raise Refused("needs_second_person")

    def _pointer(self) -> Pointer:
        if self._settings.model is not None:
            raise Refused("model_is_fixed")  # by SHIMIN_MODEL: a brain that starts again would not follow us
        try:
            return live(self._settings)
        except SettingsError as error:
            raise Refused("no_model") from error

    def _move(self, pointer: Pointer, left: Entry | None = None) -> Json:
        written = read_pointer(self._settings)
        left = left or pointer.before[0]
        write_pointer(self._settings, pointer)
        try:
            self._brain.put_model(pointer.now)
        except Refused:
            if written is None:
                self._settings.pointer_file.unlink(missing_ok=True)
            else:
                write_pointer(self._settings, written)
            raise
        return {"model": pointer.now.model, "previous": left.model}
