"""That a danger is over, that a time is wished for, that a reference is none."""

from __future__ import annotations

import pytest

from actions.forms import asides


@pytest.mark.parametrize(
    "text",
    [
        "他没事了吗",
        "我不太好",
        "还没好",
        "I'm not fine",
        "he isn't okay",
        "is everyone ok?",
        "not good",
        "周四",
        "我要报警",
        "help",
        "",
    ],
)
def test_a_danger_that_may_not_be_over(text: str) -> None:
    assert not asides.all_clear(text)


@pytest.mark.parametrize(
    "text",
    [
        "没事了", "没事儿，虚惊一场", "我没事", "我们安全了，接着办", "他好多了", "火已经灭了", "救护车已经来了",
        "I'm fine now", "I\N{RIGHT SINGLE QUOTATION MARK}m ok",
        "false alarm",
        "we are all safe now", "she's feeling better", "everyone is ok", "我没事了，I'm ok now", "fine了，我没事",
    ],
)  # fmt: skip
def test_a_danger_that_is_over(text: str) -> None:
    assert asides.all_clear(text)


@pytest.mark.parametrize(
    "text",
    [
        "12月24日上班吗",
        "24号开门吗",
        "周六几点可以去",
        "are you open on 24 December?",
        "what time can I come",
        "多少钱",
        "周四",
    ],
)
def test_a_question_about_hours_or_something_else(text: str) -> None:
    assert not asides.asks_for_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "12月24日可以吗", "24号行不行", "周五还有位置吗，有没有位", "Is 24 December possible?", "do you have anything free on Friday",
        "can I come on Monday?", "12月24号available吗", "how about the 24th of December for this",
    ],
)  # fmt: skip
def test_a_wish_put_as_a_question(text: str) -> None:
    assert asides.asks_for_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "book a haircut tomorrow",
        "帮我约个理发",
        "明天book个massage",
        "reserve a table for two",
        "约网约车",
        "订机票",
        "约牙医",
    ],
)
def test_a_booking_of_something_else(text: str) -> None:
    assert asides.names_something_else(text, [])


@pytest.mark.parametrize(
    "text",
    [
        "我要预约", "那就约吧", "帮我约一个", "再约一次", "帮我约一下", "预约办理",
        "book it", "I'd like to book an appointment please", "book one for me",
        "can you book it for me", "那帮我book一下吧", "book another one", "schedule an appointment for us",
    ],
)  # fmt: skip
def test_a_booking_of_what_was_talked_about(text: str) -> None:
    assert not asides.names_something_else(text, [])


@pytest.mark.parametrize(
    "text",
    [
        "取消预约",
        "the system 2 is slow",
        "sync up at 3",
        "Sy的预约",
        "cancel my 2 bookings",
        "预约号在哪里",
        "",
        "SY-EXIT",
    ],
)
def test_a_text_that_names_no_reference(text: str) -> None:
    assert not asides.broken_ref(text)


@pytest.mark.parametrize(
    "text",
    [
        "SY7Q-2M4", "取消SY7Q-2M4", "cancel sy7q2m4", "SY7Q-2M4KK", "SY 7Q2M4", "预约号是12345678", "my booking reference is AB12-34",
        "取消booking SY7Q-", "SY7",
    ],
)  # fmt: skip
def test_a_reference_that_is_none(text: str) -> None:
    assert asides.broken_ref(text)
