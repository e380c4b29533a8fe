"""Refusals of the city: a refusal is an answer, so each has a stable code and the data that its sentence needs.

``actions/`` translates codes into response keys once; no text for citizens is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar


class CityError(Exception):
    """Root of all refusals. ``code`` never changes; ``data`` fills the placeholders of the answer."""

    code: ClassVar[str] = "city_error"

    def __init__(self, **data: object) -> None:
        super().__init__(self.code)
        self.data = data


class NotFound(CityError):
    """There is no such thing, or it is somebody else's: the two look alike on purpose."""

    code = "not_found"


class SignInRequired(CityError):
    """The matter is personal and the citizen is not signed in."""

    code = "sign_in_required"


class NotAPhone(CityError):
    """The text is not a mobile number of the mainland."""

    code = "not_a_phone"


class WrongCode(CityError):
    """The one-time code is another one."""

    code = "wrong_code"

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left=tries_left)
        self.tries_left = tries_left


class CodeExpired(CityError):
    """The one-time code is too old, was used, was tried too often, or none was asked for."""

    code = "code_expired"


class TooManyCodes(CityError):
    """Too many codes were asked for, for this phone or in this conversation."""

    code = "too_many_codes"

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(retry_at=retry_at)
        self.retry_at = retry_at


class VaultExpired(CityError):
    """What the token stood for has been erased, or the token never existed."""

    code = "vault_expired"


class NoSuchPolicy(CityError):
    """The citizen holds no such policy; somebody else's is none of theirs. No verdict about cover."""

    code = "no_such_policy"

    def __init__(self, product: str | None = None) -> None:
        super().__init__(product=product)
        self.product = product


class InsurerUnavailable(CityError):
    """The insurer's register could not be read in time. Says nothing about which policies there are."""

    code = "insurer_unavailable"


class NotBookable(CityError):
    """The service takes no appointments, or not at this office."""

    code = "not_bookable"


class OutsideHorizon(CityError):
    """The time is in the past, too soon, or too far ahead to be booked."""

    code = "outside_horizon"


class SlotTaken(CityError):
    """Somebody else has the slot now; ``alternatives`` are free ones nearby."""

    code = "slot_taken"

    def __init__(self, alternatives: Sequence[object] = ()) -> None:
        super().__init__(alternatives=tuple(alternatives))
        self.alternatives = tuple(alternatives)


class HoldExpired(CityError):
    """The hold ran out and the slot is gone; ``alternatives`` are free ones nearby."""

    code = "hold_expired"

    def __init__(self, alternatives: Sequence[object] = ()) -> None:
        super().__init__(alternatives=tuple(alternatives))
        self.alternatives = tuple(alternatives)


class QuotaReached(CityError):
    """The citizen already has an active booking for this service."""

    code = "quota_reached"

    def __init__(self, booking: object) -> None:
        super().__init__(booking=booking)
        self.booking = booking


class CheckInClosed(CityError):
    """One can check in from ``opens`` to ``closes`` only."""

    code = "check_in_closed"

    def __init__(self, opens: datetime, closes: datetime) -> None:
        super().__init__(opens=opens, closes=closes)
        self.opens = opens
        self.closes = closes


class TooLateToCancel(CityError):
    """Less than ``hours`` before the start a booking can no longer be changed here."""

    code = "too_late_to_cancel"

    def __init__(self, hours: int) -> None:
        super().__init__(hours=hours)
        self.hours = hours


class PlaceNeeded(CityError):
    """A report says neither in words nor by a position where the problem is."""

    code = "place_needed"


class OutsideArea(CityError):
    """The position is not in this city, which cannot send anybody there."""

    code = "outside_area"


class InvalidPhoto(CityError):
    """What should point at a picture is no address on the web."""

    code = "invalid_photo"


class OfficeUnavailable(CityError):
    """The office's register of applications could not be read in time. Says nothing about what is in it."""

    code = "office_unavailable"
