"""The secret that conversation tokens are derived from."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.secret import Secret, fresh_token, token_hash


def test_it_is_created_once_and_for_its_owner_only(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    first = Secret.open(keys)
    assert Secret.open(keys) == first
    assert len(first.key) == 32
    [path] = keys.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_many_who_create_it_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = list(pool.map(lambda _: Secret.open(tmp_path), range(16)))
    assert len(set(secrets)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["door.key"]


def test_a_damaged_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "door.key").write_bytes(b"short")
    with pytest.raises(ValueError, match=r"door\.key"):
        Secret.open(tmp_path)


def test_tokens_depend_on_every_part_and_on_the_secret() -> None:
    one, other = Secret(bytes(32)), Secret(bytes(31) + b"\1")
    parts = [("a", "b", "c"), ("a", "b", "d"), ("ab", "", "c"), ("", "ab", "c"), ("a", "bc", "")]
    tokens = {secret.token(*each) for secret in (one, other) for each in parts}
    assert len(tokens) == 10
    assert one.token("a", "b", "c") == one.token("a", "b", "c")
    assert all(len(token) >= 43 for token in tokens)


def test_a_fresh_token_is_fresh() -> None:
    assert fresh_token() != fresh_token()
    assert token_hash("a") != token_hash("b")
