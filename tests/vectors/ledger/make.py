"""Writes the vectors: `python -m tests.vectors.ledger.make`. A reject vector is named `<defect>--<what is wrong>`."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.vectors.ledger import build as b
from tests.vectors.ledger.build import Receipt

HERE = Path(__file__).parent
L = 2**252 + 27742317777372353535851937790883648493  # order of the Ed25519 base point
P = 2**255 - 19


def flip(encoded: str, bit: int = 0) -> str:
    """Return base64 or base64url text with one bit of its bytes changed."""
    url = "-" in encoded or "_" in encoded or len(encoded) % 4
    data = bytearray(
        base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)) if url else base64.b64decode(encoded)
    )
    data[bit // 8] ^= 1 << (bit % 8)
    return b.b64url(bytes(data)) if url else b.b64(bytes(data))


def padding_bits(encoded: str) -> str:
    """Return another spelling of the same bytes: the unused bits of the last character set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    body = encoded.rstrip("=").replace("+", "-").replace("/", "_")
    assert len(body) % 4
    changed = body[:-1] + alphabet[alphabet.index(body[-1]) | 1]
    assert changed != body
    return changed if "=" not in encoded else changed.replace("-", "+").replace("_", "/") + "=" * encoded.count("=")


def accept() -> Iterator[tuple[str, str]]:
    r = Receipt()
    yield "plain", r.text()
    yield "successor", r.but(successor=b.seed("tag")).text()
    yield "some-fields-withheld", r.but(disclosures=b.DISCLOSURES[:2]).text()
    yield "all-fields-withheld", r.but(disclosures=[]).text()
    yield "fields-in-another-order", r.but(disclosures=b.DISCLOSURES[::-1]).text()
    yield "no-hidden-fields", Receipt(jwt=b.jwt(body=b.compact(b.payload(_sd=[]))), disclosures=[]).text()
    first = b.jwt(body=b.compact(b.payload(log_head={"size": 0, "root": b.b64(b.seed("empty"))})))
    yield "tree-of-one", Receipt(jwt=first, size=1, index=0).text()
    for size, index in ((4, 3), (7, 6), (8, 7), (256, 255), (257, 256), (1000, 617)):
        yield f"entry-{index}-of-{size}", r.but(size=size, index=index).text()
    yield "spaced-and-escaped-as-python-prints", json.dumps(r.members())
    yield "indented", json.dumps(r.members(), ensure_ascii=False, indent=2)
    yield "line-feed-after", r.text() + "\n"
    text = r.checkpoint_text()
    unknown = b.signature_line(text, "stranger", "witness.example/w1")
    yield "signature-of-unknown-key", r.text(proof=r.proof(note=f"{text}\n{unknown}{b.signature_line(text)}"))
    yield "further-open-claim", Receipt(jwt=b.jwt(body=b.compact(b.payload(model_version="m1")))).text()


def reject_file() -> Iterator[tuple[str, str | bytes]]:
    r = Receipt()
    good = r.text()
    yield "unreadable--empty", ""
    yield "unreadable--not-json", good[:-1]
    yield "unreadable--list", "[]"
    yield "unreadable--byte-order-mark", "\ufeff" + good
    yield "unreadable--not-utf8", good.encode().replace(b"\xe2\x80\x94", b"\xe2\x80")
    yield "unreadable--nan", r.text(proof=float("nan"))
    yield "too_large--64kib", good + " " * 65_536
    yield "not_canonical--blank-inside", good.replace(',"proof"', ', "proof"')
    yield "not_canonical--blank-after", good + " "
    yield "not_canonical--two-line-feeds-after", good + "\n\n"
    yield "not_canonical--line-feed-before", "\n" + good
    yield "not_canonical--carriage-return-after", good + "\r\n"
    yield "not_canonical--escaped-slash", good.replace("receipt/v1", "receipt\\/v1")
    yield "not_canonical--escaped-letter", good.replace('"format"', '"\\u0066ormat"')
    yield "not_canonical--half-escaped", good.replace("index", "inde\\u0078")
    yield "not_canonical--duplicate-member", good[:-1] + "," + b.compact(r.proof()).join(['"proof":', "}"])
    yield "not_canonical--duplicate-format", '{"format":"receipt/v2",' + good[1:]
    yield "format_unknown--v2", r.text(format="receipt/v2")
    yield "format_unknown--missing", b.compact({"sd_jwt": r.sd_jwt, "proof": r.proof()})
    yield "members_wrong--extra-member", r.text(note="hello")
    yield "members_wrong--no-proof-member", b.compact({"format": "receipt/v1", "sd_jwt": r.sd_jwt})
    yield "members_wrong--other-order", b.compact({"format": "receipt/v1", "proof": r.proof(), "sd_jwt": r.sd_jwt})
    yield "members_wrong--sd-jwt-null", r.text(sd_jwt=None)
    yield "members_wrong--proof-false", r.text(proof=False)
    yield "members_wrong--proof-number", r.text(proof=1)
    yield "proof_missing--waiting", r.text(proof=None)
    yield "proof_missing--hidden-fields-withheld", r.but(disclosures=[]).text(proof=None)


