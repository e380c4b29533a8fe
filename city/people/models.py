"""Tables of people: persons, the session of each conversation, and the one-time codes of sign-in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, UtcDateTime


class Person(Base):
    """Somebody who can sign in. Phone and name are in the vault; the digest only finds the person again."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Code of a sample person of the pack; None for everybody else."""
    phone_digest: Mapped[str] = mapped_column(String(64), unique=True)
    phone_token: Mapped[str] = mapped_column(String(20))
    name_token: Mapped[str | None] = mapped_column(String(20))
    resident: Mapped[bool | None]
    """Whether the household lives in Hainan; None while nobody has told us."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonSession(Base):
    """Who speaks in a conversation at present."""

    __tablename__ = "person_session"

    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    guest: Mapped[str] = mapped_column(String(40), unique=True)
    person: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The last time the signed-in citizen did something; sign-in ends some time after."""


class SignInCode(Base):
    """A one-time code that was sent. Only its keyed fingerprint is kept."""

    __tablename__ = "sign_in_code"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64), index=True)
    phone_digest: Mapped[str] = mapped_column(String(64), index=True)
    phone_token: Mapped[str] = mapped_column(String(20))
    code_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries_left: Mapped[int]
    closed: Mapped[bool] = mapped_column(default=False)
    """Used, or replaced by a newer code."""
