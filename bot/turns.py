"""One turn: limits, idempotency, one at a time, emergencies, privacy, the brain, the transcript, the answer.

The turn's row is written before the brain is asked, and its answer is written once. Whoever delivers the same message
again, at the same time or after a crash, finds the row: an answered turn is only read, an open one is asked again under
the same turn id, which makes the city's actions repeat nothing.

Several doors may share a database: they agree on turns by the unique message id, while the order of a conversation's
turns is kept by the one door its citizen talks to.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError

from bot import conversations, turn_store
from bot.brain import Answer, Brain, BrainUnavailable, Question
from bot.conversations import Known
from bot.delivery import Delivery, Reply
from bot.emergency import Kind, Lexicon
from bot.errors import DoorError, MessageIdReused, PayloadUnknown
from bot.hub import Hub
from bot.inbound import Inbound
from bot.intake import Prepared, masked, prepare
from bot.language import first, language_of
from bot.limits import Buckets
from bot.locks import Locks
from bot.metrics import Metrics
from bot.secret import Secret
from bot.texts import Texts
from bot.transcript import Content
from bot.turn_store import ANSWERED, EMERGENCY, PENDING, UNAVAILABLE, Closing, Opening, Stored
from city.bootstrap import City
from city.clock import local
from city.ids import new_id

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Turns:
    """Takes what is delivered to conversations and returns answers."""

    city: City
    brain: Brain
    texts: Texts
    lexicon: Lexicon
    secret: Secret
    hub: Hub
    metrics: Metrics
    locks: Locks
    buckets: Buckets
    _running: set[asyncio.Task[Reply]] = field(default_factory=set)

    async def take(self, inbound: Inbound, address: str) -> Reply:
        """Answer one message of a citizen at an address.

        Raises:
            DoorError: it is refused, and nothing has happened.
        """
        known = await asyncio.to_thread(self._conversation, inbound, address)
        self.buckets.take(known.id)
        delivery = Delivery.of(inbound)
        danger = self.lexicon.find(inbound.text) if inbound.text is not None else None
        if danger is not None:
            return await self._to_the_end(self._emergency(known, delivery, danger))
        return await self.deliver(known, delivery)

    async def deliver(self, known: Known, delivery: Delivery) -> Reply:
        """Answer one delivery to a known conversation. A turn that has begun ends, even when nobody waits for it.

        Raises:
            DoorError: it is refused, and nothing has happened.
        """
        return await self._to_the_end(self._in_order(known, delivery))

    async def drain(self, seconds: float) -> None:
        """Wait for the turns that run."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def _to_the_end(self, turn: Coroutine[None, None, Reply]) -> Reply:
        task = asyncio.create_task(turn)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    def _conversation(self, inbound: Inbound, address: str) -> Known:
        db = self.city.db
        if inbound.conversation is not None:
            return conversations.find(db, inbound.conversation)
        if inbound.text is None:
            raise PayloadUnknown
        return conversations.open_for(db, self.secret, inbound.message_id, inbound.text, address)

    async def _in_order(self, known: Known, delivery: Delivery) -> Reply:
        async with self.locks.hold(known.id):
            turn = await asyncio.to_thread(self._turn, known, delivery)
            if turn.outcome != PENDING:
                self.metrics.redelivered.inc()
            else:
                self.hub.notify(known.id)
                await self._close(known, turn, await self._ask(known, turn, delivery))
            return await asyncio.to_thread(self._reply, known, turn)

    def _turn(self, known: Known, delivery: Delivery) -> Stored:
        """Return the turn of a delivery, opening it if it is new."""
        stored = self._delivered_before(known, delivery)
        if stored is not None:
            return stored
        prepared = prepare(self.city, self.metrics, known.id, delivery)
        try:
            return self._begin(known, delivery, prepared)
        except IntegrityError:  # another door was faster; its turn is this turn
            stored = self._delivered_before(known, delivery)
            if stored is None:
                raise
            return stored

    def _begin(self, known: Known, delivery: Delivery, prepared: Prepared) -> Stored:
        opening = Opening(delivery, self._digest(delivery), prepared)
        return turn_store.begin(self.city.db, known, opening, self.city.clock.now())

    def _delivered_before(self, known: Known, delivery: Delivery) -> Stored | None:
        stored = turn_store.find(self.city.db, known.id, delivery.message_id)
        if stored is not None and stored.digest != self._digest(delivery):
            raise MessageIdReused
        return stored

    def _digest(self, delivery: Delivery) -> bytes:
        return self.secret.digest("message", delivery.kind, delivery.value)

    async def _ask(self, known: Known, turn: Stored, delivery: Delivery) -> Closing:
        """Ask the brain; say honestly when there is no answer."""
        started = time.monotonic()
        try:
            answer = await self.brain.ask(await asyncio.to_thread(self._question, known, turn, delivery))
        except BrainUnavailable as failure:
            language = first([language_of(turn.text, known.language), known.language, delivery.language])
            sentence = self.texts.say("utter_brain_unavailable", language)
            content: Content = {"text": sentence, "response": "utter_brain_unavailable"}
            return Closing(UNAVAILABLE, language, (content,), {"reason": failure.reason}, _since(started))
        return _closing(answer, _since(started))

    def _question(self, known: Known, turn: Stored, delivery: Delivery) -> Question:
        return Question(
            sender=known.id,
            turn=turn.id,
            text=turn.text,
            payload=turn.payload,
            now=local(self.city.clock.now()).isoformat(timespec="seconds"),
            language=known.language or delivery.language,
            level=self.city.people.actor(known.id).level,
            lost=turn_store.unanswered_before(self.city.db, known.id, turn.id),
            after_emergency=turn_store.after_emergency(self.city.db, known.id, turn.id),
        )

    async def _close(self, known: Known, turn: Stored, closing: Closing) -> None:
        await asyncio.to_thread(self._write, known, turn, closing)
        self.hub.notify(known.id)
        self.metrics.turns.labels(outcome=closing.outcome).inc()
        self.metrics.turn_seconds.labels(outcome=closing.outcome).observe(closing.took_ms / 1000)
        understood = closing.understood
        fields = {
            "turn": turn.id,
            "outcome": closing.outcome,
            "language": closing.language,
            "intent": understood.get("intent"),
            "model": understood.get("model"),
            "reason": understood.get("reason"),
            "ms": closing.took_ms,
        }
        _log.info("turn", extra={"fields": fields})

    def _write(self, known: Known, turn: Stored, closing: Closing) -> None:
        turn_store.close(self.city.db, known.id, turn.id, closing, self.city.clock.now())

    def _reply(self, known: Known, turn: Stored) -> Reply:
        return turn_store.reply(self.city.db, self.city.vault.display, known, turn.id)

    async def _emergency(self, known: Known, delivery: Delivery, danger: Kind) -> Reply:
        """Answer with the numbers, past the turn that may be running, the brain, and whatever else is broken."""
        language = first([language_of(delivery.value), known.language, delivery.language])
        content: Content = {
            "text": self.texts.say(danger.response, language),
            "card": self.lexicon.card(danger, language),
            "response": danger.response,
        }
        closing = Closing(EMERGENCY, language, (content,), {"intent": "emergency"})
        try:
            async with self.locks.hold(f"{known.id}/emergency"):
                turn = await asyncio.to_thread(self._emergency_turn, known, delivery)
                if turn.outcome == PENDING:
                    await self._close(known, turn, closing)
                return await asyncio.to_thread(self._reply, known, turn)
        except DoorError:
            raise
        except Exception:
            _log.exception("an emergency was answered and could not be kept")
            said: dict[str, object] = {"text": content["text"], "buttons": [], "card": content["card"]}
            now = local(datetime.now(UTC)).isoformat(timespec="seconds")
            return Reply(known.token, new_id("t"), language, now, [said], None)

    def _emergency_turn(self, known: Known, delivery: Delivery) -> Stored:
        stored = self._delivered_before(known, delivery)
        if stored is not None:
            return stored
        return self._begin(known, delivery, masked(self.city, self.metrics, known.id, delivery.value))


def _closing(answer: Answer, took_ms: int) -> Closing:
    contents = tuple(
        {name: message.get(name) for name in ("text", "buttons", "card", "response")} for message in answer.messages
    )
    return Closing(ANSWERED, answer.language, contents, dict(answer.understood), took_ms)


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
