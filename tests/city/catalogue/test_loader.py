"""A pack that breaks its rules is refused, and the message says where."""

import shutil
from pathlib import Path

import pytest

from city.catalogue.catalogue import Catalogue
from city.packs import PackError

SMALL = Path(__file__).parent.parent / "packs" / "small"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "pack")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("services.yml", "group: travel", "", "services.yml PASSPORT.group: is missing"),
        ("services.yml", "group: travel", 'group: ""', "services.yml PASSPORT.group: expected a text"),
        (
            "services.yml",
            "group: travel",
            "colour: red\n  group: travel",
            "services.yml PASSPORT: unknown field colour",
        ),
        ("services.yml", "group: travel", "group: travel\n  group: air", "stands twice"),
        ("services.yml", "mode: booked", "mode: magic", "PASSPORT.mode: expected one of online, offline, both"),
        ("services.yml", "bookable: true", "bookable: 1", "PASSPORT.bookable: expected true or false, got 1"),
        ("services.yml", "max_quantity: 3", "max_quantity: 0", "PASSPORT.max_quantity: expected a whole number from 1"),
        ("services.yml", "max_quantity: 3", "max_quantity: true", "PASSPORT.max_quantity: expected a whole number"),
        ("services.yml", "fen: 12000", "fen: 120.5", "PASSPORT.fee.fen: expected a whole number from 0 on, got 120.5"),
        ("services.yml", "fen: 12000", "fen: -1", "PASSPORT.fee.fen: expected a whole number from 0"),
        ("services.yml", "{zh: 护照, en: Passport}", "{zh: 护照}", "PASSPORT.name.en: is missing"),
        ("services.yml", "en: Passport}", "en: Passport, new}", "PASSPORT.name: unknown field new"),
        ("services.yml", "offices: [MAIN, WEST]", "offices: [MAIN, MAIN]", "PASSPORT.offices: says something twice"),
        ("services.yml", "offices: [MAIN, WEST]", "offices: [MAIN, EAST]", "PASSPORT.offices: there is no office EAST"),
        ("services.yml", "offices: [MAIN, WEST]", "offices: [MAIN]", "WEST.counters desk: PASSPORT is not booked here"),
        ("services.yml", "offices: [MAIN, WEST]", "offices: [MAIN, WEST, HALL]", "HALL has no counter for it"),
        ("services.yml", "offices: [MAIN, WEST]", "offices: []", "bookable but no office gives it"),
        ("services.yml", "bookable: true", "bookable: false", "PASSPORT is not booked here"),
        ("services.yml", "mark: sample\n  assured_on", "mark: sure\n  assured_on", "PASSPORT.mark: expected one of"),
        (
            "services.yml",
            "mark: sample\n  assured_on",
            "mark: sourced\n  assured_on",
            "PASSPORT.source: is missing although",
        ),
        ("services.yml", "assured_on: 2026-11-24", "assured_on: today", "PASSPORT.assured_on: expected a date"),
        ("services.yml", "code: PLATES", "code: PASSPORT", "services.yml PASSPORT: the code is used twice"),
        ("services.yml", "- code: PASSPORT", "- {}\n- code: PASSPORT", "services.yml entry 1.code: is missing"),
        ("services.yml", "{zh: 车牌, en: Plates}", "{zh: 护照, en: Plates}", "'护照' already names PASSPORT"),
        ("services.yml", "{zh: 车牌, en: Plates}", "{zh: 车牌, en: PASSPORT}", "'PASSPORT' already names PASSPORT"),
        ("offices.yml", "district: north", "district: east", "offices.yml MAIN.district: there is no district east"),
        ("offices.yml", "services: [PASSPORT]", "services: [PASSPORT, PASPORT]", "there is no service PASPORT"),
        ("offices.yml", "code: plates", "code: desk", "MAIN.counters: two counters share a code"),
        ("offices.yml", "08:00-12:00", "12:00-08:00", "hours: the span 12:00-08:00 ends before it begins"),
        ("offices.yml", "08:00-12:00", "8-12", "hours: expected a span like 08:00-12:00"),
        ("offices.yml", '"14:30-17:30"', '"11:00-17:30"', "hours: the spans overlap or are out of order"),
        ("offices.yml", "days: [mon", "days: [monday", "days: expected mon, tue"),
        (
            "offices.yml",
            "}]\n    holidays",
            '}, {days: [fri], hours: ["08:00-09:00"]}]\n    holidays',
            "fri stands in two rules",
        ),
        ("offices.yml", "seats: 2", "seats: 0", "counters\\[0\\].seats: expected a whole number from 1"),
        ("offices.yml", "holidays: closed", "holidays: maybe", "opening.holidays: expected one of closed, open"),
        ("offices.yml", "mark: sample", "lat: 95.5\n  mark: sample", "MAIN.lat: expected degrees up to 90"),
        ("districts.yml", "- {code: north", "north", "districts.yml"),
    ],
)
def test_a_mistake_is_named(pack, file, old, new, message):
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=message):
        Catalogue.load(pack)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "expected a list of entries"),
        ("a: 1", "expected a list"),
        ("- 7", "entry 1: expected a mapping, got int"),
        ("[", "not valid YAML"),
    ],
)
def test_a_file_of_another_shape(pack, content, message):
    (pack / "districts.yml").write_text(content, encoding="utf-8")
    with pytest.raises(PackError, match=message):
        Catalogue.load(pack)


def test_a_missing_file(pack):
    (pack / "offices.yml").unlink()
    with pytest.raises(PackError, match=r"offices\.yml: cannot be read"):
        Catalogue.load(pack)


def test_python_objects_are_not_built(pack):
    (pack / "districts.yml").write_text("- !!python/object/apply:os.getcwd []\n", encoding="utf-8")
    with pytest.raises(PackError, match="not valid YAML"):
        Catalogue.load(pack)


def test_files_of_other_rooms_may_be_missing_and_keep_their_fields(pack):
    assert Catalogue.load(pack).service("PASSPORT").name.en == "Passport"
    entry = "- {code: MRI, name: {zh: 核磁, en: MRI}, aliases: {zh: [], en: []}, mark: sample, family: imaging}\n"
    (pack / "events.yml").write_text(entry, encoding="utf-8")
    assert Catalogue.load(pack).event("MRI").fields == {"family": "imaging"}


def test_degrees_are_read(pack):
    text = (pack / "offices.yml").read_text(encoding="utf-8")
    (pack / "offices.yml").write_text(
        text.replace("mark: sample", "lat: 18\n  lon: 109.5\n  mark: sample", 1), encoding="utf-8"
    )
    office = Catalogue.load(pack).office("MAIN")
    assert (office.lat, office.lon) == (18.0, 109.5)


NAMED = "name: {zh: 甲, en: A}, aliases: {zh: [], en: []}, mark: known"


@pytest.mark.parametrize(
    ("file", "entry", "message"),
    [
        ("terms.yml", "- {code: T, NAMED}", "terms.yml T.plain: is missing"),
        ("terms.yml", "- {code: T, NAMED, plain: {zh: 乙}}", "T.plain.en: is missing"),
    ],
)
def test_insurance_words_are_checked_too(pack, file, entry, message):
    (pack / file).write_text(entry.replace("NAMED", NAMED), encoding="utf-8")
    with pytest.raises(PackError, match=message):
        Catalogue.load(pack)


def test_a_pack_may_lack_insurance_words(pack):
    assert Catalogue.load(pack).terms() == ()
