"""Words that answer a question without being entities: an ordinal, "any", "the earliest", "done", and filler."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

Span = tuple[int, int]
"""Start and end of an entity in the text."""

LAST = -1
"""The ordinal of "the last one"."""

_HAN_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九十", start=1)}
_ENGLISH_ORDINALS = {
    word: value
    for value, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), start=1
    )
}
# (?a): a Chinese character beside an English word is not part of it, "second那个" has the word "second".
_ORDINAL = re.compile(
    r"(?a)第(?P<han>[一二三四五六七八九十]|\d{1,2})(?:个|项|条|档|种|张|家)?"
    rf"|\b(?P<word>{'|'.join(_ENGLISH_ORDINALS)})\b(?:\s+(?:one|slot|option|time|choice))?"
    r"|\b(?P<digits>\d{1,2})(?:st|nd|rd|th)\b(?:\s+(?:one|slot|option|time|choice))?"
    r"|(?:\b(?:number|no\.?|option|slot)\s*|#|选项?\s*)(?P<number>\d{1,2})\b"
    r"|头一个|(?P<last>最后(?:一|那)?个"
    r"|(?:靠后|后面|后边|晚一?点)的?(?:那|一)个|\blat(?:er|est) (?:one|slot|option|time)\b|\blast(?:\s+(?:one|slot|option|time))?\b)"
)
_BARE_NUMBER = re.compile(r"(?P<number>\d{1,2})")
_EARLIEST = re.compile(
    r"(?a)最早|(?:靠前|前面|前边|早一?点)的?(?:那|一)个|最快|尽快|尽早|越早越好|越快越好"
    r"|\b(?:earliest|soonest|asap|as soon as possible|earlier (?:one|slot|option|time)|first (?:available|free)|the sooner the better)\b"
)
_ANY = re.compile(
    r"(?a)都可以|都行|都好|随便|哪个都|哪家都|哪里都|任意|无所谓|不限|不挑"
    r"|\b(?:any|anywhere|anytime|any time|whichever|whatever|either|no preference)\b"
    r"|\bdoes(?:n't| not) matter\b|\bdo(?:n't| not) mind\b"
)
_DONE = re.compile(
    r"(?a)好了|登录了|登陆了|登录好|登好|已登录|已经登录|完成了|验证了|弄好"
    r"|\b(?:done|finished|signed in|logged in|ready|did it|completed)\b"
)
_WEEKDAY = re.compile(
    r"(?:周|週|星期|礼拜|禮拜)[一二三四五六日天]"
    r"|(?:on )?(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
)
_UNKNOWN = re.compile(
    r"(?a)不(?:太|大|很|是很)?(?:知道|清楚|确定|晓得|了解|记得)|说不清|没印象|忘了"
    r"|\b(?:not sure|unsure|no idea|(?:do not|don't|dont) (?:know|remember)|can(?:'t|not) (?:say|tell)|forgot|dunno)\b"
)
_CANCELLING = re.compile(r"(?a)取消|退掉|\bcancel(?:l?ed|l?ing)?\b")
_NOT_CANCELLING = re.compile(
    r"(?a)(?:不|别|甭|不想|不要|不用|先不)取消|不退了|\b(?:not|don't|do not|dont|no longer|never) (?:want to )?cancel"
)
_CORRECTING = re.compile(
    r"(?a)\s*(?:不对|不是|不要|不(?=[,.!\s])|错了|搞错|说错|还是|换成|改成|改为|等等|等一下"
    r"|(?:no|not|nope|wrong|actually|sorry|wait|i meant?|make it|instead)\b)"
)
_AGREEING = re.compile(
    r"(?a)\s*(?:确认|确定|是的|好的|对(?=[,.!\s]|$)|没错|就这么|就这样"
    r"|(?:yes|yeah|yep|ok|okay|sure|please do|do it|go ahead|book it|book that)\b)"
)
_CHANGING = re.compile(
    r"(?a)\s*(?:那就|还是|不,)?(?:换到|换成|换去|改到|改成|改为|改去|改在)"
    r"|\s*(?:no,? )?(?:make it|switch (?:it )?to|change (?:it |that )?to|move it to)\b"
)
# A value right after these words is the one that is not meant: "not a passport, a permit".
_DENYING = re.compile(
    r"(?a)(?:不是|不要|不办|不约|不去|\b(?:not|instead of|rather than)\b)\s*(?:办|约|去|要|\b(?:a|an|the|my|on|at|for)\b|\s)*$"
)
_PHONE_TOKEN = re.compile(r"phone#[0-9A-HJKMNP-TV-Z]{8}")
# What may stand around a bare answer without making it a sentence of its own.
_HAN_FILLER = re.compile(
    r"不对|不是|不要|不用|不行|不了|不|没有|那就|那|就|改成|改到|改为|改|换成|换到|换|选|要|我要|我想|想|我|请|约在|约|安排|在|到|去|来|给|帮|订|定|花|一共|总共|大概|大约"
    r"|这个|那个|这天|那天|时候|时间|日期|早点|晚点|好的|好|行|可以|可|能|嗯|哦|啊|呀|吧|呢|的|了|吗|是|对|还有|有没有|有|怎么样|如何|号|日|点|和|或者|或|也|谢谢|麻烦|您|你|看|看看"
)
_ENGLISH_FILLER = re.compile(
    r"(?a)\b(?:no|not|nope|yes|yeah|ok|okay|sure|please|the|a|an|on|at|in|to|for|of|by|from|i'd|i'll|i'm|i|me|my|we|want|would|like|prefer|take|choose"
    r"|pick|make|change|switch|move|that|this|it's|it|is|one|ones|slot|time|day|date|there|any|anything|what|how|about|instead|rather|then|"
    r"and|or|also|do|does|can|could|you|have|be|so|actually|sorry|but|with|let's|go|better|free|works?|will|said|mean|meant|thanks|thank|around|spent|cost|costs|paid|about|total)\b"
)
_PUNCTUATION = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Return the text without differences of width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def ordinal(text: str) -> int | None:
    """Return which of several the text names, counted from 1; `LAST` for the last one."""
    plain = folded(text)
    if earliest(plain):
        return None
    match = _ORDINAL.search(plain) or _BARE_NUMBER.fullmatch(plain.strip(" .!"))
    if match is None:
        return None
    found = {name: value for name, value in match.groupdict().items() if value}
    if "last" in found:
        return LAST
    if "word" in found:
        return _ENGLISH_ORDINALS[found["word"]]
    digits = found.get("han") or found.get("digits") or found.get("number") or "1"
    return _HAN_DIGITS.get(digits) or int(digits)


def earliest(text: str) -> bool:
    """Say whether the citizen wants whatever comes first."""
    return bool(_EARLIEST.search(folded(text)))


def no_preference(text: str) -> bool:
    """Say whether the citizen does not mind which."""
    return bool(_ANY.search(folded(text)))


def done(text: str) -> bool:
    """Say whether the citizen reports to be through with what they were asked to do."""
    return bool(_DONE.search(folded(text)))


def is_plain_weekday(words: str) -> bool:
    """Say whether a date was given as a weekday alone, with no word about the week."""
    return bool(_WEEKDAY.fullmatch(folded(words).strip()))


def does_not_know(text: str) -> bool:
    """Say whether the citizen cannot tell."""
    return bool(_UNKNOWN.search(folded(text)))


def names_cancelling(text: str) -> bool:
    """Say whether the word for cancelling is used."""
    return bool(_CANCELLING.search(folded(text)))


def declines_cancelling(text: str) -> bool:
    """Say whether the text says not to cancel."""
    return bool(_NOT_CANCELLING.search(folded(text)))


def corrects(text: str) -> bool:
    """Say whether the text begins as a correction of what was said before."""
    return bool(_CORRECTING.match(folded(text)))


def agrees(text: str) -> bool:
    """Say whether the text begins with a yes, however it goes on."""
    return bool(_AGREEING.match(folded(text)))


def changes(text: str) -> bool:
    """Say whether the text begins as a change of something already chosen: "make it Tianya"."""
    return bool(_CHANGING.match(folded(text)))


def denies_next(text: str) -> bool:
    """Say whether the text ends so that what comes next is what the citizen does not mean."""
    return bool(_DENYING.search(folded(text)))


def phone_token(text: str) -> str | None:
    """Return the vault token of a phone number in the text."""
    match = _PHONE_TOKEN.search(text)
    return match.group() if match else None


def without(text: str, entities: Sequence[Span]) -> str:
    """Return the text, folded, without the words of its entities."""
    rest = text
    for start, end in sorted(entities, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return folded(rest)


def is_bare(text: str, entities: Sequence[Span] = ()) -> bool:
    """Say whether the text is nothing but values: entities, ordinals and the filler around them."""
    rest = without(text, entities)
    for pattern in (_ORDINAL, _EARLIEST, _ANY, _HAN_FILLER, _ENGLISH_FILLER):
        rest = pattern.sub(" ", rest)
    return not _PUNCTUATION.sub("", rest).strip("0123456789")
