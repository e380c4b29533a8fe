"""The public log: each byte is the log's own, full tiles may be kept for ever, and nothing else has an address."""

from pathlib import Path

import pytest
from yarl import URL

from city.bootstrap import City
from ledger import checkpoint, log, note, policy, receipt, tiles
from ledger.guard import CheckpointGuard
from ledger.keys import load_issuer, load_log_signer
from ledger.merkle import leaf_hash
from ledger.sequencer import Sequencer
from tests.bot.conftest import Door

ENTRIES = 300


@pytest.fixture
def published(city: City, tmp_path: Path) -> list[bytes]:
    """Publish 300 entries and return them."""
    issuer = load_issuer(city.settings.keys_dir, "services")
    hidden = {"succ": receipt.new_successor_secret()}
    common = {"vct": "https://x/y", "act": "booking.created", "iat": 1795500000, "log_head": (0, bytes(32))}
    entries = [
        receipt.entry(issuer.issue(**common, jti=f"{number:022}", hidden=hidden))  # type: ignore[arg-type]
        for number in range(ENTRIES)
    ]
    with city.db.write() as session:
        for entry in entries:
            log.append(session.connection(), entry)
    signer = load_log_signer(city.settings.keys_dir)
    engine = city.db.engine.execution_options(shimin_write=True)
    Sequencer(engine, signer, CheckpointGuard(tmp_path / "guard", signer.key)).step()
    return entries


async def test_an_empty_log_has_nothing_to_show(door: Door) -> None:
    response = await door.get("/ledger/checkpoint")
    assert (response.status, (await response.json())["error"]["code"]) == (404, "not_found")


async def test_the_checkpoint_is_signed_and_never_kept(published: list[bytes], door: Door) -> None:
    response = await door.get("/ledger/checkpoint")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    text = await response.text()
    assert checkpoint.parse(note.parse(text).text).size == ENTRIES


async def test_tiles_and_bundles_are_the_logs(published: list[bytes], door: Door) -> None:
    leaves = b"".join(leaf_hash(entry) for entry in published)
    width = ENTRIES - tiles.WIDTH
    assert await (await door.get("/ledger/tile/0/000")).read() == leaves[: tiles.WIDTH * 32]
    assert await (await door.get(f"/ledger/tile/0/001.p/{width}")).read() == leaves[tiles.WIDTH * 32 :]
    bundle = await (await door.get("/ledger/tile/entries/000")).read()
    assert bundle == tiles.encode_bundle(published[: tiles.WIDTH])
    bundle = await (await door.get(f"/ledger/tile/entries/001.p/{width}")).read()
    assert bundle == tiles.encode_bundle(published[tiles.WIDTH :])


@pytest.mark.parametrize("kind", ["0", "entries"])
async def test_only_a_full_tile_is_kept_for_ever(kind: str, published: list[bytes], door: Door) -> None:
    full = await door.get(f"/ledger/tile/{kind}/000")
    part = await door.get(f"/ledger/tile/{kind}/000.p/5")
    assert "immutable" in full.headers["Cache-Control"]
    assert "immutable" not in part.headers["Cache-Control"]
    assert full.headers["Access-Control-Allow-Origin"] == "*"
    assert full.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "path",
    [
        "0/001",
        "0/001.p/256",
        "0/000.p/0",
        "0/000.p/256",
        "0/0",
        "0/0000",
        "0/x000/000",
        "00/000",
        "64/000",
        "-1/000",
        "entries/001",
        "0/999",
        "0/000/",
        "0//000",
        "0/%30%30%30",
        "0/000.p%2F5",
        "0/..%2f..%2fpolicy",
        "entries",
        "0/000.p/5%00",
        "0/%d9%a0%d9%a0%d9%a0",
    ],
)
async def test_any_other_path_is_not_found(path: str, published: list[bytes], door: Door) -> None:
    response = await door.get(URL(f"/ledger/tile/{path}", encoded=True))
    assert response.status == 404
    assert response.headers["Cache-Control"] == "no-store"


async def test_the_policy_and_the_keys_are_those_that_verifiers_pin(door: Door, city: City) -> None:
    text = await (await door.get("/ledger/policy")).text()
    assert policy.parse(text).logs
    assert text == (city.settings.keys_dir / "policy").read_text()
    jwks = await (await door.get("/ledger/jwks.json")).json()
    assert {key["kty"] for key in jwks["keys"]} == {"OKP"}
    assert all("d" not in key for key in jwks["keys"])


@pytest.mark.parametrize("name", ["policy", "jwks.json"])
async def test_without_keys_the_door_says_so(name: str, door: Door, city: City) -> None:
    (city.settings.keys_dir / name).unlink()
    response = await door.get(f"/ledger/{name}")
    assert (response.status, (await response.json())["error"]["code"]) == (503, "unavailable")


@pytest.mark.parametrize("name", ["log.skey", "door.key", "issuer-services.json", "", "checkpoint/"])
async def test_private_keys_have_no_address(name: str, door: Door) -> None:
    assert (await door.get(f"/ledger/{name}")).status == 404
