"""The language of a message."""

import pytest

from nlu.language import detect
from nlu.tokens import runs


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我想下周三上午办护照", "zh"),
        ("幫我預約護照", "zh"),
        ("does my huiqiongbao pay for an MRI at the people's hospital?", "en"),
        ("帮我cancel那个passport的appointment", "zh"),
        ("does my 惠琼保 pay for this?", "en"),
        ("惠琼保 cover CT 吗", "zh"),
        ("I want to 办护照", "en"),
        ("book下周三上午办护照", "zh"),
        ("passport", "en"),
        ("护照", "zh"),
    ],
)
def test_by_script_and_function_words(text: str, language: str) -> None:
    assert detect(runs(text), "en" if language == "zh" else "zh") == language


@pytest.mark.parametrize("text", ["我想make an appointment", "九点半please", "可以，book it", "the second one吧"])
@pytest.mark.parametrize("known", ["zh", "en"])
def test_an_even_mixture_goes_on_in_the_language_of_the_talk(text: str, known: str) -> None:
    assert detect(runs(text), known) == known


@pytest.mark.parametrize("text", ["12345", "MRI", "SY7Q-2M4K", "policy#7KQ2M9XA", "ok", "OK!", "", "👍", "3:30", "A+"])
@pytest.mark.parametrize("known", ["zh", "en"])
def test_what_says_nothing_keeps_the_conversations_language(text: str, known: str) -> None:
    assert detect(runs(text), known) == known


@pytest.mark.parametrize(
    "text", ["OK", "confirm", "restart", "Thank you!", "yes please", "go ahead", "Sure, thanks", "got it", "CANCEL"]
)
@pytest.mark.parametrize("known", ["zh", "en"])
def test_an_acknowledgement_alone_goes_on_in_the_language_of_the_talk(text: str, known: str) -> None:
    assert detect(runs(text), known) == known


@pytest.mark.parametrize(
    "text", ["please confirm my booking", "I want to cancel it", "thank you for this", "passport please"]
)
def test_a_sentence_changes_the_language(text: str) -> None:
    assert detect(runs(text), "zh") == "en"


@pytest.mark.parametrize("known", [None, "fr", ""])
def test_nothing_known_is_chinese(known: str | None) -> None:
    assert detect(runs("12345"), known) == "zh"


@pytest.mark.parametrize("text", ["hello", "thank you", "Confirm", "wechat"])
def test_a_word_alone_is_english_at_the_beginning(text: str) -> None:
    assert detect(runs(text), None) == "en"
