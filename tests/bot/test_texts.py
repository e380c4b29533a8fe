"""The door's sentences: every one that can be needed is there, in both languages, with the same placeholders."""

import string
from pathlib import Path
from typing import get_args

import pytest

from bot.emergency import Lexicon
from bot.errors import DoorError
from bot.settings import RESPONSES
from bot.texts import Texts, TextsError
from city.booking.values import Status

TEXTS = Texts.read(RESPONSES)


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_refusal_emergency_apology_and_state_has_its_sentence() -> None:
    needed = {f"utter_error_{kind.code}" for kind in DoorError.__subclasses__()}
    needed |= {kind.response for kind in Lexicon.read().kinds}
    needed |= {f"utter_open311_{text}" for text in ("contact", "key_service", "notice")}
    needed.add("utter_brain_unavailable")
    needed |= {
        f"utter_door_appointment_{name}"
        for name in (*get_args(Status), *["cancel", "confirm", "gone", "other", "calendar", "too_late"])
    }
    assert set(TEXTS.sentences["zh"]) == needed


@pytest.mark.parametrize("key", TEXTS.sentences["zh"])
def test_both_languages_have_the_same_placeholders(key: str) -> None:
    assert placeholders(TEXTS.sentences["zh"][key]) == placeholders(TEXTS.sentences["en"][key])


def test_a_missing_sentence_or_value_is_an_error() -> None:
    with pytest.raises(TextsError):
        TEXTS.say("utter_error_nothing", "zh")
    with pytest.raises(TextsError):
        TEXTS.say("utter_error_text_too_long", "zh")


def test_a_key_in_one_language_only_is_an_error(tmp_path: Path) -> None:
    for language, key in (("zh", "utter_a"), ("en", "utter_b")):
        (tmp_path / language).mkdir()
        content = f'version: "3.1"\nresponses:\n  {key}:\n    - text: x\n'
        (tmp_path / language / "door.yml").write_text(content)
    with pytest.raises(TextsError, match="utter_a, utter_b"):
        Texts.read(tmp_path)
