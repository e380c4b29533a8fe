"""Table of the notification outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, UtcDateTime


class Notification(Base):
    """One message that is to be sent, once. ``params`` are sealed, since they may hold a one-time code."""

    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    to_token: Mapped[str] = mapped_column(String(64))
    template: Mapped[str] = mapped_column(String(40))
    params: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
