"""Each refusal of the city is said in its own words, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions._refusals import translate
from city.booking.values import Booking
from city.bootstrap import City
from city.errors import (
    CheckInClosed,
    CityError,
    HoldExpired,
    QuotaReached,
    SlotTaken,
    TooLateToCancel,
    TooManyCodes,
    WrongCode,
)
from nlu.formats import LanguageFormatter
from tests.actions.fake_rasa import RESPONSES
from tests.actions.test_catalogue import refusals

AT = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
BOOKING = Booking(
    id="b-1",
    ref="SY7Q-2M4K",
    service="PASSPORT",
    office="SY-EXIT",
    start=AT,
    end=AT,
    status="confirmed",
    quantity=1,
    hold_expires_at=None,
    version=1,
)
WITH_DETAILS: dict[type[CityError], CityError] = {
    WrongCode: WrongCode(tries_left=3),
    TooManyCodes: TooManyCodes(retry_at=AT),
    TooLateToCancel: TooLateToCancel(hours=2),
    QuotaReached: QuotaReached(BOOKING),
    SlotTaken: SlotTaken(),
    CheckInClosed: CheckInClosed(opens=AT, closes=AT),
    HoldExpired: HoldExpired(),
}


def sentence(error: CityError, language: str, city: City) -> str:
    refusal = translate(error, language, city)
    values = {"tries_left": None, "retry_at": None, **refusal.values}
    return LanguageFormatter(language).render(RESPONSES[language][refusal.response].text, values)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_has_a_sentence_of_its_own(city: City, language: str) -> None:
    errors = [WITH_DETAILS.get(kind) or kind() for kind in refusals()]
    sentences = [sentence(error, language, city) for error in errors]
    assert all(sentences)
    assert len(set(sentences)) == len(sentences)


def test_details_are_said(city: City) -> None:
    assert "3 次" in sentence(WITH_DETAILS[WrongCode], "zh", city)
    assert "12月2日（周三）上午9:00" in sentence(WITH_DETAILS[TooManyCodes], "zh", city)
    assert "2 hours" in sentence(WITH_DETAILS[TooLateToCancel], "en", city)


def test_a_booking_in_the_way_can_be_moved_or_cancelled(city: City) -> None:
    refusal = translate(QuotaReached(BOOKING), "en", city)
    assert "SY7Q-2M4K" in sentence(QuotaReached(BOOKING), "en", city)
    assert [button["payload"] for button in refusal.buttons] == [
        '/reschedule_appointment{"booking": "b-1"}',
        '/cancel_appointment{"booking": "b-1"}',
    ]
