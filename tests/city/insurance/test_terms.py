"""Reading the pack strictly, and hashing the terms."""

from pathlib import Path

import pytest
import yaml

from city.insurance.facts import FactBook, Missing, check_facts
from city.insurance.terms import Terms, terms_hash
from city.packs import PackError
from city.settings import PACKS

PACK = PACKS / "sanya"
FILES = ("products", "events", "hospitals")


@pytest.fixture
def pack(tmp_path: Path):
    """A copy of the pack in which one entry can be changed."""

    def change(file: str, code: str, **fields: object) -> Path:
        for name in FILES:
            entries = yaml.safe_load((PACK / f"{name}.yml").read_text("utf-8"))
            for entry in entries:
                if name == file and entry["code"] == code:
                    entry.update(fields)
            (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(entries, allow_unicode=True), "utf-8")
        return tmp_path

    return change


def benefit(**fields: object) -> dict[str, object]:
    usual = {
        "code": "X",
        "name": {"zh": "甲", "en": "X"},
        "events": ["MRI"],
        "when": {},
        "layer": {"from_fen": 0, "to_fen": None},
        "deductible": None,
        "shares": {"normal": 10000},
        "limit": {"group": "x", "fen": 1},
        "runoff_days": 0,
    }
    return {**usual, **fields}


@pytest.mark.parametrize(
    ("file", "code", "fields", "problem"),
    [
        ("products", "HQB", {"members": ["HQB-2026-A", "HN-CAT"]}, "HN-CAT is no product of the family"),
        ("products", "HQB", {"members": ["HQB-2025-A"]}, "HQB-2025-A is no product"),
        ("products", "HN-CAT", {"benefits": [benefit(events=["METEOR"])]}, "there is no event METEOR"),
        (
            "products",
            "HN-CAT",
            {"exclusions": [{"code": "X", "text": {"zh": "甲", "en": "X"}, "events": ["WAR"]}]},
            "WAR",
        ),
        ("products", "HN-CAT", {"unclear": ["WAR"]}, "there is no event WAR"),
        ("products", "HN-CAT", {"benefits": [benefit(when={"weather": "bad"})]}, "no such fact: weather"),
        ("products", "HN-CAT", {"benefits": [benefit(when={"peril": "war"})]}, "peril cannot be 'war'"),
        ("products", "HN-CAT", {"benefits": [benefit(when={"peril": "unknown"})]}, "peril cannot be"),
        ("products", "HN-CAT", {"benefits": [benefit(shares={"pec": 1})]}, "normal: is missing"),
        ("products", "HN-CAT", {"benefits": [benefit(shares={"normal": 10001})]}, "more than 10000"),
        ("products", "HN-CAT", {"benefits": [benefit(shares={"normal": 1, "weekend": 1})]}, "unknown field weekend"),
        ("products", "HN-CAT", {"benefits": [benefit(limit={"group": "x", "fen": 0})]}, "from 1 on"),
        ("products", "HN-CAT", {"benefits": [benefit(limit={"group": "x", "fen": 1.5})]}, "whole number"),
        ("products", "HN-CAT", {"holding": "anybody"}, "holding: expected one of"),
        ("products", "HN-CAT", {"premium": 1}, "unknown field premium"),
        ("products", "HN-CAT", {"name": {"zh": "甲"}}, "en"),
        ("events", "MRI", {"assumes": {"scope": "maybe"}}, "scope cannot be 'maybe'"),
        ("hospitals", "SY-PEOPLE", {"designated": True}, "designated: expected one of"),
        ("hospitals", "SY-PEOPLE", {"area": "moon"}, "area: expected one of"),
    ],
)
def test_a_slip_in_the_pack_is_named(pack, file: str, code: str, fields: dict[str, object], problem: str):
    with pytest.raises(PackError, match=problem):
        Terms.load(pack(file, code, **fields))


def test_a_pack_without_products_is_no_pack(tmp_path: Path):
    with pytest.raises(PackError, match=r"products\.yml"):
        Terms.load(tmp_path)


def test_the_hash_changes_with_a_figure_and_not_with_a_nickname(pack):
    before = Terms.load(PACK).products["HN-CAT"].terms_hash
    assert (
        Terms.load(pack("products", "HN-CAT", aliases={"zh": ["新名"], "en": []})).products["HN-CAT"].terms_hash
        == before
    )
    assert Terms.load(pack("products", "HN-CAT", hotline="1")).products["HN-CAT"].terms_hash != before


def test_the_hash_is_that_of_the_canonical_entry():
    import hashlib

    entry = {"code": "X", "aliases": {"zh": ["甲"]}, "name": {"zh": "乙", "en": "B"}}
    canonical = '{"code":"X","name":{"en":"B","zh":"乙"}}'
    assert terms_hash(entry) == hashlib.sha256(canonical.encode()).hexdigest()


def test_the_pack_has_what_the_answers_name():
    terms = Terms.load(PACK)
    assert terms.families["HQB"] == ("HQB-2026-A", "HQB-2026-AP", "HQB-2026-B", "HQB-2026-BP")
    caps = {code: terms.products[code].person_cap_fen for code in terms.families["HQB"]}
    assert list(caps.values()) == [130_000_000, 220_000_000, 230_000_000, 230_000_000]
    assert len({product.terms_hash for product in terms.products.values()}) == len(terms.products)


@pytest.mark.parametrize("facts", [{"colour": "red"}, {"fault": "yes"}, {"scope": ""}])
def test_facts_that_no_rule_reads_are_refused(facts: dict[str, str]):
    with pytest.raises(ValueError, match=r"no such fact|cannot be"):
        check_facts(facts)


def test_unknown_is_as_good_as_not_said():
    book = FactBook({"fault": "unknown"}, {}, {})
    with pytest.raises(Missing) as missing:
        book.need("fault")
    assert missing.value.name == "fault"


def test_what_was_said_comes_before_what_is_known_and_that_before_what_is_assumed():
    book = FactBook({"ward": "vip"}, {"ward": "ordinary", "scope": "out"}, {"scope": "in", "victim": "other"})
    assert [book.need(name) for name in ("ward", "scope", "victim")] == ["vip", "out", "other"]
    assert book.assumptions == ("victim_other",)
