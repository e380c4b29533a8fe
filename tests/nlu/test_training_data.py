"""What is taught and what is examined: complete, diverse, apart from each other, and free of identifiers."""

import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import yaml
from rapidfuzz import fuzz, process

from nlu.pack import Pack
from nlu.scope import BELONGS

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "data" / "nlu"
HELD_OUT = ROOT / "tests" / "nlu"
LANGUAGES = ("zh", "en", "mixed")

ALIKE = 90.0
"""Normalised edit similarity, in per cent, from which two lines count as the same line."""

RARE = {
    "greet",
    "goodbye",
    "thank",
    "chitchat",
    "go_back",
    "repeat",
    "help",
    "ask_if_human",
    "ask_human",
    "change_language",
}
RARE |= {"give_feedback", "emergency", "show_receipt", "verify_receipt", "join_waitlist", "check_report", "check_claim"}
RARE |= {"explain_term", "check_application", "explain_ledger", "sign_in", "sign_out", "ask_privacy"}
RARE |= {"export_my_data", "delete_my_data"}
FEWEST = {
    "out_of_scope": {"zh": 120, "en": 120, "mixed": 60},
    "rare": {"zh": 30, "en": 30, "mixed": 8},
    "frequent": {"zh": 45, "en": 45, "mixed": 12},
}
FEWEST_HELD_OUT = {"zh": 15, "en": 15, "mixed": 6}

ENTITY = re.compile(r'\[(?P<text>[^\]]+)\]\{"entity": "(?P<entity>\w+)", "value": "(?P<value>[^"]+)"\}')
FREE = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<entity>location|topic)\)")
"""Free words, annotated where they are taught; their value is the text."""
VAULT = re.compile(r"[a-z]+#\w*", re.ASCII)
VAULT_GOOD = re.compile(r"(?:id|phone|policy|card|email|passport|plate|name)#[0-9A-HJKMNP-TV-Z]{8}")
IDENTIFIERS = {
    "mobile number": r"(?<!\d)1[3-9]\d{9}(?!\d)",
    "identity or card number": r"\d{14,}",
    "landline": r"0\d{2,3}-?\d{7,8}",
    "e-mail": r"[\w.]+@\w+\.\w+",
    "plate": r"琼[A-Z][A-Z0-9]{5}",
    "passport": r"\b[EGD][A-Z]?\d{7,8}\b",
}
REFERENCE = re.compile(r"(?<![0-9a-z])(sy|rc|rp|cl|ap)[0-9a-z]{0,2}-[0-9a-z]{2,8}(?:-[0-9a-z]{1,4})?")
SLOT_WORDS = re.compile(
    r"(?:本|这|这个|下|下个|上|上个)?(?:周|星期|礼拜)[一二三四五六日天末]|大?[明后今]天|[明今]早|[\d一二三四五六七八九十两]+[号日点月]半?"
    r"|[上下]午|早上|晚上|\b(?:next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
    r"|\b(?:today|tomorrow|morning|afternoon|evening)\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\d+ ?(?:am|pm)?"
)
DATE = r"20\d\d-[01]\d-[0-3]\d"
TIME = r"[0-2]\d:[0-5]\d"
VALUES = {
    "date": rf"{DATE}(?:/{DATE})?",
    "time": rf"{TIME}(?:/{TIME})?",
    "quantity": r"\d+",
    "amount": r"\d+",
    "language": r"zh|en",
    "policy_no": r"policy#[0-9A-Z]{8}",
    "booking_ref": r"SY[0-9A-Z]{2}-[0-9A-Z]{4}",
    "receipt_ref": r"RC-[0-9A-Z]{4}-[0-9A-Z]{2}",
    "report_ref": r"RP-20\d{6}-\d+",
    "claim_ref": r"CL-\d{5}",
    "application_ref": r"AP-\d{4}",
    "location": r".+",
}


class Line(NamedTuple):
    """One utterance as written, with where it stands."""

    language: str
    stem: str
    intent: str
    raw: str

    @property
    def text(self) -> str:
        """The utterance without its annotations."""
        return FREE.sub(r"\g<text>", ENTITY.sub(r"\g<text>", self.raw))

    @property
    def frame(self) -> str:
        """The utterance with every annotated free span taken out."""
        return ENTITY.sub(r"\g<text>", FREE.sub(r"<\g<entity>>", self.raw)).lower()

    @property
    def key(self) -> str:
        """The utterance without case, punctuation, blanks beside Chinese characters, and the digits of references."""
        words = re.sub(r"[^\w#-]+", " ", REFERENCE.sub(r"\1", self.text.lower())).strip()
        return re.sub(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])", "", words) or self.text