def signed(header: str | None = None, body: str | None = None) -> str:
    return Receipt(jwt=b.jwt(header, body)).text()


def claims(**changes: object) -> str:
    return signed(body=b.compact(b.payload(**changes)))


def header(**changes: object) -> str:
    return signed(header=b.compact({**b.HEADER, **changes}))


def reject_header() -> Iterator[tuple[str, str]]:
    r, body = Receipt(), b.compact(b.payload())
    head, payload, signature = r.jwt.split(".")
    yield "sd_jwt_malformed--no-last-tilde", r.text(sd_jwt=r.sd_jwt[:-1])
    yield "sd_jwt_malformed--key-binding-jwt", r.text(sd_jwt=r.sd_jwt + r.jwt)
    yield "sd_jwt_malformed--two-parts", r.text(sd_jwt=f"{head}.{payload}~")
    yield "sd_jwt_malformed--four-parts", r.text(sd_jwt=f"{r.jwt}.x~")
    yield "sd_jwt_malformed--padding-bits", r.text(sd_jwt=f"{head}.{payload}.{padding_bits(signature)}~")
    yield "sd_jwt_malformed--padding-character", r.text(sd_jwt=f"{head}.{payload}.{signature}==~")
    yield "sd_jwt_malformed--standard-base64", Receipt(jwt=r.jwt.replace("-", "+").replace("_", "/")).text()
    yield "sd_jwt_malformed--blank-in-header", signed(header=json.dumps(b.HEADER))
    yield "sd_jwt_malformed--blank-in-payload", signed(body=json.dumps(b.payload(), ensure_ascii=False))
    yield "sd_jwt_malformed--duplicate-claim", signed(body=body[:-1] + ',"act":"booking.cancelled"}')
    yield "sd_jwt_malformed--float", claims(amount=1.5)
    yield "sd_jwt_malformed--unsafe-integer", claims(amount=2**53)
    yield "sd_jwt_malformed--exponent", signed(body=body[:-1] + ',"amount":1e3}')
    yield "sd_jwt_malformed--minus-zero", signed(body=body[:-1] + ',"amount":-0}')
    yield "sd_jwt_malformed--numeric-name", signed(body='{"1":1,' + body[1:])
    yield "sd_jwt_malformed--proto-name", signed(body=body[:-1] + ',"__proto__":{"x":1}}')
    yield "sd_jwt_malformed--lone-surrogate", signed(body=body[:-1] + ',"note":"\\ud800"}')
    yield "sd_jwt_malformed--escaped-letter", signed(body=body.replace("booking.created", "booking\\u002ecreated"))
    yield "sd_jwt_malformed--too-deep", signed(body=body[:-1] + ',"x":' + "[" * 9 + "]" * 9 + "}")
    yield "sd_jwt_malformed--payload-not-utf8", r.text(sd_jwt=f"{head}.{b.b64url(bytes([0xFF]))}.{signature}~")
    yield "header_wrong--alg-none", header(alg="none")
    yield "header_wrong--alg-es256", header(alg="ES256")
    yield "header_wrong--typ-jwt", header(typ="JWT")
    yield "header_wrong--crit", header(crit=["x"])
    yield "header_wrong--jwk-inside", header(jwk=b.jwk())
    yield "header_wrong--kid-number", header(kid=1)
    yield "header_wrong--list", signed(header="[]")


