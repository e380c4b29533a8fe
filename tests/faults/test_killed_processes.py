"""A process is killed in the middle of a turn: nothing is lost, nothing doubled, and the citizen can go on.

A stopped process (SIGSTOP) holds the turn open until it is killed, so that "in the middle" is no matter of luck.
"""

import concurrent.futures
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.stack import Stack
from tests.conversations.player import Citizen
from tests.conversations.state import bookings_of, receipts_of
from tests.stacks import prepared_stack

NOW = "2026-11-24T10:00:00+08:00"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A city of its own: processes die here, and other tests want theirs whole."""
    stack = prepared_stack(tmp_path_factory.mktemp("faults"))
    stack.start()
    yield stack
    stack.stop()


@pytest.fixture
def citizen(stack: Stack) -> Citizen:
    """Somebody who holds a slot and is asked to confirm."""
    stack.wait_until_ready()
    someone = Citizen(f"http://127.0.0.1:{stack.ports['citizens']}")
    someone.request("/dev/clock", {"now": NOW})
    someone.send(text="我想下周三上午办护照")
    someone.choose(1)
    assert someone.cards("appointment"), someone.last
    return someone


def kill_in_the_middle(stack: Stack, name: str, act: Callable[[], object]) -> None:
    """Freeze a process, do something that needs it, and kill it while it is awaited."""
    pid = next(int(process["pid"]) for process in stack.processes() if process["name"] == name)
    os.kill(pid, signal.SIGSTOP)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        turn = pool.submit(act)
        time.sleep(1)
        os.kill(pid, signal.SIGKILL)
        turn.result()


def confirm_until_done(citizen: Citizen) -> None:
    """Go on as a citizen would: say it again until the receipt is there."""
    deadline = time.monotonic() + 60
    while not citizen.cards("receipt"):
        assert citizen.text().strip(), f"an answer without a word: {citizen.last}"
        assert time.monotonic() < deadline, f"still no receipt: {citizen.last}"
        time.sleep(0.5)
        citizen.send(text="确认")


@pytest.mark.parametrize("name", ["actions", "brain", "sequencer", "door"])
def test_a_confirmation_survives_the_death_of(name: str, stack: Stack, citizen: Citizen) -> None:
    def confirm() -> None:
        try:
            citizen.send(text="确认")
        except OSError:
            citizen.last = {"messages": [{"text": "the connection broke"}]}

    kill_in_the_middle(stack, name, confirm)
    stack.wait_until_ready()
    confirm_until_done(citizen)
    booked = bookings_of(stack, citizen)
    assert [booking["status"] for booking in booked] == ["confirmed"]
    assert [receipt["act"] for receipt in receipts_of(stack, citizen)] == ["booking.created"]


def test_an_answer_lost_after_the_commit_is_given_again(stack: Stack, citizen: Citizen) -> None:
    """The brain dies when the booking is made but not yet told; the second confirmation finds the first."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        turn = pool.submit(citizen.send, text="确认")
        while not any(booking["status"] == "confirmed" for booking in bookings_of(stack, citizen)):
            if turn.done():
                break
        stack.kill("brain")
        turn.result()
    stack.wait_until_ready()
    confirm_until_done(citizen)
    assert [booking["status"] for booking in bookings_of(stack, citizen)] == ["confirmed"]
    assert len(receipts_of(stack, citizen)) == 1


def test_everything_stops_with_the_manager(tmp_path: Path) -> None:
    stack = prepared_stack(tmp_path)
    stack.start()
    pids = [int(process["pid"]) for process in stack.processes()]
    stack.stop()
    alive = [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert len(pids) == 5
    assert not alive
