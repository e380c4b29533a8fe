"""Lessons become commits: one a batch, with author and reason, nothing raw, nothing lost when somebody dies."""

from __future__ import annotations

import asyncio
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import update

from bot.console.errors import LessonInvalid
from bot.console.inbox import Inbox
from bot.console.keys import INBOX, TEACHABLE, TEACHING
from bot.console.lessons import Entity, Lesson
from bot.console.staff import Member
from bot.console.teaching import Teaching
from bot.errors import NotFound
from bot.inbox import InboxItem
from bot.settings import Settings
from city.bootstrap import City
from tests.bot.conftest import Door, say
from tests.bot.console.conftest import Colleague

WANG = Member("s-1", "王芳 Wang Fang", "trainer")
PASSPORT = Lesson("办那个本本", "zh", "find_service", (Entity(3, 5, "topic", "PASSPORT"),))


@pytest.fixture
def teaching(staff_server: Any) -> Teaching:
    return staff_server.app[TEACHING]  # type: ignore[no-any-return]


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.teaching_dir


async def validated(door: Door, who: Colleague, **texts: str) -> list[str]:
    """Have citizens say texts and an operator validate each as an intent."""
    turns = []
    for text, intent in texts.items():
        turn = (await say(door, text))["turn"]
        await who.post(f"/inbox/{turn}", decision="validate", intent=intent, language="zh")
        turns.append(turn)
    return turns


def teach(teaching: Teaching, *lessons: Lesson, reason: str = "for a test") -> str:
    with teaching.alone():
        return teaching.commit(teaching.plan(lessons).files, WANG, reason)


def git(folder: Path, *command: str) -> str:
    return subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True, text=True).stdout


def written(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("nlu/*/*.yml")))


async def test_a_batch_is_one_commit_with_author_and_reason(
    door: Door, lin: Colleague, zhao: Colleague, folder: Path, teaching: Teaching
) -> None:
    turns = await validated(door, lin, 办那个本本="find_service", 几点关门="ask_hours")
    page = await zhao.get("/lessons?lang=en")
    assert "Waiting to be committed: 2" in page
    assert "+ - 办那个本本" in page
    page = await zhao.post("/lessons?lang=en", reason="两句老人常说的话", turn=turns)
    assert "赵海 Zhao Hai" in page
    content = yaml.safe_load((folder / "nlu/zh/services.yml").read_text("utf-8"))
    assert content["nlu"] == [{"intent": "find_service", "examples": "- 办那个本本\n"}]
    assert [one.reason for one in teaching.history()] == ["两句老人常说的话", "Begin."]
    log = git(folder, "log", "-1", "--format=%an%n%B")
    assert log.splitlines()[:2] == ["赵海 Zhao Hai", "两句老人常说的话"]
    assert "Validated-by: 林珊 Lin Shan" in log
    assert "Waiting to be committed: 0" in await zhao.get("/lessons?lang=en")
    assert git(folder, "status", "--short") == ""


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "打给 13812345678"])
async def test_no_commit_without_a_reason(
    reason: str, door: Door, lin: Colleague, teaching: Teaching, city: City
) -> None:
    turns = await validated(door, lin, 办那个本本="find_service")
    await lin.post("/lessons", status=400, reason=reason, turn=turns)
    assert len(teaching.history()) == 1
    with city.db.read() as session:
        assert session.get_one(InboxItem, turns[0]).state == "validated"


async def test_what_nobody_saw_waits(door: Door, lin: Colleague, teaching: Teaching) -> None:
    seen = await validated(door, lin, 办那个本本="find_service")
    await validated(door, lin, 几点关门="ask_hours")
    await lin.post("/lessons", reason="first", turn=seen)
    assert "Waiting to be committed: 1" in await lin.get("/lessons?lang=en")


async def test_a_line_is_put_back(door: Door, lin: Colleague) -> None:
    turns = await validated(door, lin, 办那个本本="find_service")
    await lin.post("/lessons/put-back", turn=turns[0])
    assert "Waiting to be committed: 0" in await lin.get("/lessons?lang=en")
    assert "办那个本本" in await lin.get("/inbox")


