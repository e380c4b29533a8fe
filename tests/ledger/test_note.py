"""Signed notes and vkeys: published examples, and what must be refused (more of it in the vectors)."""

from __future__ import annotations

import pytest

from ledger import note
from ledger.errors import Defect, VerificationError
from ledger.note import Signer, parse_vkey

# https://c2sp.org/signed-note@v1.0.0, section "Example"
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# golang.org/x/mod/sumdb/note, package documentation
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def test_example_of_the_specification() -> None:
    key = parse_vkey(VKEY)
    assert note.verify(note.parse(NOTE), [key]) == (key,)
    assert str(key) == VKEY


def test_example_of_go() -> None:
    signer = Signer.from_text(GO_SKEY)
    assert str(signer.key) == GO_VKEY
    assert signer.to_text() == GO_SKEY
    assert signer.sign(GO_TEXT) == f"{GO_TEXT}\n— PeterNeumann {GO_SIGNATURE}\n"


def test_text_may_hold_empty_lines(signer: Signer) -> None:
    signed = note.parse(signer.sign("one\n\ntwo\n"))
    assert signed.text == "one\n\ntwo\n"
    note.verify(signed, [signer.key])


@pytest.mark.parametrize("text", ["", "no line feed", "tab\t\n", "cr\r\n", "half \ud800\n"])
def test_signer_refuses_texts_no_note_may_have(signer: Signer, text: str) -> None:
    with pytest.raises(VerificationError):
        signer.sign(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "a\x85b"])
def test_names_no_key_may_have(name: str) -> None:
    with pytest.raises(VerificationError) as caught:
        Signer(name, bytes(32))
    assert caught.value.defect is Defect.KEY_MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "",
        GO_VKEY,
        GO_SKEY.replace("c74f20a3", "c74f20a4"),
        GO_SKEY.replace("+AY", "+BY"),
        GO_SKEY[:-4],
        GO_SKEY + "=",
        GO_SKEY.replace("PRIVATE", "Private"),
    ],
)
def test_signer_keys_that_are_none(text: str) -> None:
    with pytest.raises(VerificationError) as caught:
        Signer.from_text(text)
    assert caught.value.defect is Defect.KEY_MALFORMED
    assert GO_SKEY.rsplit("+", maxsplit=1)[-1] not in str(caught.value)


def test_unknown_signatures_are_ignored_and_known_wrong_ones_are_not(signer: Signer) -> None:
    other = Signer("witness.example", bytes(31) + b"1")
    signed = signer.sign("text\n")
    both = signed + other.sign("text\n").split("\n\n")[1]
    assert note.verify(note.parse(both), [signer.key]) == (signer.key,)
    assert note.verify(note.parse(both), [other.key, signer.key]) == (signer.key, other.key)
    spoiled = signed + other.sign("other text\n").split("\n\n")[1]
    note.verify(note.parse(spoiled), [signer.key])
    with pytest.raises(VerificationError) as caught:
        note.verify(note.parse(spoiled), [other.key, signer.key])
    assert caught.value.defect is Defect.LOG_SIGNATURE_WRONG


def test_same_name_with_another_key_id_is_a_stranger(signer: Signer) -> None:
    impostor = Signer(signer.key.name, bytes(31) + b"2")
    with pytest.raises(VerificationError) as caught:
        note.verify(note.parse(impostor.sign("text\n")), [signer.key])
    assert caught.value.defect is Defect.LOG_UNKNOWN


def test_every_change_of_one_character_is_noticed() -> None:
    key = parse_vkey(VKEY)
    for position in range(len(NOTE)):
        for other in "A=\n —":
            changed = NOTE[:position] + other + NOTE[position + 1 :]
            if changed != NOTE:
                with pytest.raises(VerificationError):
                    note.verify(note.parse(changed), [key])
