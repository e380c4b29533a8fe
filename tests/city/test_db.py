"""The unit of work, on both databases."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import String
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Mapped, mapped_column

from city.clock import ClockOffset
from city.db import Base, Database, UtcDateTime


class Meter(Base):
    __tablename__ = "test_meter"
    name: Mapped[str] = mapped_column(String(10), primary_key=True)
    count: Mapped[int]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@pytest.fixture
def db(any_url: str) -> Iterator[Database]:
    db = Database(any_url)
    db.create_tables()
    yield db
    db.close()


def count(db: Database) -> int | None:
    with db.read() as session:
        meter = session.get(Meter, "m")
        return meter.count if meter else None


def test_a_read_cannot_write(db: Database):
    with db.read() as session:
        session.add(Meter(name="m", count=1))
        with pytest.raises(DBAPIError):
            session.flush()
    assert count(db) is None


def test_a_connection_that_read_can_write_afterwards(db: Database):
    assert count(db) is None
    with db.write() as session:
        session.add(Meter(name="m", count=1))
    assert count(db) == 1


def test_nothing_of_a_block_that_raises_is_kept(db: Database):
    def fail() -> None:
        with db.write() as session:
            session.add(Meter(name="m", count=1))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert count(db) is None


def test_a_write_inside_a_write_is_refused_and_the_outer_one_goes_on(db: Database):
    with db.write() as session:
        with pytest.raises(RuntimeError, match="inside a write"), db.write():
            pass
        session.add(Meter(name="m", count=1))
    assert count(db) == 1


def test_a_naive_time_never_reaches_the_database(db: Database):
    with pytest.raises(StatementError, match="naive"), db.write() as session:
        session.add(Meter(name="m", count=1, read_at=datetime(2026, 11, 24, 13, 30)))  # noqa: DTZ001


def test_times_come_back_aware_and_in_utc(db: Database):
    at = datetime(2026, 11, 24, 13, 30, tzinfo=timezone(timedelta(hours=8)))
    with db.write() as session:
        session.add(Meter(name="m", count=1, read_at=at))
    with db.read() as session:
        read_at = session.get_one(Meter, "m").read_at
    assert read_at == at
    assert read_at.utcoffset() == timedelta(0)


def test_no_update_is_lost_between_threads(db: Database):
    with db.write() as session:
        session.add(Meter(name="m", count=0))

    def add_ten() -> None:
        for _ in range(10):
            with db.write() as session:
                session.get_one(Meter, "m", with_for_update=True).count += 1

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(db) == 40


def test_creating_tables_again_changes_nothing(db: Database):
    with db.write() as session:
        session.add(ClockOffset(id=1, offset_us=5))
    db.create_tables()
    with db.read() as session:
        assert session.get_one(ClockOffset, 1).offset_us == 5


def test_sqlite_survives_a_power_cut(tmp_path):
    db = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
    db.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_a_postgresql_url_means_psycopg(scheme: str):
    db = Database(f"{scheme}://u:p@localhost/shimin")
    assert db.url.drivername == "postgresql+psycopg"
    assert not db.is_sqlite


def test_a_rehearsal_clock_ticks_on_and_is_seen_by_other_processes(db: Database):
    from city.clock import RehearsalClock

    wanted = datetime(2027, 1, 2, 3, 4, tzinfo=UTC)
    RehearsalClock(db).set(wanted)
    second_engine = Database(db.url.render_as_string(hide_password=False))
    other = RehearsalClock(second_engine)
    first, second = other.now(), other.now()
    assert wanted <= first < second < wanted + timedelta(minutes=1)
    RehearsalClock(db).set(None)
    assert abs(other.now() - datetime.now(UTC)) < timedelta(minutes=1)
    second_engine.close()
