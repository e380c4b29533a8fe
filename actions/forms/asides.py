"""What a text says beside values: that a danger is over, that a time is wished for, that a reference is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.forms.reading import Span, folded, is_bare, without

# (?a): a Chinese character beside an English word is not part of it.
_ALL_CLEAR = re.compile(
    r"(?a)没(?:什么)?事(?:了|儿)|我没事|都没事|没大碍|没有?危险了|没问题了|安全了|脱险|平安|虚惊|误报|解除|好了|好多了|缓过来|(?:火|烟).{0,3}灭了"
    r"|(?:救护车|警察|消防).{0,4}(?:来|到)了"
    r"|\b(?:i'?m|i am|we'?re|we are|(?:he|she|it|that|everyone|everybody|everything)(?:'s| is)|they'?re|they are|all)"
    r"(?: all| doing| feeling)? (?:fine|ok|okay|safe|alright|all right|good|better|well)\b"
    r"|\b(?:false alarm|all clear|out of danger|no longer in danger|danger is over|(?:feel|feeling) better|fire is out)\b"
)
_NOT_CLEAR = re.compile(
    r"(?a)(?:还|又)(?:没|不)|没好|不好|不安全|不舒服|[吗么嘛]\s*\??\s*$|\?\s*$"
    r"|(?:\bnot|n't|\bno)(?: \w+)? (?:fine|ok|okay|safe|alright|good|better|well)\b"
)
_POSSIBLE = re.compile(
    r"(?a)可以|可不可以|行吗|行不行|行么|能(?:约|办|来|去|行|不能)|有(?:没有)?(?:空|位|号|名额|时间)|还有(?:吗|没)|怎么样|约(?:得到|不到|得上|不上)|方便"
    r"|\b(?:possible|available|availability|free|work|works|how about|what about|(?:can|could|may) (?:i|we|you)"
    r"|(?:any|some) (?:slots?|times?|space|room|openings?|places?|appointments?)|ok|okay|suit|suits|fit|feasible)\b"
)
_OPENING_HOURS = re.compile(
    r"(?a)上班|开门|开放|营业|办公|关门|下班|几点|放假|休息|值班|开不开|开吗"
    r"|\b(?:open|opens|opening|hours|close|closes|closed|closing|working day|holiday|what time)\b"
)
_BOOKING_WORDS = re.compile(
    r"(?a)预约|预定|预订|再|[一两]?[个次]|挂号|约个号|约号|约一下|约吧|约|订|定|办理|办|弄|安排|帮忙|帮|替|一下|名额|位置|位子|号|时段|最早|现在|马上|吧|呗|嘛|哈|唄"
    r"|\b(?:book|booking|bookings|appointment|appointments|reserve|reservation|schedule|arrange|slot|slots|get|set|up|another|again|"
    r"now|early|late|earliest|next|help|need|us|you|your|it|him|her|them|myself|please|pls|just|go|ahead|through|as|soon|possible|half|past|quarter|oclock|o'clock)\b"
)
_REF = re.compile(r"(?a)(?<![0-9a-z#-])sy(?:[ \-_]?[0-9a-z]+)?(?:-[0-9a-z]*)?(?![0-9a-z])")
_NAMED_REF = re.compile(
    r"(?a)(?:预约(?:号|编号|码)|\b(?:booking|appointment) (?:ref(?:erence)?|number|no\.?|code|id)|\breference(?: number| code)?)"
    r"\s*(?:是|为|\bis\b)?[:：#]?\s*(?P<code>[0-9a-z][0-9a-z\-]{2,15})(?![0-9a-z])"
)


def all_clear(text: str) -> bool:
    """Say whether the text says that a danger is over. It is no question, and nothing in it says the contrary."""
    plain = folded(text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return bool(_ALL_CLEAR.search(plain)) and not _NOT_CLEAR.search(plain)


def asks_for_time(text: str) -> bool:
    """Say whether a question that names a day asks for a place on it: "is Friday possible?", not "are you open?"."""
    plain = folded(text)
    return bool(_POSSIBLE.search(plain)) and not _OPENING_HOURS.search(plain)


def names_something_else(text: str, entities: Sequence[Span]) -> bool:
    """Say whether a wish to book names something that is no value, such as a haircut: what was talked about is not meant."""
    return not is_bare(_BOOKING_WORDS.sub(" ", without(text, entities)))


def broken_ref(text: str) -> bool:
    """Say whether the text means to name a booking and does not: a reference too short, too long, or of another shape.

    Only for texts in which no whole reference was found.
    """
    plain = folded(text)
    words = [match.group() for match in _REF.finditer(plain)]
    words += [match["code"] for match in _NAMED_REF.finditer(plain)]
    return any(character.isdigit() for word in words for character in word)
