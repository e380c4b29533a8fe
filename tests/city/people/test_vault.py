"""The vault: tokens, expiry, tampering, and what it never says."""

import logging

import pytest
from sqlalchemy import select

from city.errors import VaultExpired
from city.people.envelope import Tampered
from city.people.identifiers import KINDS, TOKEN
from city.people.vault import LIFETIME, UNKNOWN, VaultItem

ID = "460200197503070018"


def test_an_unknown_kind_is_refused(hall):
    with pytest.raises(ValueError, match="no such kind"):
        hall.vault.put("pin", "1234", "c-1")


@pytest.mark.parametrize("token", ["id#00000000", "", "id#", "nonsense"])
def test_a_token_that_was_never_given_out_opens_nothing(hall, token: str):
    with pytest.raises(VaultExpired):
        hall.vault.reveal(token, "test")
    assert hall.vault.display(token) == UNKNOWN


def test_a_token_does_not_open_in_another_conversation(hall):
    token = hall.vault.put("phone", "13800000001", "c-1")
    with pytest.raises(VaultExpired):
        hall.vault.reveal(token, "test", scope="c-2")
    assert hall.vault.reveal(token, "test", scope="c-1") == "13800000001"


def test_what_has_expired_is_gone_and_then_erased(hall):
    token = hall.vault.put("id", ID, "c-1")
    hall.clock.advance(LIFETIME)
    with pytest.raises(VaultExpired):
        hall.vault.reveal(token, "test")
    assert hall.vault.display(token) == UNKNOWN
    assert hall.vault.sweep() == 1
    with hall.db.read() as session:
        assert session.get(VaultItem, token) is None


def test_sweeping_leaves_what_has_no_expiry(hall):
    with hall.db.read() as session:
        before = len(session.scalars(select(VaultItem)).all())
    hall.clock.advance(LIFETIME * 100)
    assert hall.vault.sweep() == 0
    with hall.db.read() as session:
        assert len(session.scalars(select(VaultItem)).all()) == before > 0


def test_a_ciphertext_moved_to_another_row_is_noticed(hall):
    one, other = hall.vault.put("id", ID, "c-1"), hall.vault.put("phone", "13800000001", "c-1")
    with hall.db.write() as session:
        session.get_one(VaultItem, other).sealed = session.get_one(VaultItem, one).sealed
    with pytest.raises(Tampered):
        hall.vault.reveal(other, "test")
    with pytest.raises(Tampered):
        hall.vault.display(other)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_round_trip(any_hall, kind: str):
    value = {"email": "ann@example.com", "name": "林海", "phone": "13800000001"}.get(kind, "A12345678")
    token = any_hall.vault.put(kind, value, "c-1")
    assert TOKEN.fullmatch(token)
    assert token.startswith(f"{kind}#")
    expected = "12345678" if kind == "card" else value
    assert any_hall.vault.reveal(token, "test") == expected
    assert value not in any_hall.vault.display(token)


def test_the_same_value_in_the_same_conversation_has_the_same_token(any_hall):
    put = any_hall.vault.put
    assert put("id", "46020019750307001x", "c-1") == put("id", " 46020019750307001X", "c-1")
    assert put("id", ID, "c-1") != put("id", ID, "c-2")
    assert put("id", ID, "c-1") != put("card", ID, "c-1")


def test_saying_it_again_keeps_it_longer(hall):
    token = hall.vault.put("id", ID, "c-1")
    hall.clock.advance(LIFETIME * 0.9)
    assert hall.vault.put("id", ID, "c-1") == token
    hall.clock.advance(LIFETIME * 0.9)
    assert hall.vault.reveal(token, "test") == ID


def test_reading_is_logged_without_the_value(hall, caplog):
    token = hall.vault.put("id", ID, "c-1")
    with caplog.at_level(logging.DEBUG):
        hall.vault.reveal(token, "filing a claim")
    assert f"{token} revealed for filing a claim" in caplog.text
    assert ID not in caplog.text