def reject_claims() -> Iterator[tuple[str, str]]:
    yield "claims_wrong--no-jti", claims(jti=b.DROP)
    yield "claims_wrong--short-jti", claims(jti="abc")
    yield "claims_wrong--expires", claims(exp=b.IAT + 60)
    yield "claims_wrong--status-list", claims(status={"idx": 1})
    yield "claims_wrong--iat-text", claims(iat=str(b.IAT))
    yield "claims_wrong--iat-true", claims(iat=True)
    yield "claims_wrong--iat-negative", claims(iat=-1)
    yield "claims_wrong--iss-number", claims(iss=1)
    yield "claims_wrong--act-without-dot", claims(act="booking")
    yield "claims_wrong--log-head-without-root", claims(log_head={"size": 3})
    yield "claims_wrong--log-head-short-root", claims(log_head={"size": 3, "root": b.b64(b"short")})
    yield "claims_wrong--log-head-size-text", claims(log_head={"size": "3", "root": b.b64(b.seed("head"))})
    yield "claims_wrong--sha-512", claims(_sd_alg="sha-512")
    yield "claims_wrong--sd-not-list", claims(_sd={})
    yield "claims_wrong--same-digest-twice", claims(_sd=[b.digest("x"), b.digest("x")])
    yield "claims_wrong--short-digest", claims(_sd=["AAAA"])
    yield "claims_wrong--nested-sd", claims(address={"_sd": [b.digest("x")]})
    yield "claims_wrong--payload-list", signed(body="[]")


def reject_issuer() -> Iterator[tuple[str, str]]:
    head, payload, signature = Receipt().jwt.split(".")
    yield "issuer_unknown--kid", header(kid="services-2025-1")
    yield "issuer_unknown--kid-of-another-department", header(kid=b.OTHER_KID)
    yield "issuer_unknown--iss-of-another-department", claims(iss=b.OTHER_ISS)
    yield "issuer_key_not_valid_then--too-early", claims(iat=b.NBF - 1)
    yield "issuer_key_not_valid_then--too-late", claims(iat=b.EXP)
    changed = b.b64url(b.compact(b.payload(act="booking.cancelled")))
    yield "issuer_signature_wrong--payload-changed", Receipt(jwt=f"{head}.{changed}.{signature}").text()
    yield "issuer_signature_wrong--bit-flipped", Receipt(jwt=f"{head}.{payload}.{flip(signature, 77)}").text()
    yield "issuer_signature_wrong--by-another-department", Receipt(jwt=b.jwt(label="insurance")).text()
    yield "issuer_signature_wrong--empty", Receipt(jwt=f"{head}.{payload}.").text()
    raw = base64.urlsafe_b64decode(signature + "==")
    malleable = raw[:32] + (int.from_bytes(raw[32:], "little") + L).to_bytes(32, "little")
    yield "issuer_signature_wrong--s-not-reduced", Receipt(jwt=f"{head}.{payload}.{b.b64url(malleable)}").text()


def reject_disclosure() -> Iterator[tuple[str, str]]:
    def shown(*disclosures: str) -> str:
        digests = sorted({b.digest(text) for text in disclosures})
        return Receipt(jwt=b.jwt(body=b.compact(b.payload(_sd=digests))), disclosures=list(disclosures)).text()

    r, first = Receipt(), b.DISCLOSURES[0]
    yield "disclosure_wrong--value-changed", r.but(disclosures=[b.disclosure("service", "办理签证")]).text()
    yield "disclosure_wrong--salt-changed", r.but(disclosures=[b.disclosure("service", "办理护照", "A" * 22)]).text()
    yield "disclosure_wrong--field-added", r.but(disclosures=[*b.DISCLOSURES, b.disclosure("vip", True)]).text()
    yield "disclosure_wrong--shown-twice", r.but(disclosures=[first, first]).text()
    yield "disclosure_wrong--empty", r.but(disclosures=[first, ""]).text()
    yield "disclosure_wrong--same-name-twice", shown(b.disclosure("fee", 1), b.disclosure("fee", 2))
    yield "disclosure_wrong--name-of-open-claim", shown(b.disclosure("act", "booking.cancelled"))
    yield "disclosure_wrong--reserved-name", shown(b.disclosure("exp", 1))
    yield "disclosure_wrong--name-with-blank", shown(b.disclosure("a b", 1))
    yield "disclosure_wrong--name-number", shown(b.disclosure(1, 1))
    yield "disclosure_wrong--short-salt", shown(b.disclosure("fee", 1, "AAAA"))
    yield "disclosure_wrong--no-salt", shown(b.b64url(b.compact(["fee", 1])))
    yield "disclosure_wrong--object", shown(b.b64url(b.compact({"fee": 1})))
    yield "disclosure_wrong--float", shown(b.disclosure("fee", 1.5))
    yield "disclosure_wrong--nested-sd", shown(b.disclosure("fee", {"_sd": []}))
    yield "disclosure_wrong--blank-inside", shown(b.b64url(json.dumps(["A" * 22, "fee", 1])))
    odd = next(text for text in b.DISCLOSURES if len(text) % 4)
    yield "disclosure_wrong--padding-bits", r.but(disclosures=[padding_bits(odd)]).text()


