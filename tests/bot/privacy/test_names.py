"""Names are tokens where somebody is introduced; ordinary words stay."""

import pytest

from bot.privacy.detectors import find
from bot.privacy.skeleton import Skeleton


def names(text: str) -> list[str]:
    return [each.value for each in find(Skeleton.of(text).text) if each.kind == "name"]


@pytest.mark.parametrize(
    "text",
    [
        "我叫车去医院能报吗",
        "我叫不到车",
        "我叫了外卖",
        "我是游客",
        "我是高中生，可以办护照吗",
        "我是外地人",
        "本人想办理居住证",
        "本人在三亚工作",
        "姓名写错了怎么改",
        "姓名变更需要什么材料",
        "周三方便 13812345678",
        "手机号13812345678",
        "12月5日结婚登记",
        "帮我改到周四",
        "我要约明天，电话13812345678",
        "I am looking for the passport office",
        "I'm Chinese, do I need a permit",
        "I am OK",
        "is this Monday possible",
        "This is urgent",
        "my name is misspelled on my permit",
        "what name is on the receipt?",
        "my insurance is Huiqiongbao",
        "王先生",
        "护照丢了",
        "name#7KQ2M9XA",
        "我叫name#7KQ2M9XA",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫王小明，身份证460200199001011233", "王小明"),
        ("我叫王明我要办护照", "王明"),
        ("我是陈丽华，想约下周三", "陈丽华"),
        ("本人符传安", "符传安"),
        ("姓名：欧阳文静", "欧阳文静"),
        ("姓名:张三", "张三"),
        ("我的名字是黎光", "黎光"),
        ("我叫阿依古丽·买买提", "阿依古丽·买买提"),
        ("我叫陳志強", "陳志強"),
        ("孩子叫李子轩，要打疫苗", "李子轩"),
        ("患者：吴清海", "吴清海"),
        ("王小明 13812345678", "王小明"),
        ("要约护照，李强，身份证号460200199001011233", "李强"),
        ("My name is John Smith and I want a passport", "John Smith"),
        ("my name is li wei", "li wei"),
        ("name: Maria Garcia", "Maria Garcia"),
        ("I am Ivan Petrov, booking for two", "Ivan Petrov"),
        ("Hello, this is Anna Lee", "Anna Lee"),
        ("i'm called Anna", "Anna"),
    ],
)
def test_an_introduced_name_is_found(text: str, name: str) -> None:
    assert names(text) == [name]
