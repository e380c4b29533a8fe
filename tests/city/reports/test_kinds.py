"""The kinds of problem in the pack: the eight of Sanya, and what is refused."""

import shutil
from pathlib import Path

import pytest

from city.errors import NotFound
from city.packs import PackError
from city.reports.kinds import Kinds
from tests.city.conftest import PACK

CODES = ["POTHOLE", "STREETLIGHT", "TREE", "DRAIN", "RUBBISH", "NOISE", "BEACH", "WATER"]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    for name in ("problems.yml", "area.yml"):
        shutil.copy(PACK / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("problems.yml", "group: street", "", "POTHOLE.group: is missing"),
        ("problems.yml", "hours: 72", "hours: 0", "POTHOLE.target.hours: expected a whole number from 1"),
        ("problems.yml", "hours: 72, mark: sample", "hours: 72, mark: sourced", "POTHOLE.target.source: is missing"),
        ("problems.yml", "hours: 72", "hours: 72, days: 3", "POTHOLE.target: unknown field days"),
        ("problems.yml", "group: street", "group: street\n  colour: red", "POTHOLE: unknown field colour"),
        ("problems.yml", 'call: ["12345"]', "call: []", "POTHOLE.call: names no number"),
        ("problems.yml", "code: STREETLIGHT", "code: POTHOLE", "the code is used twice"),
        ("problems.yml", "zh: 路灯故障", "zh: 大坑", "'大坑' already names"),
        ("area.yml", "south: 17.95", "south: 19.0", "the box is empty"),
        ("area.yml", "south: 17.95", "", "area.yml SANYA.south: is missing"),
        ("area.yml", "jurisdiction: sanya.gov.cn", "", "SANYA.jurisdiction: is missing"),
    ],
)
def test_a_mistake_is_named(pack: Path, file: str, old: str, new: str, message: str):
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=message):
        Kinds.load(pack)


def test_a_pack_may_have_none(tmp_path: Path):
    kinds = Kinds.load(tmp_path)
    assert (dict(kinds.by_code), kinds.area) == ({}, None)
    with pytest.raises(NotFound):
        kinds.get("POTHOLE")


def test_the_eight_of_sanya():
    kinds = Kinds.load(PACK)
    assert list(kinds.by_code) == CODES
    for kind in kinds.by_code.values():
        assert len(kind.aliases.zh) >= 3 and len(kind.aliases.en) >= 3, kind.code
        assert kind.call[0] == "12345"
        assert kind.advice.zh and kind.advice.en
        assert kind.department.zh and kind.department.en and kind.covers.zh and kind.covers.en
        assert kind.target_mark == kind.department_mark == "sample", "no target or department is sourced"
    assert kinds.area.jurisdiction == "sanya.gov.cn"
    assert kinds.area.holds(18.2528, 109.5119) and not kinds.area.holds(20.04, 110.34)
