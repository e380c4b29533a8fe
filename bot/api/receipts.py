"""``/receipts/<jti>``: the receipt file for its holder, and the same as a QR code that leads to the verify page."""

from __future__ import annotations

import asyncio
import io
from urllib.parse import urlencode

import segno
from aiohttp import web

from bot import conversations
from bot.errors import ConversationUnknown, NotFound
from bot.keys import CITY, SETTINGS
from city import errors as refusals
from city.bootstrap import City
from ledger.receipt_file import ReceiptFile, dump

routes = web.RouteTableDef()

_JTI = r"{jti:[A-Za-z0-9_-]{1,64}}"
_PRIVATE = {"Cache-Control": "no-store"}


@routes.get(f"/receipts/{_JTI}")
async def get(request: web.Request) -> web.Response:
    """Return the receipt file to whoever has its key or its conversation; to all others it does not exist."""
    file = await asyncio.to_thread(_file, request.app[CITY], request)
    name = f"{request.match_info['jti']}.receipt.json"
    headers = _PRIVATE | {"Content-Disposition": f'inline; filename="{name}"'}
    return web.Response(text=dump(file), content_type="application/json", headers=headers)


@routes.get(f"/receipts/{_JTI}/qr.svg")
async def qr(request: web.Request) -> web.Response:
    """Draw the address of the verify page for this receipt. Only its key opens this: the key is what the code holds."""
    await asyncio.to_thread(_file, request.app[CITY], request)
    key = request.query.get("key")
    if not key:
        raise NotFound
    path = f"/receipts/{request.match_info['jti']}?{urlencode({'key': key})}"
    picture = io.BytesIO()
    code = segno.make(f"{request.app[SETTINGS].public_url}/verify#{path}", error="m", micro=False)
    # White is drawn too: on a dark page a code without its own background cannot be scanned.
    code.save(picture, kind="svg", scale=4, border=4, light="#fff", xmldecl=False)
    return web.Response(body=picture.getvalue(), content_type="image/svg+xml", headers=_PRIVATE)


def _file(city: City, request: web.Request) -> ReceiptFile:
    jti, key, token = request.match_info["jti"], request.query.get("key"), request.query.get("conversation")
    try:
        holder = conversations.find(city.db, token).id if token else None
        file = city.receipts.file(jti, conversation_id=holder, key=key)
    except (ConversationUnknown, refusals.NotFound):
        raise NotFound from None
    proof = file["proof"]
    return ReceiptFile(str(file["sd_jwt"]), None if proof is None else str(proof))
