"""The keys directory: made once, readable by few, and one file that verifiers pin."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger import jwks, keys, policy
from ledger.errors import KeysMissingError, LedgerError, VerificationError


def make(path: Path, *departments: str) -> list[str]:
    written = keys.make(
        path, origin="ledger.sanya/2026", public_url="https://shimin.example", departments=departments or ("services",)
    )
    return [file.name for file in written]


def test_made_once(tmp_path: Path) -> None:
    assert make(tmp_path / "keys") == ["log.skey", "issuer-services.json", "policy", "jwks.json"]
    assert make(tmp_path / "keys") == []


def test_private_keys_are_private(tmp_path: Path) -> None:
    make(tmp_path / "keys")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert modes == {"log.skey": 0o600, "issuer-services.json": 0o600, "policy": 0o644, "jwks.json": 0o644}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_public_files_hold_no_private_key(tmp_path: Path) -> None:
    make(tmp_path)
    private = json.loads((tmp_path / "issuer-services.json").read_text())["d"]
    skey = (tmp_path / "log.skey").read_text().rstrip().split("+")[-1]
    for text in (keys.load_policy_text(tmp_path), keys.load_jwks_text(tmp_path)):
        assert private not in text
        assert skey not in text


def test_policy_pins_the_log_and_every_issuer(tmp_path: Path) -> None:
    make(tmp_path, "services", "insurance")
    trusted = policy.parse(keys.load_policy_text(tmp_path))
    assert trusted.logs == (keys.load_log_signer(tmp_path).key,)
    assert {key.iss for key in trusted.issuers.values()} == {
        "https://shimin.example/departments/services",
        "https://shimin.example/departments/insurance",
    }
    assert jwks.parse_set(keys.load_jwks_text(tmp_path)) == trusted.issuers
    issuer = keys.load_issuer(tmp_path, "insurance")
    assert trusted.issuers[issuer.kid].public_key == issuer.key.public_key().public_bytes_raw()


def test_a_new_department_is_added_and_an_operators_lines_stay(tmp_path: Path) -> None:
    make(tmp_path)
    path = tmp_path / keys.POLICY
    path.write_text(path.read_text() + "# compare with the notice board of the town hall\n")
    assert make(tmp_path, "services", "parks") == ["issuer-parks.json", "policy", "jwks.json"]
    text = keys.load_policy_text(tmp_path)
    assert "notice board" in text
    assert len(policy.parse(text).issuers) == 2


def test_two_processes_make_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: make(tmp_path / "keys"), range(4)))
    trusted = policy.parse(keys.load_policy_text(tmp_path / "keys"))
    assert trusted.logs == (keys.load_log_signer(tmp_path / "keys").key,)
    assert len(trusted.issuers) == 1
    assert not [path for path in (tmp_path / "keys").iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("load", [keys.load_log_signer, keys.load_policy_text, keys.load_jwks_text])
def test_missing_keys_are_named(tmp_path: Path, load) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(KeysMissingError, match="python -m ledger keys"):
        load(tmp_path)


@pytest.mark.parametrize("department", ["", "../log", "A", "a/b", "x" * 33])
def test_department_codes_are_plain(tmp_path: Path, department: str) -> None:
    with pytest.raises(LedgerError, match="department"):
        keys.load_issuer(tmp_path, department)


def test_damaged_issuer_files_are_refused_without_showing_them(tmp_path: Path) -> None:
    make(tmp_path, "services", "parks")
    path = tmp_path / "issuer-services.json"
    good = json.loads(path.read_text())
    other = json.loads((tmp_path / "issuer-parks.json").read_text())
    for bad in ({}, {**good, "d": other["d"]}, {**good, "d": "AAAA"}, {**good, "kid": 1}, {**good, "more": 1}):
        path.write_text(json.dumps(bad))
        with pytest.raises((LedgerError, VerificationError)) as caught:
            keys.load_issuer(tmp_path, "services")
        assert good["d"] not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys":{}}', '{"keys":[1]}', '{"keys":[],"keys":[]}', "{"])
def test_jwk_sets_that_are_none(text: str) -> None:
    with pytest.raises(VerificationError):
        jwks.parse_set(text)
