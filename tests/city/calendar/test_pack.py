"""Calendar files that break their rules are refused with file and field."""

import shutil
from pathlib import Path

import pytest

from city.calendar.pack import load_closures, load_days
from city.calendar.service import Calendar
from city.catalogue.catalogue import Catalogue
from city.packs import PackError

SMALL = Path(__file__).parent.parent / "packs" / "small"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "pack")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("known_until: 2026-12-31", "", r"calendar.yml.known_until: is missing"),
        ("known_until: 2026-12-31", "known_until: soon", r"calendar.yml.known_until: expected a date"),
        ("mark: sourced", "mark: rumour", r"calendar.yml.mark: expected one of sourced, known, sample"),
        ("2026-10-10", "2026-10-07", r"2026-10-07 is a holiday too"),
        ("2026-10-10", "10 October", r"makeup_workdays: expected a list of dates"),
        ("to: 2026-10-07", "to: 2026-09-07", r"holidays\[0\].to: ends before it begins"),
        ("known_until", "extra: 1\nknown_until", r"calendar.yml: unknown field extra"),
        ("known_until", "known_until: 2026-01-01\nknown_until", r"stands twice"),
    ],
)
def test_days(pack, old, new, message):
    edit(pack / "calendar.yml", old, new)
    with pytest.raises(PackError, match=message):
        load_days(pack)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{office: MAIN}", "{}", r"WORKS.scope.*expected exactly one, got 0"),
        ("{office: MAIN}", "{office: MAIN, city: true}", r"expected exactly one, got 2"),
        ("2026-12-15T09:10", "nine", r"WORKS.from: expected a time like"),
        ("2026-12-15T16:00", "2026-12-15T08:00", r"WORKS.to: ends before it begins"),
        ("reason: maintenance", "reason: maintenance\n  why: not", r"WORKS: unknown field why"),
    ],
)
def test_closures(pack, old, new, message):
    edit(pack / "closures.yml", old, new)
    with pytest.raises(PackError, match=message):
        load_closures(pack)


def test_a_closure_of_an_office_that_does_not_exist(pack, tmp_path):
    edit(pack / "closures.yml", "{office: MAIN}", "{office: MIAN}")
    with pytest.raises(PackError, match="there is no office MIAN"):
        Calendar.load(None, Catalogue.load(pack), pack)


def test_a_pack_may_announce_no_closures(pack):
    (pack / "closures.yml").unlink()
    assert load_closures(pack) == ()


def test_a_closure_of_the_whole_city(pack):
    edit(pack / "closures.yml", "{office: MAIN}", "{city: true}")
    (closure,) = load_closures(pack)
    assert closure.covers(district="any", office="any", service=None)
