"""Dates and times in both languages, said on Tuesday 24 November 2026 at ten in the morning."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.moment import parse_moment
from nlu.settings import Settings
from nlu.when.grammar import Times
from nlu.when.holidays import Holidays

NOW = parse_moment("2026-11-24T10:00:00+08:00")
TIMES = Times(Holidays.read(Settings.from_env({}).pack / "calendar.yml"))


def values(text: str, entity: str, now: str = "") -> list[str]:
    return [str(match.value) for match in TIMES.find(text, parse_moment(now) if now else NOW) if match.entity == entity]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # relative days
        ("今天", "2026-11-24"),
        ("明天", "2026-11-25"),
        ("後天", "2026-11-26"),
        ("大后天", "2026-11-27"),
        ("昨天", "2026-11-23"),
        ("tomorrow", "2026-11-25"),
        ("the day after tomorrow", "2026-11-26"),
        ("day before yesterday", "2026-11-22"),
        ("10 May next year", "2027-05-10"),
        ("May 10th, next year", "2027-05-10"),
        ("next year 5月10日", "2027-05-10"),
        ("三天后", "2026-11-27"),
        ("两周后", "2026-12-08"),
        ("一个月后", "2026-12-24"),
        ("过两天", "2026-11-26"),
        ("in 3 days", "2026-11-27"),
        ("two weeks from now", "2026-12-08"),
        ("a week ago", "2026-11-17"),
        ("2个月前", "2026-09-24"),
        ("一周内", "2026-11-24/2026-12-01"),
        ("within 10 days", "2026-11-24/2026-12-04"),
        # weekdays and weeks
        ("周三", "2026-11-25"),
        ("周二", "2026-12-01"),
        ("这周二", "2026-11-24"),
        ("下周三", "2026-12-02"),
        ("下週三", "2026-12-02"),
        ("下礼拜一", "2026-11-30"),
        ("下下周二", "2026-12-08"),
        ("上周五", "2026-11-20"),
        ("星期天", "2026-11-29"),
        ("周3", "2026-11-25"),
        ("每周六", "2026-11-28"),
        ("下周", "2026-11-30/2026-12-06"),
        ("本周", "2026-11-23/2026-11-29"),
        ("周末", "2026-11-28/2026-11-29"),
        ("下周末", "2026-12-05/2026-12-06"),
        ("下周一起去", "2026-11-30/2026-12-06"),
        ("下周一下午", "2026-11-30"),
        ("Wednesday", "2026-11-25"),
        ("tuesday", "2026-12-01"),
        ("this Friday", "2026-11-27"),
        ("next Wednesday", "2026-12-02"),
        ("Wednesday next week", "2026-12-02"),
        ("last friday", "2026-11-20"),
        ("saturdays", "2026-11-28"),
        ("on sat", "2026-11-28"),
        ("next week", "2026-11-30/2026-12-06"),
        ("this weekend", "2026-11-28/2026-11-29"),
        ("下周 Wednesday", "2026-12-02"),
        ("next 周三", "2026-12-02"),
        # months and days of months
        ("12月3号", "2026-12-03"),
        ("十二月三号", "2026-12-03"),
        ("12月3", "2026-12-03"),
        ("11月24日", "2027-11-24"),
        ("2026年12月5日", "2026-12-05"),
        ("明年1月5号", "2027-01-05"),
        ("28号", "2026-11-28"),
        ("24号", "2026-12-24"),
        ("31号", "2026-12-31"),
        ("三号", "2026-12-03"),
        ("下个月8号", "2026-12-08"),
        ("下月底", "2026-12-21/2026-12-31"),
        ("月底", "2026-11-21/2026-11-30"),
        ("12月中旬", "2026-12-11/2026-12-20"),
        ("12月", "2026-12-01/2026-12-31"),
        ("3月份", "2027-03-01/2027-03-31"),
        ("12月1日到5日", "2026-12-01/2026-12-05"),
        ("3到5号", "2026-12-03/2026-12-05"),
        ("Dec 3", "2026-12-03"),
        ("December 3rd, 2026", "2026-12-03"),
        ("3 december", "2026-12-03"),
        ("5th of december", "2026-12-05"),
        ("the 5th", "2026-12-05"),
        ("Dec 1-5", "2026-12-01/2026-12-05"),
        ("end of the month", "2026-11-21/2026-11-30"),
        ("early December", "2026-12-01/2026-12-10"),
        ("next month", "2026-12-01/2026-12-31"),
        ("in May", "2027-05-01/2027-05-31"),
        ("12/3", "2026-12-03"),
        ("2026-12-03", "2026-12-03"),
        ("2026/12/3", "2026-12-03"),
        ("20261203", "2026-12-03"),
        ("2月29日", "2028-02-29"),
        ("去年", "2025-01-01/2025-12-31"),
        # holidays
        ("元旦", "2027-01-01"),
        ("new year's day", "2027-01-01"),
        ("春节", "2027-02-06"),
        ("国庆", "2027-10-01"),
        ("三月三", "2027-04-09"),
        ("中秋节", "2027-09-15"),
        ("christmas", "2026-12-25"),
        ("国庆节10月2号", "2027-10-02"),
        ("国庆长假的10月2号", "2027-10-02"),
        ("10月2号国庆", "2027-10-02"),
        ("the national day holiday, 3 October", "2027-10-03"),
        # ranges, before, after
        ("周一到周五", "2026-11-30/2026-12-04"),
        ("下周一到周三", "2026-11-30/2026-12-02"),
        ("from Monday to Wednesday", "2026-11-30/2026-12-02"),
        ("28号到3号", "2026-11-28/2026-12-03"),
        ("下周三以后", "2026-12-02/2027-01-01"),
        ("after Friday", "2026-11-28/2026-12-28"),
        ("before the 5th", "2026-11-24/2026-12-04"),
        ("by Friday", "2026-11-24/2026-11-27"),
        ("元旦前", "2026-11-24/2026-12-31"),
    ],
)
def test_days(text: str, value: str) -> None:
    assert values(text, "date") == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("上午", "08:00/12:00"),
        ("早上", "08:00/12:00"),
        ("下午", "12:00/18:00"),
        ("晚上", "18:00/22:00"),
        ("morning", "08:00/12:00"),
        ("afternoon", "12:00/18:00"),
        ("下午三点半", "15:30"),
        ("三点半", "15:30"),
        ("两点", "14:00"),
        ("下午一点", "13:00"),
        ("9点", "09:00"),
        ("早上八点", "08:00"),
        ("晚上七点", "19:00"),
        ("今晚8点", "20:00"),
        ("15点20分", "15:20"),
        ("3点15", "15:15"),
        ("下午的3点一刻", "15:15"),
        ("差十分三点", "14:50"),
        ("中午12点", "12:00"),
        ("中午一点", "13:00"),
        ("晚上十二点", "24:00"),
        ("half past three", "15:30"),
        ("quarter to nine", "08:45"),
        ("3pm", "15:00"),
        ("3 p.m.", "15:00"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("10:30 am", "10:30"),
        ("9:30", "09:30"),
        ("15:00", "15:00"),
        ("３：３０", "15:30"),
        ("three o'clock", "15:00"),
        ("noon", "12:00"),
        ("at 3", "15:00"),
        ("at 9", "09:00"),
        ("3 in the afternoon", "15:00"),
        ("afternoon at 3", "15:00"),
        ("9 at night", "21:00"),
        ("下午 3 o'clock", "15:00"),
        ("after 4", "16:00/24:00"),
        ("4点以后", "16:00/24:00"),
        ("下午四点以后", "16:00/24:00"),
        ("before 10am", "00:00/10:00"),
        ("10点以前", "00:00/10:00"),
        ("9点到11点", "09:00/11:00"),
        ("下午5点到8点", "17:00/20:00"),
        ("between 2 and 4 pm", "14:00/16:00"),
        ("from 2 to 4", "14:00/16:00"),
        ("from 10 to 4", "10:00/16:00"),
        ("2-4pm", "14:00/16:00"),
        ("11-2pm", "11:00/14:00"),
    ],
)
def test_times(text: str, value: str) -> None:
    assert values(text, "time") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "", "护照", "3号窗口", "第3号", "早一点", "便宜一点", "我有两点建议", "24小时", "13800138000", "110", "12345", "0898-88398008",
        "一个月", "good morning", "早上好", "the sun is hot", "we sat there", "may i ask", "march on", "the first one", "the second",
        "我今年62岁", "version 3.6.21", "A4纸", "50%", "两本护照", "99/99", "13月1日", "2026-13-45", "32号",
    ],
)  # fmt: skip
def test_what_is_neither_day_nor_time(text: str) -> None:
    assert TIMES.find(text, NOW) == []


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("不是明天，后天", ["2026-11-26"]),
        ("是14号不是4号", ["2026-12-14"]),
        ("no i said friday not monday", ["2026-11-27"]),
        ("把下周二的号换成周三", ["2026-11-25"]),
        ("我约的明天的改到后天", ["2026-11-26"]),
        ("move my booking from wednesday to monday", ["2026-11-30"]),
        ("原定周五，改下周五", ["2026-12-04"]),
        ("Friday or Saturday", ["2026-11-27", "2026-11-28"]),
    ],
)
def test_only_what_is_wanted_counts(text: str, dates: list[str]) -> None:
    assert values(text, "date") == dates


def test_the_old_time_of_a_move_does_not_count() -> None:
    assert values("球场从七点改成八点", "time") == ["08:00"]


def test_days_and_times_stand_where_they_are_said() -> None:
    text = "明早九点去，或者 Friday at 3pm"
    found = {(match.entity, text[match.start : match.end]) for match in TIMES.find(text, NOW)}
    assert found == {("date", "明"), ("time", "早九点"), ("date", "Friday"), ("time", "3pm")}


def test_a_log_is_no_day() -> None:
    assert values("透明日志是什么", "date") == []


def test_what_is_taken_is_not_looked_at() -> None:
    text = "RP-20261103-18"
    assert TIMES.find(text, NOW, [(0, len(text))]) == []


@pytest.mark.parametrize(
    ("now", "text", "value"),
    [
        ("2026-11-29T10:00:00+08:00", "周日", "2026-12-06"),  # a Sunday
        ("2026-11-29T10:00:00+08:00", "下周一", "2026-11-30"),
        ("2026-11-29T10:00:00+08:00", "这周五", "2026-11-27"),
        ("2026-11-28T10:00:00+08:00", "周末", "2026-12-05/2026-12-06"),
        ("2026-12-31T10:00:00+08:00", "明天", "2027-01-01"),
        ("2026-12-31T10:00:00+08:00", "1月5号", "2027-01-05"),
        ("2026-12-31T10:00:00+08:00", "下个月", "2027-01-01/2027-01-31"),
        ("2026-12-31T10:00:00+08:00", "31号", "2027-01-31"),
        ("2027-01-30T10:00:00+08:00", "31号", "2027-01-31"),
        ("2027-01-31T10:00:00+08:00", "一个月后", "2027-02-28"),
        ("2026-02-10T10:00:00+08:00", "春节", "2026-02-15/2026-02-23"),
        ("2026-02-18T10:00:00+08:00", "春节", "2026-02-15/2026-02-23"),
        ("2026-11-24T17:00:00+00:00", "今天", "2026-11-25"),  # already tomorrow in the city
    ],
)
def test_at_the_edges_of_weeks_months_and_years(now: str, text: str, value: str) -> None:
    assert values(text, "date", now) == [value]


PIECES = st.sampled_from(
    [
        "今天",
        "明天",
        "下周三",
        "周五",
        "上午",
        "下午",
        "三点",
        "3点半",
        "到",
        "以后",
        "之前",
        "的",
        "号",
        "12月",
        "3",
        "28号",
        "月底",
        "from",
        "to",
        "next",
        "friday",
        "at",
        "3",
        "pm",
        "-",
        ",",
        "/",
        "一点",
        "两",
        "不是",
        "改到",
        "of",
        "the",
        "5th",
        "2026-12-03",
        "December",
        "noon",
        "元旦",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=8), st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.sampled_from(["", " "]))
def test_any_mixture_gives_sound_values(pieces: list[str], today: date, glue: str) -> None:
    text = glue.join(pieces)
    for match in TIMES.find(text, parse_moment(f"{today.isoformat()}T10:00:00+08:00")):
        assert 0 <= match.start < match.end <= len(text)
        ends = str(match.value).split("/")
        if match.entity == "date":
            assert [date.fromisoformat(one) for one in ends] == sorted(date.fromisoformat(one) for one in ends)
        else:
            assert all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", one) for one in ends)
            assert ends == sorted(ends)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_upsets_the_grammar(text: str) -> None:
    TIMES.find(text, NOW)
