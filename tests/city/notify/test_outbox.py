"""The notification outbox."""

import pytest
from sqlalchemy import select

from city.notify.models import Notification


def put(hall, key: str = "k", code: str = "048213") -> None:
    token = hall.vault.put("phone", "13800000001", "c-1")
    with hall.db.write() as session:
        hall.outbox.put(session, to=token, template="sign_in_code", params={"code": code}, dedupe_key=key)


def test_what_did_not_happen_is_not_told(hall):
    def fail() -> None:
        with hall.db.write() as session:
            hall.outbox.put(session, to="phone#00000000", template="x", params={}, dedupe_key="k")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert hall.outbox.waiting() == []


def test_the_same_key_is_sent_once(any_hall):
    put(any_hall, code="111111")
    put(any_hall, code="222222")
    assert [one.params for one in any_hall.outbox.waiting()] == [{"code": "111111"}]


def test_what_was_sent_is_not_sent_again_and_its_words_are_gone(any_hall):
    put(any_hall)
    message = any_hall.outbox.waiting()[0]
    any_hall.outbox.sent(message.id)
    any_hall.outbox.sent(message.id)
    assert any_hall.outbox.waiting() == []
    assert [one.params for one in any_hall.outbox.newest()] == [{}]


def test_sending_something_unknown_is_no_error(hall):
    hall.outbox.sent(99)


def test_codes_are_sealed_at_rest(hall):
    put(hall)
    with hall.db.read() as session:
        row = session.scalars(select(Notification)).one()
    assert b"048213" not in row.params


def test_oldest_wait_first_and_newest_are_shown_first(hall):
    for key in "abc":
        put(hall, key)
    assert [one.dedupe_key for one in hall.outbox.waiting()] == ["a", "b", "c"]
    assert [one.dedupe_key for one in hall.outbox.newest(2)] == ["c", "b"]