def reject_proof() -> Iterator[tuple[str, str]]:
    r = Receipt()
    lines, good = r.path_lines(), r.proof()

    def proof(text: str) -> str:
        return r.text(proof=text)

    yield "proof_malformed--version-2", proof(good.replace("@v1", "@v2"))
    yield "proof_malformed--no-empty-line", proof(good.replace("\n\n", "\n"))
    yield "proof_malformed--no-index", proof(good.replace("index 5\n", ""))
    yield "proof_malformed--index-leading-zero", proof(r.proof(index="05"))
    yield "proof_malformed--index-plus", proof(r.proof(index="+5"))
    yield "proof_malformed--index-huge", proof(r.proof(index=str(2**53)))
    yield "proof_malformed--index-full-width", proof(r.proof(index="５"))
    yield "proof_malformed--extra-not-base64", proof(good.replace("index", "extra ???\nindex"))
    yield "proof_malformed--extra-short", proof(good.replace("index", f"extra {b.b64(b.seed('x')[:31])}\nindex"))
    tag = f"extra {b.b64(b.seed('x'))}\n"
    yield "proof_malformed--extra-twice", proof(good.replace("index", f"{tag}{tag}index"))
    yield "proof_malformed--hash-short", proof(r.proof([b.b64(b.seed("x")[:31]), *lines[1:]]))
    yield "proof_malformed--hash-padding-bits", proof(r.proof([padding_bits(lines[0]), *lines[1:]]))
    yield "proof_malformed--blank-before-hash", proof(r.proof([" " + lines[0], *lines[1:]]))
    yield "proof_malformed--65-hashes", proof(r.proof(lines * 17))
    yield "proof_malformed--carriage-returns", proof(good.replace("\n", "\r\n"))
    yield "inclusion_wrong--other-index", proof(r.proof(index="4"))
    yield "inclusion_wrong--index-outside", proof(r.proof(index="12"))
    yield "inclusion_wrong--hash-changed", proof(r.proof([*lines[:2], flip(lines[2]), *lines[3:]]))
    yield "inclusion_wrong--hashes-swapped", proof(r.proof([lines[1], lines[0], *lines[2:]]))
    yield "inclusion_wrong--too-short", proof(r.proof(lines[:-1]))
    yield "inclusion_wrong--too-long", proof(r.proof([*lines, lines[0]]))
    yield "inclusion_wrong--no-path", proof(r.proof([]))
    tagged = r.but(successor=b.seed("tag"))
    yield "inclusion_wrong--successor-dropped", tagged.text(proof=tagged.proof().replace(tagged.proof()[23:74], ""))
    yield "inclusion_wrong--successor-added", proof(good.replace("index", f"{tag}index"))
    other = Receipt(jwt=b.jwt(body=b.compact(b.payload(act="booking.cancelled"))))
    yield "inclusion_wrong--proof-of-another-receipt", proof(other.proof())
    yield "log_head_wrong--entry-older-than-head", r.but(index=2).text()


