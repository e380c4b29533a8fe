"""No table but the vault knows what a citizen typed or who they are, and the vault knows it only encrypted."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from city import dev
from city.bootstrap import City
from city.insurance.answers import CoverQuestion
from city.insurance.samples import load_policies
from city.people.identifiers import normalise
from city.people.samples import load_people
from city.reports.values import NewReport, Place

TYPED = {
    "id": "460200197503070018",
    "phone": "13900000077",
    "policy": "HQBB-2026-10000018",
    "card": "6222000011112222",
    "email": "ann.bell@example.com",
    "passport": "E12345678",
    "plate": "琼B12345",
    "name": "欧阳翠花",
}


@pytest.fixture
def used(city: City) -> City:
    """A city in which somebody has typed everything, signed in, asked about cover and got receipts."""
    tokens = {kind: city.vault.put(kind, value, "c-1") for kind, value in TYPED.items()}
    for token in tokens.values():
        city.vault.reveal(token, "test")
    city.people.start_sign_in("c-2", TYPED["phone"])
    city.people.finish_sign_in("c-2", dev.inbox(city)[0]["params"]["code"])
    actor = dev.sign_in(city, "c-1", "LIN-HAI")
    question = CoverQuestion("MRI", city.clock.today(), policy=tokens["policy"], hospital="SY-PEOPLE")
    city.cover.check(actor, question, key="k")
    words = f"打 {tokens['phone']} 找 {tokens['name']}"
    report = NewReport("NOISE", Place("解放路"), words, contact={"phone": tokens["phone"]})
    city.reports.file(actor, report, key="k")
    return city


def secrets_of(city: City) -> set[str]:
    pack = city.settings.pack
    people = [(one.phone, one.name.zh) for one in load_people(pack)]
    numbers = [one.number for one in load_policies(pack)]
    values = {*TYPED.values(), *numbers, *(value for pair in people for value in pair)}
    return values | {normalise("policy", value) for value in values} | {dev.inbox(city)[0]["params"]["code"]}


def test_no_column_of_any_table_holds_one(used: City):
    secrets = {secret.lower() for secret in secrets_of(used)}
    tables = inspect(used.db.engine).get_table_names()
    assert {
        "vault_item",
        "person",
        "receipt",
        "cover_check",
        "notification",
        "ledger_entry",
        "report",
        "service_request",
    } <= set(tables)
    with used.db.read() as session:
        for table in tables:
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                found = {secret for secret in secrets if any(secret in _words(value) for value in row)}
                assert not found, table


def test_no_file_of_the_state_holds_one(used: City):
    used.db.close()
    for path in Path(used.settings.state_dir).rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [secret for secret in secrets_of(used) if len(secret) > 6 and secret.encode() in data], path


def test_no_log_says_one(city: City, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest):
    with caplog.at_level(logging.DEBUG):
        request.getfixturevalue("used")
    assert "revealed for" in caplog.text
    assert not [secret for secret in secrets_of(city) if len(secret) > 2 and secret in caplog.text]


def _words(value: object) -> str:
    """A value as text, also where it is JSON in bytes."""
    return (value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)).lower()
