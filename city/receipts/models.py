"""Table of issued receipts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, UtcDateTime


class Receipt(Base):
    """One SD-JWT as it was signed, with its row in the ledger. It holds masked numbers, never identifiers."""

    __tablename__ = "receipt"
    __table_args__ = (Index("ix_receipt_owner_issued", "owner", "issued_at"),)

    jti: Mapped[str] = mapped_column(String(64), primary_key=True)
    ref: Mapped[str] = mapped_column(String(10), unique=True)
    """What a citizen can say: ``RC-88F2-Q1``. It opens nothing."""
    owner: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    """Id of the booking or check that the receipt is about."""
    sd_jwt: Mapped[str] = mapped_column(Text)
    replaces: Mapped[str | None] = mapped_column(String(64))
    entry_row: Mapped[int] = mapped_column(BigInteger, unique=True)
    """Row of the log entry (ledger.log.append)."""
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
