"""Use cases of people: who speaks in a conversation, signing in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from city.clock import Clock
from city.db import Database
from city.errors import NotFound, WrongCode
from city.ids import new_id
from city.people.access import Actor, Adopter
from city.people.identifiers import TOKEN
from city.people.models import Person, PersonSession, SignInCode
from city.people.sign_in import Codes, SignIn
from city.people.vault import Vault

IDLE = timedelta(minutes=30)
"""A sign-in ends this long after the citizen's last word."""

_TOUCH = timedelta(minutes=1)
"""The last word is written down at most this often."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the city itself knows about a person that decides entitlements; None is unknown."""

    resident: bool | None


class People:
    """Sessions of conversations. Rows of a guest become the person's by the ``adopters``."""

    def __init__(self, db: Database, clock: Clock, vault: Vault, codes: Codes, adopters: Sequence[Adopter]) -> None:
        self._db = db
        self._clock = clock
        self._vault = vault
        self._codes = codes
        self._adopters = tuple(adopters)

    def actor(self, conversation_id: str) -> Actor:
        """Return who speaks in a conversation; a new conversation gets a guest."""
        with self._db.read() as session:
            row = session.get(PersonSession, conversation_id)
        if row is None:
            return self._begin(conversation_id)
        idle = self._clock.now() - row.seen_at
        if row.person is None:
            return _actor(row)
        if idle > IDLE:
            return self.sign_out(conversation_id)
        if idle > _TOUCH:
            self._touch(conversation_id)
        return _actor(row)

    def start_sign_in(self, conversation_id: str, phone: str) -> SignIn:
        """Send a one-time code to a phone, given as typed or as the vault token of this conversation.

        Raises:
            NotAPhone, TooManyCodes, VaultExpired
        """
        if TOKEN.fullmatch(phone):
            phone = self._vault.reveal(phone, "sign-in", scope=conversation_id)
        self.actor(conversation_id)
        with self._db.write() as session:
            return self._codes.send(session, conversation_id, phone)

    def awaiting_code(self, conversation_id: str) -> bool:
        """Whether six digits typed now would be taken for a code."""
        with self._db.read() as session:
            return self._codes.awaiting(session, conversation_id)

    def finish_sign_in(self, conversation_id: str, code: str) -> Actor:
        """Sign in with the code that was sent.

        Raises:
            WrongCode: with the number of tries left.
            CodeExpired: there is no code to try; ask for a new one.
        """
        self.actor(conversation_id)
        with self._db.write() as session:
            outcome = self._codes.check(session, conversation_id, code)
            if isinstance(outcome, SignInCode):
                return self._enter(session, conversation_id, self._person_of(session, outcome))
        raise WrongCode(tries_left=outcome)  # after the commit: the try counts

    def sign_in_sample(self, conversation_id: str, code: str) -> Actor:
        """Sign a sample person of the pack in without a code; development only, see city/dev.py.

        Raises:
            NotFound: there is no such person.
        """
        self.actor(conversation_id)
        with self._db.write() as session:
            person = session.scalars(select(Person).where(Person.code == code)).one_or_none()
            if person is None:
                raise NotFound
            return self._enter(session, conversation_id, person.id)

    def sign_out(self, conversation_id: str) -> Actor:
        """Forget who speaks. What was done stays the person's; the conversation goes on as a new guest's."""
        with self._db.write() as session:
            row = _locked(session, conversation_id)
            if row is None:
                return _actor(self._new_session(session, conversation_id))
            if row.person is not None:
                row.person, row.guest = None, new_id("g")
            return _actor(row)

    def facts(self, person_id: str) -> PersonFacts:
        """Return what the city knows about a person who is signed in."""
        with self._db.read() as session:
            person = session.get(Person, person_id)
        return PersonFacts(resident=person.resident if person else None)

    def _begin(self, conversation_id: str) -> Actor:
        try:
            with self._db.write() as session:
                row = session.get(PersonSession, conversation_id) or self._new_session(session, conversation_id)
                return _actor(row)
        except IntegrityError:  # another process began the same conversation
            with self._db.read() as session:
                return _actor(session.get_one(PersonSession, conversation_id))

    def _new_session(self, session: Session, conversation_id: str) -> PersonSession:
        row = PersonSession(conversation=conversation_id, guest=new_id("g"), seen_at=self._clock.now())
        session.add(row)
        session.flush()
        return row

    def _touch(self, conversation_id: str) -> None:
        with self._db.write() as session:
            session.get_one(PersonSession, conversation_id).seen_at = self._clock.now()

    def _enter(self, session: Session, conversation_id: str, person_id: str) -> Actor:
        row = _locked(session, conversation_id)
        assert row is not None, "the session was begun before"
        if row.person not in {None, person_id}:
            row.guest = new_id("g")
        row.person, row.seen_at = person_id, self._clock.now()
        for adopt in self._adopters:
            adopt(session, row.guest, person_id)
        return _actor(row)

    def _person_of(self, session: Session, code: SignInCode) -> str:
        """Return the person of a phone, who is created at the first sign-in."""
        query = select(Person).where(Person.phone_digest == code.phone_digest)
        person = session.scalars(query).one_or_none()
        if person is not None:
            return person.id
        phone = self._vault.reveal(code.phone_token, "new person", scope=code.conversation)
        return add_person(session, self._vault, self._clock, phone=phone).id


def add_person(  # noqa: PLR0913 - a person has these parts
    session: Session,
    vault: Vault,
    clock: Clock,
    *,
    phone: str,
    code: str | None = None,
    name: str | None = None,
    resident: bool | None = None,
) -> Person:
    """Create a person in the caller's transaction; phone and name go to the vault and stay there."""
    identifier = new_id("p")
    person = Person(
        id=identifier,
        code=code,
        phone_digest=vault.digest("phone", phone),
        phone_token=vault.put_in(session, "phone", phone, identifier),
        name_token=vault.put_in(session, "name", name, identifier) if name else None,
        resident=resident,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    return person


def _locked(session: Session, conversation_id: str) -> PersonSession | None:
    query = select(PersonSession).where(PersonSession.conversation == conversation_id).with_for_update()
    return session.scalars(query).one_or_none()


def _actor(row: PersonSession) -> Actor:
    return Actor(row.conversation, row.guest, row.person, "anonymous" if row.person is None else "code")
