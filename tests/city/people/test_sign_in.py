"""Signing in by code: brute force, limits, and answers that say nothing about whom we know."""

import logging

import pytest
from sqlalchemy import func, select

from city.errors import CodeExpired, NotAPhone, NotFound, TooManyCodes, VaultExpired, WrongCode
from city.people.models import Person, SignInCode
from city.people.sign_in import CODE_LIFETIME, CODE_LIMITS, CODE_TRIES

KNOWN, UNKNOWN = "13800000001", "13900000077"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.parametrize("phone", ["", "12345", "林海", "1380000000", "0898-88398008"])
def test_what_is_no_phone_gets_no_code(hall, phone: str):
    with pytest.raises(NotAPhone):
        hall.people.start_sign_in("c-1", phone)
    assert hall.outbox.newest() == []


def test_nothing_was_sent_so_no_code_is_right(hall):
    with pytest.raises(CodeExpired):
        hall.people.finish_sign_in("c-1", "000000")


def test_brute_force_ends_after_five_tries_even_with_the_right_code(any_hall):
    any_hall.people.start_sign_in("c-1", KNOWN)
    code = any_hall.code()
    for left in reversed(range(CODE_TRIES)):
        with pytest.raises(WrongCode) as refusal:
            any_hall.people.finish_sign_in("c-1", wrong(code))
        assert refusal.value.tries_left == left
    with pytest.raises(CodeExpired):
        any_hall.people.finish_sign_in("c-1", code)
    assert not any_hall.people.awaiting_code("c-1")
    assert any_hall.people.actor("c-1").level == "anonymous"


def test_a_code_is_too_old_after_five_minutes(hall):
    hall.people.start_sign_in("c-1", KNOWN)
    hall.clock.advance(CODE_LIFETIME)
    assert not hall.people.awaiting_code("c-1")
    with pytest.raises(CodeExpired):
        hall.people.finish_sign_in("c-1", hall.code())


def test_a_code_works_once(hall):
    hall.people.start_sign_in("c-1", KNOWN)
    hall.people.finish_sign_in("c-1", hall.code())
    with pytest.raises(CodeExpired):
        hall.people.finish_sign_in("c-1", hall.code())


def test_a_code_works_in_its_own_conversation_only(hall):
    hall.people.start_sign_in("c-1", KNOWN)
    with pytest.raises(CodeExpired):
        hall.people.finish_sign_in("c-2", hall.code())


def test_a_newer_code_replaces_the_older(hall):
    hall.people.start_sign_in("c-1", KNOWN)
    older = hall.code()
    hall.wait(seconds=1)
    hall.people.start_sign_in("c-1", KNOWN)
    newer = hall.code()
    if older != newer:
        with pytest.raises(WrongCode):
            hall.people.finish_sign_in("c-1", older)
    assert hall.people.finish_sign_in("c-1", newer).level == "code"


@pytest.mark.parametrize("same", ["phone", "conversation"])
def test_too_many_codes_are_refused_until_the_hour_is_over(hall, same: str):
    span, most = CODE_LIMITS[0]
    for n in range(most):
        conversation, phone = (f"c-{n}", KNOWN) if same == "phone" else ("c-1", f"1390000000{n}")
        hall.people.start_sign_in(conversation, phone)
        hall.wait(minutes=1)
    with pytest.raises(TooManyCodes) as refusal:
        hall.people.start_sign_in("c-1" if same == "conversation" else "c-9", KNOWN)
    assert refusal.value.retry_at > hall.clock.now()
    hall.clock.at = refusal.value.retry_at
    assert hall.people.start_sign_in("c-1", KNOWN)
    assert span.total_seconds() == 3600


def test_a_day_has_its_own_limit(hall):
    span, most = CODE_LIMITS[1]
    for n in range(most):
        hall.people.start_sign_in(f"c-{n}", KNOWN)
        hall.wait(minutes=30)
    with pytest.raises(TooManyCodes):
        hall.people.start_sign_in("c-99", KNOWN)
    hall.clock.advance(span)
    assert hall.people.start_sign_in("c-99", KNOWN)


def test_the_answer_does_not_say_whom_we_know(hall):
    known = hall.people.start_sign_in("c-1", KNOWN)
    unknown = hall.people.start_sign_in("c-2", UNKNOWN)
    assert known.expires_at == unknown.expires_at
    assert (known.masked_phone, unknown.masked_phone) == ("138****0001", "139****0077")
    for conversation in ("c-1", "c-2"):
        with pytest.raises(WrongCode) as refusal:
            hall.people.finish_sign_in(conversation, "x")
        assert refusal.value.data == {"tries_left": CODE_TRIES - 1}


def test_a_token_of_another_conversation_is_no_phone_to_sign_in_with(hall):
    token = hall.vault.put("phone", KNOWN, "c-1")
    with pytest.raises(VaultExpired):
        hall.people.start_sign_in("c-2", token)
    assert hall.people.start_sign_in("c-1", token).masked_phone == "138****0001"


def test_there_is_no_sample_person_of_that_name(hall):
    with pytest.raises(NotFound):
        hall.people.sign_in_sample("c-1", "NOBODY")
    assert hall.people.actor("c-1").person is None


def test_only_a_keyed_fingerprint_of_the_code_is_kept(hall, caplog):
    with caplog.at_level(logging.DEBUG):
        hall.people.start_sign_in("c-1", KNOWN)
    code = hall.code()
    with hall.db.read() as session:
        row = session.scalars(select(SignInCode)).one()
    assert code not in row.code_digest
    assert len(row.code_digest) == 64
    assert code not in caplog.text


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_signing_in(any_hall, typed: str):
    sign_in = any_hall.people.start_sign_in("c-1", KNOWN)
    assert sign_in.expires_at == any_hall.clock.now() + CODE_LIFETIME
    assert any_hall.people.awaiting_code("c-1")
    actor = any_hall.people.finish_sign_in("c-1", typed.format(any_hall.code()))
    assert actor.level == "code"
    assert actor == any_hall.people.actor("c-1")
    with any_hall.db.read() as session:
        assert session.get_one(Person, actor.person).code == "LIN-HAI"


def test_an_unknown_phone_becomes_a_new_person_once(hall):
    persons = set()
    for conversation in ("c-1", "c-2"):
        hall.people.start_sign_in(conversation, UNKNOWN)
        persons.add(hall.people.finish_sign_in(conversation, hall.code()).person)
    assert len(persons) == 1
    with hall.db.read() as session:
        person = session.get_one(Person, persons.pop())
        assert session.scalar(select(func.count()).select_from(Person)) == 11
    assert hall.vault.display(person.phone_token) == "139****0077"
    assert person.resident is None
