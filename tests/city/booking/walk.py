"""Many writers walk about in one town at random; what they are told is written down, to be held against the books."""

from __future__ import annotations

import random
import secrets
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock

from city.booking.given import given_closure
from city.booking.values import SlotQuery, Wish
from city.calendar.closures import lift_closure
from city.calendar.models import Closure
from city.errors import CityError
from city.people.access import Actor
from city.text import Text

CITIZENS = 12
PLACES = (("PASSPORT", "MAIN"), ("PASSPORT", "WEST"), ("PLATES", "MAIN"), ("COURT", "HALL"))
DAYS = (("2026-12-02", "2026-12-03"), ("2026-12-04", "2026-12-07"))
"""Each walk has two days of its own, and its own citizens: what an earlier one left behind is not in its way."""


@dataclass
class Told:
    """What the citizens were told: receipts by their number, and the state of each booking by those receipts."""

    receipts: dict[str, str] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    closures: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def begins(self, booking: str, receipt: str) -> None:
        with self.lock:
            assert self.receipts.setdefault(receipt, booking) == booking
            self.begun.add(booking)

    def ends(self, booking: str, receipt: str) -> None:
        with self.lock:
            self.receipts.setdefault(receipt, booking)
            self.ended.add(booking)


class Walker:
    """One writer. The citizens are everybody's, so two writers may act for one at the same time."""

    def __init__(self, town, told: Told, known: dict[Actor, list[str]], seed: int) -> None:
        self.town, self.told, self.known = town, told, known
        self.random = random.Random(seed)
        self.days = DAYS[seed // 1000 % len(DAYS)]
        self.done: list[tuple[Callable[[], object], object]] = []

    def step(self) -> None:
        ways = [self.hold] * 6 + [self.confirm] * 6 + [self.cancel] * 4 + [self.move] * 4
        ways += [self.release, self.again, self.wait, self.search, self.look_after, self.look_after]
        ways += [self.join, self.accept, self.accept, self.typhoon]
        with suppress(CityError):  # a refusal is an answer, and the books show that it changed nothing
            self.random.choice(ways)(self.random.choice(list(self.known)))

    def hold(self, who: Actor, replaces: str | None = None, service: str | None = None):
        wanted, office = self.random.choice([place for place in PLACES if service in (None, place[0])])
        day, clock = self.random.choice(self.days), f"{self.random.randint(8, 10):02}:{self.random.choice((0, 30)):02}"
        quantity = self.random.choice((1, 1, 2)) if wanted != "PLATES" else 1
        held = self.town.hold(who, day, clock, office, service=wanted, quantity=quantity, replaces=replaces)
        self.known[who].append(held.id)
        return held

    def confirm(self, who: Actor) -> None:
        booking, key = self._one_of(who), secrets.token_hex(4)

        def act():
            return self.town.bookings.confirm(who, booking, key=key)

        confirmed = act()
        self.told.begins(confirmed.booking.id, confirmed.receipt.jti)
        self.done.append((act, confirmed.receipt))

    def cancel(self, who: Actor) -> None:
        booking, key = self._one_of(who), secrets.token_hex(4)

        def act():
            return self.town.bookings.cancel(who, booking, key=key)

        cancelled = act()
        self.told.ends(cancelled.booking.id, cancelled.receipt.jti)
        self.done.append((act, cancelled.receipt))

    def move(self, who: Actor) -> None:
        old = self.town.bookings.get(who, self._one_of(who))
        hold = self.hold(who, replaces=old.id, service=old.service)
        key = secrets.token_hex(4)

        def act():
            return self.town.bookings.reschedule(who, old.id, hold.id, key=key)

        moved = act()
        self.told.begins(moved.new.id, moved.receipt.jti)
        self.told.ends(moved.old.id, moved.receipt.jti)
        self.done.append((act, moved.receipt))

    def release(self, who: Actor) -> None:
        self.town.bookings.release(who, self._one_of(who))

    def again(self, _who: Actor) -> None:
        """A command that is delivered again, however long ago it was, gives the receipt it gave."""
        if self.done:
            act, receipt = self.random.choice(self.done)
            assert act().receipt == receipt

    def wait(self, _who: Actor) -> None:
        self.town.wait(minutes=self.random.randint(0, 4))

    def search(self, who: Actor) -> None:
        service, office = self.random.choice(PLACES)
        self.town.bookings.search(SlotQuery(service, office=office), who)

    def look_after(self, _who: Actor) -> None:
        """Displace, restore, remind, offer."""
        self.town.upkeep.step()

    def join(self, who: Actor) -> None:
        service, office = self.random.choice(PLACES)
        self.town.bookings.join_waitlist(who, Wish(service, office=office))

    def accept(self, who: Actor) -> None:
        for place in self.town.bookings.waits(who):
            if place.offer:
                self.known[who].append(place.offer)
                confirmed = self.town.bookings.confirm(who, place.offer, key=secrets.token_hex(4))
                self.told.begins(confirmed.booking.id, confirmed.receipt.jti)

    def typhoon(self, _who: Actor) -> None:
        """Close for half a day, or lift what was closed."""
        with self.told.lock:
            closure = self.told.closures.pop() if len(self.told.closures) > 1 else None
        with self.town.db.write() as session:
            if closure:
                lift_closure(session, closure, self.town.clock.now())
                return
            day, office = self.random.choice(self.days), self.random.choice(("MAIN", "WEST", "HALL"))
            start, end = self.town.at(day, "09:00"), self.town.at(day, "12:00")
            shut = Closure("office", office, start, end, "typhoon", Text("台风", "Typhoon"))
            closure = given_closure(session, self.town.rooms, shut)
        with self.told.lock:
            self.told.closures.append(closure)

    def _one_of(self, who: Actor) -> str:
        known = self.known[who]
        return self.random.choice(known[-4:]) if known else "b-none"


def walk(town, *, steps: int, writers: int, seed: int) -> Told:
    """Let ``writers`` threads take ``steps`` steps together; whatever is no refusal is raised here."""
    told = Told()
    known: dict[Actor, list[str]] = defaultdict(list, {town.actor(f"{seed}-{n}"): [] for n in range(CITIZENS)})
    walkers = [Walker(town, told, known, seed * 1000 + n) for n in range(writers)]

    def one(walker: Walker) -> None:
        for _ in range(steps // writers):
            walker.step()

    with ThreadPoolExecutor(writers) as pool:
        for _ in pool.map(one, walkers):
            pass
    return told
