"""Words that answer a question without being entities."""

from __future__ import annotations

import pytest

from actions.forms import reading


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第二个", 2),
        ("第2个吧", 2),
        ("第十个", 10),
        ("头一个", 1),
        ("最后一个", reading.LAST),
        ("最后那个", reading.LAST),
        ("选3", 3),
        ("选项2", 2),
        ("2", 2),
        ("２", 2),
        ("the first", 1),
        ("The Second One please", 2),
        ("3rd option", 3),
        ("number 4", 4),
        ("option 2", 2),
        ("#2", 2),
        ("the last one", reading.LAST),
        ("the later one", reading.LAST),
        ("晚一点的那个", reading.LAST),
        ("那就第一个slot", 1),
        ("second那个", 2),
    ],
)
def test_ordinals(text: str, number: int) -> None:
    assert reading.ordinal(text) == number


@pytest.mark.parametrize(
    "text",
    ["周四", "9点半", "2点", "两个人", "first available", "最早的", "later", "the earlier one", "30 people", "", "好"],
)
def test_no_ordinals(text: str) -> None:
    assert reading.ordinal(text) is None


@pytest.mark.parametrize("text", ["最早的", "越快越好", "尽快", "the earliest one", "first available", "ASAP please"])
def test_the_earliest(text: str) -> None:
    assert reading.earliest(text)


@pytest.mark.parametrize("text", ["不取消了", "先不取消", "别取消", "don't cancel it", "I do not want to cancel"])
def test_no_wish_to_cancel(text: str) -> None:
    assert reading.declines_cancelling(text)


@pytest.mark.parametrize("text", ["取消吧", "不去了，取消", "cancel it", "I can't come, cancel"])
def test_a_wish_to_cancel(text: str) -> None:
    assert not reading.declines_cancelling(text)


@pytest.mark.parametrize(
    "text", ["都可以", "随便", "哪个都行", "any of them", "whichever", "it doesn't matter", "anywhere"]
)
def test_no_preference(text: str) -> None:
    assert reading.no_preference(text)


@pytest.mark.parametrize("text", ["都不行", "第一个", "many", "the earliest", "company"])
def test_a_preference(text: str) -> None:
    assert not reading.no_preference(text)


@pytest.mark.parametrize("text", ["不知道", "我不太清楚", "说不清", "not sure", "I don't know", "no idea", "I forgot"])
def test_does_not_know(text: str) -> None:
    assert reading.does_not_know(text)


@pytest.mark.parametrize("text", ["知道", "是的", "I know", "sure", "人民医院"])
def test_knows(text: str) -> None:
    assert not reading.does_not_know(text)


@pytest.mark.parametrize("text", ["好了", "登录好了", "已经登录了", "done", "I have signed in", "finished"])
def test_done(text: str) -> None:
    assert reading.done(text)


@pytest.mark.parametrize("text", ["还没", "怎么登录", "not yet", "how do I sign in"])
def test_not_done(text: str) -> None:
    assert not reading.done(text)


@pytest.mark.parametrize("text", ["取消", "取消它", "cancel it", "Cancelling", "please cancel"])
def test_the_word_for_cancelling(text: str) -> None:
    assert reading.names_cancelling(text)


@pytest.mark.parametrize("text", ["算了", "stop", "never mind", "cancer"])
def test_other_words_for_stopping(text: str) -> None:
    assert not reading.names_cancelling(text)


@pytest.mark.parametrize("words", ["周四", "星期天", "礼拜三", "週五", "Thursday", "on friday", "Thu", "wednesday"])
def test_plain_weekdays(words: str) -> None:
    assert reading.is_plain_weekday(words)


@pytest.mark.parametrize(
    "words", ["下周四", "这周五", "本周一", "next Thursday", "this friday", "12月3日", "明天", "周末", ""]
)
def test_other_days(words: str) -> None:
    assert not reading.is_plain_weekday(words)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("周四", [(0, 2)]),
        ("不，周四", [(2, 4)]),
        ("改成周四下午吧", [(2, 4), (4, 6)]),
        ("那周四呢？", [(1, 3)]),
        ("周四有没有", [(0, 2)]),
        ("no, Thursday", [(4, 12)]),
        ("how about Thursday instead?", [(10, 18)]),
        ("第二个", []),
        ("the earliest please", []),
        ("天涯的", [(0, 2)]),
        ("2", []),
    ],
)
def test_bare_answers(text: str, entities: list[tuple[int, int]]) -> None:
    assert reading.is_bare(text, entities)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("周四上班吗", [(0, 2)]),
        ("护照要多少钱", [(0, 2)]),
        ("is the office open on Thursday", [(22, 30)]),
        ("what do I bring on Thursday", [(19, 27)]),
        ("第二个要带什么材料", []),
        ("周四下雨怎么办", [(0, 2)]),
    ],
)
def test_sentences_of_their_own(text: str, entities: list[tuple[int, int]]) -> None:
    assert not reading.is_bare(text, entities)


@pytest.mark.parametrize(
    "text", ["不对，我要港澳通行证", "不是", "no, the permit", "actually friday", "还是周四吧", "wait, 3 pm"]
)
def test_corrections(text: str) -> None:
    assert reading.corrects(text)


@pytest.mark.parametrize("text", ["居住证怎么办", "不锈钢", "now", "nothing else", "我要办护照"])
def test_no_corrections(text: str) -> None:
    assert not reading.corrects(text)


def test_phone_tokens() -> None:
    assert reading.phone_token("我的手机号是phone#7KQ2M9XA，谢谢") == "phone#7KQ2M9XA"
    assert reading.phone_token("policy#7KQ2M9XA") is None
    assert reading.phone_token("13800000001") is None


@pytest.mark.parametrize("text", ["yes, cancel it", "OK好的", "确认取消", "book it吧", "对"])
def test_a_yes_and_more(text: str) -> None:
    assert reading.agrees(text)


@pytest.mark.parametrize("text", ["cancel it", "yesterday", "对面那家", "不确定", ""])
def test_no_yes(text: str) -> None:
    assert not reading.agrees(text)


@pytest.mark.parametrize("text", ["换到天涯区办", "改到周五", "make it Friday", "no, switch to Tianya"])
def test_changes(text: str) -> None:
    assert reading.changes(text)


@pytest.mark.parametrize("text", ["天涯区在哪里", "不知道改到哪天", "how do I change it", "在天涯区办"])
def test_no_changes(text: str) -> None:
    assert not reading.changes(text)


@pytest.mark.parametrize("before", ["不是", "说错了,不是办", "not a ", "sorry, not the ", "instead of "])
def test_what_comes_next_is_denied(before: str) -> None:
    assert reading.denies_next(before)


@pytest.mark.parametrize("before", ["", "是", "不是护照,是", "not a passport, a ", "I cannot find the "])
def test_what_comes_next_is_meant(before: str) -> None:
    assert not reading.denies_next(before)


@pytest.mark.parametrize("text", ["不知道", "不清楚", "notary", "nothing"])
def test_not_every_no_corrects(text: str) -> None:
    assert not reading.corrects(text)
