"""The other rooms that the bookings work with, in one value."""

from __future__ import annotations

import random
from dataclasses import dataclass

from city.calendar.service import Calendar
from city.catalogue.catalogue import Catalogue
from city.clock import Clock
from city.notify.service import Outbox
from city.people.envelope import Envelope
from city.receipts.service import Receipts


@dataclass(frozen=True, slots=True)
class Rooms:
    """What every use case needs beside its transaction."""

    catalogue: Catalogue
    calendar: Calendar
    clock: Clock
    receipts: Receipts
    outbox: Outbox
    envelope: Envelope
    """Derives the keys of appointment links."""
    random: random.Random
    """Draws how long a seat that was given back stays closed to others."""
