"""A receipt is for its holder: by its key or by the conversation it belongs to. To all others it does not exist."""

import json
import re

import pytest
from yarl import URL

from city.bootstrap import City
from city.receipts.service import ReceiptRef
from ledger.receipt_file import parse
from tests.bot.conftest import Door, say
from tests.bot.fake_brain import FakeBrain


@pytest.fixture
async def token(door: Door) -> str:
    return str((await say(door, "你好"))["conversation"])


@pytest.fixture
def receipt(city: City, brain: FakeBrain, token: str) -> ReceiptRef:
    actor = city.people.actor(brain.calls[0]["sender"])
    with city.db.write() as session:
        return city.receipts.issue(session, actor, "booking.created", "b-1", {"ref": "SY7Q-2M4K"})


async def test_the_key_opens_the_file(receipt: ReceiptRef, city: City, door: Door) -> None:
    response = await door.get(city.receipts.url(receipt))
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content_type == "application/json"
    file = parse(await response.read())
    assert file.proof is None
    assert file.sd_jwt == json.loads(await response.text())["sd_jwt"]


async def test_the_holders_conversation_opens_the_file(receipt: ReceiptRef, token: str, door: Door) -> None:
    response = await door.get(f"/receipts/{receipt.jti}", params={"conversation": token})
    assert response.status == 200


async def test_another_conversation_does_not_open_it(receipt: ReceiptRef, door: Door) -> None:
    other = (await say(door, "你好"))["conversation"]
    response = await door.get(f"/receipts/{receipt.jti}", params={"conversation": other})
    assert response.status == 404


@pytest.mark.parametrize(
    "query", ["", "?key=", "?key=wrong", "?conversation=nobody", "?conversation=", "?key=%00", "?key=%ff"]
)
async def test_to_all_others_it_does_not_exist(query: str, receipt: ReceiptRef, door: Door) -> None:
    missing = await door.get(URL(f"/receipts/{'A' * 22}{query}", encoded=True))
    for address in (f"/receipts/{receipt.jti}{query}", f"/receipts/{receipt.jti}/qr.svg{query}"):
        response = await door.get(URL(address, encoded=True))
        assert response.status == missing.status == 404
        assert await response.text() == await missing.text()


@pytest.mark.parametrize("jti", ["a b", "x" * 200, "%2e%2e%2fpolicy", "a%00b"])
async def test_what_is_no_receipt_number_is_not_found(jti: str, door: Door) -> None:
    response = await door.get(f"/receipts/{jti}?key=x")
    assert response.status == 404


async def test_the_code_leads_to_the_verify_page(receipt: ReceiptRef, door: Door) -> None:
    response = await door.get(f"/receipts/{receipt.jti}/qr.svg", params={"key": receipt.key})
    assert response.status == 200
    assert response.content_type == "image/svg+xml"
    svg = await response.text()
    assert re.match(r"<svg [^>]*width=\"\d+\"", svg)
    assert "#fff" in svg


async def test_the_conversation_draws_no_code_since_the_code_holds_the_key(
    receipt: ReceiptRef, token: str, door: Door
) -> None:
    response = await door.get(f"/receipts/{receipt.jti}/qr.svg", params={"conversation": token})
    assert response.status == 404