async def test_a_raw_identifier_never_reaches_the_repository(
    door: Door, lin: Colleague, city: City, teaching: Teaching, folder: Path
) -> None:
    turns = await validated(door, lin, 办那个本本="find_service")
    raw = {"text": "打 13812345678", "language": "zh", "intent": "find_service", "entities": []}
    with city.db.write() as session:
        session.execute(update(InboxItem).where(InboxItem.turn_id == turns[0]).values(label=raw))
    await lin.post("/lessons", status=400, reason="x", turn=turns)
    with teaching.alone(), pytest.raises(LessonInvalid):
        teaching.commit({"nlu/zh/x.yml": "打 13812345678"}, WANG, "x")
    assert len(teaching.history()) == 1
    assert written(folder) == ""


async def test_tokens_are_kept(teaching: Teaching, folder: Path) -> None:
    teach(teaching, Lesson("查一下 policy#7KQ2M9XA 还有效吗", "zh", "list_policies"))
    assert "policy#7KQ2M9XA" in (folder / "nlu/zh/insurance.yml").read_text("utf-8")


async def test_a_text_is_taught_once_and_the_last_word_counts(teaching: Teaching, folder: Path) -> None:
    teach(teaching, Lesson("办那个本本", "zh", "ask_fee"), Lesson("多少钱", "zh", "ask_fee"))
    first = teach(teaching, PASSPORT)
    assert teach(teaching, PASSPORT) == first
    lines = written(folder)
    assert re.findall(r".*本本.*", lines) == ['    - 办那个[本本]{"entity": "topic", "value": "PASSPORT"}']
    assert "多少钱" in lines


async def test_a_file_whose_last_line_went_elsewhere_still_reads(teaching: Teaching, folder: Path) -> None:
    teach(teaching, Lesson("办那个本本", "zh", "ask_fee"))
    teach(teaching, PASSPORT)
    assert yaml.safe_load((folder / "nlu/zh/requirements.yml").read_text("utf-8"))["nlu"] == []
    teach(teaching, Lesson("多少钱", "zh", "ask_fee"))


async def test_a_writer_who_died_leaves_nothing_half_taught(teaching: Teaching, folder: Path) -> None:
    (folder / "nlu/zh").mkdir(parents=True)
    (folder / "nlu/zh/services.yml").write_text("half a fi")
    teach(teaching, PASSPORT)
    assert yaml.safe_load((folder / "nlu/zh/services.yml").read_text("utf-8"))["nlu"]


async def test_the_commit_counts_even_if_nobody_noted_it(
    door: Door, lin: Colleague, staff_server: Any, teaching: Teaching, city: City
) -> None:
    """The door dies between the commit and the note: the same batch again finds it there."""
    turns = await validated(door, lin, 办那个本本="find_service")
    inbox: Inbox = staff_server.app[INBOX]
    head = teach(teaching, *(Lesson.of(row.label or {}) for row in inbox.validated()))
    await lin.post("/lessons", reason="again", turn=turns)
    with city.db.read() as session:
        row = session.get_one(InboxItem, turns[0])
    assert (row.state, row.revision) == ("taught", head)


async def test_writers_wait_for_each_other(teaching: Teaching, settings: Settings, staff_server: Any) -> None:
    other = Teaching(settings.teaching_dir, staff_server.app[TEACHABLE])
    lessons = [Lesson(f"第{number}句话", "zh", "find_service") for number in range(6)]
    await asyncio.gather(*(asyncio.to_thread(teach, (teaching, other)[n % 2], one) for n, one in enumerate(lessons)))
    plan = teaching.plan(lessons)
    assert plan.files == {}
    assert len(teaching.history()) == 7


@pytest.mark.parametrize("revision", ["x", "0" * 40, "../../etc/passwd", ""])
async def test_an_unknown_revision(revision: str, teaching: Teaching) -> None:
    with pytest.raises(NotFound):
        teaching.revision(revision)


async def test_creating_again_changes_nothing(teaching: Teaching) -> None:
    head = teach(teaching, PASSPORT)
    teaching.create()
    assert teaching.history()[0].id == head


async def test_what_is_taught_is_what_models_are_measured_on(door: Door, lin: Colleague, staff_server: Any) -> None:
    turns = await validated(door, lin, 办那个本本="find_service", 几点关门="ask_hours")
    await lin.post("/lessons", reason="one of two", turn=turns[:1])
    assert {lesson.text for lesson in staff_server.app[INBOX].real()} == {"办那个本本", "几点关门"}
