"""Where something is: GCJ-02 and WGS 84, distances, positions in texts; and how a state is said on the wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.reports import rules
from city.reports.values import Position

# Published pairs: Tiananmen in both systems, as any map service converts it (to a metre).
TIANANMEN_WGS, TIANANMEN_GCJ = (39.907375, 116.391349), (39.908776, 116.397593)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "大东海",
        "18,109",
        "18.2,109.5",
        "the 18.2528 bus",
        "91.2528,109.5119",
        "18.2528,190.5119",
        "1118.2528,109.5119",
    ],
)
def test_no_position_is_made_up(text: str):
    assert rules.position_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "18.2528,109.5119",
        "geo:18.2528,109.5119?z=17",
        "我在 18.2528， 109.5119 这里",
        "１８.2528,109.5119",
        "18.2528 109.5119",
    ],
)
def test_a_position_in_a_text(text: str):
    assert rules.position_in(text) == (18.2528, 109.5119)


def test_what_is_not_shifted_stays():
    paris = (48.8566, 2.3522)
    assert rules.to_gcj02(*paris) == paris
    assert rules.to_wgs84(*paris, "gcj02") == Position(*paris)
    assert rules.to_wgs84(18.22, 109.52, "wgs84") == Position(18.22, 109.52)


def test_a_known_pair():
    assert rules.metres(Position(*rules.to_gcj02(*TIANANMEN_WGS)), Position(*TIANANMEN_GCJ)) < 5
    assert rules.metres(rules.to_wgs84(*TIANANMEN_GCJ, "gcj02"), Position(*TIANANMEN_WGS)) < 5


def test_the_shift_matters_here():
    """In Sanya the two systems are half a kilometre apart: unconverted pins would send the crew to another street."""
    there = (18.2528, 109.5119)
    assert 300 < rules.metres(Position(*there), Position(*rules.to_gcj02(*there))) < 800


@given(st.floats(18.0, 18.7), st.floats(108.8, 109.9))
def test_there_and_back_is_within_a_metre(lat: float, lon: float):
    back = rules.to_wgs84(*rules.to_gcj02(lat, lon), "gcj02")
    assert rules.metres(back, Position(lat, lon)) < 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("大东海广场门口", "大东海广场 门口。", True),
        ("5 Yingchun Road", "5 yingchun  road", True),
        ("迎春路５号", "迎春路5号", True),
        ("迎春路5号", "迎春路6号", False),
    ],
)
def test_the_same_words(one: str, other: str, same: bool):
    assert (rules.same_words(one) == rules.same_words(other)) is same


@pytest.mark.parametrize("wire", ["", "OPEN", "new", "fixed"])
def test_another_servers_odd_status(wire: str):
    with pytest.raises(ValueError, match="no such status"):
        rules.status_of_wire(wire, None)


@pytest.mark.parametrize(
    ("status", "outcome", "reason", "wire", "notes"),
    [
        ("submitted", None, None, "open", "submitted"),
        ("open", None, None, "open", "open"),
        ("in_progress", None, "crew on the way", "open", "in_progress: crew on the way"),
        ("closed", "fixed", "new lamp", "closed", "fixed: new lamp"),
        ("closed", "not_ours", "private road", "closed", "not_ours: private road"),
    ],
)
def test_states_on_the_wire(status, outcome, reason, wire, notes):
    assert (rules.wire_status(status), rules.notes_of(status, outcome, reason)) == (wire, notes)
    back = rules.status_of_wire(wire, notes)
    assert back == ("open" if status == "submitted" else status, outcome)


def test_a_closed_report_of_somebody_elses_words():
    assert rules.status_of_wire("closed", "Repaired on Monday") == ("closed", None)
    assert rules.status_of_wire("open", None) == ("open", None)
