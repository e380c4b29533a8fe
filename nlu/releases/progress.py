"""How a child tells how far it is, and how it ends with whoever started it."""

import contextlib
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

from tqdm import tqdm

_LINE = re.compile(r"@ (?P<state>[a-z]+) (?P<part>[01]\.\d{3}) (?P<step>\S+)\s*")
_COMPONENT = re.compile(r"Starting to train component '(?P<name>\w+)'")
NICENESS = 10


class Told(NamedTuple):
    """How far a child is: the state of the release, the done part of that state, and what is being done."""

    state: str
    part: float
    step: str


def read(line: str) -> Told | None:
    """What a line of a child's output tells, if it is one of these."""
    found = _LINE.fullmatch(line)
    return Told(found["state"], float(found["part"]), found["step"]) if found else None


class Progress:
    """Tells how far a command is: in lines for a parent process, by a bar for a person, else not at all."""

    def __init__(self, for_parent: bool = False) -> None:
        """Chooses the way to tell."""
        self._for_parent = for_parent
        self._bar: Any = None
        if not for_parent and sys.stderr.isatty():
            self._bar = tqdm(total=1.0, bar_format="{desc:32} {percentage:3.0f}% |{bar}| {elapsed}", leave=False)

    def tell(self, state: str, part: float, step: str) -> None:
        """Notes where the command is."""
        if self._for_parent:
            sys.stderr.write(f"@ {state} {min(max(part, 0.0), 1.0):.3f} {step}\n")
            sys.stderr.flush()
        elif self._bar is not None:
            self._bar.set_description_str(f"{state}: {step}")
            self._bar.n = part
            self._bar.refresh()

    def first_half(self, state: str, part: float, step: str) -> None:
        """Tells of the first of two rounds."""
        self.tell(state, part / 2, step)

    def second_half(self, state: str, part: float, step: str) -> None:
        """Tells of the second."""
        self.tell(state, 0.5 + part / 2, step)

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()

    @contextlib.contextmanager
    def components(self) -> Iterator[None]:
        """Tells which component Rasa is training. Rasa says so in its log and nowhere else."""
        handler = _Components(self)
        source = logging.getLogger("rasa.engine.training.hooks")
        source.addHandler(handler)
        try:
            yield
        finally:
            source.removeHandler(handler)


class _Components(logging.Handler):
    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self._progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        found = _COMPONENT.search(record.getMessage())
        if found:
            self._progress.tell("training", 0.0, found["name"])


def be_a_child() -> None:
    """Yields the processor to the brain, and ends when the parent does: its end of our standard input closes then."""
    os.nice(NICENESS)

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):  # unbuffered: Python cannot end while a buffer is being read
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
