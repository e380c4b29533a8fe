"""The gate: missing and forbidden look alike."""

from dataclasses import dataclass

import pytest

from city.errors import NotFound, SignInRequired
from city.people.access import Actor, signed_in, visible


@dataclass
class Row:
    owner: str


GUEST = Actor("c-1", "g-1")
PERSON = Actor("c-1", "g-1", "p-1", "code")


@pytest.mark.parametrize("row", [None, Row("g-2"), Row("p-1"), Row(""), Row("c-1")])
def test_a_guest_sees_nothing_that_is_not_theirs(row: Row | None):
    with pytest.raises(NotFound) as refusal:
        visible(GUEST, row)
    assert refusal.value.data == {}


@pytest.mark.parametrize("row", [None, Row("g-2"), Row("p-2")])
def test_a_person_sees_nothing_that_is_not_theirs(row: Row | None):
    with pytest.raises(NotFound) as refusal:
        visible(PERSON, row)
    assert refusal.value.data == {}


def test_a_person_sees_what_is_theirs_and_their_guests():
    assert visible(PERSON, Row("p-1")).owner == "p-1"
    assert visible(PERSON, Row("g-1")).owner == "g-1"
    assert visible(GUEST, Row("g-1")).owner == "g-1"


@pytest.mark.parametrize("actor", [GUEST, Actor("c-1", "g-1", "p-1"), Actor("c-1", "g-1", None, "code")])
def test_half_signed_in_is_not_signed_in(actor: Actor):
    with pytest.raises(SignInRequired):
        signed_in(actor)


def test_what_is_new_belongs_to_the_person_once_there_is_one():
    assert GUEST.owner == "g-1"
    assert PERSON.owner == "p-1"
    assert signed_in(PERSON) == "p-1"
