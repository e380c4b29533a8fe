"""What is an identifier, however it is written, and what only looks like one."""

import pytest

from bot.privacy import checks
from bot.privacy.detectors import find
from bot.privacy.skeleton import Skeleton

ID = "460200197503070018"


def found_in(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.value) for each in find(Skeleton.of(text).text)]


@pytest.mark.parametrize(
    "text",
    [
        "SY7Q-2M4K",
        "预约号sy7q-2m4k改到周四",
        "RC-88F2-Q1",
        "RP-20261103-18",
        "CL-55210",
        "AP-3391",
        "policy#7KQ2M9XA",
        "HQB-2026-A",
        "HQB-2026-BP 赔多少",
        "my policy HQB-2026-A",
        "2026-12-02 2026-12-03",
        "2026-12-02 09:00-10:30",
        "2026年12月2日",
        "二〇二六年十二月二日",
        "办护照120元，找12345",
        "call 110 or 12348",
        "call 400-820-8820",
        "passport 20261202",
        "20,000 元",
        "自付 1500000 分",
        "91110000600037341L",
        "吉阳区A座12楼",
        "MRI 3000 USD",
        "a@b",
        "G6 train at 9:30",
    ],
)
def test_this_is_nobodys(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    "written",
    [
        ID,
        "460200 19750307 0018",
        "460200-1975-0307-0018",
        "４６０２００１９７５０３０７００１８",
        "4602\u200b00197503070018",
        "4 6 0 2 0 0 1 9 7 5 0 3 0 7 0 0 1 8",
        "٤٦٠٢٠٠١٩٧٥٠٣٠٧٠٠١٨",
        f"ID{ID}",
        f"我的身份证号是{ID}，",
        "四六零二零零一九七五零三零七零零一八",
    ],
)
def test_an_identity_number_is_found(written: str) -> None:
    assert found_in(written) == [("id", ID)]


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "46020019650101001X", "810000199003070013", "830000200001010016"]
)
def test_any_region_and_any_year_of_birth(number: str) -> None:
    assert found_in(number.lower()) == [("id", number)]


def test_a_slip_of_the_finger_is_as_personal() -> None:
    assert not checks.has_id_checksum("460200197503070019")
    assert found_in("460200197503070019") == [("id", "460200197503070019")]


@pytest.mark.parametrize("number", ["460200197513070018", "460200197502300018", "460200299903070018"])
def test_a_birth_date_that_cannot_be_makes_no_identity_number(number: str) -> None:
    assert not checks.is_mainland_id(number)


@pytest.mark.parametrize("number", ["11010519491231002X", ID])
def test_the_checksum_is_that_of_the_standard(number: str) -> None:
    assert checks.has_id_checksum(number)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("(+86)138 1234 5678", "13812345678"),
        ("0086-13812345678", "13812345678"),
        ("tel13812345678", "13812345678"),
        ("一三八一二三四五六七八", "13812345678"),
        ("幺三八幺二三四五六七八", "13812345678"),
        ("0898-88398008", "089888398008"),
        ("+44 7911 123456", "+447911123456"),
        ("SY7Q-2M4K 13812345678", "13812345678"),
        ("AP-3391 13812345678", "13812345678"),
        ("我有300 13812345678", "13812345678"),
    ],
)
def test_a_phone_is_found(written: str, value: str) -> None:
    assert found_in(written) == [("phone", value)]


def test_two_phones_in_a_row_are_two() -> None:
    assert found_in("13812345678 13912345678") == [("phone", "13812345678"), ("phone", "13912345678")]


@pytest.mark.parametrize("written", ["6222021234567894", "6222 0212 3456 7894", "6222-0212-3456-7894"])
def test_a_bank_card_is_found_and_no_phone_inside_it(written: str) -> None:
    assert checks.is_bank_card("6222021234567894")
    assert found_in(f"卡号{written}") == [("card", "6222021234567894")]


def test_a_card_with_a_wrong_digit_is_not_let_through() -> None:
    assert found_in("6222 0212 3456 7893") == [("card", "6222021234567893")]
    assert [kind for kind, _ in found_in("6222021234567893")] == ["policy"]


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("zhang.san+1@mail.example.com", "email", "zhang.san+1@mail.example.com"),
        ("我的邮箱是zhangsan＠qq.com。", "email", "zhangsan@qq.com"),
        ("E12345678", "passport", "E12345678"),
        ("EA1234567", "passport", "EA1234567"),
        ("护照号是e12345678", "passport", "E12345678"),
        ("my passport number is 548213456", "passport", "548213456"),
        ("港澳通行证C12345678", "passport", "C12345678"),
        ("永居证ABC110012345678", "id", "ABC110012345678"),
        ("琼B12345", "plate", "琼B12345"),
        ("琼b·d12345", "plate", "琼BD12345"),
        ("粤Ｂ１２３４５", "plate", "粤B12345"),
        ("HQBB-2026-10000018", "policy", "HQBB202610000018"),
        ("hqbb 2026 1000 0018", "policy", "HQBB202610000018"),
        ("HQBB202610000018", "policy", "HQBB202610000018"),
        ("ＨＱＢＢ－２０２６－１０００００１８", "policy", "HQBB202610000018"),
        ("保单号：PZHN202646020000012345", "policy", "PZHN202646020000012345"),
        ("policy no. AB-12345-C", "policy", "AB12345C"),
        ("460200750307001", "id", "460200750307001"),
    ],
)
def test_others_are_found(written: str, kind: str, value: str) -> None:
    assert found_in(written) == [(kind, value)]


def test_what_is_found_can_be_cut_out_of_the_original() -> None:
    text = "电话\u200b１３８ １２３４ ５６７８谢谢"
    skeleton = Skeleton.of(text)
    [phone] = find(skeleton.text)
    start, end = skeleton.span(phone.start, phone.end)
    assert text[:start] + text[end:] == "电话\u200b谢谢"
