"""Sign-in by a one-time code to a mobile phone (facts/channels.md 5).

The answers are the same for a phone we know and one we do not: an unknown phone becomes a new person. A code has six
random digits, lives five minutes and survives five tries; how many codes may be asked for is limited per phone and
per conversation.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from city.clock import Clock
from city.errors import CodeExpired, NotAPhone, TooManyCodes
from city.ids import new_id
from city.notify.service import Outbox
from city.people.envelope import Envelope
from city.people.identifiers import is_mobile, mask, normalise
from city.people.models import SignInCode
from city.people.vault import Vault

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=5)
CODE_TRIES = 5
CODE_LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 12))
"""How many codes may be asked for within which time, per phone and per conversation."""

TEMPLATE = "sign_in_code"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A code is on its way; nothing else is said about the phone."""

    expires_at: datetime
    masked_phone: str


class Codes:
    """Sends and checks one-time codes, each step in the caller's transaction."""

    def __init__(self, clock: Clock, vault: Vault, envelope: Envelope, outbox: Outbox) -> None:
        self._clock = clock
        self._vault = vault
        self._envelope = envelope
        self._outbox = outbox

    def send(self, session: Session, conversation: str, phone: str) -> SignIn:
        """Send a code, which replaces an older one of the conversation.

        Raises:
            NotAPhone: ``phone`` is no mobile number.
            TooManyCodes: not before ``retry_at``.
        """
        if not is_mobile(phone):
            raise NotAPhone
        now = self._clock.now()
        phone_digest = self._vault.digest("phone", phone)
        self._check_limits(session, conversation, phone_digest, now)
        _close_codes(session, conversation)
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        expires_at = now + CODE_LIFETIME
        token = self._vault.put_in(session, "phone", phone, conversation, now + CODE_LIMITS[-1][0])
        row = SignInCode(
            id=new_id("o"),
            conversation=conversation,
            phone_digest=phone_digest,
            phone_token=token,
            code_digest="",
            created_at=now,
            expires_at=expires_at,
            tries_left=CODE_TRIES,
        )
        row.code_digest = self._digest(row.id, code)
        session.add(row)
        params: dict[str, str | int] = {"code": code, "minutes": CODE_LIFETIME // timedelta(minutes=1)}
        self._outbox.put(session, to=token, template=TEMPLATE, params=params, dedupe_key=f"code:{row.id}")
        return SignIn(expires_at, mask("phone", normalise("phone", phone)))

    def check(self, session: Session, conversation: str, code: str) -> SignInCode | int:
        """Return the row of the right code, which is now used up, or how many tries are left after a wrong one.

        Raises:
            CodeExpired: there is nothing to try.
        """
        row = self._open_code(session, conversation)
        if row is None:
            raise CodeExpired
        row.tries_left -= 1
        if hmac.compare_digest(row.code_digest, self._digest(row.id, _digits(code))):
            row.closed = True
            return row
        return row.tries_left

    def awaiting(self, session: Session, conversation: str) -> bool:
        """Whether a code of this conversation can still be tried."""
        return self._open_code(session, conversation, lock=False) is not None

    def _open_code(self, session: Session, conversation: str, lock: bool = True) -> SignInCode | None:
        query = select(SignInCode).where(
            SignInCode.conversation == conversation,
            SignInCode.closed.is_(False),
            SignInCode.tries_left > 0,
            SignInCode.expires_at > self._clock.now(),
        )
        query = query.order_by(SignInCode.created_at.desc()).limit(1)
        return session.scalars(query.with_for_update() if lock else query).one_or_none()

    def _check_limits(self, session: Session, conversation: str, phone_digest: str, now: datetime) -> None:
        for of_whom in (SignInCode.phone_digest == phone_digest, SignInCode.conversation == conversation):
            for span, most in CODE_LIMITS:
                query = select(SignInCode.created_at).where(of_whom, SignInCode.created_at > now - span)
                sent = session.scalars(query.order_by(SignInCode.created_at.desc()).limit(most)).all()
                if len(sent) == most:
                    raise TooManyCodes(retry_at=sent[-1] + span)

    def _digest(self, code_id: str, code: str) -> str:
        return self._envelope.fingerprint("sign-in", f"{code_id}/{code}")


def _close_codes(session: Session, conversation: str) -> None:
    """Let only the newest code of a conversation work."""
    session.execute(
        update(SignInCode)
        .where(SignInCode.conversation == conversation, SignInCode.closed.is_(False))
        .values(closed=True)
    )


def _digits(code: str) -> str:
    """Read a code as people type it: with blanks, or in full-width digits."""
    return normalise("card", code)
