"""Insert a row unless its key is taken: the one statement on which claims, quota and idempotency stand."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from city.db import Base


def insert_new(session: Session, table: type[Base], values: Mapping[str, object]) -> bool:
    """Insert the row and say whether that was possible; a taken key is no error and leaves the transaction whole.

    On PostgreSQL this waits for another transaction that has just inserted the same key.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    done = session.execute(insert.values(**values).on_conflict_do_nothing().returning(*table.__table__.primary_key))
    return done.first() is not None
