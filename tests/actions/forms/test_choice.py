"""Choosing a time: answers and corrections at each of the three questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.forms.choice import CONFIRMED, SLOT, WHEN, Choice, Step, When, back, choose, pick_exact
from actions.forms.reading import LAST
from actions.forms.said import ANYWHERE, Said

A, B, C = (f"SY-EXIT@2026-12-02T{clock}:00+08:00" for clock in ("08:00", "09:30", "14:30"))
D = "TY-EXIT@2026-12-03T09:30:00+08:00"
LISTED = Choice(place=ANYWHERE, when=When("2026-12-02", "08:00/12:00"), offers=(A, B, C, D))
HELD = replace(LISTED, slot=B, hold="b-1")


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        (Said(slot=C), C),
        (Said(choice=2), B),
        (Said(choice=LAST), D),
        (Said(earliest=True), A),
        (Said(whichever=True), A),
        (Said(time="14:30"), C),
        (Said(date="2026-12-02", time="09:30"), B),
        (Said(time="09:30", place="TY-EXIT"), D),
        (Said(date="2026-12-02", choice=2), B),
    ],
)
def test_a_slot_is_chosen_from_the_list(said: Said, slot: str) -> None:
    assert choose(LISTED, said, "nlu_fallback", SLOT) == Step(replace(LISTED, slot=slot))


@pytest.mark.parametrize(
    ("said", "when", "place"),
    [
        (Said(date="2026-12-03"), When("2026-12-03", "08:00/12:00"), ANYWHERE),
        (Said(place="TY-EXIT"), When("2026-12-02", "08:00/12:00"), "TY-EXIT"),
        (Said(date="2026-12-04"), When("2026-12-04", "08:00/12:00"), ANYWHERE),
        (Said(time="12:00/18:00"), When("2026-12-02", "12:00/18:00"), ANYWHERE),
        (Said(time="09:30"), When("2026-12-02", "09:30"), ANYWHERE),
        (Said(date="2026-12-04", time="10:00"), When("2026-12-04", "10:00"), ANYWHERE),
        (Said(place="tianya"), When("2026-12-02", "08:00/12:00"), "tianya"),
        (Said(place="HT-EXIT", date="2026-12-04"), When("2026-12-04", "08:00/12:00"), "HT-EXIT"),
    ],
)
def test_other_wishes_are_searched_anew(said: Said, when: When, place: str) -> None:
    step = choose(LISTED, said, "nlu_fallback", SLOT)
    assert (step.choice.when, step.choice.place, step.choice.slot) == (when, place, None)


@pytest.mark.parametrize(
    ("intent", "note"), [("affirm", "choose_one"), ("chitchat", "unclear"), ("book_appointment", None)]
)
def test_no_answer_at_the_list(intent: str, note: str | None) -> None:
    assert choose(LISTED, Said(), intent, SLOT) == Step(LISTED, note)


def test_a_yes_takes_the_only_offer() -> None:
    only = replace(LISTED, offers=(B,))
    assert choose(only, Said(), "affirm", SLOT).choice.slot == B


@pytest.mark.parametrize("number", [5, 0, 99])
def test_a_number_that_is_not_listed(number: int) -> None:
    assert choose(LISTED, Said(choice=number), "affirm", SLOT) == Step(LISTED, "not_listed")


def test_a_no_at_the_list_asks_when() -> None:
    assert choose(LISTED, Said(), "deny", SLOT).choice.when is None


def test_yes_and_no_at_the_confirmation() -> None:
    assert choose(HELD, Said(), "affirm", CONFIRMED) == Step(replace(HELD, confirmed=True))
    refused = choose(HELD, Said(), "deny", CONFIRMED).choice
    assert (refused.slot, refused.hold, refused.when) == (None, None, None)


def test_saying_the_slot_again_confirms_it_unless_it_is_a_no() -> None:
    same = Said(date="2026-12-02", time="09:30")
    assert choose(HELD, same, "affirm", CONFIRMED).choice.confirmed
    assert choose(HELD, same, "deny", CONFIRMED).choice.slot is None


def test_an_ordinal_at_the_confirmation_never_confirms() -> None:
    assert choose(HELD, Said(choice=1), "affirm", CONFIRMED).choice == replace(LISTED, slot=A)
    assert choose(HELD, Said(choice=2), "affirm", CONFIRMED).choice == HELD


def test_another_slot_drops_the_hold() -> None:
    assert choose(HELD, Said(slot=C), "book_appointment", CONFIRMED).choice == replace(LISTED, slot=C)


def test_a_clock_time_at_the_confirmation_is_on_the_chosen_day() -> None:
    chosen = replace(HELD, when=When(), slot=D)
    assert choose(chosen, Said(time="10:00"), "deny", CONFIRMED).choice.when == When("2026-12-03", "10:00")


def test_the_earliest_forgets_the_day() -> None:
    assert choose(replace(LISTED, when=None), Said(earliest=True), "affirm", WHEN).choice.when == When()
    assert choose(HELD, Said(earliest=True), "deny", CONFIRMED).choice.when == When()


@pytest.mark.parametrize("intent", ["affirm", "deny", "greet"])
def test_no_answer_to_when(intent: str) -> None:
    asked = replace(LISTED, when=None)
    assert choose(asked, Said(), intent, WHEN) == Step(asked, "unclear")


def test_going_back() -> None:
    assert back(HELD, CONFIRMED) == LISTED
    assert back(LISTED, SLOT) == replace(LISTED, when=None)
    assert back(LISTED, WHEN) is None


@pytest.mark.parametrize(
    ("when", "offers", "slot"),
    [
        (When("2026-12-02", "09:30"), (A, B), B),
        (When("2026-12-02", "09:30"), (B, "TY-EXIT@2026-12-02T09:30:00+08:00"), None),
        (When("2026-12-02", "08:00/12:00"), (B,), None),
        (When("2026-12-01/2026-12-07", "09:30"), (B,), None),
        (When(None, "09:30"), (B,), None),
        (None, (B,), None),
    ],
)
def test_an_exact_time_is_picked(when: When | None, offers: tuple[str, ...], slot: str | None) -> None:
    assert pick_exact(when, offers) == slot
