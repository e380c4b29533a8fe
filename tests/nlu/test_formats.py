"""How values look in responses."""

from datetime import date, datetime, time, timezone

import pytest

from nlu.formats import FormatError, LanguageFormatter, language_of, placeholders

ZH, EN = LanguageFormatter("zh"), LanguageFormatter("en")


@pytest.mark.parametrize(
    ("spec", "value", "zh", "en"),
    [
        ("when", "2026-12-02T09:00:00+08:00", "12月2日（周三）上午9:00", "Wednesday 2 December, 9:00 am"),
        ("when", "2026-12-02T01:00:00Z", "12月2日（周三）上午9:00", "Wednesday 2 December, 9:00 am"),
        (
            "when",
            datetime(2026, 12, 2, 6, 30, tzinfo=timezone.utc),
            "12月2日（周三）下午2:30",
            "Wednesday 2 December, 2:30 pm",
        ),
        ("day", "2026-12-02", "12月2日（周三）", "Wednesday 2 December"),
        ("day", date(2026, 12, 6), "12月6日（周日）", "Sunday 6 December"),
        ("day", "2026-12-01/2026-12-07", "12月1日（周二）至12月7日（周一）", "Tuesday 1 December to Monday 7 December"),
        ("day", "2026-12-01/2026-12-01", "12月1日（周二）", "Tuesday 1 December"),
        ("date", "2026-12-31", "2026年12月31日", "31 December 2026"),
        ("date", "2026-01-01/2026-12-31", "2026年1月1日至2026年12月31日", "1 January 2026 to 31 December 2026"),
        ("clock", "09:00", "上午9:00", "9:00 am"),
        ("clock", "00:05", "凌晨0:05", "12:05 am"),
        ("clock", "12:00", "中午12:00", "12:00 pm"),
        ("clock", time(18, 5), "晚上6:05", "6:05 pm"),
        ("clock", "16:00/24:00", "下午4:00至晚上12:00", "4:00 pm to midnight"),
        ("clock", "2026-12-02T01:00:00+00:00", "上午9:00", "9:00 am"),
        ("money", 1_700_000, "17,000元", "¥17,000"),
        ("money", 30_050, "300.50元", "¥300.50"),
        ("money", 0, "0元", "¥0"),
        ("percent", 8000, "80%", "80%"),
        ("percent", 8250, "82.5%", "82.5%"),
        ("percent", 5, "0.05%", "0.05%"),
        ("list", ["a"], "a", "a"),
        ("list", ["a", "b"], "a、b", "a and b"),
        ("list", ["a", "b", "c"], "a、b、c", "a, b and c"),
        ("bullets", ["a", "b"], "• a\n• b", "• a\n• b"),
        ("", 7, "7", "7"),
    ],
)
def test_shapes(spec: str, value: object, zh: str, en: str) -> None:
    template = "{x:" + spec + "}" if spec else "{x}"
    assert ZH.render(template, {"x": value}) == zh
    assert EN.render(template, {"x": value}) == en


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("{x}", {}),
        ("{x}", {"x": None}),
        ("{x:money}", {"x": 1.5}),
        ("{x:money}", {"x": -1}),
        ("{x:money}", {"x": True}),
        ("{x:percent}", {"x": "80"}),
        ("{x:when}", {"x": "tomorrow"}),
        ("{x:day}", {"x": "2026-13-01"}),
        ("{x:list}", {"x": "abc"}),
        ("{x:bullets}", {"x": 3}),
        ("{x:fancy}", {"x": 1}),
    ],
)
def test_a_value_that_is_missing_or_unfit_is_an_error(template: str, values: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        ZH.render(template, values)


@pytest.mark.parametrize("value", [None, "", [], 0])
def test_a_conditional_line_goes_without_a_value(value: object) -> None:
    assert EN.render("first\n{?x}second {x}\nthird", {"x": value}) == "first\nthird"


def test_a_conditional_line_stays_with_a_value() -> None:
    assert EN.render("first\n{?x}second {x}", {"x": "!"}) == "first\nsecond !"


def test_a_condition_may_ask_for_another_value() -> None:
    assert EN.render("{?x}y is {y}", {"x": True, "y": 2}) == "y is 2"


def test_values_are_never_read_as_templates() -> None:
    assert EN.render("{x}", {"x": "{y} {?z}"}) == "{y} {?z}"


def test_placeholders() -> None:
    assert placeholders("{?a}{b:when} and {c}\nplain") == {("a", "?"), ("b", "when"), ("c", "")}
    with pytest.raises(ValueError, match="expected '}'"):
        placeholders("{b")


@pytest.mark.parametrize(
    ("pinned", "turn", "known", "language"),
    [
        ("en", "zh", "zh", "en"),
        (None, "en", "zh", "en"),
        (None, None, "en", "en"),
        (None, None, None, "zh"),
        ("fr", "", "xx", "zh"),
    ],
)
def test_language_of_the_answer(pinned: str | None, turn: str | None, known: str | None, language: str) -> None:
    assert language_of(pinned, turn, known) == language
