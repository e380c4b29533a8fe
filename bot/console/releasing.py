"""Changing the live model: who may, asking the trainer, and the entry in the ledger that says what went live.

A change is written down before the trainer is asked, and gets its receipt in the transaction that notes the answer. When
the door dies in between, or the answer is lost, `settle` looks at what is live and finishes what was begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.console.errors import Forbidden, LessonInvalid, TrainerRefused
from bot.console.staff import Member
from bot.console.tables import ReleaseAct, ReleaseRequest
from bot.console.trainer import Asking, Release, Trainer
from bot.privacy.masking import holds_identifier
from city.db import Database
from city.ids import new_id
from city.people.access import Actor
from city.receipts.service import ReceiptRef, Receipts

RELEASED = "model.released"
ROLLED_BACK = "model.rolled_back"

_CITY = Actor(conversation="staff", guest="staff")
"""Whose receipts these are: nobody's in particular."""
_REASON_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Done:
    """A change that was made, and where its receipt can be read."""

    row: ReleaseAct
    receipt: ReceiptRef | None


class Releasing:
    """The use cases of releases that change something."""

    def __init__(self, trainer: Trainer, db: Database, receipts: Receipts, patience: float) -> None:
        self._trainer = trainer
        self._db = db
        self._receipts = receipts
        self._lost_after = timedelta(seconds=patience)

    async def ask(self, member: Member, release: str) -> None:
        """Say that one wants this model live although it loses something."""
        await asyncio.to_thread(self._note_request, member.id, release)

    async def requested(self, release: str) -> ReleaseRequest | None:
        """Return who wants it, if somebody does."""
        return await asyncio.to_thread(self._request, release)

    async def activate(self, member: Member, release_id: str, reason: str) -> None:
        """Let a model go live; one that loses something needs the role, another person's request, and a reason.

        Raises:
            Forbidden, LessonInvalid, TrainerRefused, TrainerUnavailable
        """
        release = await self._trainer.release(release_id)
        if release.loses:
            request = await self.requested(release_id)
            if request is None or member.id in {request.by, release.author}:
                raise TrainerRefused("needs_second_person")
            if not member.may("approve"):
                raise Forbidden
            asking = Asking(request.by, checked_reason(reason), member.id)
        else:
            asking = Asking(member.id, checked_reason(reason))
        live = await self._trainer.live()
        act = await asyncio.to_thread(self._begin, RELEASED, asking, release, (str(release.model), live["model"]))
        await self._finish(act, self._trainer.activate(release_id, asking))

    async def roll_back(self, member: Member, reason: str) -> None:
        """Go back to the model before.

        Raises:
            LessonInvalid, TrainerRefused, TrainerUnavailable
        """
        asking = Asking(member.id, checked_reason(reason))
        live, releases = await self._trainer.live(), await self._trainer.releases()
        if live["previous"] is None:
            raise TrainerRefused("nothing_before")
        to = next((one for one in releases if one.model == live["previous"]), None)
        act = await asyncio.to_thread(self._begin, ROLLED_BACK, asking, to, (live["previous"], live["model"]))
        await self._finish(act, self._trainer.roll_back(asking))

    async def settle(self) -> None:
        """Finish what was begun and never answered, by what is live now.

        Raises:
            TrainerRefused, TrainerUnavailable
        """
        lost = await asyncio.to_thread(self._lost)
        if lost:
            live = await self._trainer.live()
            for act in lost:
                await asyncio.to_thread(self._end, act, done=act.model == live["model"])

    async def done(self, limit: int = 20) -> list[Done]:
        """Return the newest changes."""
        return await asyncio.to_thread(self._done, limit)

    async def _finish(self, act: ReleaseAct, answer: Any) -> None:
        try:
            said = await answer
        except TrainerRefused:
            await asyncio.to_thread(self._end, act, done=False)
            raise
        act.model, act.previous = str(said["model"]), said["previous"]
        await asyncio.to_thread(self._end, act, done=True)

    def _note_request(self, member: str, release: str) -> None:
        with self._db.write() as session:
            if session.get(ReleaseRequest, release) is None:
                session.add(ReleaseRequest(release=release, by=member, at=datetime.now(UTC)))

    def _request(self, release: str) -> ReleaseRequest | None:
        with self._db.read() as session:
            return session.get(ReleaseRequest, release)

    def _begin(self, act: str, asking: Asking, release: Release | None, models: tuple[str, str | None]) -> ReleaseAct:
        row = ReleaseAct(
            id=new_id("m"),
            act=act,
            state="asked",
            release=release.id if release else None,
            model=models[0],
            previous=models[1],
            hashes=dict(release.hashes or {}) if release else {},
            by=asking.by,
            second=asking.second,
            reason=asking.reason,
            at=datetime.now(UTC),
        )
        with self._db.write() as session:
            session.add(row)
        return row

    def _end(self, act: ReleaseAct, *, done: bool) -> None:
        """Note the answer and, if the model went live, sign its receipt and queue it for the ledger: all or nothing."""
        with self._db.write() as session:
            row = session.get_one(ReleaseAct, act.id, with_for_update=True)
            if row.state != "asked":
                return
            row.state, row.model, row.previous = "done" if done else "refused", act.model, act.previous
            if done:
                row.receipt = self._receipts.issue(session, _CITY, row.act, row.id, claims_of(row)).jti

    def _lost(self) -> Sequence[ReleaseAct]:
        query = select(ReleaseAct).where(
            ReleaseAct.state == "asked", ReleaseAct.at < datetime.now(UTC) - self._lost_after
        )
        with self._db.read() as session:
            return session.scalars(query.order_by(ReleaseAct.at)).all()

    def _done(self, limit: int) -> list[Done]:
        query = select(ReleaseAct).where(ReleaseAct.state == "done").order_by(ReleaseAct.at.desc()).limit(limit)
        with self._db.read() as session:
            rows = session.scalars(query).all()
            return [Done(row, self._receipts.by_jti(session, row.receipt) if row.receipt else None) for row in rows]


def claims_of(act: ReleaseAct) -> Mapping[str, str]:
    """Return what the receipt says; whoever holds it can show less. Staff stand in it by their ids."""
    said = {
        "model": act.model,
        "previous": act.previous,
        "release": act.release,
        "model_hash": act.hashes.get("model"),
        "data_hash": act.hashes.get("data"),
        "report_hash": act.hashes.get("report"),
        "by": act.by,
        "second": act.second,
        "reason": act.reason,
    }
    return {name: str(value) for name, value in said.items() if value}


def checked_reason(reason: str) -> str:
    """Return a reason that may be kept for ever.

    Raises:
        LessonInvalid: there is none, it is too long, or it names a person.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= _REASON_CHARS:
        raise LessonInvalid("reason")
    if holds_identifier(reason):
        raise LessonInvalid("identifier")
    return reason
