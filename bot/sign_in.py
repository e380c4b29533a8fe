"""The one-time code: typed into the chat or into the sign-in card, it is checked here and the brain never sees it."""

from __future__ import annotations

import json
import re

from bot.privacy.skeleton import Skeleton
from city.errors import CityError, WrongCode
from city.people.service import People

SIGNED_IN = "/EXTERNAL_signed_in"
HIDDEN = "\N{BULLET}" * 6
"""What the transcript keeps of a code."""

_CODE = re.compile(r"(?<![\d.,])(\d{3})[ \-]?(\d{3})(?![\d]|[.,]\d| ?(?:元|块|万|yuan|rmb))", re.IGNORECASE)
_MONEY = "¥￥$"


def code_in(text: str) -> str | None:
    """Return the six digits of a text, if exactly one group in it could be a code."""
    found = [match for match in _CODE.finditer(text_folded(text)) if not _is_money(text_folded(text), match.start())]
    return "".join(found[0].groups()) if len(found) == 1 else None


def text_folded(text: str) -> str:
    """Return the text with plain digits and nothing invisible."""
    return Skeleton.of(text).text


def outcome_of_code(people: People, conversation: str, code: str) -> str:
    """Try the code and return the payload that tells the brain how it went."""
    try:
        people.finish_sign_in(conversation, code)
    except CityError as refusal:
        known = {"tries_left": refusal.tries_left} if isinstance(refusal, WrongCode) else {}
        return f"/EXTERNAL_sign_in_failed{json.dumps({'reason': refusal.code, **known})}"
    return SIGNED_IN


def _is_money(text: str, start: int) -> bool:
    return text[:start].rstrip()[-1:] in _MONEY if text[:start].rstrip() else False
