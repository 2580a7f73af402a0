"""The messages of graphql-transport-ws, and the codes with which a socket is closed.

Results are JSON already, and are not decoded to become part of a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from starlette.types import Message

from api.request import BODY_BYTES, Answer, decode_json
from core.errors import SluiceError

LONGEST_REASON = 120
"""Bytes of the reason that a close frame has room for."""


@dataclass(frozen=True)
class Close:
    """Why a socket is closed."""

    code: int
    reason: str

    @property
    def frame_reason(self) -> str:
        """As much of the reason as a close frame has room for."""
        return self.reason.encode()[:LONGEST_REASON].decode(errors="ignore")


TOO_SLOW = Close(4420, "Messages were not taken in time")
STOPPING = Close(1012, "Service restart")
TRY_LATER = Close(1013, "Try again later")
FAULT = Close(1011, "Internal error")


class CloseError(Exception):
    """The socket is to be closed."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.close = Close(code, reason)


class GoneError(Exception):
    """The client has gone."""


def decoded(message: Message) -> Mapping[str, object]:
    """The JSON object in a message of the client.

    Raises:
        CloseError: it is none.
    """
    text = message.get("text")
    if not isinstance(text, str):
        raise CloseError(4400, "A message is text")
    if len(text) > BODY_BYTES:
        raise CloseError(1009, f"A message has at most {BODY_BYTES:,} bytes")
    try:
        found = decode_json(text.encode())
    except SluiceError as error:
        raise CloseError(4400, error.problems[0].message) from error
    if not isinstance(found, Mapping):
        raise CloseError(4400, "A message is a JSON object")
    return found


def id_of(message: Mapping[str, object]) -> str:
    """The id of the operation that a message is about.

    Raises:
        CloseError: it names none.
    """
    id_ = message.get("id")
    if not isinstance(id_, str) or not id_:
        raise CloseError(4400, "The message has no id")
    return id_


def next_message(id_: str, body: bytes) -> bytes:
    """One result."""
    return b'{"id":' + orjson.dumps(id_) + b',"type":"next","payload":' + body + b"}"


def complete_message(id_: str) -> bytes:
    """There are no more results."""
    return b'{"id":' + orjson.dumps(id_) + b',"type":"complete"}'


def error_message(id_: str, answer: Answer) -> bytes:
    """The operation did not run, or cannot run on; `answer` has errors and no data."""
    errors = orjson.loads(answer.body)["errors"]
    return orjson.dumps({"id": id_, "type": "error", "payload": errors})
