"""Releases from the staff's side: started, watched, compared, released by whom it may be, rolled back, entered in the ledger."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.console.comparison import Pair, view_of
from bot.console.tables import ReleaseAct
from city.bootstrap import City
from city.receipts.models import Receipt
from ledger import sd_jwt
from ledger.tables import ledger_entry
from tests.bot.conftest import Door
from tests.bot.console.conftest import Colleague
from tests.bot.console.fake_trainer import FIRST, FakeTrainer, report
from tests.bot.console.test_lessons import validated


async def ready(who: Colleague, reason: str = "twenty lines") -> str:
    """Start a release and watch it to its end."""
    await who.post("/releases", reason=reason)
    page = await who.get("/releases")
    release = page.split('<td><a href="/releases/')[1].split('"')[0]
    for _ in range(5):
        await who.get(f"/releases/{release}/progress")
    return release


def acts(city: City) -> list[ReleaseAct]:
    with city.db.read() as session:
        return list(session.scalars(select(ReleaseAct).order_by(ReleaseAct.at)))


def entries(city: City) -> int:
    with city.db.read() as session:
        return len(session.execute(select(ledger_entry.c.id)).all())


def claims(city: City, act: ReleaseAct) -> dict[str, Any]:
    with city.db.read() as session:
        receipt = session.get_one(Receipt, act.receipt)
    statement = sd_jwt.parse(receipt.sd_jwt)
    return {"act": receipt.act, **statement.disclosed}


async def test_a_release_is_started_with_what_is_known_of_real_messages(
    door: Door, lin: Colleague, trainer: FakeTrainer
) -> None:
    await validated(door, lin, 办那个本本="find_service")
    await lin.post("/releases", reason="  two\nlines ")
    call, body = next(one for one in trainer.calls if one[0] == "POST /releases")
    assert (call, body["reason"]) == ("POST /releases", "two lines")
    assert body["real"] == [{"text": "办那个本本", "language": "zh", "intent": "find_service", "entities": []}]


@pytest.mark.parametrize("reason", ["", "x" * 1001, "ask 13812345678"])
async def test_no_release_without_a_reason(reason: str, lin: Colleague, trainer: FakeTrainer) -> None:
    await lin.post("/releases", status=400, reason=reason)
    assert trainer.releases == []


async def test_progress_and_log_are_live_until_it_ends(lin: Colleague) -> None:
    page = await lin.post("/releases?lang=en", reason="x")
    assert 'hx-get="/releases/r-1/progress?state=training" hx-trigger="every 1s"' in page
    response = await lin.client.get("/releases/r-1/progress?state=training")
    assert "HX-Refresh" not in response.headers
    assert 'role="status"' in await response.text()  # the state is another now, which is announced
    log = await lin.get("/releases/r-1/log?from=1")
    assert "0 queued" not in log
    assert "1 training &lt;b&gt;" in log
    assert "/releases/r-1/log?from=" in log
    for _ in range(4):
        response = await lin.client.get("/releases/r-1/progress")
    assert response.headers["HX-Refresh"] == "true"
    assert "hx-get" not in await lin.get("/releases/r-1/log?from=0")


async def test_the_comparison_stands_side_by_side(lin: Colleague) -> None:
    page = await lin.get(f"/releases/{await ready(lin)}?lang=en")
    for part in ("95.0%", "96.0%", "▲ +1.0", "It loses nothing", "zh/happy_path/fee.yml:4", "▲ +7.0", "▼ -4.0"):
        assert part in page, part
    assert "办护照多少钱&lt;script&gt;" in page


async def test_a_model_that_loses_nothing_goes_live_by_one_person(
    lin: Colleague, trainer: FakeTrainer, city: City
) -> None:
    release, before = await ready(lin), entries(city)
    await lin.post(f"/releases/{release}/activate", reason="better at fees")
    assert trainer.live == [FIRST, "shimin-1"]
    (act,) = acts(city)
    assert (act.act, act.state, act.second) == ("model.released", "done", None)
    assert entries(city) == before + 1
    said = claims(city, act)
    assert said["act"] == "model.released"
    assert (said["model"], said["previous"], said["reason"]) == ("shimin-1", FIRST, "better at fees")
    hashes = trainer.releases[0]["hashes"]
    assert [said[f"{name}_hash"] for name in ("model", "data", "report")] == [
        hashes[name] for name in ("model", "data", "report")
    ]
    assert "RC-" in await lin.get("/releases")


async def test_a_losing_model_needs_a_second_person_with_a_reason(
    lin: Colleague, zhao: Colleague, trainer: FakeTrainer, city: City
) -> None:
    trainer.loses = True
    release = await ready(lin)
    page = await lin.get(f"/releases/{release}?lang=en")
    assert "This model loses something" in page
    assert "/activate" not in page
    for who in (lin, zhao):
        await who.post(f"/releases/{release}/activate", status=409, reason="I want it")
    await lin.post(f"/releases/{release}/ask")
    await lin.post(f"/releases/{release}/activate", status=409, reason="still me")
    assert "/activate" in await zhao.get(f"/releases/{release}")
    await zhao.post(f"/releases/{release}/activate", status=400, reason=" ")
    assert trainer.live == [FIRST]
    await zhao.post(f"/releases/{release}/activate", reason="fees matter more")
    assert trainer.live[-1] == "shimin-1"
    (act,) = acts(city)
    assert act.by != act.second
    assert claims(city, act)["second"] == act.second


async def test_who_asked_or_made_it_is_no_second_person(zhao: Colleague, trainer: FakeTrainer, city: City) -> None:
    trainer.loses = True
    release = await ready(zhao)
    await zhao.post(f"/releases/{release}/ask")
    await zhao.post(f"/releases/{release}/activate", status=409, reason="I may do all")
    assert (trainer.live, acts(city)) == ([FIRST], [])


async def test_a_trainer_is_no_second_person(lin: Colleague, zhao: Colleague, trainer: FakeTrainer) -> None:
    trainer.loses = True
    release = await ready(zhao)
    await zhao.post(f"/releases/{release}/ask")
    await lin.post(f"/releases/{release}/activate", status=403, reason="I agree")
    assert trainer.live == [FIRST]


async def test_roll_back_after_a_look(lin: Colleague, trainer: FakeTrainer, city: City) -> None:
    await lin.post(f"/releases/{await ready(lin)}/activate", reason="better")
    page = await lin.get("/roll-back?lang=en")
    assert "shimin-1" in page
    assert FIRST in page
    assert trainer.live[-1] == "shimin-1"
    await lin.post("/roll-back", status=400, reason="")
    await lin.post("/roll-back", reason="it takes greetings for farewells")
    assert trainer.live == [FIRST]
    act = acts(city)[-1]
    said = claims(city, act)
    assert (said["act"], said["model"], said["previous"]) == ("model.rolled_back", FIRST, "shimin-1")
    assert entries(city) == 2
    await lin.post("/roll-back", status=409, reason="once more")


async def test_a_release_before_the_last_one_comes_back_with_its_hashes(
    lin: Colleague, trainer: FakeTrainer, city: City
) -> None:
    for _ in range(2):
        await lin.post(f"/releases/{await ready(lin)}/activate", reason="better")
    await lin.post("/roll-back", reason="worse")
    act = acts(city)[-1]
    assert (act.release, act.model) == ("r-1", "shimin-1")
    assert claims(city, act)["model_hash"] == trainer.releases[1]["hashes"]["model"]


async def test_a_refused_activation_leaves_no_entry(lin: Colleague, trainer: FakeTrainer, city: City) -> None:
    release, before = await ready(lin), entries(city)
    trainer.releases[0]["state"] = "training"
    await lin.post(f"/releases/{release}/activate", status=409, reason="too early")
    assert trainer.live == [FIRST]
    assert [act.state for act in acts(city)] in ([], ["refused"])
    assert entries(city) == before


async def lost(who: Colleague, trainer: FakeTrainer, city: City, *, happened: bool) -> None:
    """An activation whose answer never came back."""
    release = await ready(who)
    original = trainer.releases[0]
    if happened:
        trainer.live.append(original["model"])
        original |= {"state": "live"}
    with city.db.write() as session:
        session.add(
            ReleaseAct(
                id="m-1",
                act="model.released",
                state="asked",
                release=release,
                model=original["model"],
                previous=FIRST,
                hashes=original["hashes"],
                by="s-1",
                second=None,
                reason="x",
                at=datetime.now(UTC) - timedelta(hours=1),
                receipt=None,
            )
        )


@pytest.mark.parametrize(("happened", "becomes"), [(True, "done"), (False, "refused")])
async def test_what_was_asked_and_not_answered_is_settled_by_what_is_live(
    happened: bool, becomes: str, lin: Colleague, trainer: FakeTrainer, city: City
) -> None:
    before = entries(city)
    await lost(lin, trainer, city, happened=happened)
    await lin.get("/releases")
    await lin.get("/releases")
    (act,) = acts(city)
    assert act.state == becomes
    assert entries(city) == before + happened


async def test_what_is_being_asked_is_left_alone(lin: Colleague, trainer: FakeTrainer, city: City) -> None:
    await lost(lin, trainer, city, happened=True)
    with city.db.write() as session:
        session.execute(update(ReleaseAct).values(at=datetime.now(UTC)))
    await lin.get("/releases")
    assert acts(city)[0].state == "asked"


async def test_the_pages_say_when_the_trainer_is_down(lin: Colleague, trainer: FakeTrainer) -> None:
    release = await ready(lin)
    await trainer.server.close()
    assert "The trainer cannot be reached" in await lin.get("/releases?lang=en", status=503)
    await lin.get(f"/releases/{release}", status=503)
    await lin.get("/roll-back", status=503)
    assert "cannot be reached" in await lin.post("/releases?lang=en", status=503, reason="x")


@pytest.mark.parametrize("fault", ["slow", "garbage", "shape"])
async def test_an_answer_that_cannot_be_read(fault: str, lin: Colleague, trainer: FakeTrainer) -> None:
    await lin.get("/releases")
    trainer.faults.append(fault)
    await lin.get("/releases", status=503)


async def test_cancel_and_what_is_not_there(lin: Colleague, trainer: FakeTrainer) -> None:
    await lin.post("/releases", reason="x")
    await lin.post("/releases/r-1/cancel")
    assert trainer.releases[0]["state"] == "cancelled"
    for address in ("/releases/r-9", "/releases/r-9/progress", "/releases/r-1/log?from=x", "/releases/..%2Flive"):
        await lin.get(address, status=404)


def test_a_comparison_without_a_live_model_is_shown_too() -> None:
    alone = report("x", "y", loses=False) | {"live": None}
    alone["real"] = {"live_accuracy": None, "candidate_accuracy": None, "n": 0}
    view = view_of(json.loads(json.dumps(alone)))
    assert view.languages[0][2]["accuracy"].change is None
    assert view.costs["size_mb"].tone == "same"


@pytest.mark.parametrize(
    ("pair", "tone"),
    [
        (Pair(0.9, 0.95), "better"),
        (Pair(0.95, 0.9), "worse"),
        (Pair(1.0, 2.0, good=False), "worse"),
        (Pair(0.9, 0.9), "same"),
        (Pair(None, 0.9), "same"),
    ],
)
def test_tones(pair: Pair, tone: str) -> None:
    assert pair.tone == tone
