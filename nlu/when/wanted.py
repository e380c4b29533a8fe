# ruff: noqa: E501 - one rule, one line
"""What a citizen does not want: days and times that are denied, and what a move gives up for something new.

In a move of a booking only the new day and time count: "move tomorrow's booking to Thursday" is Thursday.
"""

import re
from collections.abc import Sequence

from nlu.when.items import Item

_NOT = re.compile(
    r"(?:不是|不要|不想要?|不选|不约|别|除了|(?<![a-z])(?:not|isn't|instead of|rather than|except|other than))\s*(?:(?:on|in|at|for|the|说|在)\s*)*$"
)
# Days one cannot come count where they are all that is said, and not where another one follows.
_CANNOT = re.compile(
    r"(?<![a-z])(?:can'?t|can ?not|won'?t|couldn'?t|unable to) (?:be able to )?(?:make|come|do|attend|go)(?: it| in| there)?(?: on| at)?\s*(?:the\s+)?$"
)
_HINDERED = r"[^,，。]{0,4}(?:不了|不行|不方便|没空|没时间|有事|来不及)[^,，。]{0,3}[,，\s]*[^,，。]{0,4}"
_CHANGED = re.compile(
    rf"(?:的[^,，。]{{0,4}}|[^,，。的]{{0,3}}|{_HINDERED})?(?:改|换|挪|调|移|推迟?|延期?|提前)[^,，。]{{0,3}}"
)

_VERB = r"(?<![a-z])(?:move|moved|change|changed|reschedule|rescheduled|shift|switch|swap|push|postpone|bring|delay|rebook|put (?:off|back|forward))(?![a-z])"
_GOAL = r"(?:(?<![a-z])(?:to|until|till|into)(?![a-z])|[到至成])"
# A verb of moving with no goal between it and the item: the item is what is moved.
_MOVED = re.compile(rf"{_VERB}(?:(?!{_GOAL})[^,.;，。；])*$")
_AT_GOAL = re.compile(rf"(?:{_GOAL}|(?<![a-z])for)\s*(?:(?:the|on|at)\s+)*$")
_MOVED_BETWEEN = re.compile(rf"{_VERB}[^.;。；]*(?:{_GOAL}|(?<![a-z])for)\s*(?:(?:the|on|at)\s+)*$")


def is_moved(text: str, item: Item) -> bool:
    """Whether an item is what a verb before it moves: "move my 3 pm", "change it from Monday"."""
    return _MOVED.search(text[: item.span.start]) is not None


def wanted(text: str, items: Sequence[Item]) -> list[Item]:
    """Leaves out what is denied (不是明天, not Monday) and what is given up (from Tuesday, in a move to Friday)."""
    return [item for number, item in enumerate(items) if not _unwanted(text, item, items[number + 1 :])]


def _unwanted(text: str, item: Item, later: Sequence[Item]) -> bool:
    before = text[: item.span.start]
    if _NOT.search(before):
        return True
    if not later:
        return False
    between = text[item.span.end : later[0].span.start]
    if _CHANGED.fullmatch(between.strip(" ,，")) or _CANNOT.search(before) or _MOVED_BETWEEN.search(between):
        return True
    return is_moved(text, item) and any(_AT_GOAL.search(text[: other.span.start]) for other in later)
