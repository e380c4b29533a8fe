"""Our SD-JWTs, read by another implementation: the `sd-jwt` package of the authors of RFC 9901."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import InvalidJWSSignature
from sd_jwt.verifier import SDJWTVerifier

from ledger import keys, receipt, sd_jwt
from ledger.errors import Defect, VerificationError

HIDDEN = {"service": "办理护照", "fee": {"amount": "120.00", "currency": "CNY"}, "quantity": 2, "urgent": False}


def their_claims(text: str, keys_dir: Path) -> dict[str, object]:
    """What their verifier says the receipt states, given our JWK Set."""
    published = json.loads(keys.load_jwks_text(keys_dir))["keys"]

    def key_of(_issuer: str, header: dict[str, str]) -> JWK:
        return JWK(**next(key for key in published if key["kid"] == header["kid"]))

    return dict(SDJWTVerifier(text, key_of).get_verified_payload())


def test_their_verifier_refuses_ours_when_changed(issue: Callable[..., str], keys_dir: Path) -> None:
    text = issue(hidden=HIDDEN)
    head, payload, rest = text.split(".")
    with pytest.raises(InvalidJWSSignature):
        their_claims(f"{head}.{payload}.{'B' if rest[0] == 'A' else 'A'}{rest[1:]}", keys_dir)


def test_their_verifier_reads_ours(issue: Callable[..., str], keys_dir: Path) -> None:
    claims = their_claims(issue(hidden=HIDDEN), keys_dir)
    assert {name: claims[name] for name in HIDDEN} == HIDDEN
    assert claims["act"] == "booking.created"


def test_their_verifier_reads_ours_with_fields_withheld(issue: Callable[..., str], keys_dir: Path) -> None:
    claims = their_claims(sd_jwt.withhold(issue(hidden=HIDDEN), frozenset({"fee", "service"})), keys_dir)
    assert "fee" not in claims
    assert claims["quantity"] == 2


def test_withholding_shows_less_and_keeps_the_entry(issue: Callable[..., str]) -> None:
    whole = issue(hidden=HIDDEN)
    less = sd_jwt.withhold(whole, frozenset({"fee"}))
    statement = sd_jwt.parse(less)
    assert set(statement.disclosed) == set(HIDDEN) - {"fee"}
    assert statement.hidden == 1
    assert receipt.entry(less) == receipt.entry(whole)


def test_salts_are_fresh(issue: Callable[..., str]) -> None:
    first, second = (sd_jwt.parse(issue(jti="A" * 22, hidden={"a": 1})) for _ in range(2))
    assert first.jwt != second.jwt


@pytest.mark.parametrize(
    ("changes", "defect"),
    [
        ({"hidden": {"fee": 1.5}}, None),
        ({"hidden": {"act": "x"}}, Defect.DISCLOSURE_WRONG),
        ({"hidden": {"a b": 1}}, Defect.DISCLOSURE_WRONG),
        ({"hidden": {"fee": {"_sd": []}}}, Defect.DISCLOSURE_WRONG),
        ({"claims": {"exp": 1}}, Defect.CLAIMS_WRONG),
        ({"act": "booking"}, Defect.CLAIMS_WRONG),
        ({"jti": "short"}, Defect.CLAIMS_WRONG),
        ({"iat": 1.0}, None),
        ({"log_head": (0, b"short")}, Defect.CLAIMS_WRONG),
        ({"log_head": (-1, bytes(32))}, Defect.CLAIMS_WRONG),
    ],
)
def test_issuer_never_signs_what_a_verifier_refuses(
    issue: Callable[..., str], changes: dict[str, object], defect: Defect | None
) -> None:
    with pytest.raises((VerificationError, ValueError)) as caught:
        issue(**changes)
    assert getattr(caught.value, "defect", None) is defect
