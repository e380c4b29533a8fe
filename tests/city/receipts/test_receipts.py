"""Receipts: issued with what they certify or not at all, opened by their holder alone, provable later."""

import hashlib
import json

import pytest
from sqlalchemy import select

from city.errors import NotFound
from city.people.access import Actor
from city.receipts.models import Receipt
from ledger import policy, sd_jwt
from ledger.encoding import b64url_decode
from ledger.keys import load_policy_text
from ledger.receipt import ENTRY_PREFIX
from ledger.tables import ledger_entry
from ledger.verify import verify

ANN, BOB = Actor("c-ann", "g-ann"), Actor("c-bob", "g-bob")
CLAIMS = {"service": "PASSPORT", "office": "SY-EXIT", "start": "2026-12-02T09:00:00+08:00"}


def issue(hall, actor: Actor = ANN, act: str = "booking.created", subject: str = "b-1", **more):
    with hall.db.write() as session:
        return hall.receipts.issue(session, actor, act, subject, more.pop("claims", CLAIMS), **more)


@pytest.mark.parametrize(
    "claims",
    [
        {"phone": "13800000001"},
        {"note": "call 13800000001 please"},
        {"id": "460200197503070018"},
        {"id": "46020019750307001x"},
        {"deep": {"list": ["13800000001"]}},
    ],
)
def test_a_receipt_with_an_identifier_is_never_signed(hall, claims: dict[str, object]):
    with pytest.raises(ValueError, match="looks like"):
        issue(hall, claims=claims)
    assert (hall.acts(), hall.entries()) == ([], 0)


def test_neither_receipt_nor_entry_without_the_change(any_hall):
    def fail() -> None:
        with any_hall.db.write() as session:
            any_hall.receipts.issue(session, ANN, "booking.created", "b-1", CLAIMS)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert (any_hall.acts(), any_hall.entries()) == ([], 0)


def test_nobody_else_opens_a_receipt(hall):
    ref = issue(hall, hall.people.actor("c-1"))
    for attempt in (
        {},
        {"key": ""},
        {"key": ref.key[:-1]},
        {"key": ref.key + "A"},
        {"key": "é"},
        {"conversation_id": "c-2"},
        {"conversation_id": "c-2", "key": "wrong"},
    ):
        with pytest.raises(NotFound) as refusal:
            hall.receipts.file(ref.jti, **attempt)
        assert refusal.value.data == {}


def test_a_receipt_that_never_was_looks_like_one_that_is_not_yours(hall):
    ref = issue(hall)
    for attempt in ({"key": ref.key}, {"conversation_id": "c-1"}, {}):
        with pytest.raises(NotFound) as refusal:
            hall.receipts.file("AAAAAAAAAAAAAAAAAAAAAA", **attempt)
        assert refusal.value.data == {}


def test_the_key_of_one_receipt_opens_no_other(hall):
    one, other = issue(hall), issue(hall)
    with pytest.raises(NotFound):
        hall.receipts.file(one.jti, key=other.key)


def test_nothing_stored_opens_a_receipt(hall, tmp_path):
    ref = issue(hall)
    for path in tmp_path.glob("hall.db*"):
        assert ref.key.encode() not in path.read_bytes()


@pytest.mark.parametrize("find", ["by_ref", "latest", "mine"])
def test_somebody_elses_receipts_are_not_found(hall, find: str):
    ref = issue(hall)
    if find == "mine":
        assert hall.receipts.mine(BOB) == []
        return
    with pytest.raises(NotFound):
        hall.receipts.by_ref(BOB, ref.ref) if find == "by_ref" else hall.receipts.latest(BOB, "b-1")


def test_somebody_elses_receipt_is_not_replaced(hall):
    ref = issue(hall)
    for replaces in (ref.jti, "AAAAAAAAAAAAAAAAAAAAAA"):
        with pytest.raises(NotFound):
            issue(hall, BOB, "booking.cancelled", replaces=replaces)
    assert hall.entries() == 1


