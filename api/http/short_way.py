"""The short way of a request whose head has been read before.

Clients keep their connections and send the same head with every request, but for the length of its body. What such a
head says is read once, by the HTTP parser and the view; `api.http.protocol` then recognises the same bytes.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from time import perf_counter
from typing import NamedTuple

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from api.context import Engine, RequestContext
from api.errors import fault_answer
from api.execution.subscription import Subscription
from api.http.access_log import AccessLog
from api.http.credentials import credentials_of
from api.http.headers import RequestHeaders
from api.http.middleware import RAW_SECURITY_HEADERS, new_request_id
from api.http.negotiation import PLAIN_JSON, RESPONSE_JSON, accepted
from api.http.view import Execute, answer_headers, check_content, refusal, told
from api.process.caches import http_head_weight
from api.process.http_head import HttpHead
from api.request import BODY_BYTES, Answer, decode_json, is_plain, request_from
from core.errors import SluiceError
from core.logging import REQUEST_ID
from core.recent import Recent
from core.settings import Settings

GRAPHQL = "/graphql"
LONGEST_HEAD = 8_000
"""Bytes of a head that is remembered; a longer one is read each time."""

_LENGTH = re.compile(rb"\r\ncontent-length: ([0-9]{1,7})\r\n", re.IGNORECASE)
_UNUSUAL = (b"transfer-encoding", b"expect", b"upgrade", b"x-request-id", b"last-event-id")
"""Headers of requests that are read the long way."""


def head_of(scope: Scope, settings: Settings) -> HttpHead | None:
    """What the head of a request that keeps its connection says; None where the short way is not for it.

    Every refusal is left to the view.
    """
    if scope["method"] != "POST" or scope["raw_path"] != GRAPHQL.encode() or scope["http_version"] != "1.1":
        return None
    headers = RequestHeaders(scope)
    if scope["query_string"] or any(headers.get(name) is not None for name in _UNUSUAL):
        return None
    taken = accepted(headers.get(b"accept") or "")
    if taken.media_type not in (PLAIN_JSON, RESPONSE_JSON):
        return None
    try:
        check_content(headers)
        credentials = credentials_of(headers, settings)
    except SluiceError:
        return None
    return HttpHead(
        taken.media_type,
        taken.stream,
        credentials.token,
        credentials.by_cookie,
        headers.get(b"x-sluice-tenant") or None,
        headers.get(b"accept-language") or "",
        headers.get(b"x-forwarded-for") or "",
        headers.get(b"user-agent") or "",
    )


class Split(NamedTuple):
    """The bytes of a head, the length of the body taken out.

    Attributes:
        key: all but the digits of the length.
        length: of the body, in bytes.
    """

    key: bytes
    length: int


def split_head(raw: bytes) -> Split | None:
    """The head apart from the length of its body; None where it has none, or the body or itself is too long."""
    found = _LENGTH.search(raw)
    if found is None or len(raw) > LONGEST_HEAD:
        return None
    length = int(found[1])
    return None if length > BODY_BYTES else Split(raw[: found.start(1)] + raw[found.end(1) :], length)


class ShortWay:
    """Answers requests whose heads are known.

    Attributes:
        heads: key of a head to what it says.
    """

    def __init__(self, engine: Engine, execute: Execute, log: AccessLog) -> None:
        self.heads: Recent[bytes, HttpHead] = engine.caches.http_heads
        self._engine = engine
        self._execute = execute
        self._log = log

    def remember(self, split: Split, head: HttpHead) -> None:
        """Know the head from now on."""
        self.heads.put(split.key, head, http_head_weight(split.key))

    def context(self, head: HttpHead, peer: str | None) -> RequestContext:
        """Of a request with this head, from the other end of the connection."""
        return RequestContext(
            self._engine,
            new_request_id(),
            head.token,
            head.tenant_slug,
            head.accept_language,
            peer,
            head.forwarded,
            head.agent,
            by_cookie=head.by_cookie,
        )

    def head_of(self, scope: Scope) -> HttpHead | None:
        """As the function has it."""
        return head_of(scope, self._engine.settings)

    async def answer(self, head: HttpHead, body: bytes, context: RequestContext) -> Answer:
        """The answer to a request, as `RequestMiddleware` and the view give it; no fault is raised."""
        began = perf_counter()
        REQUEST_ID.set(context.request_id)
        status = 0
        try:
            answer = await self._answered(head, body, context)
            status = answer.status
        finally:
            tenant = context.caller.tenant_slug if context.caller is not None else None
            self._log.note("POST", GRAPHQL, status, perf_counter() - began, tenant)
        return answer

    async def _answered(self, head: HttpHead, body: bytes, context: RequestContext) -> Answer:
        try:
            try:
                asked = request_from(decode_json(body), plain=is_plain(body))
            except SluiceError as error:
                return refusal(self._engine, error, *context.told)
            answer = await self._execute(self._engine, asked, context)
            if isinstance(answer, Subscription):
                raise TypeError("a subscription was begun for a client that takes no stream")
            return told(answer, head.media_type)
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the caller gets a masked answer
            return fault_answer(error, *context.told)


@lru_cache
def head_bytes(status: int, media_type: str) -> bytes:
    """The head of an answer, but for what each answer has of its own."""
    lines = [*answer_headers(media_type, status), *RAW_SECURITY_HEADERS]
    return STATUS_LINE[status] + header_lines(lines)


def header_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they are sent."""
    return b"".join([b"%b: %b\r\n" % pair for pair in headers])
