"""Finds personal identifiers in a folded text.

Numbers are found in three steps: what only looks like a number of a person is set aside (references, dates, company
codes); then the rest is cut into runs of digit groups; then each run is read from its left, the longest identifier
first, so that ``138 1234 5678`` is a phone, two phones in a row are two, and a card is not taken for a phone inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.privacy import checks
from bot.privacy.names import find_names

Kind = Literal["id", "phone", "policy", "card", "email", "passport", "plate", "name"]


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier: its kind, its value in canonical writing, its span in the folded text."""

    kind: Kind
    value: str
    start: int
    end: int


_GAP = r"[ \-.\u00b7\u2010-\u2015\u2212_]"
# Not a person's: references of the city, dates, vault tokens, amounts of money.
_HARMLESS = re.compile(
    r"\b(?:SY[0-9A-Z]{2}-[0-9A-Z]{4}|RC-[0-9A-Z]{4}-[0-9A-Z]{2}|RP-\d{8}-\d{1,6}|CL-\d{4,8}|AP-\d{3,8})(?![0-9A-Z])"
    r"|(?<!\d)(?:19|20)\d{2}[-/.年] ?(?:1[0-2]|0?[1-9])[-/.月] ?(?:3[01]|[12]\d|0?[1-9])(?!\d)"
    r"|\b[a-z]{2,8} ?\# ?[0-9A-Z]{8}(?![0-9A-Z])",
    re.IGNORECASE | re.ASCII,
)
_COMPANY = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", re.IGNORECASE | re.ASCII)
_EMAIL = re.compile(r"[A-Z0-9._%+\-]{1,64} ?@ ?(?:[A-Z0-9\-]{1,63}\.){1,5}[A-Z]{2,24}", re.IGNORECASE | re.ASCII)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-Z][ \-\u00b7\u2022.]?"
    r"(?=[A-Z]?[0-9A-Z]*\d)(?:[0-9A-HJ-NP-Z]{6}|[0-9A-HJ-NP-Z]{4}[0-9A-HJ-NP-Z挂学警港澳])(?![0-9A-Z])",
    re.IGNORECASE,
)
_PASSPORT = re.compile(r"(?<![A-Z0-9])[EGDSPHMCK][A-Z]?[ \-]?\d{7,8}(?![0-9])", re.IGNORECASE | re.ASCII)
_PASSPORT_NAMED = re.compile(
    r"(?:护照|通行证|台胞证|回乡证|passport|permit)(?:号码|号|[ ]?(?:no\.?|number|num))?[ ]?(?:是|为|is|:|#)?[ ]?"
    r"(?P<number>[A-Z]{0,3}[ \-]?\d{6,10}[A-Z]?)(?![0-9A-Z])",
    re.IGNORECASE,
)
_RESIDENT_CARD = re.compile(r"(?<![A-Z0-9])[A-Z]{3}\d{12}(?!\d)", re.IGNORECASE | re.ASCII)
_POLICY_NAMED = re.compile(
    r"(?:保单|保险单|保险凭证)(?:编号|号码|号)?[ ]?(?:是|为|:)?[ ]?(?P<zh>(?=[A-Z\-/]*\d)[A-Z0-9][A-Z0-9\-/]{6,31})"
    r"|polic(?:y|ies)(?:[ ]?(?:no\.?|number|num|id|#))?[ ]?(?:is|:)?[ ]"
    r"(?P<en>(?=[A-Z\-/]*\d{3})[A-Z0-9][A-Z0-9\-/]{6,31})",
    re.IGNORECASE,
)
# Insurers write a few letters and a long serial number; around a year between them there may be blanks.
_POLICY = re.compile(
    r"(?<![A-Z0-9])(?:[A-Z]{4}[ \-]?20\d{2}[ \-]?\d(?:[ \-]?\d){7}(?!\d)|[A-Z]{2,8}-?(?:20\d{2})?-?\d{8,22}(?!\d))",
    re.IGNORECASE | re.ASCII,
)
_RUN = re.compile(rf"\+?\(?\d(?:{_GAP}{{0,2}}[()]?{_GAP}?\d)*(?:{_GAP}{{0,2}}[Xx](?![0-9A-Za-z]))?", re.ASCII)
_GROUP = re.compile(r"\d+[Xx]?|[Xx]", re.ASCII)
_BARE: tuple[tuple[Kind, re.Pattern[str]], ...] = (("id", _RESIDENT_CARD), ("passport", _PASSPORT), ("policy", _POLICY))
_DAY = re.compile(r"20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"
_FEW = 5
"""A policy number has more digits than the year in a product's name."""
_LONG = 12
"""Digits in one piece, this many and of no known kind, are an account or a policy of somebody's."""


def find(text: str) -> list[Found]:
    """Return the identifiers of a folded text, in order, none overlapping another."""
    taken = [(match.start(), match.end()) for match in _HARMLESS.finditer(text)]
    taken += [(m.start(), m.end()) for m in _COMPANY.finditer(text) if checks.is_company_code(m.group().upper())]
    found: list[Found] = []
    for candidate in _candidates(text):
        if all(candidate.end <= start or candidate.start >= end for start, end in taken):
            found.append(candidate)
            taken.append((candidate.start, candidate.end))
    for start, run in _runs(text, taken):
        found.extend(_read_run(start, run))
    persons = [(each.start, each.end) for each in found if each.kind in {"id", "phone"}]
    taken += [(each.start, each.end) for each in found]
    for start, end in find_names(text, persons):
        if all(end <= begin or start >= stop for begin, stop in taken):
            found.append(Found("name", text[start:end], start, end))
            taken.append((start, end))
    return sorted(found, key=lambda each: each.start)


def _candidates(text: str) -> Iterator[Found]:
    """Identifiers with letters in them, the surest patterns first."""
    for match in _EMAIL.finditer(text):
        yield Found("email", match.group().replace(" ", "").lower(), match.start(), match.end())
    for match in _PLATE.finditer(text):
        yield Found("plate", _joined(match.group()), match.start(), match.end())
    for match in _POLICY_NAMED.finditer(text):
        name = "zh" if match["zh"] else "en"
        if sum(char.isdigit() for char in match[name]) >= _FEW and not _is_plain(match[name]):
            yield Found("policy", _joined(match[name]), match.start(name), match.end(name))
    for match in _PASSPORT_NAMED.finditer(text):
        if not _is_plain(match["number"]) and not _DAY.fullmatch(match["number"]):
            yield Found("passport", _joined(match["number"]), match.start("number"), match.end("number"))
    for kind, pattern in _BARE:
        for match in pattern.finditer(text):
            if not _is_plain(match.group().lstrip(_LETTERS)):
                yield Found(kind, _joined(match.group()), match.start(), match.end())


def _is_plain(number: str) -> bool:
    """Whether a number says itself what it is, so that the word before it does not matter."""
    return number.isdigit() and _kind_of(number, plus=False) in {"id", "phone", "card"}


def _joined(written: str) -> str:
    return re.sub(r"[ \-\u00b7\u2022.]", "", written).upper()


def _runs(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Runs of digit groups outside of what is taken already."""
    start = 0
    for begin, end in [*sorted(taken), (len(text), len(text))]:
        if start < begin:
            for match in _RUN.finditer(text, start, begin):
                yield match.start(), match.group()
        start = max(start, end)


def _read_run(offset: int, run: str) -> Iterator[Found]:
    """Cut a run into identifiers that begin and end with its groups."""
    groups = [(match.start(), match.end()) for match in _GROUP.finditer(run)]
    first = 0
    while first < len(groups):
        last, found = _longest(run, groups, first)
        if found is not None:
            yield Found(found.kind, found.value, offset + found.start, offset + found.end)
        first = last + 1


def _longest(run: str, groups: list[tuple[int, int]], first: int) -> tuple[int, Found | None]:
    """Return the longest identifier that begins with a group, and its last group."""
    begin = groups[first][0]
    plus = run[:begin].rstrip("(") == "+"
    for last in range(len(groups) - 1, first - 1, -1):
        end = groups[last][1]
        digits = "".join(run[start:stop] for start, stop in groups[first : last + 1]).upper()
        kind = _kind_of(digits, plus, [stop - start for start, stop in groups[first : last + 1]])
        if kind is not None:
            return last, Found(kind, _canonical(kind, digits, plus), 0 if plus else begin, end)
    return first, None


def _kind_of(digits: str, plus: bool, groups: Sequence[int] = (1,)) -> Kind | None:
    """Say what digits are; ``groups`` are the lengths in which they were written."""
    if checks.is_mainland_id(digits) or (checks.is_old_id(digits) and max(groups) != len("13812345678")):
        return "id"
    if "X" in digits:
        return None
    if checks.is_mobile(digits) or checks.is_landline(digits) or (plus and 8 <= len(digits) <= 15):
        return "phone"
    in_fours = len(groups) >= 4 and len(digits) <= 19 and all(length == 4 for length in groups[:-1])
    if in_fours or (checks.is_bank_card(digits) and (len(groups) == 1 or max(groups) <= 6)):
        return "card"
    return "policy" if len(groups) == 1 and len(digits) >= _LONG else None


def _canonical(kind: Kind, digits: str, plus: bool) -> str:
    if kind != "phone":
        return digits
    if checks.is_mobile(digits):
        return digits[-11:]
    return f"+{digits}" if plus else digits