def test_the_holder_opens_a_receipt_by_key_or_by_conversation(any_hall):
    ref = issue(any_hall, any_hall.people.actor("c-1"))
    by_key = any_hall.receipts.file(ref.jti, key=ref.key)
    assert by_key == any_hall.receipts.file(ref.jti, conversation_id="c-1")
    assert by_key["format"] == "receipt/v1"
    assert by_key["proof"] is None
    assert any_hall.receipts.status(ref) == "pending"
    assert any_hall.receipts.url(ref) == f"/receipts/{ref.jti}?key={ref.key}"
    assert len(ref.key) == 22


def test_what_a_receipt_says(hall):
    ref = issue(hall)
    statement = sd_jwt.parse(hall.receipts.file(ref.jti, key=ref.key)["sd_jwt"])
    assert statement.claims["act"] == "booking.created"
    assert statement.claims["iat"] == int(hall.clock.now().timestamp())
    assert statement.claims["jti"] == ref.jti
    assert statement.kid == "services-2026"
    assert {name: statement.disclosed[name] for name in CLAIMS} == CLAIMS == ref.claims
    assert statement.hidden == 0


def test_the_department_signs(hall):
    ref = issue(hall, act="cover.checked", claims={})
    statement = sd_jwt.parse(hall.receipts.file(ref.jti, key=ref.key)["sd_jwt"])
    assert (statement.kid, statement.claims["iss"]) == ("insurance-2026", "https://city.example/insurance")


def test_only_the_holder_of_the_old_receipt_finds_what_replaced_it(any_hall):
    old = issue(any_hall)
    new = issue(any_hall, act="booking.cancelled", replaces=old.jti)
    succ = sd_jwt.parse(any_hall.receipts.file(old.jti, key=old.key)["sd_jwt"]).disclosed["succ"]
    with any_hall.db.read() as session:
        row = session.get_one(Receipt, new.jti)
        entry = session.execute(select(ledger_entry.c.entry).where(ledger_entry.c.id == row.entry_row)).scalar_one()
    jwt = row.sd_jwt.partition("~")[0]
    tag = hashlib.sha256(b"successor\n" + b64url_decode(succ)).digest()
    assert bytes(entry) == ENTRY_PREFIX + hashlib.sha256(jwt.encode()).digest() + tag


def test_newest_first_and_by_subject(any_hall):
    first = issue(any_hall, subject="b-1")
    second = issue(any_hall, subject="b-2")
    assert [ref.jti for ref in any_hall.receipts.mine(ANN)] == [second.jti, first.jti]
    assert any_hall.receipts.latest(ANN).jti == second.jti
    assert any_hall.receipts.latest(ANN, "b-1").jti == first.jti
    assert any_hall.receipts.by_ref(ANN, f" {first.ref.lower()} ") == first


def test_every_receipt_has_its_own_ref_and_secret(hall):
    refs = [issue(hall) for _ in range(20)]
    assert len({ref.ref for ref in refs}) == len({ref.key for ref in refs}) == 20
    assert all(ref.ref.startswith("RC-") and len(ref.ref) == 10 for ref in refs)


def test_a_published_receipt_proves_itself_and_a_changed_one_does_not(city, publish):
    actor = city.people.actor("c-1")
    with city.db.write() as session:
        old = city.receipts.issue(session, actor, "booking.created", "b-1", CLAIMS)
        new = city.receipts.issue(session, actor, "booking.cancelled", "b-1", CLAIMS, replaces=old.jti)
    publish()
    trusted = policy.parse(load_policy_text(city.settings.keys_dir))
    for ref in (old, new):
        assert city.receipts.status(ref) == "logged"
        file = city.receipts.file(ref.jti, key=ref.key)
        assert verify(json.dumps(file).encode(), trusted).valid
        changed = {**file, "sd_jwt": file["sd_jwt"].replace(".", ".A", 1)}
        assert not verify(json.dumps(changed).encode(), trusted).valid


def test_a_receipt_says_how_far_the_log_was(city, publish):
    actor = city.people.actor("c-1")
    with city.db.write() as session:
        city.receipts.issue(session, actor, "booking.created", "b-1", CLAIMS)
    publish()
    with city.db.write() as session:
        later = city.receipts.issue(session, actor, "booking.created", "b-2", CLAIMS)
    statement = sd_jwt.parse(city.receipts.file(later.jti, key=later.key)["sd_jwt"])
    assert statement.claims["log_head"]["size"] == 1
