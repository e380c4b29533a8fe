"""Buttons and cards word days and times as sentences do, though the brain renders those."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from actions import _dates
from nlu.formats import LanguageFormatter

FIRST = datetime(2026, 11, 24, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_hour_of_some_weeks_reads_alike(language: str) -> None:
    formatter = LanguageFormatter(language)
    for hours in range(0, 24 * 400, 7):
        moment = FIRST + timedelta(hours=hours)
        assert _dates.when(moment, language) == formatter.render("{at:when}", {"at": moment.isoformat()})
        day = moment.date()
        assert _dates.day(day, language) == formatter.render("{on:day}", {"on": day.isoformat()})
