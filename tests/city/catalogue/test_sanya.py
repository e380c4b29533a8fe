"""The Sanya pack: what facts say is in it, and what is not known is marked."""

import pytest

from city.catalogue.catalogue import Catalogue
from city.errors import NotFound
from city.settings import PACKS

CODES = """
    RES-PERMIT ID-RENEW ID-LOST HUKOU-MOVE MARRIAGE DIVORCE SOC-CARD MED-ENROL MED-REFER FUND-RENT DL-RENEW VEH-PLATE
    PASSPORT HKM-PERMIT FOR-REG VISA-EXT BIZ-LIC PROPERTY NOTARY LEGAL-AID TEMP-AID DIBAO TALENT-RENT VACCINE
    SPORT-HALL LIBRARY BULKY YACHT-RENT YACHT-REG PARK
"""


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue.load(PACKS / "sanya")


def test_the_thirty_services(catalogue):
    assert [service.code for service in catalogue.services()] == CODES.split()


@pytest.mark.parametrize(
    ("code", "fen", "mark"),
    [
        ("PASSPORT", 12000, "sourced"),
        ("HKM-PERMIT", 6000, "sourced"),
        ("ID-RENEW", 2000, "sourced"),
        ("ID-LOST", 4000, "sourced"),
        ("DL-RENEW", 1000, "sourced"),
        ("VEH-PLATE", 11000, "sourced"),
        ("MARRIAGE", 0, "sourced"),
        ("SPORT-HALL", 4000, "sample"),
        ("NOTARY", None, "sample"),
    ],
)
def test_fees(catalogue, code, fen, mark):
    fee = catalogue.service(code).fee
    assert (fee.fen, fee.mark) == (fen, mark)
    assert fee.legal_basis or mark != "sourced"


def test_marriage_needs_no_household_register(catalogue):
    papers = " ".join(paper.en for paper in catalogue.service("MARRIAGE").documents)
    assert "no household register" in papers


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("出国的本本", "PASSPORT"),
        ("出国的本子", "PASSPORT"),
        ("護照", "PASSPORT"),
        ("港澳通行证", "HKM-PERMIT"),
        ("过港澳的证", "HKM-PERMIT"),
        ("领证", "MARRIAGE"),
        ("身份证丢了", "ID-LOST"),
        ("低保", "DIBAO"),
        ("驾照", "DL-RENEW"),
        ("公积金", "FUND-RENT"),
        ("港澳permit", "HKM-PERMIT"),
    ],
)
def test_everyday_words(catalogue, word, code):
    assert [service.code for service in catalogue.services() if word in service.aliases.zh] == [code]


def test_every_service_and_office_has_words_in_both_languages(catalogue):
    for entry in (*catalogue.services(), *catalogue.offices(), *catalogue.districts()):
        assert len(entry.aliases.zh) >= 3, entry.code
        assert len(entry.aliases.en) >= 3, entry.code


def test_no_word_means_a_service_and_an_office(catalogue):
    def words(entries):
        return {
            word.casefold() for one in entries for word in (*one.aliases.zh, *one.aliases.en, one.name.zh, one.name.en)
        }

    assert not words(catalogue.services()) & words(catalogue.offices())


def test_sample_addresses_say_so_themselves(catalogue):
    for office in catalogue.offices():
        assert (office.mark == "sample") == ("示例" in office.address.zh), office.code
        assert (office.mark == "sample") == ("sample" in office.address.en), office.code
        assert office.lat is None, "no position is sourced"


def test_what_needs_an_appointment_can_be_booked(catalogue):
    for service in catalogue.services():
        assert service.bookable or service.mode != "booked", service.code
        assert service.offices or service.mode == "online", service.code


def test_the_exit_entry_desks(catalogue):
    assert [office.code for office in catalogue.offices_for("PASSPORT")] == ["SY-EXIT", "TY-EXIT", "HT-EXIT", "YZ-EXIT"]
    assert [office.code for office in catalogue.offices_for("PASSPORT", "haitang")] == ["HT-EXIT"]
    assert catalogue.offices_for("VISA-EXT", "yazhou") == []


def test_a_part_may_be_known_less_well_than_the_whole(catalogue):
    passport = catalogue.service("PASSPORT")
    assert passport.mark == "sourced"
    assert passport.mark_of("duration") == "known"
    assert passport.mark_of("eligibility") == "sourced"


@pytest.mark.parametrize("kind", ["service", "office", "district", "product", "hospital", "event", "term"])
def test_an_unknown_code_is_not_found(catalogue, kind):
    with pytest.raises(NotFound):
        getattr(catalogue, kind)("NOTHING")


def test_names_by_language(catalogue):
    name = catalogue.district("jiyang").name
    assert (name.get("zh"), name.get("en"), name.get("fr")) == ("吉阳区", "Jiyang District", "吉阳区")


def test_groups(catalogue):
    assert {service.code for service in catalogue.services("travel")} == {
        "PASSPORT",
        "HKM-PERMIT",
        "FOR-REG",
        "VISA-EXT",
    }


def test_insurance_words_are_explained_in_both_languages(catalogue):
    assert len(catalogue.terms()) >= 15
    for term in catalogue.terms():
        assert term.plain.zh != term.name.zh
        assert term.plain.en != term.name.en
