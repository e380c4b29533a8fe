"""Tables of the reports: our own copy of each, who joined it, and the register of the department that comes with us."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, UtcDateTime

_OWNER = String(64)
_CODE = String(32)


class ReportRow(Base):
    """One report as we keep it, whatever becomes of it elsewhere. Texts hold vault tokens, never identifiers."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("owner", "key"),
        Index("ix_report_kind_requested", "kind", "requested_at"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="position"),
        CheckConstraint("words IS NOT NULL OR lat IS NOT NULL", name="place"),
    )

    ref: Mapped[str] = mapped_column(String(20), primary_key=True)
    owner: Mapped[str] = mapped_column(_OWNER, index=True)
    key: Mapped[str] = mapped_column(String(200))
    """Idempotency key: filing again with the same key gives the same report."""
    kind: Mapped[str] = mapped_column(_CODE)
    status: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int]
    description: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(String(200))
    same_words: Mapped[str | None] = mapped_column(String(200))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    photo: Mapped[str | None] = mapped_column(String(500))
    contact: Mapped[str] = mapped_column(Text)
    """Vault tokens by kind, as JSON."""
    channel: Mapped[str] = mapped_column(String(10))
    token: Mapped[str] = mapped_column(String(16), unique=True)
    """What another app follows it by until the department has taken it."""
    number: Mapped[str | None] = mapped_column(String(64))
    their_token: Mapped[str | None] = mapped_column(String(64))
    sent: Mapped[bool] = mapped_column(default=False)
    """Whether the department may have heard of it: then it is never sent again."""
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt: Mapped[str] = mapped_column(String(64))


class ReportSupport(Base):
    """Somebody said "me too"."""

    __tablename__ = "report_support"

    report: Mapped[str] = mapped_column(ForeignKey("report.ref"), primary_key=True)
    owner: Mapped[str] = mapped_column(_OWNER, primary_key=True)
    receipt: Mapped[str] = mapped_column(String(64))


class ReportDay(Base):
    """The last number given out on a day (Asia/Shanghai)."""

    __tablename__ = "report_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class ServiceRequest(Base):
    """A report in the register of the department that comes with the house; a city with its own server leaves it empty."""

    __tablename__ = "service_request"

    reference: Mapped[str] = mapped_column(String(20), primary_key=True)
    """The number of whoever sent it: sent twice, it is one request."""
    number: Mapped[str | None] = mapped_column(String(64), unique=True)
    token: Mapped[str] = mapped_column(String(16), unique=True)
    service_code: Mapped[str] = mapped_column(_CODE)
    description: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(String(200))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    media_url: Mapped[str | None] = mapped_column(String(500))
    status: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
