"""Sealing and opening."""

import stat

import pytest

from city.people.envelope import Envelope, KeyMissing, Tampered, ensure_key, load_key

KEY = bytes(range(32))


def test_every_changed_byte_is_noticed():
    sealed = Envelope(KEY).seal(b"13800000001", "phone#1")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Tampered):
            Envelope(KEY).open(bytes(changed), "phone#1")


@pytest.mark.parametrize("length", [0, 1, 40, 72])
def test_a_piece_of_a_ciphertext_does_not_open(length: int):
    sealed = Envelope(KEY).seal(b"x", "a")
    with pytest.raises(Tampered):
        Envelope(KEY).open(sealed[:length], "a")


def test_a_ciphertext_in_another_row_does_not_open():
    sealed = Envelope(KEY).seal(b"13800000001", "phone#1")
    with pytest.raises(Tampered):
        Envelope(KEY).open(sealed, "phone#2")


def test_another_key_opens_nothing():
    sealed = Envelope(KEY).seal(b"13800000001", "phone#1")
    with pytest.raises(Tampered):
        Envelope(bytes(32)).open(sealed, "phone#1")


def test_the_same_value_never_looks_the_same():
    envelope = Envelope(KEY)
    assert envelope.seal(b"x", "a") != envelope.seal(b"x", "a")
    assert envelope.open(envelope.seal(b"x", "a"), "a") == b"x"


def test_fingerprints_need_the_key_and_differ_by_use():
    one = Envelope(KEY).fingerprint("phone", "13800000001")
    assert one == Envelope(KEY).fingerprint("phone", "13800000001")
    assert one != Envelope(KEY).fingerprint("policy", "13800000001")
    assert one != Envelope(bytes(32)).fingerprint("phone", "13800000001")


def test_a_key_of_another_length_is_refused():
    with pytest.raises(KeyMissing, match="16 bytes"):
        Envelope(bytes(16))


def test_without_a_key_file_it_says_where_it_looked(tmp_path):
    with pytest.raises(KeyMissing, match=r"vault\.key"):
        load_key(tmp_path)


def test_a_damaged_key_file_is_no_key(tmp_path):
    (tmp_path / "vault.key").write_text("not hex")
    with pytest.raises(KeyMissing):
        load_key(tmp_path)


def test_a_key_is_made_once_for_its_owner_alone(tmp_path):
    path = ensure_key(tmp_path / "keys")
    key = load_key(path.parent)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    ensure_key(path.parent)
    assert load_key(path.parent) == key
