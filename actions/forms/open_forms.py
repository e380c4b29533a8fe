"""Which matters are open, innermost last: a question about cover inside a booking comes back to the booking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.forms import aiding, booking, cancelling, cover, moving, reporting

SIGN_IN_FORM, SERVICE_FORM = "sign_in_form", "service_form"

SLOTS: Mapping[str, tuple[str, ...]] = {
    booking.FORM: booking.SLOTS,
    cancelling.FORM: cancelling.SLOTS,
    moving.FORM: moving.SLOTS,
    cover.FORM: cover.SLOTS,
    reporting.FORM: reporting.SLOTS,
    aiding.FORM: aiding.SLOTS,
    SIGN_IN_FORM: ("signed_in",),
    SERVICE_FORM: ("asked_service",),
}
"""What each form keeps, and forgets when it is closed."""

HOLDS: Mapping[str, str] = {booking.FORM: "booking_hold", moving.FORM: "move_hold"}
"""Where a form keeps a hold that must be given back when the form is dropped."""

PASSING = frozenset({SIGN_IN_FORM, SERVICE_FORM})
"""Forms that only serve the action that goes on after them; a matter of its own drops them."""

_RIVALS = frozenset({cancelling.FORM, moving.FORM})
"""Two answers to the same question, what becomes of a booking: beginning one drops the other."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The open forms after one was begun or gone on with, and those that it replaced."""

    stack: tuple[str, ...]
    dropped: tuple[str, ...]


def opened(stack: Sequence[str], form: str) -> Opened:
    """Put a form on top."""
    leaving = set(PASSING) | (_RIVALS if form in _RIVALS else set())
    leaving.discard(form)
    kept = tuple(name for name in stack if name != form and name not in leaving)
    return Opened((*kept, form), tuple(name for name in stack if name in leaving))
