"""Use cases of the inbox: list, claim, decide. All of it blocks.

A claim keeps a message to one operator for a while. It is taken by an update that only one can win, and whoever decides
must still hold it or find it free. Times of claims are the computer's, which no rehearsal moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.console.errors import LessonInvalid, Taken
from bot.console.lessons import Lesson, Teachable, flat
from bot.errors import NotFound
from bot.inbox import SKIPPED, TAUGHT, VALIDATED, WAITING, InboxItem
from bot.store import NluChoice
from city.db import Database

CLAIMED_FOR = timedelta(minutes=10)
PAGE = 25
BANDS: Mapping[str, tuple[float, float]] = {"far": (0.0, 0.5), "near": (0.5, 0.8), "sure": (0.8, 1.01)}
"""What operators filter confidence by: lower bound, and the upper one that is outside."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What an operator wants to see; empty means everything."""

    language: str = ""
    intent: str = ""
    channel: str = ""
    day: str = ""
    confidence: str = ""
    """A key of BANDS."""
    chosen: str = ""
    """Not empty: only what a citizen chose under "did you mean"."""

    @classmethod
    def of(cls, query: Mapping[str, object]) -> Filters:
        """Read the filters from an address or a form."""
        return cls(**{one.name: str(query.get(one.name) or "") for one in fields(cls)})

    def query(self) -> dict[str, str]:
        """Return those that are set, for an address."""
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what rows must fulfil."""
        names = ("language", "intent", "channel", "day")
        found = [getattr(InboxItem, name) == getattr(self, name) for name in names if getattr(self, name)]
        if self.confidence:
            low, high = BANDS.get(self.confidence, (1.0, 0.0))
            found.append(and_(InboxItem.confidence >= low, InboxItem.confidence < high))
        if self.chosen:
            found.append(NluChoice.intent.is_not(None))
        return found


@dataclass(frozen=True, slots=True)
class Item:
    """One message, and what its citizen chose under "did you mean", if they did."""

    row: InboxItem
    chosen: str | None

    def held_by_other(self, staff: str) -> bool:
        """Say whether somebody else has it just now."""
        until = self.row.claimed_until
        return self.row.claimed_by not in {None, staff} and until is not None and until > datetime.now(UTC)

    def held_by(self, staff: str) -> bool:
        """Say whether this operator has it."""
        return self.row.claimed_by == staff and not self.held_by_other(staff)

    def proposal(self) -> Lesson:
        """Return what it means if everything was understood, or what the citizen chose."""
        text = flat(self.row.text)
        return Lesson(text, self.row.language, self.chosen or self.row.intent)


@dataclass(frozen=True, slots=True)
class Page:
    """Some items in order, and the cursor of the next ones."""

    items: Sequence[Item]
    after: str | None
    total: int


class Inbox:
    """The messages that wait for a decision."""

    def __init__(self, db: Database, teachable: Teachable) -> None:
        self._db = db
        self._teachable = teachable

    def page(self, filters: Filters, after: str = "") -> Page:
        """Return the least confident first. What comes in meanwhile moves nothing to another page."""
        query = _waiting(filters)
        with self._db.read() as session:
            total = session.scalar(query.with_only_columns(func.count())) or 0
            rows = session.execute(query.where(_behind(after)).order_by(*_ORDER).limit(PAGE + 1)).all()
        items = [Item(row, chosen) for row, chosen in rows[:PAGE]]
        more = len(rows) > PAGE
        return Page(items, f"{items[-1].row.confidence!r}:{items[-1].row.turn_id}" if more else None, total)

    def choices(self) -> dict[str, list[str]]:
        """Return what there is to filter by."""
        with self._db.read() as session:
            return {
                name: sorted(session.scalars(select(getattr(InboxItem, name)).where(_IS_WAITING).distinct()))
                for name in ("language", "intent", "channel", "day")
            }

    def item(self, turn: str) -> Item:
        """Return one message in any state.

        Raises:
            NotFound: there is none.
        """
        with self._db.read() as session:
            row = session.execute(_joined().where(InboxItem.turn_id == turn)).one_or_none()
        if row is None:
            raise NotFound
        return Item(row[0], row[1])

    def next(self, staff: str, filters: Filters) -> str | None:
        """Claim the least confident message that nobody else has, and return its turn."""
        query = _waiting(filters).where(_free_for(staff)).order_by(*_ORDER).limit(1)
        with self._db.write() as session:
            found = session.execute(query.with_for_update(of=InboxItem, skip_locked=True)).first()
            if found is None:
                return None
            _take(session, found[0].turn_id, staff)
            return str(found[0].turn_id)

    def claim(self, staff: str, turn: str) -> None:
        """Claim one message, or hold it longer.

        Raises:
            Taken: somebody else has it, or it was decided.
        """
        with self._db.write() as session:
            _take(session, turn, staff)

    def release(self, staff: str, turn: str) -> None:
        """Give a message back undecided."""
        mine = (InboxItem.turn_id == turn, InboxItem.claimed_by == staff)
        with self._db.write() as session:
            session.execute(update(InboxItem).where(*mine).values(claimed_by=None, claimed_until=None))

    def validate(self, staff: str, turn: str, lesson: Lesson) -> None:
        """Keep what a message means, for the next batch of lessons.

        Raises:
            LessonInvalid: it cannot be training data.
            Taken: somebody else has it, or it was decided.
        """
        self._teachable.check(lesson)
        with self._db.write() as session:
            self._decide(session, staff, turn, VALIDATED, lesson)

    def skip(self, staff: str, turn: str) -> None:
        """Say that a message teaches nothing.

        Raises:
            Taken: somebody else has it, or it was decided.
        """
        with self._db.write() as session:
            self._decide(session, staff, turn, SKIPPED, None)

    def validate_all(self, staff: str, turns: Sequence[str]) -> tuple[int, int]:
        """Say that messages were understood rightly; return how many were kept, and how many could not be."""
        kept = 0
        for turn in turns:
            try:
                self.validate(staff, turn, self.item(turn).proposal())
                kept += 1
            except (NotFound, Taken, LessonInvalid):
                continue
        return kept, len(turns) - kept

    def validated(self) -> list[InboxItem]:
        """Return what was validated and waits to be taught, oldest decision first."""
        query = select(InboxItem).where(InboxItem.state == VALIDATED).order_by(InboxItem.labelled_at, InboxItem.turn_id)
        with self._db.read() as session:
            return list(session.scalars(query))

    def put_back(self, turn: str) -> None:
        """Take a decision back that has not been taught yet."""
        undecided = {"state": WAITING, "label": None, "labelled_by": None, "labelled_at": None}
        query = update(InboxItem).where(InboxItem.turn_id == turn, InboxItem.state == VALIDATED)
        with self._db.write() as session:
            session.execute(query.values(**undecided))

    def taught(self, turns: Sequence[str], revision: str) -> None:
        """Note by which commit messages were taught."""
        query = update(InboxItem).where(InboxItem.turn_id.in_(turns), InboxItem.state == VALIDATED)
        with self._db.write() as session:
            session.execute(query.values(state=TAUGHT, revision=revision))

    def real(self, limit: int = 2_000) -> list[Lesson]:
        """Return the newest messages whose meaning is known, on which models are measured."""
        known = InboxItem.state.in_((VALIDATED, TAUGHT))
        query = select(InboxItem.label).where(known).order_by(InboxItem.labelled_at.desc()).limit(limit)
        with self._db.read() as session:
            return [Lesson.of(label) for label in session.scalars(query) if label]

    def _decide(self, session: Session, staff: str, turn: str, state: str, lesson: Lesson | None) -> None:
        _take(session, turn, staff)
        row = session.get_one(InboxItem, turn, populate_existing=True)
        row.state, row.label = state, lesson.to_json() if lesson else None
        row.labelled_by, row.labelled_at = staff, datetime.now(UTC)
        row.claimed_by = row.claimed_until = None


_IS_WAITING = InboxItem.state == WAITING
_ORDER = (InboxItem.confidence, InboxItem.turn_id)


def _joined() -> Select[InboxItem, str | None]:
    chosen = cast("InstrumentedAttribute[str | None]", NluChoice.intent)  # of an outer join
    return select(InboxItem, chosen).outerjoin(NluChoice, NluChoice.turn == InboxItem.turn_id)


def _waiting(filters: Filters) -> Select[InboxItem, str | None]:
    return _joined().where(_IS_WAITING, *filters.conditions())


def _behind(after: str) -> ColumnElement[bool]:
    """Return the condition of a cursor; one that cannot be read finds nothing."""
    if not after:
        return InboxItem.turn_id.is_not(None)
    confidence, _, turn = after.partition(":")
    try:
        return tuple_(*_ORDER) > tuple_(float(confidence), turn)
    except ValueError:
        return false()


def _free_for(staff: str) -> ColumnElement[bool]:
    over = InboxItem.claimed_until < datetime.now(UTC)
    return or_(InboxItem.claimed_by.is_(None), InboxItem.claimed_by == staff, over)


def _take(session: Session, turn: str, staff: str) -> None:
    until = datetime.now(UTC) + CLAIMED_FOR
    query = update(InboxItem).where(InboxItem.turn_id == turn, _IS_WAITING, _free_for(staff))
    taken = session.execute(query.values(claimed_by=staff, claimed_until=until))
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise Taken
