"""Sixty-four people want the one seat of a slot at the same moment, each at their own page."""

from concurrent.futures import ThreadPoolExecutor

from scripts.stack import Stack
from tests.conversations.player import Citizen
from tests.conversations.state import bookings_of, clear_city, receipts_of

PEOPLE = 64
START = "2026-12-02T09:00:00+08:00"
SLOT = {"service": "PASSPORT", "office": "SY-EXIT", "start": START, "seats": 1}


def offer(citizen: Citizen) -> str:
    """Ask for the slot and return the payload of its button."""
    citizen.send(text="我想12月2日上午办护照")
    offers = [slot for card in citizen.cards("slots") for day in card["days"] for slot in day["slots"]]
    assert START in [slot["start"] for slot in offers], citizen.last
    return next(slot["payload"] for slot in offers if slot["start"] == START)


def patiently(citizen: Citizen, **content: str) -> None:
    """Send something, and again for as long as the city says honestly that it cannot answer: it is a rush."""
    citizen.send(**content)
    for _ in range(5):
        if citizen.last["trace"]["outcome"] == "answered":
            return
        citizen.send(**content)


def take_and_confirm(citizen: Citizen, payload: str) -> bool:
    """Press the slot and, if it is held for this citizen, confirm. Say whether the appointment is theirs."""
    patiently(citizen, payload=payload)
    if not any(card["status"] == "held" for card in citizen.cards("appointment")):
        return False
    patiently(citizen, text="确认")
    return bool(citizen.cards("receipt"))


def test_exactly_one_of_sixty_four_gets_it_and_the_others_get_alternatives(city_stack: Stack) -> None:
    clear_city(city_stack)
    base = f"http://127.0.0.1:{city_stack.ports['citizens']}"
    Citizen(base).request("/dev/clock", {"now": "2026-11-24T10:00:00+08:00"})
    Citizen(base).request("/dev/given", {"slots": [SLOT]})
    people = [Citizen(base) for _ in range(PEOPLE)]
    payloads = [offer(citizen) for citizen in people]
    with ThreadPoolExecutor(PEOPLE) as pool:
        won = list(pool.map(take_and_confirm, people, payloads))
    assert won.count(True) == 1
    for citizen, has_it in zip(people, won, strict=True):
        booked = [booking for booking in bookings_of(city_stack, citizen) if booking["status"] == "confirmed"]
        assert len(booked) == len(receipts_of(city_stack, citizen)) == int(has_it)
        if not has_it:
            starts = {slot["start"] for card in citizen.cards("slots") for day in card["days"] for slot in day["slots"]}
            assert starts, f"no alternative was offered: {citizen.last}"
