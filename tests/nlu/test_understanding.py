"""The trained model against what is held out, and at the boundaries that the contract draws between neighbours."""

import os
from typing import Any

import pytest

from nlu.live import LiveNlu
from nlu.measures import Judged, summary
from nlu.models import live_model
from nlu.releases.measuring import NOW, held_out, judge
from nlu.releases.taught import LANGUAGES
from nlu.settings import ROOT, Settings

LEAST = {"zh": 0.95, "en": 0.95, "mixed": 0.93}
"""Intent accuracy by language."""
LEAST_ENTITY_F1 = 0.95
LEAST_OUT_OF_SCOPE = 0.90
MOST_TURNED_AWAY = 0.03


@pytest.fixture(scope="module")
def live() -> LiveNlu:
    return LiveNlu(live_model(Settings.from_env(os.environ)), NOW)


@pytest.fixture(scope="module")
def judged(live: LiveNlu) -> dict[str, list[Judged]]:
    return {language: judge(live, examples) for language, examples in held_out(ROOT / "tests" / "nlu").items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_intents_are_understood(judged: dict[str, list[Judged]], language: str) -> None:
    assert summary(judged[language])["intent_accuracy"] >= LEAST[language]


def test_entities_out_of_scope_and_what_is_turned_away(judged: dict[str, list[Judged]]) -> None:
    figures: dict[str, Any] = summary([one for language in LANGUAGES for one in judged[language]])
    assert figures["entity_f1"]["micro"] >= LEAST_ENTITY_F1
    assert figures["out_of_scope_caught"] >= LEAST_OUT_OF_SCOPE
    assert figures["rejected"] <= MOST_TURNED_AWAY


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("惠琼保一年到头最多赔多少钱", "ask_limit"),
        ("膝盖手术惠琼保能赔多少", "check_cover"),
        ("我想把手术费找惠琼保报掉，怎么弄", "file_claim"),
        ("居住证丢了该找哪个部门", "find_service"),
        ("居住证在什么地方补", "ask_location"),
        ("外国人可以申请居住证吗", "ask_eligibility"),
        ("我没收入，可以领低保吗", "screen_aid"),
        ("算了算了，先不约了", "stop"),
        ("我之前约好的那个帮我取消", "cancel_appointment"),
        ("下礼拜哪几天护照有号", "check_slots"),
        ("给我约下礼拜的护照号", "book_appointment"),
        ("护照约满了，有空位告诉我一声", "join_waitlist"),
        ("账本里写了我什么", "explain_ledger"),
        ("你们怎么处理我的手机号", "ask_privacy"),
        ("这张回执是不是真的", "verify_receipt"),
        ("把我的账号彻底注销", "delete_my_data"),
        ("帮我退出这个账号的登录", "sign_out"),
        ("楼下的路灯不亮了", "report_problem"),
        ("我上次报的路灯修了吗", "check_report"),
        ("what is the most my plan pays in a year", "ask_limit"),
        ("does my plan pay for knee surgery", "check_cover"),
        ("i want to claim my knee surgery from insurance", "file_claim"),
        ("can a foreigner apply for a residence permit", "ask_eligibility"),
        ("i have no income, can i get welfare", "screen_aid"),
        ("never mind, drop it", "stop"),
        ("cancel the appointment i made", "cancel_appointment"),
        ("which days next week have passport slots", "check_slots"),
        ("what about me is in the ledger", "explain_ledger"),
        ("what do you do with my phone number", "ask_privacy"),
        ("is this receipt real", "verify_receipt"),
    ],
)
def test_neighbours_are_told_apart(live: LiveNlu, text: str, intent: str) -> None:
    assert live.understand([text])[0].intent == intent
