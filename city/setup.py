"""Prepares a city: its vault key, the tables of all rooms and, in development, the sample people with their policies.

Whatever is there already stays as it is, so running it again is safe and quick.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from city.aid.samples import load_applications, seed_applications
from city.bootstrap import City
from city.insurance.samples import load_policies, seed_policies
from city.people.envelope import ensure_key
from city.people.samples import load_people, seed_people
from city.settings import Settings
from ledger import tables


def set_up(settings: Settings) -> None:
    """Create what is missing. The city is opened first, so a mistake in pack or keys stops before the database.

    Raises:
        PackError: the pack breaks its rules.
        KeyMissing, KeysMissingError: a key is damaged, or ``python -m ledger keys`` has not been run.
        SQLAlchemyError: the database cannot be reached.
        OSError: a folder cannot be made.
    """
    _make_folders(settings)
    ensure_key(settings.keys_dir)
    people, policies = load_people(settings.pack), load_policies(settings.pack)
    applications = load_applications(settings.pack)
    city = City.open(settings)
    try:
        # Opening the city has imported the models of all its rooms, so their tables are known here.
        city.db.create_tables()
        tables.create_all(city.db.writer)
        if settings.is_development:
            with city.db.write() as session:
                seed_people(session, city.vault, city.clock, people)
                seed_policies(session, city.vault, policies)
                seed_applications(session, city.clock, applications)
    finally:
        city.close()


def _make_folders(settings: Settings) -> None:
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
