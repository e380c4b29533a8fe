"""What the door refuses, each with a stable code, an HTTP status and a response key in ``door.yml``."""

from __future__ import annotations

from typing import ClassVar


class DoorError(Exception):
    """Root of the door's refusals. The citizen reads the response key ``utter_error_<code>``, filled with ``data``."""

    code: ClassVar[str] = "server_error"
    status: ClassVar[int] = 500

    def __init__(self, **data: object) -> None:
        super().__init__(self.code)
        self.data = data


class InvalidJson(DoorError):
    """The body is no JSON object in UTF-8, names a field twice, or nests too deep."""

    code, status = "invalid_json", 400


class InvalidField(DoorError):
    """A field is missing or has the wrong type or length; ``field`` names it."""

    code, status = "invalid_field", 400


class TextOrPayload(DoorError):
    """Neither text nor payload is there, or both are."""

    code, status = "text_or_payload", 400


class TextEmpty(DoorError):
    """Nothing is left of the text once blanks and invisible characters are gone."""

    code, status = "text_empty", 400


class TextInvalid(DoorError):
    """The text holds control characters or halves of characters."""

    code, status = "text_invalid", 400


class TextTooLong(DoorError):
    """The text is over the limit; ``limit`` in characters."""

    code, status = "text_too_long", 413


class BodyTooLarge(DoorError):
    """The body is over the limit; ``limit`` in bytes."""

    code, status = "body_too_large", 413


class PayloadUnknown(DoorError):
    """That button was not offered in this conversation."""

    code, status = "payload_unknown", 400


class ConversationUnknown(DoorError):
    """There is no such conversation, or the token is wrong: the two look alike on purpose."""

    code, status = "conversation_unknown", 404


class MessageIdReused(DoorError):
    """The message id already stands for another message of this conversation."""

    code, status = "message_id_reused", 409


class TooManyRequests(DoorError):
    """The rate limit is used up; ``seconds`` until the next request is welcome."""

    code, status = "too_many_requests", 429


class NotFound(DoorError):
    """There is nothing at this address, or it is somebody else's."""

    code, status = "not_found", 404


class MethodNotAllowed(DoorError):
    """The address exists, but not for this method."""

    code, status = "method_not_allowed", 405


class PhoneInvalid(DoorError):
    """That is not a phone number a code can be sent to."""

    code, status = "phone_invalid", 400


class TooManyCodes(DoorError):
    """Too many codes were asked for; ``seconds`` until the next one."""

    code, status = "too_many_codes", 429


class ServiceUnknown(DoorError):
    """There is no kind of report with this code."""

    code, status = "service_unknown", 404


class JurisdictionUnknown(DoorError):
    """Another city is meant."""

    code, status = "jurisdiction_unknown", 404


class ApiKeyWrong(DoorError):
    """Reports are taken from known apps, and the key is none of theirs."""

    code, status = "api_key_wrong", 403


class PlaceMissing(DoorError):
    """Neither position nor address says where it is."""

    code, status = "place_missing", 400


class PlaceOutside(DoorError):
    """The position is in another city, or nowhere."""

    code, status = "place_outside", 400


class Danger(DoorError):
    """The description plainly names danger to life, which must not become a report that waits its turn."""

    code, status = "danger", 400


class Unavailable(DoorError):
    """A part of the city that this answer needs cannot be reached just now."""

    code, status = "unavailable", 503


class ServerError(DoorError):
    """Something broke in the door itself; the log knows more under the same reference."""

    code, status = "server_error", 500
