"""Reference numbers as citizens type them: any case, with blanks or without hyphens, O for 0 and I or L for 1.

| entity | as we print it |
|---|---|
| booking_ref | SY7Q-2M4K: two groups of four of Crockford base 32, the first begins with SY |
| report_ref | RP-20261103-18 |
| claim_ref | CL-55210 |
| application_ref | AP-3391 |
| receipt_ref | RC-88F2-Q1 |
| policy_no | policy#7KQ2M9XA, the vault's token; nobody types that, the front door puts it there |
"""

import re
from collections.abc import Callable

from nlu.matches import Match
from nlu.text import fold

_EDGE = r"(?<![0-9a-z#-])"
_END = r"(?![0-9a-z])"
_GAP = r"[ \-–—_.]{0,2}"
_CONFUSED = str.maketrans("OILoil", "011011")

_TOKEN = re.compile(r"(?<![0-9A-Za-z])(?P<kind>[a-z]+)#(?P<code>[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{8})(?![0-9A-Za-z])")
# Too short, too long or cut off: no booking can be found by it, but what is meant is one.
_BROKEN = re.compile(rf"{_EDGE}sy(?=[0-9a-z-]*[0-9])[0-9a-z]{{1,10}}(?:-[0-9a-z]{{0,8}})?{_END}")


def _crockford(text: str) -> str:
    """Upper case, with the letters that Crockford base 32 leaves out read as the digits they look like."""
    return text.translate(_CONFUSED).upper()


def _booking(match: "re.Match[str]") -> str:
    return f"SY{_crockford(match.group(1))}-{_crockford(match.group(2))}"


def _receipt(match: "re.Match[str]") -> str:
    return f"RC-{_crockford(match.group(1))}-{_crockford(match.group(2))}"


def _numbered(prefix: str) -> Callable[["re.Match[str]"], str]:
    def value(match: "re.Match[str]") -> str:
        return "-".join([prefix, *(_crockford(group) for group in match.groups())])

    return value


_SHAPES: list[tuple[str, "re.Pattern[str]", Callable[["re.Match[str]"], str]]] = [
    # Letters after SY may be an English word ("sync up"): one digit must be there, or the hyphen.
    (
        "booking_ref",
        re.compile(rf"{_EDGE}sy([0-9a-z]{{2}}){_GAP}(?=[0-9a-z]*[0-9]|(?<=-)[0-9a-z])([0-9a-z]{{4}}){_END}"),
        _booking,
    ),
    ("report_ref", re.compile(rf"{_EDGE}rp{_GAP}(20[0-9oil]{{6}}){_GAP}([0-9oil]{{1,4}}){_END}"), _numbered("RP")),
    ("claim_ref", re.compile(rf"{_EDGE}cl{_GAP}([0-9oil]{{5,8}}){_END}"), _numbered("CL")),
    ("application_ref", re.compile(rf"{_EDGE}ap{_GAP}([0-9oil]{{4,8}}){_END}"), _numbered("AP")),
    ("receipt_ref", re.compile(rf"{_EDGE}rc{_GAP}([0-9a-z]{{4}}){_GAP}([0-9a-z]{{2}}){_END}"), _receipt),
]


def find_refs(text: str) -> list[Match]:
    """The references and policy tokens of a text."""
    found: list[Match] = []
    folded = fold(text)
    for entity, shape, value in _SHAPES:
        for match in shape.finditer(folded):
            if any(character.isdigit() for character in _crockford(match.group()[2:])):
                found.append(Match(entity, value(match), match.start(), match.end()))
    for match in _TOKEN.finditer(text):
        if match.group("kind") == "policy":
            found.append(Match("policy_no", f"policy#{match.group('code').upper()}", match.start(), match.end()))
    return found


def find_kinds(text: str) -> list[tuple[str, int, int]]:
    """References, broken ones too, and vault tokens of any kind, with kind and place, in the order of the text."""
    found = [(match.entity, match.start, match.end) for match in find_refs(text) if match.entity != "policy_no"]
    whole = {start for _, start, _ in found}
    broken = [match.span() for match in _BROKEN.finditer(fold(text)) if match.start() not in whole]
    found += [("booking_ref", start, end) for start, end in broken]
    found += [(match.group("kind"), *match.span()) for match in _TOKEN.finditer(text)]
    return sorted(found, key=lambda one: one[1])


def find_tokens(text: str) -> list[tuple[int, int]]:
    """Where vault tokens of any kind stand: nothing in them is a number, a date or a name."""
    return [match.span() for match in _TOKEN.finditer(text)]