def reject_checkpoint() -> Iterator[tuple[str, str]]:
    r = Receipt()
    text, root = r.checkpoint_text(), b.b64(b.mth(r.leaves()))
    line = b.signature_line(text)

    def note(value: str) -> str:
        return r.text(proof=r.proof(note=value))

    def signed(value: str, label: str = "log", name: str = b.ORIGIN) -> str:
        return note(f"{value}\n{b.signature_line(value, label, name)}")

    encoded = line.split()[-1]
    yield "note_malformed--no-signature", note(text)
    yield "note_malformed--hyphen-for-dash", note(f"{text}\n{line.replace('—', '-')}")
    yield "note_malformed--no-last-line-feed", note(f"{text}\n{line[:-1]}")
    yield "note_malformed--line-after", note(f"{text}\n{line}hello\n")
    yield "note_malformed--signature-not-base64", note(f"{text}\n{line.replace(encoded, '???')}")
    yield "note_malformed--signature-too-short", note(f"{text}\n— {b.ORIGIN} AAAAAA==\n")
    yield "note_malformed--signed-twice", note(f"{text}\n{line}{line}")
    yield "note_malformed--65-signatures", note(f"{text}\n{line}" + "— w.example AAAAAAA=\n" * 64)
    yield "note_malformed--tab-in-text", signed(f"{b.ORIGIN}\t\n12\n{root}\n")
    yield "note_malformed--plus-in-key-name", note(f"{text}\n{line}— a+b AAAAAAA=\n")
    yield "note_malformed--ideographic-blank-in-key-name", note(f"{text}\n{line}— a\u3000b AAAAAAA=\n")
    yield "checkpoint_malformed--extension-line", signed(f"{text}hello\n")
    yield "checkpoint_malformed--two-lines", signed(f"{b.ORIGIN}\n12\n")
    yield "checkpoint_malformed--size-leading-zero", signed(f"{b.ORIGIN}\n012\n{root}\n")
    yield "checkpoint_malformed--size-negative", signed(f"{b.ORIGIN}\n-12\n{root}\n")
    yield "checkpoint_malformed--root-padding-bits", signed(f"{b.ORIGIN}\n12\n{padding_bits(root)}\n")
    yield "checkpoint_malformed--root-short", signed(f"{b.ORIGIN}\n12\n{b.b64(b.seed('x')[:31])}\n")
    yield "log_unknown--another-key", signed(text, "stranger")
    yield (
        "log_unknown--another-origin",
        signed(text.replace(b.ORIGIN, "ledger.haikou/2026"), "log", "ledger.haikou/2026"),
    )
    yield "log_unknown--origin-is-not-key-name", signed(text.replace(b.ORIGIN, "ledger.haikou/2026"))
    yield "log_signature_wrong--size-changed", note(f"{text.replace('12', '13')}\n{line}")
    yield "log_signature_wrong--root-changed", note(f"{text.replace(root, flip(root))}\n{line}")
    yield "log_signature_wrong--bit-flipped", note(f"{text}\n{line.replace(encoded, flip(encoded, 300))}")
    yield "log_signature_wrong--too-long", note(f"{text}\n— {b.ORIGIN} {b.b64(base64.b64decode(encoded) + bytes(3))}\n")
    wrong = line.replace(encoded, flip(encoded, 300))
    yield "note_malformed--right-then-wrong", note(f"{text}\n{line}{wrong}")


