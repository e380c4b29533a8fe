"""Table of the embedded register of applications for aid."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, UtcDateTime


class AidApplication(Base):
    """One application of one person, as the office that decides keeps it."""

    __tablename__ = "aid_application"

    ref: Mapped[str] = mapped_column(String(20), primary_key=True)
    """What the office wrote on the slip: ``AP-3391``. It opens nothing."""
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    programme: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    reason_zh: Mapped[str | None] = mapped_column(Text)
    reason_en: Mapped[str | None] = mapped_column(Text)
    """Why it was refused or what is lacking; a refusal must give its reason."""
    papers_due: Mapped[date | None]
    submitted_on: Mapped[date]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
