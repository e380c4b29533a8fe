"""Which language a message is written in, so that the answer comes in the same.

The script alone is right for 99.9 % of short texts in one language (facts in docs/adr/0004). Mixed text is decided by
its function words: 「帮我cancel那个passport的appointment」 is Chinese, "does my 惠琼保 pay for an MRI?" is English.
Numbers, references, acronyms and words like "ok" that both languages use say nothing.
"""

import re
from collections.abc import Iterable

from nlu.text import fold, words
from nlu.tokens import Piece

LANGUAGES = ("zh", "en")
DEFAULT = "zh"

# Single characters: as function words they also show inside jieba's longer words (我的, 是不是, 怎么).
_CHINESE = frozenset(
    "的了吗呢吧啊我你您他她它们这那哪是不没有在和跟与就都也还要想能会可请把被给帮去到从让对为什么怎几多个下嗎個"
)
_ENGLISH = frozenset(
    words(
        "a an the i i'm i'd i've i'll me my mine you your he she it its it's we our us they their this that "
        "these those is are am was were be been do does did don't doesn't can can't could would will won't "
        "should may might must have has had what what's when where which who why how to of in on at for from "
        "with by about and or but not no if please want need there here any some get got let let's go any"
    )
)
_NEUTRAL = frozenset(words("ok okay k hi hello hey bye yes no yeah yep app vip wechat pdf qr vs am pm"))
# What one also says while talking Chinese. A message of nothing else ("confirm") chooses no language; a sentence does.
_ACKNOWLEDGING = _NEUTRAL | frozenset(
    words(
        "goodbye yup nope sure thanks thank you thx ty please sorry confirm confirmed cancel stop back next continue "
        "start restart reset menu quit exit done fine good great right correct perfect cool alright got it go ahead "
        "again repeat undo skip"
    )
)
# Who mixes goes on in the language of the talk: 「九点半please」 after Chinese is Chinese. Worth as much as one function word.
_HABIT = 1
_ACRONYM = re.compile(r"[A-Z][A-Z0-9+]{0,5}")


def detect(pieces: Iterable[Piece], known: str | None = None) -> str:
    """The language of a message: "zh" or "en".

    Args:
        pieces: the tokens of the message.
        known: the language of the conversation so far, kept when the message says nothing.
    """
    pieces = list(pieces)
    said = [fold(piece.text) for piece in pieces if piece.kind in ("han", "word")]
    if said and all(word in _ACKNOWLEDGING for word in said):
        return str(known) if known in LANGUAGES else "en"
    chinese = english = chinese_function = english_function = 0
    for piece in pieces:
        if piece.kind == "han":
            chinese += len(piece.text)
            chinese_function += sum(character in _CHINESE for character in fold(piece.text))
        elif piece.kind == "word" and not _ACRONYM.fullmatch(piece.text):
            word = fold(piece.text).replace("’", "'")
            english += word not in _NEUTRAL
            english_function += word in _ENGLISH
        elif piece.text == "I":
            english, english_function = english + 1, english_function + 1
    if chinese and english:
        chinese_function += _HABIT * (known == "zh")
        english_function += _HABIT * (known == "en")
        return _mixed(chinese, english, chinese_function, english_function)
    if chinese or english:
        return "zh" if chinese else "en"
    return str(known) if known in LANGUAGES else DEFAULT


def _mixed(chinese: int, english: int, chinese_function: int, english_function: int) -> str:
    """The language whose function words carry the sentence; at a tie that with more content (two characters a word)."""
    if chinese_function != english_function:
        return "zh" if chinese_function > english_function else "en"
    return "zh" if chinese >= 2 * english else "en"
