"""At sign-in the guest's bookings become the person's."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from city.booking.models import BookingRow, CommandRow, CooldownRow, QuotaRow, WaitRow


def adopt(session: Session, guest: str, person: str) -> None:
    """Give bookings, their quota places and their commands to the person, in the transaction of the sign-in.

    Who booked as a guest and as a person may have more active bookings than the quota: none is taken away, but no
    further one is given.
    """
    for table in (BookingRow, CooldownRow, CommandRow):
        session.execute(update(table).where(table.owner == guest).values(owner=person))
    for waiting in session.scalars(select(WaitRow).where(WaitRow.owner == guest)):
        if session.get(WaitRow, (person, waiting.service)) is None:
            waiting.owner = person
        else:
            session.delete(waiting)  # who waits already keeps that place
    session.flush()
    for place in session.scalars(select(QuotaRow).where(QuotaRow.owner == guest)):
        last = session.scalar(
            select(func.max(QuotaRow.place)).where(QuotaRow.owner == person, QuotaRow.service == place.service)
        )
        session.execute(
            update(QuotaRow)
            .where(QuotaRow.booking == place.booking)
            .values(owner=person, place=(last or 0) + 1)
            .execution_options(synchronize_session=False)
        )
