"""Which matters are open, and which drop which."""

from __future__ import annotations

import pytest

from actions.forms.open_forms import Opened, opened


@pytest.mark.parametrize(
    ("stack", "form", "expected"),
    [
        ([], "booking_form", Opened(("booking_form",), ())),
        (["booking_form"], "booking_form", Opened(("booking_form",), ())),
        (["booking_form"], "cover_form", Opened(("booking_form", "cover_form"), ())),
        (["booking_form", "cover_form"], "booking_form", Opened(("cover_form", "booking_form"), ())),
        (["cancel_form"], "reschedule_form", Opened(("reschedule_form",), ("cancel_form",))),
        (
            ["booking_form", "reschedule_form"],
            "cancel_form",
            Opened(("booking_form", "cancel_form"), ("reschedule_form",)),
        ),
        (["booking_form", "sign_in_form"], "cover_form", Opened(("booking_form", "cover_form"), ("sign_in_form",))),
        (["service_form"], "sign_in_form", Opened(("sign_in_form",), ("service_form",))),
        (["booking_form"], "service_form", Opened(("booking_form", "service_form"), ())),
    ],
)
def test_opening(stack: list[str], form: str, expected: Opened) -> None:
    assert opened(stack, form) == expected
