"""Showing receipts and saying how they are checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.actions.fake_rasa import FakeRasa

SignIn = Callable[[FakeRasa, str], None]


@pytest.fixture
async def booked(citizen: FakeRasa) -> FakeRasa:
    await citizen.say("book_appointment", service="PASSPORT", date="2026-12-02", time="09:30")
    await citizen.say("affirm")
    return citizen


async def test_the_card_says_what_was_done(booked: FakeRasa) -> None:
    card = booked.card("receipt")
    assert card["act"] == "booking.created"
    assert card["status"] == "pending"
    assert card["url"].startswith(f"/receipts/{card['jti']}?key=")
    assert card["verify_url"] == f"/verify#{card['url']}"
    assert card["qr_url"].startswith(f"/receipts/{card['jti']}/qr.svg?key=")
    fields = {field["name"]: field["value"] for field in card["fields"]}
    assert fields["事由"] == "预约"
    assert fields["业务"] == "普通护照"
    assert fields["时间"] == "2026年12月2日（周三）上午9:30"
    assert fields["费用"] == "¥120.00"


async def test_the_newest_is_shown(booked: FakeRasa) -> None:
    issued = booked.card("receipt")
    await booked.say("show_receipt")
    assert booked.said() == ["utter_receipt_shown"]
    assert booked.card("receipt") == issued


async def test_a_receipt_is_named_by_its_own_or_the_bookings_reference(booked: FakeRasa) -> None:
    jti = booked.card("receipt")["jti"]
    own = booked.card("receipt")["fields"][-1]["value"]
    booking = booked.card("appointment")["ref"]
    await booked.say("show_receipt", receipt_ref=own)
    assert booked.card("receipt")["jti"] == jti
    await booked.say("show_receipt", booking_ref=booking)
    assert booked.card("receipt")["jti"] == jti


async def test_somebody_elses_receipt_looks_like_none(booked: FakeRasa) -> None:
    other = FakeRasa(sender="c-00000000000000000000000002")
    await other.say("show_receipt", receipt_ref=booked.card("receipt")["fields"][-1]["value"])
    assert other.said() == ["utter_receipt_unknown"]
    await other.say("verify_receipt", receipt_ref=booked.card("receipt")["fields"][-1]["value"])
    assert other.said() == ["utter_receipt_unknown"]


async def test_no_receipt_yet(citizen: FakeRasa, sign_in: SignIn) -> None:
    text = await citizen.say("show_receipt")
    assert "登录后就能看到" in text
    assert citizen.cards() == ["sign_in"]
    sign_in(citizen, "13800000001")
    text = await citizen.say("show_receipt")
    assert "登录" not in text
    assert citizen.cards() == []


async def test_how_any_receipt_is_checked(citizen: FakeRasa) -> None:
    assert "/verify" in await citizen.say("verify_receipt")


async def test_a_receipt_on_its_way_into_the_ledger(booked: FakeRasa) -> None:
    await booked.say("verify_receipt")
    assert booked.said() == ["utter_verify_pending"]
    assert booked.card("receipt")["status"] == "pending"


async def test_a_receipt_in_the_ledger(booked: FakeRasa, sequence: Callable[[], None]) -> None:
    sequence()
    await booked.say("verify_receipt")
    assert booked.said() == ["utter_verify_logged"]
    assert booked.card("receipt")["status"] == "logged"
