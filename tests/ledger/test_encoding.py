"""One spelling per value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.encoding import b64decode, b64encode, b64url_decode, b64url_encode, json_dumps, json_loads


@given(st.binary(max_size=100))
def test_base64_reads_back(data: bytes) -> None:
    assert b64decode(b64encode(data)) == data
    assert b64url_decode(b64url_encode(data)) == data


@pytest.mark.parametrize("text", ["A", "AA", "AA=", "AB==", "AA==\n", " AA==", "AA==AA==", "A_==", "ＡA==", "AAA=="])
def test_base64_other_spellings(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        b64decode(text)


@pytest.mark.parametrize("text", ["A", "AA==", "AB", "A+", "A A", "AA\n", "Ａ"])
def test_base64url_other_spellings(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        b64url_decode(text)


@pytest.mark.parametrize(
    "text",
    [
        "1.0",
        "1e2",
        "-0",
        "01",
        "NaN",
        "9007199254740992",
        '{"a":1,"a":1}',
        '{"a": 1}',
        '{"__proto__":1}',
        '{"1":1}',
        '{"":1}',
        '"\\u0061"',
        '"\\/"',
        '"\\ud800"',
        " 1",
        "[" * 100_000,
        "[[[[[[[[[[1]]]]]]]]]]",
        "",
    ],
)
def test_json_other_spellings(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        json_loads(text)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"[a-z]\w{0,5}", fullmatch=True).filter(str.isascii), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(json_values)
def test_json_reads_back(value: object) -> None:
    assert json_loads(json_dumps(value)) == value  # type: ignore[arg-type]
