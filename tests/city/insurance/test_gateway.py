"""The register: whatever comes back wrong is trouble, never "no policy"."""

import copy
import threading
from datetime import date

import pytest

from city.gateways import GatewayError
from city.insurance.gateway import RehearsedGateway, SqlCoverageGateway, read_policies
from city.outages import set_outage

RECORD = {
    "product": "HQB-2026-B",
    "number_token": "policy#7KQ2M9XA",
    "number_digest": "0" * 64,
    "start": "2026-01-01",
    "end": "2026-12-31",
    "ended_on": None,
    "ended_why": None,
    "family_size": 1,
    "had_claim": False,
    "pre_existing": "none",
    "basic_insured": True,
    "last_deductible": {},
    "used_deductible": {"in_scope": 5},
    "used_limit": {},
    "used_person": 0,
}


class Fake:
    """A register that answers what it is told to."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def policies(self, person: str) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "",
        "<html>502</html>",
        [],
        {},
        {"policies": None},
        {"policies": {}},
        {"policies": ["x"]},
        {"policies": [{}]},
    ],
)
def test_what_is_no_list_of_policies(answer: object):
    with pytest.raises(GatewayError) as error:
        read_policies(Fake(answer), "p-1")
    assert error.value.trouble == "protocol"


@pytest.mark.parametrize("name", sorted(RECORD))
def test_a_record_that_lacks_a_field(name: str):
    record = {key: value for key, value in RECORD.items() if key != name}
    with pytest.raises(GatewayError, match="protocol"):
        read_policies(Fake({"policies": [record]}), "p-1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("product", None),
        ("product", ""),
        ("start", "1 January"),
        ("end", None),
        ("ended_why", "vanished"),
        ("family_size", "3"),
        ("family_size", 1.5),
        ("had_claim", "no"),
        ("had_claim", None),
        ("pre_existing", "maybe"),
        ("basic_insured", 1),
        ("used_limit", {"in_scope": -1}),
        ("used_limit", {"in_scope": 1.5}),
        ("used_limit", {"in_scope": True}),
        ("used_limit", []),
        ("used_person", "0"),
    ],
)
def test_a_record_with_a_wrong_value(name: str, value: object):
    record = {**copy.deepcopy(RECORD), name: value}
    with pytest.raises(GatewayError, match="protocol"):
        read_policies(Fake({"policies": [record]}), "p-1")


@pytest.mark.parametrize("error", [GatewayError("unavailable", "x"), OSError("no route"), RuntimeError("bug")])
def test_a_register_that_cannot_be_reached(error: Exception):
    with pytest.raises(GatewayError) as caught:
        read_policies(Fake(error), "p-1")
    assert caught.value.trouble == "unavailable"


def test_a_register_that_hangs_is_left_behind():
    class Hanging:
        release = threading.Event()

        def policies(self, person: str) -> object:
            self.release.wait()
            return {"policies": []}

    with pytest.raises(GatewayError) as error:
        read_policies(Hanging(), "p-1", limit_seconds=0.05)
    Hanging.release.set()
    assert error.value.trouble == "timeout"


@pytest.mark.parametrize(("mode", "trouble"), [("down", "unavailable"), ("garbage", "protocol"), ("slow", "timeout")])
def test_outages_on_demand(hall, mode: str, trouble: str):
    set_outage(hall.db, "cover", mode)
    with pytest.raises(GatewayError) as error:
        read_policies(RehearsedGateway(SqlCoverageGateway(hall.db), hall.db), "p-1", limit_seconds=0.3)
    assert error.value.trouble == trouble
    set_outage(hall.db, "cover", None)
    assert read_policies(RehearsedGateway(SqlCoverageGateway(hall.db), hall.db), "p-1") == []


def test_a_whole_record_is_read():
    policy = read_policies(Fake({"policies": [RECORD]}), "p-1")[0]
    assert policy.start == date(2026, 1, 1)
    assert policy.used_deductible == {"in_scope": 5}
    assert not policy.is_renewal


def test_the_embedded_register_tells_all_it_holds(any_hall):
    person = any_hall.signed_in("WANG-JING").person
    policy = read_policies(SqlCoverageGateway(any_hall.db), person)[0]
    assert policy.product == "HQB-2026-BP"
    assert policy.had_claim
    assert policy.last_deductible == {"in_scope": 1_700_000, "out_of_scope": 2_000_000}
    assert policy.used_deductible == {"in_scope": 1_200_000}
    assert policy.used_limit == {"in_scope": 115_000_000}
    assert policy.used_person == 115_000_000
    assert any_hall.vault.display(policy.number_token) == "HQB*********0042"
