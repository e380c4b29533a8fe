"""Use cases of staff identity: invite, accept, recognise, sign out. All of it blocks.

Times are the computer's: no rehearsal of the city's clock signs anybody out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import yaml
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.console.roles import ROLES, Permission, Role, allows
from bot.console.tables import StaffInvitation, StaffMember, StaffSession
from bot.secret import fresh_token, token_hash
from city.db import Database
from city.ids import new_id

SAMPLES = Path(__file__).parent / "samples.yml"

_INVITED_FOR = timedelta(hours=24)
_IDLE = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)
_NAME_CHARS = 80


class NotInvited(Exception):
    """The link is unknown, used or too old: the three look alike."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the staff who is signed in."""

    id: str
    name: str
    role: Role
    csrf: str = ""
    """What a form of this session must carry."""

    def may(self, permission: Permission) -> bool:
        """Say whether this person's role allows it."""
        return allows(self.role, permission)


class Staff:
    """Knows who works here."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def invite(self, name: str, role: str) -> str:
        """Return the token of a link that signs the person in once; who is known gets a new link and this role.

        Raises:
            ValueError: there is no such role, or the name is empty or too long.
        """
        if role not in ROLES:
            raise ValueError(f"the role must be one of {', '.join(ROLES)}")
        name = " ".join(name.split())
        if not 0 < len(name) <= _NAME_CHARS or set(name) & set("<>"):
            raise ValueError(f"a name has 1 to {_NAME_CHARS} characters and no angle brackets")
        now, token = datetime.now(UTC), fresh_token()
        with self._db.write() as session:
            session.execute(delete(StaffInvitation).where(StaffInvitation.expires_at <= now))
            member = _named(session, name, role, now)
            expires = now + _INVITED_FOR
            session.add(StaffInvitation(token_hash=token_hash(token), staff_id=member.id, expires_at=expires))
        return token

    def invited(self, token: str) -> str:
        """Return the name of the person whom the link invites, and leave it unused.

        Raises:
            NotInvited
        """
        with self._db.read() as session:
            invitation = _valid(session, token)
            return session.get_one(StaffMember, invitation.staff_id).name

    def accept(self, token: str) -> str:
        """Use up a link and return the token of a new session.

        Raises:
            NotInvited
        """
        with self._db.write() as session:
            invitation = _valid(session, token)
            # Whoever deletes the row has used it: of two that come at once, one finds nothing to delete.
            used = session.execute(delete(StaffInvitation).where(StaffInvitation.token_hash == token_hash(token)))
            if not used.rowcount:  # type: ignore[attr-defined]
                raise NotInvited
            return _open(session, invitation.staff_id)

    def samples(self) -> list[Member]:
        """Return the invented people of development, and create those who are missing."""
        people = yaml.safe_load(SAMPLES.read_text(encoding="utf-8"))
        with self._db.write() as session:
            rows = [_named(session, one["name"], one["role"], datetime.now(UTC)) for one in people]
            return [_member(row) for row in rows]

    def open(self, staff_id: str) -> str:
        """Return the token of a new session of a sample person.

        Raises:
            NotInvited: there is no such person.
        """
        with self._db.write() as session:
            if session.get(StaffMember, staff_id) is None:
                raise NotInvited
            return _open(session, staff_id)

    def recognise(self, token: str) -> Member | None:
        """Return who is signed in with a session's token; twelve hours without a request end a session."""
        now = datetime.now(UTC)
        with self._db.read() as session:
            row = session.get(StaffSession, token_hash(token))
            if row is None or row.seen_at < now - _IDLE:
                return None
            member = session.get_one(StaffMember, row.staff_id)
        if row.seen_at < now - _SEEN_EVERY:
            with self._db.write() as session:
                seen = session.get(StaffSession, row.token_hash)
                if seen is not None:
                    seen.seen_at = now
        return _member(member, row.csrf)

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._db.write() as session:
            session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(token)))

    def names(self) -> dict[str, str]:
        """Return everybody's name by id."""
        with self._db.read() as session:
            return {row.id: row.name for row in session.scalars(select(StaffMember))}


def _named(session: Session, name: str, role: Role, now: datetime) -> StaffMember:
    member = session.scalars(select(StaffMember).where(StaffMember.name == name)).one_or_none()
    if member is None:
        member = StaffMember(id=new_id("s"), name=name, role=role, since=now)
        session.add(member)
    member.role = role
    session.flush()
    return member


def _valid(session: Session, token: str) -> StaffInvitation:
    row = session.get(StaffInvitation, token_hash(token))
    if row is None or row.expires_at <= datetime.now(UTC):
        raise NotInvited
    return row


def _open(session: Session, staff_id: str) -> str:
    token, now = fresh_token(), datetime.now(UTC)
    session.execute(delete(StaffSession).where(StaffSession.seen_at < now - _IDLE))
    session.add(StaffSession(token_hash=token_hash(token), staff_id=staff_id, csrf=fresh_token(), seen_at=now))
    return token


def _member(row: StaffMember, csrf: str = "") -> Member:
    return Member(row.id, row.name, cast("Role", row.role), csrf)
