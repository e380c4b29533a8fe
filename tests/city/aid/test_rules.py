"""Screening as a table: by hand from the pack, with the sample figures of 2026 (standard 750 yuan, and so on)."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.aid.loader import Aids
from city.aid.programmes import MOST_QUESTIONS, facts_of
from city.aid.rules import UNKNOWN, check_fact, screen
from tests.city.conftest import PACK, TODAY

AIDS = Aids.load(PACK)
YES, NO = "yes", "no"

# programme, facts, result, what to ask next, failed criteria
TABLE = [
    ("DIBAO", {}, "need_more", "hukou", []),
    ("DIBAO", {"hukou": NO}, "unlikely", None, ["HUKOU"]),
    ("DIBAO", {"hukou": YES}, "need_more", "income", []),
    ("DIBAO", {"hukou": YES, "income": 60_000}, "need_more", "assets", []),
    ("DIBAO", {"hukou": YES, "income": 75_000, "assets": NO}, "likely", None, []),
    ("DIBAO", {"hukou": YES, "income": 75_001, "assets": NO}, "near", None, ["INCOME"]),
    ("DIBAO", {"hukou": YES, "income": 82_500, "assets": NO}, "near", None, ["INCOME"]),
    ("DIBAO", {"hukou": YES, "income": 82_501, "assets": NO}, "unlikely", None, ["INCOME"]),
    ("DIBAO", {"hukou": YES, "income": 0, "assets": YES}, "near", None, ["ASSETS"]),
    ("DIBAO", {"hukou": YES, "income": 80_000, "assets": YES}, "unlikely", None, ["INCOME", "ASSETS"]),
    ("DIBAO", {"hukou": UNKNOWN}, "need_more", "income", []),
    ("DIBAO", {"hukou": UNKNOWN, "income": 60_000, "assets": NO}, "need_more", None, []),
    ("DIBAO", {"hukou": YES, "income": UNKNOWN, "assets": NO}, "need_more", None, []),
    ("DIBAO", {"hukou": NO, "income": UNKNOWN}, "unlikely", None, ["HUKOU"]),
    ("TEMP-AID", {"hukou": NO}, "need_more", "lives_here", []),
    ("TEMP-AID", {"hukou": NO, "lives_here": NO}, "unlikely", None, ["PLACE"]),
    ("TEMP-AID", {"hukou": UNKNOWN, "lives_here": YES}, "need_more", "hit", []),
    ("TEMP-AID", {"hukou": YES, "hit": "none"}, "unlikely", None, ["SUDDEN"]),
    ("TEMP-AID", {"hukou": YES, "hit": "disaster", "stuck": NO, "helped": NO}, "likely", None, []),
    ("TEMP-AID", {"hukou": YES, "hit": "disaster", "stuck": YES, "helped": NO}, "near", None, ["STUCK"]),
    ("TEMP-AID", {"hukou": YES, "hit": "illness", "stuck": NO, "helped": YES}, "near", None, ["ONCE"]),
    ("TEMP-AID", {"hukou": YES, "hit": "illness", "stuck": YES, "helped": YES}, "unlikely", None, ["STUCK", "ONCE"]),
    ("TALENT-RENT", {"full_time": NO}, "unlikely", None, ["WORK"]),
    ("TALENT-RENT", {"full_time": YES, "degree": "none"}, "unlikely", None, ["DEGREE"]),
    ("TALENT-RENT", {"full_time": YES, "degree": "talent"}, "need_more", "owns_home", []),
    ("TALENT-RENT", {"full_time": YES, "degree": "bachelor"}, "need_more", "age", []),
    ("TALENT-RENT", {"full_time": YES, "degree": "bachelor", "age": 35, "owns_home": NO}, "likely", None, []),
    ("TALENT-RENT", {"full_time": YES, "degree": "bachelor", "age": 36, "owns_home": NO}, "near", None, ["AGE"]),
    ("TALENT-RENT", {"full_time": YES, "degree": "master", "age": 40, "owns_home": NO}, "likely", None, []),
    ("TALENT-RENT", {"full_time": YES, "degree": "master", "age": 41, "owns_home": YES}, "unlikely", None, ["AGE", "HOME"]),
    ("ELDERLY", {"hukou": YES, "age": 80}, "likely", None, []),
    ("ELDERLY", {"hukou": YES, "age": 79}, "near", None, ["AGE"]),
    ("ELDERLY", {"hukou": YES, "age": 78}, "unlikely", None, ["AGE"]),
    ("DISABILITY", {"hukou": YES, "disability": "none"}, "unlikely", None, ["CERTIFICATE"]),
    ("DISABILITY", {"hukou": YES, "disability": "severe"}, "likely", None, []),
    ("DISABILITY", {"hukou": YES, "disability": "mild"}, "need_more", "low_income", []),
    ("DISABILITY", {"hukou": YES, "disability": "mild", "low_income": NO}, "near", None, ["NEED"]),
    ("MEDICAL-AID", {"insured": YES, "low_income": YES}, "likely", None, []),
    ("MEDICAL-AID", {"insured": YES, "low_income": NO}, "need_more", "bills", []),
    ("MEDICAL-AID", {"insured": YES, "low_income": NO, "bills": 2_000_000}, "likely", None, []),
    ("MEDICAL-AID", {"insured": YES, "low_income": NO, "bills": 1_999_999}, "near", None, ["NEED"]),
    ("STUDENT-AID", {"studies": "none"}, "unlikely", None, ["STUDENT"]),
    ("STUDENT-AID", {"studies": "university", "low_income": UNKNOWN, "income": 150_000}, "likely", None, []),
    ("STUDENT-AID", {"studies": "school", "low_income": UNKNOWN, "income": 150_001}, "need_more", None, []),
]  # fmt: skip


@pytest.mark.parametrize(("programme", "facts", "result", "following", "failed"), TABLE)
def test_the_table(programme, facts, result, following, failed):
    screening = screen(AIDS.programmes[programme], facts, TODAY)
    assert (screening.result, screening.next_fact) == (result, following)
    assert [one.code for one in screening.criteria if one.state == "failed"] == failed
    for one in screening.criteria:
        assert (one.message is None) == (one.state == "unknown")


@pytest.mark.parametrize("day", [date(2014, 4, 30), date(2000, 1, 1)])
def test_rules_that_are_not_in_force_say_nothing(day: date):
    screening = screen(AIDS.programmes["DIBAO"], {"hukou": YES, "income": 0, "assets": NO}, day)
    assert (screening.result, screening.next_fact) == ("expired_rule", None)


def test_a_figure_that_has_run_out_decides_nothing():
    """In 2027 nobody knows the standard yet: neither a yes nor a no is given, and income is not asked for nothing."""
    facts = {"hukou": YES, "income": 0, "assets": NO}
    screening = screen(AIDS.programmes["DIBAO"], facts, date(2027, 1, 1))
    assert (screening.result, screening.outdated, screening.missing) == ("need_more", ("standard",), ())
    assert screen(AIDS.programmes["DIBAO"], {"hukou": YES}, date(2027, 1, 1)).next_fact == "assets"
    near = screen(AIDS.programmes["DIBAO"], facts | {"hukou": NO}, date(2027, 1, 1))
    assert near.result == "unlikely", "what is certain stays certain"


def test_a_sample_figure_is_said_to_be_one():
    facts = {"hukou": YES, "income": 0, "assets": NO}
    assert screen(AIDS.programmes["DIBAO"], facts, TODAY).sample
    assert not screen(AIDS.programmes["TEMP-AID"], facts, TODAY).sample


def test_a_screening_names_its_rules():
    first = screen(AIDS.programmes["DIBAO"], {}, TODAY)
    assert len(first.ruleset_hash) == 64
    assert first.ruleset_hash != screen(AIDS.programmes["ELDERLY"], {}, TODAY).ruleset_hash


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("hukou", "maybe"), ("hukou", 1), ("hukou", True), ("hit", "yes"), ("income", "much"), ("income", -1),
        ("income", True), ("income", 1.5), ("age", 131), ("age", "80"),
    ],
)  # fmt: skip
def test_what_is_no_answer(fact, value):
    with pytest.raises(ValueError, match=fact):
        check_fact(AIDS.questions[fact], value)


@pytest.mark.parametrize(
    ("fact", "value"), [("hukou", YES), ("hit", "job"), ("income", 0), ("age", 0), ("age", UNKNOWN)]
)
def test_what_is_an_answer(fact, value):
    check_fact(AIDS.questions[fact], value)


def answers_of(fact: str) -> st.SearchStrategy[str | int]:
    question = AIDS.questions[fact]
    figures = st.integers(0, 120) if question.kind == "number" else st.integers(0, 5_000_000)
    told = st.sampled_from(question.values) if question.values else figures
    return st.one_of(st.just(UNKNOWN), told)


@pytest.mark.parametrize("code", AIDS.programmes)
@given(data=st.data())
def test_every_path_ends_within_six_questions(code: str, data: st.DataObject):
    programme, facts = AIDS.programmes[code], {}
    for asked in itertools.count():
        screening = screen(programme, facts, TODAY)
        assert screening.asked == asked <= MOST_QUESTIONS
        if screening.next_fact is None:
            break
        assert screening.next_fact not in facts
        facts[screening.next_fact] = data.draw(answers_of(screening.next_fact))
    # Only what nobody told leaves it open, and nothing but a failed condition makes it unlikely.
    assert (screening.result == "need_more") <= (UNKNOWN in facts.values())
    failed = [one for one in screening.criteria if one.state == "failed"]
    assert (screening.result in {"unlikely", "near"}) <= bool(failed)


@pytest.mark.parametrize("code", AIDS.programmes)
@given(data=st.data())
def test_to_know_more_never_turns_a_hope_into_its_opposite_by_silence(code: str, data: st.DataObject):
    """Monotone in knowledge: an answer with a fact left out is the same or open, never its contrary."""
    programme = AIDS.programmes[code]
    names = list(dict.fromkeys(fact for one in programme.criteria for fact in facts_of(one.condition)))
    facts = {name: data.draw(answers_of(name)) for name in names}
    whole = screen(programme, facts, TODAY).result
    left_out = data.draw(st.sampled_from(names))
    partial = screen(programme, {name: value for name, value in facts.items() if name != left_out}, TODAY).result
    assert partial in {whole, "need_more"} or (whole, partial) == ("unlikely", "near")
