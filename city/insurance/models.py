"""Tables of the embedded insurer's register and of the checks that were made."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, UtcDateTime


class InsurancePolicy(Base):
    """One policy of one insured person; its number is in the vault (see city/insurance/policies.py for the fields)."""

    __tablename__ = "insurance_policy"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Code of a sample policy of the pack; None for everything else."""
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    product: Mapped[str] = mapped_column(String(40))
    number_token: Mapped[str] = mapped_column(String(20))
    number_digest: Mapped[str] = mapped_column(String(64), unique=True)
    start: Mapped[date]
    end: Mapped[date]
    ended_on: Mapped[date | None]
    ended_why: Mapped[str | None] = mapped_column(String(20))
    family_size: Mapped[int]
    had_claim: Mapped[bool]
    pre_existing: Mapped[str] = mapped_column(String(20))
    basic_insured: Mapped[bool | None]


class Accumulator(Base):
    """Fen counted per policy and group: used_deductible, used_limit, used_person, or last_deductible."""

    __tablename__ = "insurance_accumulator"

    policy: Mapped[str] = mapped_column(ForeignKey("insurance_policy.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    group: Mapped[str] = mapped_column("limit_group", String(40), primary_key=True)
    fen: Mapped[int] = mapped_column(BigInteger)


class CoverCheck(Base):
    """One question and its answer, as they were. A check never changes an accumulator."""

    __tablename__ = "cover_check"
    __table_args__ = (UniqueConstraint("person", "key"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    """Idempotency key: asking again with the same key gives the same answer."""
    person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(20))
    receipt: Mapped[str | None] = mapped_column(String(64))
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
