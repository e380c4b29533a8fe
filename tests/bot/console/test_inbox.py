"""The inbox: what comes in, who has it, what is decided, and what may never become training data."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.console.errors import LessonInvalid, Taken
from bot.console.inbox import PAGE, Filters, Inbox
from bot.console.keys import INBOX
from bot.console.lessons import Entity, Lesson, Teachable
from bot.errors import NotFound
from bot.inbox import InboxItem
from bot.language import writing_of
from bot.settings import Settings
from bot.store import NluChoice
from city.bootstrap import City
from tests.bot.conftest import Door, say
from tests.bot.console.conftest import Colleague
from tests.bot.console.fake_trainer import FakeTrainer
from tests.bot.fake_brain import FakeBrain, Json

MESSAGES = {"办那个本本": 0.31, "出国的本本": 0.22, "how much is it": 0.45, "你好": 0.97}


@pytest.fixture
def unsure(brain: FakeBrain, monkeypatch: pytest.MonkeyPatch) -> None:
    """The brain is as sure of a text as MESSAGES says."""
    usual = brain.answer_for

    def answer(body: Json) -> Json:
        confidence = MESSAGES.get(body["text"] or "", 0.9)
        ranking = [{"intent": "ask_fee", "confidence": confidence}, {"intent": "greet", "confidence": 0.1}]
        return usual(body) | {"intent": "ask_fee", "confidence": confidence, "ranking": ranking}

    monkeypatch.setattr(brain, "answer_for", answer)


@pytest.fixture
async def said(unsure: None, door: Door) -> dict[str, str]:
    """What citizens said, each in a conversation of its own: text to turn."""
    return {text: (await say(door, text))["turn"] for text in MESSAGES}


@pytest.fixture
def inbox(staff_server: Any) -> Inbox:
    return staff_server.app[INBOX]  # type: ignore[no-any-return]


def row(city: City, turn: str) -> InboxItem:
    with city.db.read() as session:
        return session.get_one(InboxItem, turn)


def texts(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'<td><a href="/inbox/[^"]+" lang="\w+">([^<]+)</a>', page)]


async def test_the_least_confident_come_first(said: dict[str, str], lin: Colleague) -> None:
    assert texts(await lin.get("/inbox")) == ["出国的本本", "办那个本本", "how much is it", "你好"]


async def test_what_was_not_understood_at_all_comes_first(
    said: dict[str, str], door: Door, brain: FakeBrain, lin: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = brain.answer_for
    ranking = [{"intent": "nlu_fallback", "confidence": 0.98}, {"intent": "greet", "confidence": 0.02}]
    nothing = {"intent": "nlu_fallback", "confidence": 0.98, "ranking": ranking}
    monkeypatch.setattr(brain, "answer_for", lambda body: usual(body) | nothing)
    await say(door, "咿呀咿呀")
    assert texts(await lin.get("/inbox"))[0] == "咿呀咿呀"
    assert "咿呀咿呀" in texts(await lin.get("/inbox?confidence=far"))


async def test_only_answered_texts_come_in(door: Door, brain: FakeBrain, lin: Colleague) -> None:
    await say(door, "救命")
    brain.faults.append("error")
    await say(door, "出国的本本")
    brain.messages = [{"text": "?", "buttons": [{"title": "是", "payload": "/affirm"}], "card": None, "response": "x"}]
    token = (await say(door, "你好"))["conversation"]
    await say(door, conversation=token, payload="/affirm")
    assert texts(await lin.get("/inbox")) == ["你好"]


async def test_identifiers_never_come_in(door: Door, lin: Colleague) -> None:
    await say(door, "我的电话是13812345678，身份证110101199003074514")
    page = await lin.get("/inbox")
    assert "phone#" in page
    assert "id#" in page
    assert "13812345678" not in page
    assert "110101199003074514" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("language=en", ["how much is it"]),
        ("confidence=far", ["出国的本本", "办那个本本", "how much is it"]),
        ("confidence=sure", ["你好"]),
        ("confidence=nonsense", []),
        ("intent=greet", []),
        ("channel=web&language=zh", ["出国的本本", "办那个本本", "你好"]),
        ("day=1999-01-01", []),
        ("chosen=1", []),
        ("after=nonsense", []),
    ],
)
async def test_filters(query: str, found: list[str], said: dict[str, str], lin: Colleague) -> None:
    assert texts(await lin.get(f"/inbox?{query}")) == found


async def test_what_citizens_chose_is_a_labelled_example(said: dict[str, str], lin: Colleague, city: City) -> None:
    turn = said["办那个本本"]
    choice = NluChoice(turn=turn, text="办那个本本", language="zh", intent="find_service", at=datetime.now(UTC))
    with city.db.write() as session:
        session.add(choice)
    assert texts(await lin.get("/inbox?chosen=1")) == ["办那个本本"]
    await lin.post("/inbox/validate", turn=turn)
    assert row(city, turn).label == {"text": "办那个本本", "language": "zh", "intent": "find_service", "entities": []}


async def test_pages_stay_as_they_are_when_more_comes_in(unsure: None, door: Door, inbox: Inbox) -> None:
    for number in range(PAGE + 3):
        await say(door, f"message number {number}")
    first = inbox.page(Filters())
    assert (len(first.items), first.total) == (PAGE, PAGE + 3)
    await say(door, "出国的本本")
    second = inbox.page(Filters(), first.after or "")
    assert len(second.items) == 3
    assert second.after is None
    assert not {item.row.turn_id for item in first.items} & {item.row.turn_id for item in second.items}


async def test_two_operators_never_get_the_same_message(
    said: dict[str, str], lin: Colleague, zhao: Colleague, inbox: Inbox
) -> None:
    pages = await asyncio.gather(*(who.post("/inbox/next") for who in (lin, zhao)))
    assert sorted("出国的本本" in page for page in pages) == [False, True]
    turns = await asyncio.gather(*(asyncio.to_thread(inbox.next, f"s-{n}", Filters()) for n in range(4)))
    assert len({turn for turn in turns if turn}) == 2  # of the four, the two that were left
    assert turns.count(None) == 2


async def test_a_held_message_is_not_decided_by_another(said: dict[str, str], lin: Colleague, zhao: Colleague) -> None:
    turn = said["出国的本本"]
    await lin.post(f"/inbox/{turn}/claim")
    page = await zhao.get(f"/inbox/{turn}?lang=en")
    assert "林珊 Lin Shan is at this message" in page
    assert "data-decide" not in page
    await zhao.post(f"/inbox/{turn}/claim", status=409)
    await zhao.post(f"/inbox/{turn}", status=409, decision="skip")
    assert "0 validated, 1 could not be" in await zhao.post("/inbox/validate", turn=turn)
    await lin.post(f"/inbox/{turn}", decision="skip")


async def test_a_claim_ends_by_itself_and_by_hand(
    said: dict[str, str], lin: Colleague, zhao: Colleague, city: City
) -> None:
    first, second = said["出国的本本"], said["办那个本本"]
    await lin.post(f"/inbox/{first}/claim")
    await lin.post(f"/inbox/{second}/claim")
    with city.db.write() as session:
        over = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(InboxItem).where(InboxItem.turn_id == first).values(claimed_until=over))
    await zhao.post(f"/inbox/{first}/claim")
    await lin.post(f"/inbox/{first}", status=409, decision="skip")
    await lin.post(f"/inbox/{second}/release")
    await zhao.post(f"/inbox/{second}/claim")


async def test_an_intent_is_fixed_and_entities_marked(said: dict[str, str], lin: Colleague, city: City) -> None:
    turn = said["出国的本本"]
    await lin.post("/inbox/next")
    label = {"intent": "find_service", "language": "zh", "decision": "validate"}
    marked = {"part": ["本本", "出国"], "entity": ["topic", "topic"], "value": ["PASSPORT", ""], "start": ["3", "x"]}
    page = await lin.post(f"/inbox/{turn}", **label, **marked)
    assert "办那个本本" in page  # the next one
    done = row(city, turn)
    assert (done.state, done.claimed_by) == ("validated", None)
    lesson = Lesson.of(done.label or {})
    assert lesson.entities == (Entity(3, 5, "topic", "PASSPORT"), Entity(0, 2, "topic"))
    assert lesson.line() == '[出国](topic)的[本本]{"entity": "topic", "value": "PASSPORT"}'


@pytest.mark.parametrize(
    ("decision", "becomes", "intent"), [("out_of_scope", "validated", "out_of_scope"), ("skip", "skipped", None)]
)
async def test_out_of_scope_and_skip(  # noqa: PLR0917 - fixtures
    decision: str, becomes: str, intent: str | None, said: dict[str, str], lin: Colleague, city: City
) -> None:
    turn = said["你好"]
    await lin.post(f"/inbox/{turn}", decision=decision, language="zh", filter_language="zh")
    done = row(city, turn)
    assert (done.state, (done.label or {}).get("intent")) == (becomes, intent)
    await lin.post(f"/inbox/{turn}", status=409, decision="skip")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"intent": "no_such_intent"}, "Choose an intent"),
        ({"intent": "EXTERNAL_signed_in"}, "Choose an intent"),
        ({"intent": "nlu_fallback"}, "Choose an intent"),
        ({"language": "fr"}, "Choose a language"),
        ({"part": "护照", "entity": "topic", "value": "", "start": ""}, "not in the text"),
        ({"part": "", "entity": "topic", "value": "", "start": ""}, "not in the text"),
        ({"part": "本本", "entity": "no_such", "value": "", "start": ""}, "Choose an entity"),
        ({"part": "本本", "entity": "topic", "value": "13812345678", "start": ""}, "unmasked"),
        ({"part": "本本", "entity": "topic", "value": "a}", "start": ""}, "signs of annotation"),
        ({"part": ["本本", "国的本"], "entity": ["topic"] * 2, "value": [""] * 2, "start": [""] * 2}, "overlaps"),
    ],
)
async def test_what_is_no_training_data_is_refused(
    fields: dict[str, Any], reason: str, said: dict[str, str], lin: Colleague, city: City
) -> None:
    turn = said["出国的本本"]
    await lin.post(f"/inbox/{turn}/claim")
    label = {"intent": "find_service", "language": "zh", "decision": "validate", **fields}
    assert reason in await lin.post(f"/inbox/{turn}?lang=en", status=400, **label)
    assert row(city, turn).state == "waiting"


async def test_a_raw_identifier_is_refused_wherever_it_came_from(
    city: City, said: dict[str, str], inbox: Inbox
) -> None:
    turn = said["你好"]
    with city.db.write() as session:
        session.execute(update(InboxItem).where(InboxItem.turn_id == turn).values(text="打 13812345678"))
    assert inbox.validate_all("s-1", [turn]) == (0, 1)


async def test_the_page_says_what_is_near_and_whether_it_teaches(
    said: dict[str, str], lin: Colleague, trainer: FakeTrainer
) -> None:
    turn = said["出国的本本"]
    assert f'hx-get="/inbox/{turn}/near"' in await lin.get(f"/inbox/{turn}")
    page = await lin.get(f"/inbox/{turn}/near?lang=en")
    assert "我想办护照" in page
    assert "91.0%" in page
    assert "This teaches the model something" in page
    assert trainer.calls[-1] == ("POST /near", {"text": "出国的本本", "language": "zh"})


@pytest.mark.parametrize("fault", ["slow", "garbage", "shape", "busy", "down"])
async def test_the_page_works_without_the_trainer(
    fault: str, said: dict[str, str], lin: Colleague, trainer: FakeTrainer
) -> None:
    turn = said["出国的本本"]
    if fault == "down":
        await trainer.server.close()
    else:
        trainer.faults.append(fault)
    assert "cannot be reached" in await lin.get(f"/inbox/{turn}/near?lang=en")
    await lin.post(f"/inbox/{turn}", decision="validate", intent="find_service", language="zh")


async def test_what_is_not_there_is_not_found(lin: Colleague, inbox: Inbox) -> None:
    for address in ("/inbox/t-none", "/inbox/t-none/near"):
        await lin.get(address, status=404)
    with pytest.raises(NotFound):
        inbox.item("t-none")
    with pytest.raises(Taken):
        inbox.claim("s-1", "t-none")


async def test_what_is_said_stays_text(door: Door, lin: Colleague) -> None:
    turn = (await say(door, '<img src=x onerror="alert(1)">'))["turn"]
    for address in ("/inbox", f"/inbox/{turn}"):
        assert "<img src=x" not in await lin.get(address)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("办护照", "zh"),
        ("办passport要多少钱", "mixed"),
        ("how much", "en"),
        ("我的 id#7KQ2M9XA 呢", "zh"),
        ("12:30", "en"),
    ],
)
def test_languages_are_guessed(text: str, language: str) -> None:
    assert writing_of(text) == language


def test_the_domain_says_what_can_be_taught(settings: Settings) -> None:
    teachable = Teachable.read(settings.project)
    assert {"greet", "check_cover", "out_of_scope"} <= set(teachable.intents)
    assert not {"nlu_fallback", "EXTERNAL_signed_in"} & set(teachable.intents)
    assert teachable.topic("book_appointment") == "bookings"
    assert teachable.topic("not_taught_yet") == "not_taught_yet"


@pytest.mark.parametrize("text", ["", "two\nlines", "a [b](c) d", "a [b]{x}", "打 13812345678"])
def test_texts_that_cannot_be_written(text: str, settings: Settings) -> None:
    with pytest.raises(LessonInvalid):
        Teachable.read(settings.project).check(Lesson(text, "zh", "greet"))


async def test_the_row_commits_with_the_turn(said: dict[str, str], city: City) -> None:
    with city.db.read() as session:
        rows = session.scalars(select(InboxItem).order_by(InboxItem.confidence)).all()
    assert [item.turn_id for item in rows] == [said[text] for text in sorted(MESSAGES, key=MESSAGES.__getitem__)]
    assert rows[0].ranking[0] == {"intent": "ask_fee", "confidence": 0.22}
    assert (rows[0].channel, rows[0].model, rows[0].state) == ("web", "shimin-fake", "waiting")
