"""References that citizens read aloud: ``SY7Q-2M4K``, two groups of four, without I, L, O and U."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.booking.models import BookingRow
from city.ids import crockford

_PREFIX = "SY"
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_ref(session: Session) -> str:
    """A reference that no booking has. The unique index is the judge, should two processes draw the same at once.

    There is a digit in the second group, for without one a typed reference looks like two words ("SYNC TEST").
    """
    while True:
        drawn = crockford(6)
        if not any(character.isdigit() for character in drawn[2:]):
            continue
        ref = f"{_PREFIX}{drawn[:2]}-{drawn[2:]}"
        if session.scalar(select(BookingRow.id).where(BookingRow.ref == ref)) is None:
            return ref


def normal_ref(text: str) -> str:
    """The reference a citizen meant: letters of any case, look-alikes as Crockford reads them, dash or none."""
    plain = "".join(text.upper().split()).replace("-", "")
    head, tail = plain[: len(_PREFIX)], plain[len(_PREFIX) :].translate(_LOOK_ALIKES)
    return f"{head}{tail[:2]}-{tail[2:]}"
