"""A model of the bookings and the bookings themselves take the same steps: what one says, the other does."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from city.db import Database
from city.errors import HoldExpired, NotFound, QuotaReached, SlotTaken
from tests.city.booking.books import audit
from tests.city.booking.conftest import open_town

CLOCKS = ("09:00", "09:30", "10:00")
SEATS = {"MAIN": 2, "WEST": 1}
HOLD = timedelta(minutes=10)
COOLING = (timedelta(minutes=5), timedelta(minutes=30))

citizens = st.sampled_from(("ann", "ben", "cat"))
offices = st.sampled_from(sorted(SEATS))
starts = st.integers(0, len(CLOCKS) - 1)


@dataclass
class Mark:
    """One booking as the model sees it. ``cells`` are the slots it sits in."""

    id: str
    who: str
    cells: tuple[tuple[str, int], ...]
    status: str
    until: datetime
    receipt: str | None = None
    let_go: bool = False
    """It had run out, and then its owner let it go or held another: confirming late may be refused, or not."""


class Machine(RuleBasedStateMachine):
    url: str

    def __init__(self):
        super().__init__()
        self.opened = contextmanager(open_town)(self.url)
        self.town = self.opened.__enter__()
        self.marks: list[Mark] = []
        self.cooling: list[tuple[tuple[str, int], str, datetime]] = []
        self.receipts = 0

    def teardown(self):
        audit(self.town)
        self.opened.__exit__(None, None, None)
        _empty(self.url)

    @rule(who=citizens, office=offices, first=starts, persons=st.integers(1, 2))
    def hold(self, who, office, first, persons):
        self._hold(who, office, first, persons, None)

    @precondition(lambda self: self._of("confirmed"))
    @rule(data=st.data(), office=offices, first=starts, again=st.booleans())
    def move(self, data, office, first, again):
        old = data.draw(st.sampled_from(self._of("confirmed")))
        new = self._hold(old.who, office, first, 1, old)
        if new is None:
            return
        moved = self.town.bookings.reschedule(self._actor(old), old.id, new.id, key=f"m-{new.id}")
        if again:
            assert self.town.bookings.reschedule(self._actor(old), old.id, new.id, key=secrets.token_hex(4)) == moved
        self._give_back(old, "rescheduled")
        new.status, new.receipt = "confirmed", moved.receipt.jti
        self.receipts += 1

    @precondition(lambda self: self.marks)
    @rule(data=st.data())
    def confirm(self, data):
        mark = data.draw(st.sampled_from(self.marks))
        room = self._room(mark.who, mark.cells)
        try:
            confirmed = self.town.bookings.confirm(self._actor(mark), mark.id, key=secrets.token_hex(4))
        except NotFound:
            assert mark.status in {"cancelled", "rescheduled"}
        except QuotaReached:
            assert self._active(mark.who)
        except HoldExpired:
            assert mark.status == "released" or (mark.status == "expired" and (mark.let_go or room is not True))
        else:
            assert mark.status in {"held", "expired", "confirmed"}
            assert mark.status != "expired" or room is not False
            self._confirmed(mark, confirmed)

    @precondition(lambda self: self.marks)
    @rule(data=st.data(), again=st.booleans())
    def cancel(self, data, again):
        mark = data.draw(st.sampled_from(self.marks))
        newest = self._newest(mark)
        try:
            cancelled = self.town.bookings.cancel(self._actor(mark), mark.id, key=secrets.token_hex(4))
        except NotFound:
            assert newest.status not in {"confirmed", "cancelled"}
            return
        assert newest.status in {"confirmed", "cancelled"}
        if newest.status == "confirmed":
            self._give_back(newest, "cancelled")
            newest.receipt = cancelled.receipt.jti
            self.receipts += 1
        assert cancelled.receipt.jti == newest.receipt
        if again:
            assert self.town.bookings.cancel(self._actor(mark), mark.id, key="again").receipt.jti == newest.receipt

    @precondition(lambda self: self.marks)
    @rule(data=st.data())
    def release(self, data):
        mark = data.draw(st.sampled_from(self.marks))
        self.town.bookings.release(self._actor(mark), mark.id)
        mark.let_go |= mark.status == "expired"
        if mark.status == "held":
            mark.status = "released"

    @precondition(lambda self: self.marks)
    @rule(data=st.data(), other=citizens)
    def pry(self, data, other):
        """Somebody else's booking is not found, whatever is tried."""
        mark = data.draw(st.sampled_from([mark for mark in self.marks if mark.who != other] or self.marks))
        if mark.who == other:
            return
        who, bookings = self.town.actor(other), self.town.bookings
        for attempt in (bookings.get, bookings.release):
            _refused(attempt, who, mark.id)
        for attempt in (bookings.confirm, bookings.cancel):
            _refused(attempt, who, mark.id, key=secrets.token_hex(4))

    @rule(minutes=st.sampled_from((1, 5, 9, 10, 31)))
    def wait(self, minutes):
        self.town.wait(minutes=minutes)
        for mark in self._of("held"):
            if mark.until <= self.town.clock.now():
                mark.status = "expired"

    @invariant()
    def the_books_are_right(self):
        audit(self.town)
        assert self.town.entries() == self.receipts
        for who in ("ann", "ben", "cat"):
            mine = {booking.id for booking in self.town.bookings.mine(self.town.actor(who))}
            assert mine == {mark.id for mark in self._of("confirmed") if mark.who == who}

    def _hold(self, who, office, first, persons, replaces):
        cells = tuple((office, first + n) for n in range(persons))
        own = [mark for mark in self._of("held") if mark.who == who]
        room = self._room(who, cells, without=own)
        try:
            held = self.town.hold(
                self.town.actor(who), clock=CLOCKS[first], office=office, quantity=persons,
                replaces=replaces and replaces.id,
            )  # fmt: skip
        except QuotaReached:
            assert self._active(who) and replaces is None
        except SlotTaken:
            assert room is not True
        else:
            assert room is not False
            assert replaces or not self._active(who)
            for mark in own:
                mark.status = "released"
            for mark in self._of("expired"):
                mark.let_go |= mark.who == who
            new = Mark(held.id, who, cells, "held", self.town.clock.now() + HOLD)
            self._seat(new)
            return new
        return None

    def _room(self, who, cells, without=()):
        """Whether there is room in all cells: True, False, or None while a cooldown may or may not have ended."""
        answer = True
        for cell in cells:
            if cell[1] >= len(CLOCKS) + 3:
                return False
            taken = [m for s in ("held", "confirmed") for m in self._of(s) if cell in m.cells and m not in without]
            now = self.town.clock.now()
            cool = [now - since for place, owner, since in self.cooling if place == cell and owner != who]
            shut = len(taken) + sum(one < COOLING[0] for one in cool)
            if shut >= SEATS[cell[0]]:
                return False
            if len(taken) + sum(one < COOLING[1] for one in cool) >= SEATS[cell[0]]:
                answer = None
        return answer

    def _confirmed(self, mark, confirmed):
        if mark.status == "confirmed":
            assert confirmed.receipt.jti == mark.receipt
            return
        self._seat(mark)
        mark.status, mark.receipt = "confirmed", confirmed.receipt.jti
        self.receipts += 1

    def _seat(self, mark):
        """Sitting down on a seat that cools for oneself ends its cooldown; which of two seats it is, none can tell."""
        if mark not in self.marks:
            self.marks.append(mark)
        for cell in mark.cells:
            free = [one for one in self.cooling if one[0] == cell]
            if free:
                mine = [one for one in free if one[1] == mark.who]
                self.cooling.remove((mine or free)[0])

    def _give_back(self, mark, status):
        mark.status = status
        self.cooling += [(cell, mark.who, self.town.clock.now()) for cell in mark.cells]

    def _newest(self, mark):
        shown = self.town.bookings.get(self._actor(mark), mark.id)
        if shown.status == "rescheduled":
            shown = self.town.bookings.get(self._actor(mark), shown.ref)
        return next(one for one in self.marks if one.id == shown.id)

    def _of(self, status):
        return [mark for mark in self.marks if mark.status == status]

    def _active(self, who):
        return [mark for mark in self._of("confirmed") if mark.who == who]

    def _actor(self, mark):
        return self.town.actor(mark.who)


def _refused(attempt, *args, **more):
    with pytest.raises(NotFound):
        attempt(*args, **more)


def _empty(url):
    """Throw everything away, so that the next example begins with nothing."""
    db = Database(url)
    if db.is_sqlite:
        for end in ("", "-wal", "-shm"):
            Path(f"{db.url.database}{end}").unlink(missing_ok=True)
    else:
        with db.writer.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    db.close()


def test_the_bookings_do_what_the_model_says(any_url):
    examples = 12 if any_url.startswith("sqlite") else 6
    run_state_machine_as_test(
        type("TownMachine", (Machine,), {"url": any_url}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.generate,),
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
