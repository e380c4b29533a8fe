"""Tables of the staff: who they are and which browsers they are signed in with. Secrets are stored as hashes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, UtcDateTime

STAFF_ID = String(32)


class StaffMember(Base):
    """One person who works here. The name is shown to colleagues and stands as author of what they teach."""

    __tablename__ = "staff_member"

    id: Mapped[str] = mapped_column(STAFF_ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    """One of ``roles.ROLES``."""
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffInvitation(Base):
    """A link that signs one person in once."""

    __tablename__ = "staff_invitation"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffSession(Base):
    """A browser that is signed in."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"))
    csrf: Mapped[str] = mapped_column(String(64))
    """What every form of this session carries."""
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReleaseRequest(Base):
    """Somebody wants a model live although it loses something; a second person must agree."""

    __tablename__ = "release_request"

    release: Mapped[str] = mapped_column(String(64), primary_key=True)
    by: Mapped[str] = mapped_column(STAFF_ID)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReleaseAct(Base):
    """A change of the live model. Written before the trainer is asked, so that none goes without its receipt."""

    __tablename__ = "release_act"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    act: Mapped[str] = mapped_column(String(32))
    """model.released | model.rolled_back"""
    state: Mapped[str] = mapped_column(String(8), index=True)
    """asked | done | refused"""
    release: Mapped[str | None] = mapped_column(String(64))
    """None when the model that went live was not made by a release."""
    model: Mapped[str] = mapped_column(String(200))
    previous: Mapped[str | None] = mapped_column(String(200))
    hashes: Mapped[dict[str, Any]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(STAFF_ID)
    second: Mapped[str | None] = mapped_column(STAFF_ID)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt: Mapped[str | None] = mapped_column(String(64))
    """``jti`` of the receipt, which stands in the ledger."""
