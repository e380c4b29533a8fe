"""What every test may ask for: a Chromium, and a whole city running on ports of its own.

The brain's runtime reads this file too and has no process manager, so that is imported where it is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from scripts import browser

if TYPE_CHECKING:
    from scripts.stack import Stack


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the path of a Chromium; `make setup-dev` brings one."""
    path = browser.find()
    assert path, "no Chromium: run make setup-dev"
    return path


@pytest.fixture(scope="session")
def city_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Run one whole city (door, brain with the trained model, actions, sequencer) for all tests that talk to it."""
    from tests.stacks import prepared_stack

    assert "SHIMIN_DATABASE_URL" not in os.environ, "the tests bring their own database"
    stack = prepared_stack(tmp_path_factory.mktemp("city"))
    stack.start()
    yield stack
    stack.stop()
