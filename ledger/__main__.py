"""Command line of the ledger: `python -m ledger keys | sequence | verify FILE | audit`."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ledger import audit, jwks, keys, policy, service, verify
from ledger.database import open_engine
from ledger.errors import LedgerError, UnreadableError, VerificationError
from ledger.guard import CheckpointGuard
from ledger.policy import Policy
from ledger.receipt_file import MAX_BYTES
from ledger.sequencer import Sequencer
from ledger.settings import Settings
from ledger.verify import Proven, Verification

VALID, INVALID, UNREADABLE = 0, 1, 2
_ZONE = ZoneInfo("Asia/Shanghai")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m ledger", description="The transparency log of receipts.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("keys", help="create the keys that are missing")
    commands.add_parser("sequence", help="run the sequencer until it is stopped")
    commands.add_parser("audit", help="recompute the whole log; exit 0 if it fits, 1 with what does not")
    check = commands.add_parser("verify", help="check a receipt file; exit 0 valid, 1 invalid, 2 unreadable")
    check.add_argument("file", type=Path, help="a *.receipt.json")
    check.add_argument("--policy", type=Path, help="the trust policy; default: the one in the keys directory")
    check.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    settings = Settings.from_env(os.environ)
    if options.command == "verify":
        return _verify(options.file, options.policy or settings.keys_dir / keys.POLICY, as_json=options.json)
    try:
        return {"keys": _keys, "sequence": _sequence, "audit": _audit}[options.command](settings)
    except LedgerError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return INVALID


def _keys(settings: Settings) -> int:
    written = keys.make(
        settings.keys_dir,
        origin=settings.origin,
        public_url=settings.public_url,
        departments=settings.departments,
    )
    for path in written:
        print(path)
    return VALID


def _sequence(settings: Settings) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    signer = keys.load_log_signer(settings.keys_dir)
    guard = CheckpointGuard(settings.state_dir / "ledger", signer.key)
    engine = open_engine(settings.database_url)
    sequencer = Sequencer(engine, signer, guard)
    port, tick_seconds = settings.sequencer_port, settings.tick_seconds
    try:
        asyncio.run(service.serve(sequencer, host=settings.host, port=port, tick_seconds=tick_seconds))
    except OSError as error:
        print(f"cannot listen on port {port}: {error.strerror}", file=sys.stderr)
        return INVALID
    finally:
        engine.dispose()
    return VALID


def _audit(settings: Settings) -> int:
    trusted = policy.parse(keys.load_policy_text(settings.keys_dir))
    engine = open_engine(settings.database_url)
    report = audit.audit(engine, trusted.logs)
    engine.dispose()
    print(f"{report.entries} entries, {report.checkpoints} checkpoints, {report.tiles} tiles, {report.waiting} waiting")
    for finding in report.findings:
        print(f"FOUND: {finding}")
    return INVALID if report.findings else VALID


def _verify(path: Path, policy_path: Path, *, as_json: bool) -> int:
    try:
        trusted = _read_policy(policy_path)
        with path.open("rb") as file:
            result = verify.verify(file.read(MAX_BYTES + 1), trusted)
    except OSError as error:
        return _unreadable(f"{error.filename}: {error.strerror}", as_json=as_json)
    except UnreadableError as error:
        return _unreadable(f"{path}: {error}", as_json=as_json)
    print(json.dumps(result.to_json(), ensure_ascii=False) if as_json else _describe(result))
    return VALID if result.valid else INVALID


def _read_policy(path: Path) -> Policy:
    """Read a policy; issuers it does not pin come from the `jwks.json` beside it."""
    try:
        parsed = policy.parse(path.read_text("utf-8"))
        if not parsed.issuers:
            parsed = Policy(parsed.logs, jwks.parse_set(path.with_name(keys.JWKS).read_text("utf-8")))
    except (VerificationError, UnicodeDecodeError) as error:
        raise UnreadableError(f"the policy {path}: {error}") from error
    return parsed


def _unreadable(reason: str, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"valid": False, "defect": UnreadableError.code, "reason": reason, "proven": []}))
    else:
        print(f"unreadable: {reason}")
    return UNREADABLE


def _describe(result: Verification) -> str:
    """Return the outcome in lines: the verdict, what the receipt says as far as that is proven, and what was proven."""
    lines = ["valid" if result.valid else f"invalid: {result.defect}: {result.reason}"]
    if result.statement is not None and Proven.FIELDS in result.proven:
        claims = result.statement.claims
        issued = datetime.fromtimestamp(result.statement.issued_at, _ZONE).isoformat()
        lines.append(f"  issued   {claims['act']} by {claims['iss']} at {issued}, key {result.statement.kid}")
        for name, value in result.statement.disclosed.items():
            lines.append(f"  field    {name} = {json.dumps(value, ensure_ascii=False)}")
        lines.append(f"  hidden   {result.statement.hidden} fields")
    if result.checkpoint is not None and Proven.LOGGED in result.proven:
        lines.append(f"  logged   entry {result.index} of {result.checkpoint.origin} at size {result.checkpoint.size}")
    lines.append(f"  proven   {', '.join(result.proven) or 'nothing'}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
