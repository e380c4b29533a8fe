"""Insurance words in plain language."""

from __future__ import annotations

from tests.actions.fake_rasa import FakeRasa


async def test_a_word_is_explained_with_an_example(citizen: FakeRasa) -> None:
    text = await citizen.say("explain_term", term="DEDUCTIBLE")
    assert "自己承担" in text
    assert "例如" in text


async def test_two_words_are_both_explained(citizen: FakeRasa) -> None:
    citizen.language = "en"
    text = await citizen.say("explain_term", term=["POLICYHOLDER", "INSURED"])
    assert text.count("What counts is the text of your own policy.") == 2


async def test_without_a_word_some_are_offered(citizen: FakeRasa) -> None:
    await citizen.say("explain_term")
    assert citizen.said() == ["utter_ask_which_term"]
    await citizen.press("等待期")
    assert citizen.said() == ["utter_term"]


async def test_a_bare_word_asks_the_same_again_or_opens_the_matter(citizen: FakeRasa) -> None:
    await citizen.answer("nlu_fallback", "免赔额", term="DEDUCTIBLE")
    assert citizen.said() == ["utter_term"]
    await citizen.answer("chitchat", "受益人", term="BENEFICIARY")
    assert citizen.said() == ["utter_term"]
