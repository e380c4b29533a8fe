"""Rules in the pack: what is refused, and that every programme can be screened."""

import shutil
from pathlib import Path

import pytest

from city.aid.loader import Aids
from city.packs import PackError
from tests.city.conftest import PACK


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    for name in ("programmes.yml", "questions.yml", "services.yml"):
        shutil.copy(PACK / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("programmes.yml", "{hukou: {is", "{hukuo: {is", "DIBAO.screening: no question asks for hukuo"),
        ("programmes.yml", 'is: ["yes"]', "is: [perhaps]", "HUKOU: hukou cannot be perhaps"),
        ("programmes.yml", 'is: ["yes"]', "is: [yes]", "expected a list of texts"),
        ("programmes.yml", "at_most: standard", "at_most: norm", "parameters and criteria do not fit: norm, standard"),
        ("programmes.yml", "if: {income: {", "if: {hukou: {", "INCOME: hukou is no figure"),
        ("programmes.yml", "at_most: standard}}", "at_most: standard}, age: {}}", "expected one fact, got income, age"),
        ("programmes.yml", "if: {income: {at_most: standard}}", "if: {}", "expected one fact, got none"),
        ("programmes.yml", "at_most: standard", "below: standard", "income.at_least: is missing"),
        ("programmes.yml", "any: [{hukou: {is: [\"yes\"]}}, {lives_here: {is: [\"yes\"]}}]", "any: []", "combines less than two"),
        ("programmes.yml", "hard: true", "hard: true\n        near_bp: 5", "only a figure that is not hard"),
        ("programmes.yml", "value: 75000", "value: 750.5", "value: expected a whole number"),
        ("programmes.yml", "mark: sample, source: null}\n    criteria", "mark: sourced, source: null}\n    criteria", "source: is missing"),
        ("programmes.yml", "valid: {start: 2014-05-01", "valid: {begin: 2014-05-01", "screening.valid.start: is missing"),
        ("programmes.yml", "service: DIBAO", "service: NONE", "DIBAO.service: there is no service NONE"),
        ("programmes.yml", "zh: 临时救助", "zh: 低保", "'低保' already names DIBAO"),
        ("questions.yml", "kind: yes_no", "kind: essay", "kind: expected one of yes_no, choice"),
        ("questions.yml", "why:", "reason:", "hukou.why: is missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(pack: Path, file: str, old: str, new: str, message: str):
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=message):
        Aids.load(pack)


def test_a_pack_may_have_none(tmp_path: Path):
    assert dict(Aids.load(tmp_path).programmes) == {}


def test_every_programme_of_sanya():
    aids = Aids.load(PACK)
    assert list(aids.programmes) == [
        "DIBAO",
        "TEMP-AID",
        "TALENT-RENT",
        "ELDERLY",
        "DISABILITY",
        "MEDICAL-AID",
        "STUDENT-AID",
    ]
    for one in aids.programmes.values():
        assert one.documents and one.criteria, one.code
        for found in one.parameters.values():
            assert all(figure.mark == "sample" for figure in found), "no figure of Sanya is sourced"
    assert aids.programmes["DIBAO"].service == "DIBAO"
    assert aids.programmes["ELDERLY"].service is None
    used = {fact for one in aids.programmes.values() for c in one.criteria for fact in _facts(c)}
    assert used == set(aids.questions), "a question that no rule needs is not asked"


def _facts(criterion) -> tuple[str, ...]:
    from city.aid.programmes import facts_of

    return facts_of(criterion.condition)
