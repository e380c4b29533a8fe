"""Tables of the staff: who they are and which browsers they are signed in with. Secrets are stored as hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
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
