"""How identifiers are written and masked."""

import pytest

from city.people.identifiers import KINDS, TOKEN, is_mobile, mask, normalise


@pytest.mark.parametrize(
    "text",
    ["", "12345", "1380000000", "138000000011", "23800000001", "12800000001", "8898288888", "phone", "+1 3800000001"],
)
def test_what_is_no_mobile_number(text: str):
    assert not is_mobile(text)


@pytest.mark.parametrize(
    "text",
    ["13800000001", "138 0000 0001", "138-0000-0001", "+86 13800000001", "8613800000001", "１３８０００００００１"],
)
def test_every_spelling_of_a_phone_is_one(text: str):
    assert is_mobile(text)
    assert normalise("phone", text) == "13800000001"


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("id", "46020019750307001x", "４６０２００１９７５０３０７００１Ｘ"),
        ("policy", "hqbb-2026-10000018", "HQBB 2026 10000018"),
        ("card", "6222 0000 1111 2222", "6222-0000-1111-2222"),
        ("email", "Ann@Example.com ", "ann@example.com"),
        ("plate", "琼B·12345", "琼b12345"),
        ("passport", "e 12345678", "E12345678"),
        ("name", " 林 海", "林 海"),
    ],
)
def test_spellings_of_the_same_identifier_are_equal(kind: str, one: str, other: str):
    assert normalise(kind, one) == normalise(kind, other)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("id", "460200197503070018", "4602**********0018"),
        ("phone", "13800000001", "138****0001"),
        ("policy", "HQBB202610000018", "HQB*********0018"),
        ("card", "6222000011112222", "6222********2222"),
        ("passport", "E12345678", "E*****678"),
        ("plate", "琼B12345", "琼B***45"),
        ("email", "ann@example.com", "a***@example.com"),
        ("name", "林海", "林*"),
        ("name", "Anna Bell", "A***"),
    ],
)
def test_what_is_shown(kind: str, value: str, shown: str):
    assert mask(kind, value) == shown


@pytest.mark.parametrize("kind", sorted(KINDS - {"name", "email"}))
def test_a_short_value_is_hidden_whole(kind: str):
    assert mask(kind, "1234") == "****"


def test_no_mask_shows_a_value_that_could_be_used():
    for kind in KINDS:
        assert mask(kind, "a@b" if kind == "email" else "12") not in {"12", "a@b"}


@pytest.mark.parametrize("text", ["id#7KQ2M9XI", "id#7KQ2M9X", "id#7kq2m9xa", "pin#7KQ2M9XA", "id7KQ2M9XA"])
def test_what_is_no_token(text: str):
    assert not TOKEN.fullmatch(text)


def test_a_token():
    assert TOKEN.fullmatch("policy#7KQ2M9XA")