def policies() -> Iterator[tuple[str, str]]:
    log, quorum = f"log {b.vkey()}", "quorum none"
    issuers = b.ISSUER_LINES
    yield "accept--plain", b.POLICY
    yield (
        "accept--comments-and-tabs",
        b.policy("# 三亚", "", f"\t log\t{b.vkey()}  https://x ", " quorum  none\t", *issuers),
    )
    yield "accept--no-issuers", b.policy(log, quorum)
    yield "accept--two-logs", b.policy(log, f"log {b.vkey('next', 'ledger.sanya/2027')}", quorum, *issuers)
    yield "policy_malformed--no-quorum", b.policy(log)
    yield "policy_malformed--two-quorums", b.policy(log, quorum, quorum)
    yield "policy_malformed--quorum-of-witness", b.policy(log, f"witness w {b.vkey('w', 'w')}", "quorum w")
    yield "policy_malformed--no-log", b.policy(quorum)
    yield "policy_malformed--same-key-twice", b.policy(log, f"log {b.vkey('log', 'other')}", quorum)
    yield "policy_malformed--carriage-return", b.policy(log, quorum).replace("\n", "\r\n")
    yield "policy_malformed--unknown-word", b.policy(log, quorum, "trust everybody")
    yield "policy_malformed--issuer-not-json", b.policy(log, quorum, "#issuer {")
    yield "policy_malformed--issuer-float", b.policy(log, quorum, "#issuer " + b.compact(b.jwk(nbf=1.5)))
    yield "policy_malformed--issuer-names-member-twice", b.policy(log, quorum, issuers[0][:-1] + ',"kid":"x"}')
    yield "jwks_malformed--private-key", b.policy(log, quorum, "#issuer " + b.compact(b.jwk(d="AAAA")))
    yield "jwks_malformed--other-curve", b.policy(log, quorum, "#issuer " + b.compact(b.jwk(crv="X25519")))
    yield "jwks_malformed--same-kid-twice", b.policy(log, quorum, issuers[0], issuers[0])
    yield "jwks_malformed--span-empty", b.policy(log, quorum, "#issuer " + b.compact(b.jwk(exp=b.NBF)))
    yield "jwks_malformed--x-padded", b.policy(log, quorum, "#issuer " + b.compact(b.jwk(x=b.jwk()["x"] + "=")))
    small = bytes(32)  # y = 0: a point of order 4
    yield "key_malformed--issuer-small-order", b.policy(log, quorum, "#issuer " + b.compact(b.jwk(x=b.b64url(small))))
    for name, key in bad_points():
        yield f"key_malformed--{name}", b.policy(f"log {b.raw_vkey(key)}", quorum)
    yield "key_malformed--short-key", b.policy(f"log {b.raw_vkey(b.public('log')[:31])}", quorum)
    yield "key_malformed--cosignature-type", b.policy(f"log {b.raw_vkey(b.public('log'), kind=4)}", quorum)
    yield "key_malformed--wrong-key-id", b.policy(f"log {b.ORIGIN}+00000000+{b.vkey().split('+', 2)[2]}", quorum)
    yield "key_malformed--upper-case-key-id", b.policy(log.replace(b.vkey().split("+")[1], "ABCDEF01"), quorum)
    yield "key_malformed--two-parts", b.policy(f"log {b.ORIGIN}+00000000", quorum)


def bad_points() -> Iterator[tuple[str, bytes]]:
    def y(value: int) -> bytes:
        return value.to_bytes(32, "little")

    yield "identity", y(1)
    yield "order-2", y(P - 1)
    yield "order-4", y(0)
    yield "order-8", bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    yield "identity-not-reduced", y(P + 1)
    yield "identity-negative-zero", y(1 | 1 << 255)
    yield "not-on-curve", y(2)
    yield "mixed-order", mixed_order()


def mixed_order() -> bytes:
    """Return the log's key plus the point of order 2, (x, y) -> (-x, -y): on the curve, but not of prime order."""
    encoded = int.from_bytes(b.public("log"), "little")
    sign, y = encoded >> 255, encoded & (2**255 - 1)
    return ((P - y) | ((sign ^ 1) << 255)).to_bytes(32, "little")


def smallest_jwt() -> str:
    """Return a JWT with as little in it as a receipt may have, for tests that change every character."""
    head = {"size": 0, "root": b.b64(bytes(32))}
    return b.jwt(body=b.compact(b.payload(log_head=head, vct="v", _sd=[])))


def every_vector() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield each folder with its files."""
    parts = (
        reject_file,
        reject_header,
        reject_claims,
        reject_issuer,
        reject_disclosure,
        reject_proof,
        reject_checkpoint,
    )
    rejected = [vector for part in parts for vector in part()]
    for folder, suffix, vectors in (
        ("accept", ".receipt.json", list(accept())),
        ("reject", ".receipt.json", rejected),
        ("policy", ".policy", list(policies())),
    ):
        files = {name + suffix: data if isinstance(data, bytes) else data.encode() for name, data in vectors}
        assert len(files) == len(vectors), "two vectors have the same name"
        yield folder, files


def main() -> None:
    (HERE / "trust.policy").write_text(b.POLICY, "utf-8")
    for folder, files in every_vector():
        shutil.rmtree(HERE / folder, ignore_errors=True)
        (HERE / folder).mkdir()
        for name, data in files.items():
            (HERE / folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
