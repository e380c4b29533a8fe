"""A desk for reports over the personal rooms, with the register that comes with the house."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from city.people.access import Actor
from city.reports.gateway import RequestGateway
from city.reports.kinds import Kinds
from city.reports.register import SqlRequestGateway, Works
from city.reports.service import Reports
from city.reports.values import Filed, NewReport, Place
from tests.city.conftest import PACK, Hall

DADONGHAI = (18.2208, 109.5203)
HERE = Place("大东海广场门口", *DADONGHAI)
KINDS = Kinds.load(PACK)


@dataclass
class Desk:
    """The room, what it stands on, and short words for what tests do."""

    hall: Hall
    gateway: RequestGateway
    reports: Reports
    works: Works

    def guest(self, name: str = "c-1") -> Actor:
        return self.hall.people.actor(name)

    def file(self, actor: Actor, kind: str = "STREETLIGHT", place: Place = HERE, **more) -> Filed:
        key = more.pop("key", secrets.token_hex(4))
        return self.reports.file(actor, NewReport(kind, place, **more), key=key)


def desk_over(hall: Hall, gateway: RequestGateway | None = None, **more) -> Desk:
    gateway = gateway or SqlRequestGateway(hall.db, hall.clock, **more)
    reports = Reports(hall.db, hall.clock, receipts=hall.receipts, gateway=gateway, kinds=KINDS, limit_seconds=2)
    hall.people._adopters += (reports.adopt,)
    return Desk(hall, gateway, reports, Works(hall.db, hall.clock))


@pytest.fixture
def desk(hall: Hall) -> Iterator[Desk]:
    return desk_over(hall)


@pytest.fixture
def any_desk(any_hall: Hall) -> Iterator[Desk]:
    """The same on each kind of database."""
    return desk_over(any_hall)
