"""Asking about cover: who may, what is answered, and which receipt is kept."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from city.errors import InsurerUnavailable, NoSuchPolicy, NotFound, SignInRequired, VaultExpired
from city.gateways import GatewayError
from city.insurance.answers import CoverQuestion
from city.insurance.models import Accumulator, CoverCheck
from city.people.access import Actor
from city.people.service import IDLE

TODAY = date(2026, 11, 24)
MRI = CoverQuestion(event="MRI", event_date=TODAY, product="HQB", hospital="SY-PEOPLE")


class Down:
    def policies(self, person: str) -> object:
        raise GatewayError("unavailable", "test")


class Knows:
    """A register that holds a product of no pack."""

    def policies(self, person: str) -> object:
        from tests.city.insurance.test_gateway import RECORD

        return {"policies": [{**RECORD, "product": "HQB-2031-Z"}]}


def checks(hall) -> int:
    with hall.db.read() as session:
        return session.scalar(select(func.count()).select_from(CoverCheck))


@pytest.mark.parametrize("actor", [Actor("c-1", "g-1"), Actor("c-1", "g-1", "p-1"), Actor("c-1", "g-1", None, "code")])
def test_cover_is_personal(hall, actor: Actor):
    with pytest.raises(SignInRequired):
        hall.cover.check(actor, MRI, key="k")
    with pytest.raises(SignInRequired):
        hall.cover.policies(actor)
    assert (checks(hall), hall.entries()) == (0, 0)


def test_a_sign_in_that_ran_out_shows_nothing(hall):
    hall.signed_in("LIN-HAI")
    hall.clock.advance(IDLE + timedelta(seconds=1))
    with pytest.raises(SignInRequired):
        hall.cover.check(hall.people.actor("c-1"), MRI, key="k")


@pytest.mark.parametrize("person", ["SUN-TAO", "MO-YUN", "ANNA-BELL"])
def test_a_product_that_is_not_held_is_no_verdict(hall, person: str):
    with pytest.raises(NoSuchPolicy) as refusal:
        hall.ask(person, "MRI", product="HQB", hospital="SY-PEOPLE")
    assert refusal.value.product == "HQB"
    assert (checks(hall), hall.entries()) == (0, 0)


def test_another_version_of_the_product_is_not_held_either(hall):
    with pytest.raises(NoSuchPolicy):
        hall.ask("LIN-HAI", "MRI", product="HQB-2026-A", hospital="SY-PEOPLE")


def test_somebody_who_holds_nothing(hall):
    with pytest.raises(NoSuchPolicy):
        hall.ask("ANNA-BELL", "MRI")


def test_another_persons_policy_looks_like_none(hall):
    actor = hall.signed_in("LIN-HAI")
    refusals = []
    for number in ("HQBA-2026-10000026", "HQBA-2026-99999999"):  # that of FU-MEI, and nobody's
        token = hall.vault.put("policy", number, actor.conversation)
        with pytest.raises(NoSuchPolicy) as refusal:
            hall.cover.check(actor, CoverQuestion("MRI", TODAY, policy=token, hospital="SY-PEOPLE"), key=number)
        refusals.append(refusal.value.data)
    assert refusals[0] == refusals[1]


def test_a_policy_number_of_another_conversation_is_not_read(hall):
    token = hall.vault.put("policy", "HQBB-2026-10000018", "c-2")
    with pytest.raises(VaultExpired):
        hall.ask("LIN-HAI", "MRI", policy=token, hospital="SY-PEOPLE")


@pytest.mark.parametrize(
    "more", [{"product": "HQB-1999"}, {"hospital": "NOWHERE"}, {"hospital": ""}], ids=["product", "hospital", "empty"]
)
def test_a_code_of_no_pack(hall, more: dict[str, str]):
    with pytest.raises(NotFound):
        hall.ask("LIN-HAI", "MRI", **more)


def test_an_event_of_no_pack(hall):
    with pytest.raises(NotFound):
        hall.ask("LIN-HAI", "METEOR")


@pytest.mark.parametrize("more", [{"amount_fen": 0}, {"amount_fen": -1}, {"facts": {"colour": "red"}}])
def test_what_cannot_be_asked(hall, more: dict[str, object]):
    with pytest.raises(ValueError, match=r"amount|no such fact"):
        hall.ask("LIN-HAI", "MRI", hospital="SY-PEOPLE", **more)


@pytest.mark.parametrize("gateway", [Down(), Knows()])
def test_an_outage_is_never_not_covered(hall, gateway: object):
    actor = hall.signed_in("LIN-HAI")
    answer = hall.with_gateway(gateway).check(actor, MRI, key="k")
    assert (answer.verdict, answer.items, answer.missing, answer.receipt) == ("could_not_check", (), None, None)
    assert (checks(hall), hall.entries()) == (0, 0)
    with pytest.raises(InsurerUnavailable):
        hall.with_gateway(gateway).policies(actor)
    again = hall.cover.check(actor, MRI, key="k")  # the same turn, once the register is back
    assert again.verdict == "partly"


def test_an_outage_does_not_hide_what_needs_no_register(hall):
    cover = hall.with_gateway(Down())
    actor = hall.signed_in("LIN-HAI")
    assert cover.check(actor, CoverQuestion("TYPHOON_HOME", TODAY), key="a").verdict == "covered"
    assert cover.check(actor, CoverQuestion("TYPHOON_HOME", TODAY, product="HN-CAT"), key="b").verdict == "covered"
    assert cover.check(actor, CoverQuestion("CAR_OWN_DAMAGE", TODAY), key="c").verdict == "could_not_check"
    visitor = hall.signed_in("ANNA-BELL")
    assert cover.check(visitor, CoverQuestion("TYPHOON_HOME", TODAY), key="d").verdict == "could_not_check"


def test_an_open_question_has_no_receipt_and_the_answer_has(hall):
    asked = hall.ask("LIN-HAI", "MRI", product="HQB")
    assert (asked.verdict, asked.missing, asked.receipt) == ("cannot_tell", "hospital", None)
    unknown = hall.ask("LIN-HAI", "MRI", hospital="SY-PHOENIX")
    assert (unknown.missing, unknown.receipt) == ("hospital_designated", None)
    final = hall.ask("LIN-HAI", "MRI", hospital="SY-PHOENIX", facts={"hospital_designated": "unknown"})
    assert (final.verdict, final.missing) == ("cannot_tell", "hospital_designated")
    assert final.receipt is not None
    nobody = hall.ask("LIN-HAI", "TRAFFIC_INJURY", product="HQB")
    assert (nobody.missing, nobody.receipt is not None) == ("terms", True)


def test_a_question_without_a_hospital_can_be_ended_too(hall):
    assert hall.ask("LIN-HAI", "MRI", facts={"hospital": "unknown"}).receipt is not None


def test_a_check_changes_no_accumulator(hall):
    def counted() -> list[tuple[str, int]]:
        with hall.db.read() as session:
            return sorted((one.kind + one.group + one.policy, one.fen) for one in session.scalars(select(Accumulator)))

    before = counted()
    hall.ask("WANG-JING", "SURGERY", hospital="SY-301", amount_fen=16_000_000)
    assert counted() == before


def test_nothing_is_kept_when_the_receipt_fails(hall, monkeypatch):
    def fail(*args: object, **more: object) -> None:
        raise OSError("no key")

    actor = hall.signed_in("LIN-HAI")
    monkeypatch.setattr(hall.receipts, "issue", fail)
    with pytest.raises(OSError, match="no key"):
        hall.cover.check(actor, MRI, key="k")
    assert (checks(hall), hall.entries()) == (0, 0)


def test_the_same_key_is_answered_once(any_hall):
    first = any_hall.ask("LIN-HAI", "MRI", key="turn-1:cover", hospital="SY-PEOPLE", amount_fen=6_000_000)
    any_hall.wait(minutes=1)
    again = any_hall.ask("LIN-HAI", "MRI", key="turn-1:cover", hospital="SY-PEOPLE", amount_fen=6_000_000)
    assert again == first
    assert (checks(any_hall), any_hall.entries()) == (1, 1)
    other = any_hall.ask("FU-MEI", "MRI", key="turn-1:cover", hospital="SY-PEOPLE")
    assert other.check != first.check


def test_the_same_key_many_times_at_once_is_one_check(any_hall):
    actor = any_hall.signed_in("LIN-HAI")
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(any_hall.cover.check(actor, MRI, key="k"))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert len({answer.receipt.jti for answer in answers}) == 1
    assert (checks(any_hall), any_hall.entries()) == (1, 1)


def test_a_whole_answer(any_hall):
    answer = any_hall.ask("LIN-HAI", "MRI", product="HQB", hospital="SY-PEOPLE", amount_fen=6_000_000)
    (item,) = answer.items
    assert answer.verdict == item.verdict == "partly"
    assert (item.product.code, item.policy, item.in_force) == ("HQB-2026-B", "HQB*********0018", True)
    assert (item.period.start, item.period.end) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (item.deductible_fen, item.deductible_left_fen, item.share_bp) == (1_700_000, 1_700_000, 8000)
    assert (item.limit_fen, item.limit_left_fen) == (120_000_000, 120_000_000)
    assert (item.estimate_fen, item.arithmetic) == (3_440_000, "(¥60,000 − ¥17,000) × 80% = ¥34,400")
    assert item.assumptions == ("after_basic", "scope_in", "ward_ordinary")
    assert item.hotline == "4000012871"
    assert item.terms.terms_hash == any_hall.terms.products["HQB-2026-B"].terms_hash
    assert item.as_of == answer.as_of == any_hall.clock.now()
    claims = answer.receipt.claims
    assert claims["verdict"] == "partly"
    assert claims["policy"] == "HQB*********0018"
    assert claims["terms_hash"] == item.terms.terms_hash
    assert len(claims["answer_digest"]) == 64
    assert any_hall.acts() == ["cover.checked"]
    assert any_hall.receipts.latest(any_hall.signed_in("LIN-HAI")).jti == answer.receipt.jti


def test_the_policy_that_is_named_is_the_one_that_answers(hall):
    actor = hall.signed_in("LIN-HAI")
    token = hall.vault.put("policy", "hqbb 2026 10000018", actor.conversation)
    answer = hall.cover.check(actor, CoverQuestion("MRI", TODAY, policy=token, hospital="SY-PEOPLE"), key="k")
    assert [item.product.code for item in answer.items] == ["HQB-2026-B"]


def test_without_a_product_only_what_can_answer_is_asked(hall):
    assert [item.product.code for item in hall.ask("LIN-HAI", "MRI", hospital="SY-PEOPLE").items] == ["HQB-2026-B"]
    assert [item.product.code for item in hall.ask("LIN-HAI", "FLOOD_HOME").items] == ["HN-CAT"]
    nothing = hall.ask("SUN-TAO", "MRI")
    assert nothing.verdict == "not_covered"
    assert [item.product.code for item in nothing.items] == ["MOTOR-CTP", "HN-CAT"]


def test_the_day_of_the_event_decides_not_today(hall):
    assert hall.ask("ZHOU-QIANG", "MRI", hospital="SY-PEOPLE").items[0].status == "lapsed"
    assert hall.ask("ZHOU-QIANG", "MRI", hospital="SY-PEOPLE", day=date(2026, 5, 1)).verdict == "partly"


def test_policies_and_entitlements_are_listed(any_hall):
    def listed(person: str) -> list[tuple[str, str | None, str]]:
        views = any_hall.cover.policies(any_hall.signed_in(person))
        return [(view.product.code, view.policy, view.status) for view in views]

    assert listed("LIN-HAI") == [("HQB-2026-B", "HQB*********0018", "in_force"), ("HN-CAT", None, "in_force")]
    assert listed("ZHOU-QIANG")[0] == ("HQB-2026-A", "HQB*********0059", "lapsed")
    assert listed("WU-LAN")[0] == ("MOTOR-CTP", "PDZ*********0067", "expired")
    assert listed("MO-YUN") == [("HN-CAT", None, "in_force")]
    assert listed("ANNA-BELL") == []
