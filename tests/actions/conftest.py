"""A real city (SQLite, keys, Sanya's pack, sample people) at a fixed time, and a citizen who talks to the actions."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

import ledger.keys
from actions import _support
from city.booking.models import BookingRow
from city.bootstrap import City
from city.clock import RehearsalClock
from city.people.access import theirs
from city.settings import Settings
from city.setup import set_up
from ledger.guard import CheckpointGuard
from ledger.sequencer import Sequencer
from tests.actions.fake_rasa import FakeRasa

NOW = datetime.fromisoformat("2026-11-24T13:30:00+08:00")
"""A Tuesday."""
MORNING = "08:00/12:00"
WEDNESDAY, THURSDAY = "2026-12-02", "2026-12-03"
"""Days of the week after."""


def settings_of(state: Path) -> Settings:
    return Settings.from_env({"SHIMIN_STATE_DIR": str(state), "SHIMIN_MODE": "development"})


@pytest.fixture(scope="session")
def prepared_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with keys, tables and sample people, to be copied."""
    state = tmp_path_factory.mktemp("actions")
    settings = settings_of(state)
    ledger.keys.make(
        settings.keys_dir,
        origin="ledger.sanya/2026",
        public_url=settings.public_url,
        departments=("services", "insurance"),
    )
    set_up(settings)
    return state


@pytest.fixture
def city(prepared_state: Path, tmp_path: Path) -> Iterator[City]:
    state = Path(shutil.copytree(prepared_state, tmp_path / "state"))
    city = City.open(settings_of(state))
    assert isinstance(city.clock, RehearsalClock)
    city.clock.set(NOW)
    _support.use_city(city)
    yield city
    _support.use_city(None)
    city.close()


@pytest.fixture
def citizen(city: City) -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def sign_in(city: City) -> Callable[[FakeRasa, str], None]:
    """Sign a citizen in with the phone number of a sample person, as the front door would."""

    def sign_in(citizen: FakeRasa, phone: str) -> None:
        city.people.start_sign_in(citizen.sender, phone)
        city.people.finish_sign_in(citizen.sender, last_code(city))

    return sign_in


@pytest.fixture
def sequence(city: City, tmp_path: Path) -> Callable[[], None]:
    """Publish what waits, as the ledger's sequencer would."""
    signer = ledger.keys.load_log_signer(city.settings.keys_dir)
    sequencer = Sequencer(city.db.writer, signer, CheckpointGuard(tmp_path / "ledger", signer.key))

    def sequence() -> None:
        sequencer.step()

    return sequence


def live(city: City, citizen: FakeRasa) -> list[str]:
    """The states of the citizen's bookings that claim a slot: held or confirmed."""
    actor = city.people.actor(citizen.sender)
    wanted = select(BookingRow.status).where(
        theirs(actor, BookingRow.owner), BookingRow.status.in_(("held", "confirmed"))
    )
    with city.db.read() as session:
        return sorted(session.scalars(wanted))


async def offered(citizen: FakeRasa) -> FakeRasa:
    """A citizen who was offered times for a passport on a Wednesday morning."""
    await citizen.say("book_appointment", service="PASSPORT", date=WEDNESDAY, time=MORNING)
    return citizen


async def at_confirmation(citizen: FakeRasa) -> FakeRasa:
    """A citizen who has chosen the first of those times and is asked for a yes."""
    await offered(citizen)
    await citizen.choose(1)
    return citizen


def last_code(city: City) -> str:
    return str(city.outbox.newest(1)[0].params["code"])
