"""Names of the catalogue in what citizens say, written well and badly."""

import pytest

from nlu.catalogue_matcher import CatalogueMatcher
from nlu.city import city_cutter, city_pack
from nlu.matches import Match, longest
from nlu.moment import parse_moment
from nlu.names import bare
from nlu.pack import Name, Pack
from nlu.tokens import Cutter

NOW = parse_moment("2026-11-24T10:00:00+08:00")


@pytest.fixture(scope="module")
def matcher() -> CatalogueMatcher:
    return CatalogueMatcher(city_pack(), city_cutter())


def found(matcher: CatalogueMatcher, text: str) -> set[tuple[str, str]]:
    return {(match.entity, str(match.value)) for match in matcher.find(text, NOW)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我想办护照", {("service", "PASSPORT")}),
        ("我想辦護照", {("service", "PASSPORT")}),
        ("ＰＡＳＳＰＯＲＴ", {("service", "PASSPORT")}),
        ("two passports please", {("service", "PASSPORT")}),
        ("does my huiqiongbao pay for an MRI at the people's hospital?",
         {("product", "HQB"), ("event", "MRI"), ("hospital", "SY-PEOPLE")}),
        ("peoples hospital", {("hospital", "SY-PEOPLE")}),
        ("people’s hospital", {("hospital", "SY-PEOPLE")}),
        ("惠琼保", {("product", "HQB")}),
        ("惠琼保A", {("product", "HQB-2026-A")}),
        ("huiqiongbao a+", {("product", "HQB-2026-AP")}),
        ("出入境大厅在哪", {("office", "SY-EXIT")}),
        ("exit entry hall", {("office", "SY-EXIT")}),
        ("三亚市人民医院", {("hospital", "SY-PEOPLE")}),
        ("海棠区的", {("district", "haitang")}),
        ("帮我renew my ID card", {("service", "ID-RENEW")}),
        ("身份证 丢了", {("service", "ID-LOST")}),
    ],
)  # fmt: skip
def test_names_are_found(matcher: CatalogueMatcher, text: str, expected: set[tuple[str, str]]) -> None:
    assert found(matcher, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pasport", ("service", "PASSPORT")),
        ("passprot renewal", ("service", "PASSPORT")),
        ("my huiqongbao", ("product", "HQB")),
        ("marrage registration", ("service", "MARRIAGE")),
        ("residense permit", ("service", "RES-PERMIT")),
        ("三亚人民意院", ("hospital", "SY-PEOPLE")),
        ("办户照", ("service", "PASSPORT")),
        ("居主证", ("service", "RES-PERMIT")),
        ("惠琼宝赔不赔", ("product", "HQB")),
        ("結昏登記", ("service", "MARRIAGE")),
        ("不动缠登记", ("service", "PROPERTY")),
        ("海堂区的", ("district", "haitang")),
        ("图书官在哪", ("office", "SY-LIBRARY")),
    ],
)
def test_slips_are_forgiven(matcher: CatalogueMatcher, text: str, expected: tuple[str, str]) -> None:
    assert expected in found(matcher, text)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "my password", "carriage", "a fact in the act", "factor", "thanks", "小助手", "小孩", "你好", "driving", "rental",
        "hello there", "12345", "下雨天", "the lines are long", "海口人民公园", "I need help", "请稍等", "policy#7KQ2M9XA",
        "我姓李", "景区停止入园", "开到几点",
    ],
)  # fmt: skip
def test_nothing_is_read_into_other_words(matcher: CatalogueMatcher, text: str) -> None:
    assert found(matcher, text) == set()


def test_the_longest_name_wins(matcher: CatalogueMatcher) -> None:
    assert ("district", "jiyang") not in found(matcher, "吉阳区婚姻登记处在哪")


def test_offsets_are_those_of_the_original(matcher: CatalogueMatcher) -> None:
    text = "我想 辦護照 ok"
    (match,) = matcher.find(text, NOW)
    assert text[match.start : match.end].endswith("護照")


def test_a_name_of_two_entries_names_neither() -> None:
    pack = Pack(
        (
            Name("service", "A", "许可证", "zh"),
            Name("service", "B", "许可证", "zh"),
            Name("office", "O", "许可证", "zh"),
        )
    )
    assert found(CatalogueMatcher(pack, Cutter()), "许可证") == {("office", "O")}


def test_a_slip_that_fits_two_entries_fits_none() -> None:
    pack = Pack((Name("service", "A", "testament", "en"), Name("service", "B", "testanent", "en")))
    assert found(CatalogueMatcher(pack, Cutter()), "testakent") == set()


def test_every_name_of_the_pack_finds_its_entry(matcher: CatalogueMatcher) -> None:
    pack = city_pack()
    lost = [name for name in pack.names if (name.entity, name.code) not in found(matcher, name.text)]
    assert len(lost) <= len(pack.names) * 0.01, lost


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("passports", "passport"),
        ("people's", "people"),
        ("bus", "bus"),
        ("class", "class"),
        ("policies", "policy"),
        ("is", "is"),
    ],
)
def test_bare_forms(word: str, form: str) -> None:
    assert bare(word) == form


def test_longest_keeps_different_entities_on_one_span() -> None:
    office, service, inner = Match("office", "O", 0, 3), Match("service", "S", 0, 3), Match("district", "D", 0, 2)
    assert longest([inner, service, office]) == [office, service]
