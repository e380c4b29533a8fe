"""Who speaks in a conversation: guests, idling, signing out, changing hands."""

import threading

import pytest

from city.people.service import IDLE

PHONE = "13900000077"


def test_a_sign_in_ends_after_half_an_hour_of_silence(hall):
    hall.signed_in("LIN-HAI")
    hall.clock.advance(IDLE)
    assert hall.people.actor("c-1").level == "code"
    hall.clock.advance(IDLE)
    hall.wait(seconds=1)
    actor = hall.people.actor("c-1")
    assert (actor.level, actor.person) == ("anonymous", None)


def test_every_word_keeps_the_sign_in_alive(hall):
    hall.signed_in("LIN-HAI")
    for _ in range(10):
        hall.wait(minutes=20)
        assert hall.people.actor("c-1").level == "code"


def test_signing_out_leaves_nothing_of_the_person(hall):
    before = hall.signed_in("LIN-HAI")
    after = hall.people.sign_out("c-1")
    assert (after.level, after.person) == ("anonymous", None)
    assert after.guest != before.guest
    assert hall.people.actor("c-1") == after


def test_signing_out_of_nothing_is_no_error(hall):
    assert hall.people.sign_out("c-new").level == "anonymous"


def test_two_conversations_are_two_guests(hall):
    assert hall.people.actor("c-1").guest != hall.people.actor("c-2").guest


def test_a_second_person_in_the_same_conversation_inherits_nothing(hall):
    first = hall.signed_in("LIN-HAI")
    with hall.db.write() as session:
        receipt = hall.receipts.issue(session, first, "booking.created", "b-1", {})
    second = hall.signed_in("FU-MEI")
    assert second.guest != first.guest
    assert hall.receipts.mine(second) == []
    assert [one.jti for one in hall.receipts.mine(hall.signed_in("LIN-HAI"))] == [receipt.jti]


@pytest.mark.parametrize("way", ["code", "sample"])
def test_what_the_guest_did_becomes_the_persons(any_hall, way: str):
    guest = any_hall.people.actor("c-1")
    with any_hall.db.write() as session:
        receipt = any_hall.receipts.issue(session, guest, "booking.created", "b-1", {})
    if way == "code":
        any_hall.people.start_sign_in("c-1", PHONE)
        person = any_hall.people.finish_sign_in("c-1", any_hall.code())
    else:
        person = any_hall.signed_in("LIN-HAI")
    any_hall.people.sign_out("c-1")
    assert any_hall.receipts.mine(any_hall.people.actor("c-1")) == []
    if way == "code":
        any_hall.people.start_sign_in("c-2", PHONE)
        elsewhere = any_hall.people.finish_sign_in("c-2", any_hall.code())
    else:
        elsewhere = any_hall.signed_in("LIN-HAI", "c-2")
    assert elsewhere.person == person.person
    assert [one.jti for one in any_hall.receipts.mine(elsewhere)] == [receipt.jti]


def test_a_conversation_that_begins_many_times_at_once_has_one_guest(any_hall):
    guests: list[str] = []
    threads = [threading.Thread(target=lambda: guests.append(any_hall.people.actor("c-new").guest)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(guests) == 8
    assert len(set(guests)) == 1