def read(folder: Path) -> list[Line]:
    """Every line of a set."""
    lines = []
    for path in sorted(folder.glob("*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for example in block["examples"].splitlines():
                lines.append(Line(path.parent.name, path.stem, block["intent"], example[2:].strip()))
    return lines


@pytest.fixture(scope="module")
def taught() -> list[Line]:
    return read(TRAINING)


@pytest.fixture(scope="module")
def held_out() -> list[Line]:
    return read(HELD_OUT)


def layout(lines: list[Line], language: str) -> set[tuple[str, str]]:
    return {(line.stem, line.intent) for line in lines if line.language == language}


@pytest.mark.parametrize("folder", [TRAINING, HELD_OUT], ids=["training", "held-out"])
def test_languages_have_the_same_files_and_intents(folder: Path) -> None:
    lines = read(folder)
    assert layout(lines, "zh") == layout(lines, "en") == layout(lines, "mixed")


def test_what_is_taught_is_what_is_examined(taught: list[Line], held_out: list[Line]) -> None:
    assert layout(taught, "zh") == layout(held_out, "zh")


def test_an_intent_stands_in_one_file_only(taught: list[Line]) -> None:
    stems = [intent for _, intent in layout(taught, "zh")]
    assert len(stems) == len(set(stems))


def test_domain_knows_every_intent(taught: list[Line]) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    known = {name if isinstance(name, str) else next(iter(name)) for name in domain["intents"]}
    technical = {name for name in known if name.startswith("EXTERNAL_")} | {"nlu_fallback"}
    assert known - technical == {line.intent for line in taught}


def counts(lines: list[Line]) -> dict[tuple[str, str], int]:
    number: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        number[line.intent, line.language] += 1
    return number


def test_enough_is_taught(taught: list[Line]) -> None:
    def fewest(intent: str) -> dict[str, int]:
        return FEWEST.get(intent, FEWEST["rare" if intent in RARE else "frequent"])

    assert not {key: n for key, n in counts(taught).items() if n < fewest(key[0])[key[1]]}


def test_enough_is_held_out(held_out: list[Line]) -> None:
    assert not {key: n for key, n in counts(held_out).items() if n < FEWEST_HELD_OUT[key[1]]}


def alike(left: list[Line], right: list[Line]) -> list[tuple[Line, Line]]:
    """Pairs that say nearly the same for the same intent, or word for word the same for two."""
    scores = process.cdist(
        [line.key for line in left], [line.key for line in right], scorer=fuzz.ratio, score_cutoff=ALIKE
    )
    pairs = [(left[a], right[b], scores[a, b]) for a, b in np.argwhere(scores >= ALIKE) if left[a] is not right[b]]
    return [(a, b) for a, b, score in pairs if (a.intent == b.intent or score == 100) and not bare_reference(a, b)]


def bare_reference(*lines: Line) -> bool:
    return all(re.fullmatch("sy|rc|rp|cl|ap", line.key) for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_taught_twice(taught: list[Line], language: str) -> None:
    """Neither within an intent nor, worse, in two: the same words cannot mean two things."""
    lines = [line for line in taught if line.language == language]
    assert not [(a.intent, a.text, b.intent, b.text) for a, b in alike(lines, lines)]


def test_no_held_out_line_is_taught(taught: list[Line], held_out: list[Line]) -> None:
    assert not [(a.intent, a.text, b.text) for a, b in alike(held_out, taught)]


def frames(lines: list[Line]) -> dict[tuple[str, str], list[str]]:
    """Lines by their frame: the sentence with every name, date, time and number taken out."""
    names = sorted(
        (name for name in Pack.read(ROOT / "city" / "pack" / "sanya").names), key=lambda name: -len(name.text)
    )
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines:
        frame = line.frame
        for name in names:
            if line.intent in BELONGS.get(name.entity, {line.intent}) and name.text.lower() in frame:
                frame = frame.replace(name.text.lower(), f"<{name.entity}>")
        found[line.intent, re.sub(r"[\s，。？！,.?!、~]+", " ", SLOT_WORDS.sub("<when>", frame)).strip()].append(
            line.text
        )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_lines_differ_only_in_a_slot_value(taught: list[Line], language: str) -> None:
    bare = re.compile(r"(?:<\w+>\s*)+")
    found = frames([line for line in taught if line.language == language])
    assert not {frame: same for frame, same in found.items() if len(same) > 1 and not bare.fullmatch(frame[1])}


@pytest.mark.parametrize("folder", [TRAINING, HELD_OUT], ids=["training", "held-out"])
def test_no_raw_identifier_is_written_down(folder: Path) -> None:
    lines = read(folder)
    assert not [(what, line.text) for line in lines for what, form in IDENTIFIERS.items() if re.search(form, line.text)]
    assert not [line.text for line in lines for token in VAULT.findall(line.text) if not VAULT_GOOD.fullmatch(token)]


def test_expected_entities_are_canonical(held_out: list[Line]) -> None:
    codes: dict[str, set[str]] = defaultdict(set)
    for name in Pack.read(ROOT / "city" / "pack" / "sanya").names:
        codes[name.entity].add(name.code)
    wrong = []
    for line in held_out:
        assert "{" not in ENTITY.sub("", line.raw), f"annotation not understood: {line.raw}"
        for match in ENTITY.finditer(line.raw):
            entity, value = match["entity"], match["value"]
            good = re.fullmatch(VALUES[entity], value) if entity in VALUES else value in codes[entity]
            if not good:
                wrong.append((line.text, entity, value))
    assert not wrong
