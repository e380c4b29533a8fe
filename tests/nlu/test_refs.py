"""Reference numbers as citizens type them."""

import pytest

from nlu.refs import find_refs, find_tokens


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("SY7Q-2M4K", "booking_ref", "SY7Q-2M4K"),
        ("sy7q-2m4k", "booking_ref", "SY7Q-2M4K"),
        ("取消 sy7q 2m4k 吧", "booking_ref", "SY7Q-2M4K"),
        ("SY7Q2M4K", "booking_ref", "SY7Q-2M4K"),
        ("ＳＹ７Ｑ－２Ｍ４Ｋ", "booking_ref", "SY7Q-2M4K"),
        ("my ref is SY7O-2MIK", "booking_ref", "SY70-2M1K"),
        ("预约SY3M-7WQ8改到周五", "booking_ref", "SY3M-7WQ8"),
        ("RP-20261103-18", "report_ref", "RP-20261103-18"),
        ("rp 20261103 18", "report_ref", "RP-20261103-18"),
        ("CL-55210", "claim_ref", "CL-55210"),
        ("cl55210", "claim_ref", "CL-55210"),
        ("CL-552lO", "claim_ref", "CL-55210"),
        ("AP-3391", "application_ref", "AP-3391"),
        ("RC-88F2-Q1", "receipt_ref", "RC-88F2-Q1"),
        ("rc 88f2 q1", "receipt_ref", "RC-88F2-Q1"),
        ("policy#7KQ2M9XA", "policy_no", "policy#7KQ2M9XA"),
        ("policy#7kq2m9xa 还有效吗", "policy_no", "policy#7KQ2M9XA"),
    ],
)
def test_references_are_read(text: str, entity: str, value: str) -> None:
    (match,) = find_refs(text)
    assert (match.entity, match.value) == (entity, value)


@pytest.mark.parametrize(
    "text",
    [
        "sync up with me",
        "system",
        "sympathy please",
        "SYNC-TEST",
        "rc car",
        "app 3391",
        "clinic 55210",
        "cl",
        "AP",
        "12345",
        "id#7KQ2M9XA",
        "phone#9TK4W2ZB",
        "xpolicy#7KQ2M9XA",
        "policy#7KQ2M9X",
        "RP-2026-1",
        "asy7q-2m4k",
        "SY7Q-2M4KX",
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert find_refs(text) == []


def test_offsets_are_those_of_the_original() -> None:
    text = "请取消SY7Q-2M4K，谢谢"
    (match,) = find_refs(text)
    assert text[match.start : match.end] == "SY7Q-2M4K"


def test_all_vault_tokens_are_seen() -> None:
    text = "我id#7KQ2M9XA电话phone#9TK4W2ZB"
    assert [text[start:end] for start, end in find_tokens(text)] == ["id#7KQ2M9XA", "phone#9TK4W2ZB"]
