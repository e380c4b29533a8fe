"""`python -m ledger`: exit statuses and what is printed."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import __main__ as cli
from ledger import keys, tables
from ledger.database import open_engine
from tests.ledger.conftest import Log
from tests.vectors.ledger.build import POLICY, Receipt

VECTORS = Path(__file__).parents[1] / "vectors" / "ledger"
VALID, INVALID, UNREADABLE = 0, 1, 2


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHIMIN_STATE_DIR", str(tmp_path / "var"))
    for name in ("SHIMIN_KEYS_DIR", "SHIMIN_DATABASE_URL", "SHIMIN_SEQUENCER_PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "var"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A valid receipt, and its policy beside it."""
    (tmp_path / "policy").write_text(POLICY)
    path = tmp_path / "my.receipt.json"
    path.write_text(Receipt(disclosures=Receipt().disclosures[:3]).text())
    return path


def verify(file: Path, *more: str) -> int:
    return cli.main(["verify", str(file), "--policy", str(file.with_name("policy")), *more])


def test_valid(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(file) == VALID
    assert capsys.readouterr().out == (
        "valid\n"
        "  issued   booking.created by https://shimin.example/departments/services at 2026-11-24T14:00:00+08:00,"
        " key services-2026-1\n"
        '  field    service = "办理护照"\n'
        '  field    office = {"code": "SY-EXIT", "zh": "出入境接待大厅", "en": "Exit-Entry Hall"}\n'
        '  field    fee = {"amount": "120.00", "currency": "CNY"}\n'
        "  hidden   2 fields\n"
        "  logged   entry 5 of ledger.sanya/2026 at size 12\n"
        "  proven   issued, fields, published, logged, not_before\n"
    )


def test_invalid_with_the_reason(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(file.read_text().replace("index 5", "index 4"))
    assert verify(file) == INVALID
    out = capsys.readouterr().out
    assert out.startswith("invalid: inclusion_wrong: ")
    assert "proven   issued, fields, published\n" in out


def test_nothing_proven(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(file.read_text().replace(".", ".A", 1))
    assert verify(file) == INVALID
    assert capsys.readouterr().out.endswith("proven   nothing\n")


@pytest.mark.parametrize("text", ["", "hello", "[]", '{"format":"receipt/v1"'])
def test_unreadable_file(file: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(text)
    assert verify(file) == UNREADABLE
    assert capsys.readouterr().out.startswith("unreadable: ")


def test_missing_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(file.with_name("no.receipt.json")) == UNREADABLE
    assert "No such file" in capsys.readouterr().out


def test_folder(file: Path) -> None:
    assert cli.main(["verify", str(file.parent), "--policy", str(file.with_name("policy"))]) == UNREADABLE


@pytest.mark.parametrize("text", ["", "quorum none\n", "\xff", "log x\nquorum none\n"])
def test_policy_that_is_none(file: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    file.with_name("policy").write_bytes(text.encode("latin-1"))
    assert verify(file) == UNREADABLE
    assert "policy" in capsys.readouterr().out


def test_policy_of_another_city(file: Path, keys_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.with_name("policy").write_text(keys.load_policy_text(keys_dir))
    assert verify(file) == INVALID
    assert "issuer_signature_wrong" in capsys.readouterr().out


def test_huge_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with file.open("wb") as huge:
        huge.truncate(10**12)  # sparse: takes no room, and must not be read whole
    assert verify(file) == INVALID
    assert "too_large" in capsys.readouterr().out


def test_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(file, "--json") == VALID
    result = json.loads(capsys.readouterr().out)
    assert (result["valid"], result["defect"], result["index"]) == (True, None, 5)
    file.write_text("{")
    assert verify(file, "--json") == UNREADABLE
    assert json.loads(capsys.readouterr().out)["defect"] == "unreadable"


def test_issuers_beside_a_policy_that_pins_none(file: Path, tmp_path: Path) -> None:
    lines = POLICY.splitlines()
    file.with_name("policy").write_text("\n".join(line for line in lines if not line.startswith("#issuer")) + "\n")
    assert verify(file) == UNREADABLE
    published = [json.loads(line.removeprefix("#issuer ")) for line in lines if line.startswith("#issuer")]
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": published}))
    assert verify(file) == VALID


def test_default_policy_is_the_one_in_the_keys_directory(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = VECTORS / "accept" / "plain.receipt.json"
    assert cli.main(["verify", str(path)]) == UNREADABLE
    assert cli.main(["keys"]) == VALID
    assert cli.main(["verify", str(path)]) == INVALID
    (state / "keys" / "policy").write_text(POLICY)
    assert cli.main(["verify", str(path)]) == VALID


def test_keys_prints_what_it_wrote(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["keys"])
    assert [Path(line).name for line in capsys.readouterr().out.split()] == [
        "log.skey",
        "issuer-services.json",
        "issuer-insurance.json",
        "policy",
        "jwks.json",
    ]
    cli.main(["keys"])
    assert capsys.readouterr().out == ""


def test_sequence_without_keys(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sequence"]) == INVALID
    assert "python -m ledger keys" in capsys.readouterr().err


def test_sequence_on_a_taken_port(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["keys"])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("SHIMIN_SEQUENCER_PORT", str(taken.getsockname()[1]))
        assert cli.main(["sequence"]) == INVALID
    assert "cannot listen on port" in capsys.readouterr().err


def test_audit(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["keys"])
    engine = open_engine(f"sqlite:///{state / 'shimin.db'}")
    tables.create_all(engine)
    capsys.readouterr()
    assert cli.main(["audit"]) == VALID
    assert capsys.readouterr().out == "0 entries, 0 checkpoints, 0 tiles, 0 waiting\n"
    with engine.begin() as connection:
        connection.execute(tables.ledger_head.update().values(size=1))
    engine.dispose()
    assert cli.main(["audit"]) == INVALID
    assert "FOUND: the head row says 1" in capsys.readouterr().out


def test_a_new_receipt_verifies_within_one_step(
    the_log: Log, issue: Callable[..., str], keys_dir: Path, tmp_path: Path
) -> None:
    sd_jwt = issue()
    row = the_log.append(sd_jwt)
    the_log.sequencer.step()
    path = tmp_path / "new.receipt.json"
    path.write_bytes(the_log.file(row, sd_jwt))
    assert cli.main(["verify", str(path), "--policy", str(keys_dir / "policy")]) == VALID
