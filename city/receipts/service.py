"""Use cases of receipts (formats: facts of ledger section 6, in docs/trust.md).

A receipt is signed and its log entry queued in the transaction of the change it certifies, so neither exists without
the other. The proof follows when the sequencer has published it; nothing here waits for that.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from city.clock import Clock
from city.db import Database
from city.errors import NotFound
from city.ids import crockford
from city.people.access import Actor, theirs, visible
from city.people.envelope import Envelope
from city.receipts.models import Receipt
from ledger import log, sd_jwt
from ledger.encoding import Json
from ledger.receipt import Issuer, entry, new_successor_secret, successor_tag

FORMAT = "receipt/v1"
SERVICES = "services"
DEPARTMENTS = {"cover": "insurance", "claim": "insurance"}
"""Which department signs, by the first word of the act; everything else is signed by the service centre."""

_SUCCESSOR = "succ"
_RAW = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d{9}|\d{17}[\dXx])(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class ReceiptRef:
    """A receipt as the chat shows it. ``key`` opens its file without a conversation; ``claims`` are what it says."""

    jti: str
    act: str
    issued_at: datetime
    key: str
    ref: str
    subject: str
    claims: Mapping[str, Json]


class Receipts:
    """Issues receipts and hands them to whoever holds them."""

    def __init__(  # noqa: PLR0913 - the parts are independent of each other
        self,
        db: Database,
        clock: Clock,
        envelope: Envelope,
        *,
        issuers: Mapping[str, Issuer],
        public_url: str,
        actor_of: Callable[[str], Actor],
    ) -> None:
        self._db = db
        self._clock = clock
        self._envelope = envelope
        self._issuers = issuers
        self._public_url = public_url
        self._actor_of = actor_of
        self._log = log.LogReader(db.engine)

    def issue(  # noqa: PLR0913 - a receipt has these parts
        self,
        session: Session,
        actor: Actor,
        act: str,
        subject: str,
        claims: Mapping[str, Json],
        *,
        replaces: str | None = None,
    ) -> ReceiptRef:
        """Sign a receipt and queue its log entry in the caller's transaction.

        Args:
            session: the transaction of the change.
            actor: whose receipt it is.
            act: what happened, such as ``booking.created``.
            subject: id of what it happened to.
            claims: what the receipt says; each can be withheld by the holder. No personal identifiers.
            replaces: ``jti`` of the receipt that is not valid any more. Its holder, and nobody else, finds this one.

        Raises:
            ValueError: a claim looks like a personal identifier.
            NotFound: ``replaces`` is not the actor's.
        """
        _refuse_identifiers(claims)
        old = visible(actor, session.get(Receipt, replaces)) if replaces else None
        now = self._clock.now()
        jti = secrets.token_urlsafe(16)
        issuer = self._issuers[DEPARTMENTS.get(act.partition(".")[0], SERVICES)]
        signed = issuer.issue(
            vct=f"{self._public_url}/receipts/types/{act.partition('.')[0]}",
            act=act,
            jti=jti,
            iat=int(now.timestamp()),
            log_head=self._log.head(),
            hidden={**claims, _SUCCESSOR: new_successor_secret()},
        )
        tag = successor_tag(_secret(old.sd_jwt)) if old else None
        row = Receipt(
            jti=jti,
            ref=_new_ref(session),
            owner=actor.owner,
            act=act,
            subject=subject,
            sd_jwt=signed,
            replaces=replaces,
            entry_row=log.append(session.connection(), entry(signed, tag)),
            issued_at=now,
        )
        session.add(row)
        session.flush()
        return self._ref(row)

    def mine(self, actor: Actor, limit: int = 20) -> list[ReceiptRef]:
        """Return the actor's receipts, newest first."""
        query = (
            select(Receipt)
            .where(theirs(actor, Receipt.owner))
            .order_by(Receipt.issued_at.desc(), Receipt.entry_row.desc())
        )
        with self._db.read() as session:
            return [self._ref(row) for row in session.scalars(query.limit(limit))]

    def latest(self, actor: Actor, subject: str | None = None) -> ReceiptRef:
        """Return the newest receipt, or the newest about one booking or check.

        Raises:
            NotFound: there is none.
        """
        query = select(Receipt).where(theirs(actor, Receipt.owner))
        if subject is not None:
            query = query.where(Receipt.subject == subject)
        with self._db.read() as session:
            newest = query.order_by(Receipt.issued_at.desc(), Receipt.entry_row.desc()).limit(1)
            return self._ref(visible(actor, session.scalars(newest).one_or_none()))

    def by_ref(self, actor: Actor, ref: str) -> ReceiptRef:
        """Return the receipt that a citizen named.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        with self._db.read() as session:
            row = session.scalars(select(Receipt).where(Receipt.ref == ref.strip().upper())).one_or_none()
            return self._ref(visible(actor, row))

    def by_jti(self, session: Session, jti: str) -> ReceiptRef:
        """Return a receipt that the caller knows it issued, to repeat an answer in the caller's transaction."""
        return self._ref(session.get_one(Receipt, jti))

    def file(self, jti: str, *, conversation_id: str | None = None, key: str | None = None) -> dict[str, Json]:
        """Return the receipt file for its holder; ``proof`` is None until the log has published it.

        Raises:
            NotFound: there is none, or neither the key nor the conversation is its holder's.
        """
        with self._db.read() as session:
            row = session.get(Receipt, jti)
        if key is None or not hmac.compare_digest(key.encode(), self._key(jti).encode()):
            if conversation_id is None:
                raise NotFound
            row = visible(self._actor_of(conversation_id), row)
        if row is None:
            raise NotFound
        return {"format": FORMAT, "sd_jwt": row.sd_jwt, "proof": self._log.proof(row.entry_row)}

    def status(self, ref: ReceiptRef) -> Literal["pending", "logged"]:
        """Whether the log has published the receipt yet."""
        with self._db.read() as session:
            row = session.get_one(Receipt, ref.jti).entry_row
        return "pending" if self._log.proof(row) is None else "logged"

    def url(self, ref: ReceiptRef) -> str:
        """Return the path under which the holder finds the file."""
        return f"/receipts/{ref.jti}?key={ref.key}"

    def adopt(self, session: Session, guest: str, person: str) -> None:
        """Give a guest's receipts to the person who has signed in (city.people.access.Adopter)."""
        session.execute(update(Receipt).where(Receipt.owner == guest).values(owner=person))

    def _ref(self, row: Receipt) -> ReceiptRef:
        claims = dict(sd_jwt.parse(row.sd_jwt).disclosed)
        claims.pop(_SUCCESSOR)
        return ReceiptRef(row.jti, row.act, row.issued_at, self._key(row.jti), row.ref, row.subject, claims)

    def _key(self, jti: str) -> str:
        """Derive the access key: nothing is stored that opens a receipt, and a repeated answer has the same link."""
        digest = bytes.fromhex(self._envelope.fingerprint("receipt-key", jti))
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def _secret(signed: str) -> str:
    """Return the successor secret that the replaced receipt carries."""
    return str(sd_jwt.parse(signed).disclosed[_SUCCESSOR])


def _new_ref(session: Session) -> str:
    while True:
        ref = f"RC-{crockford(4)}-{crockford(2)}"
        if session.scalar(select(Receipt.jti).where(Receipt.ref == ref)) is None:
            return ref


def _refuse_identifiers(claims: Mapping[str, Json]) -> None:
    """Stop a mistake before it is signed: receipts are shown to third parties."""
    for name, value in claims.items():
        if _RAW.search(str(value)):
            raise ValueError(f"the claim {name!r} looks like a phone or identity number")
