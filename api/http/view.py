"""HTTP around an operation, after the GraphQL-over-HTTP specification. It reads, asks `execute`, and answers.

Every fault is a GraphQL error body with a code and a hint, never bare text. With
`Accept: application/graphql-response+json` the status says what happened; with `application/json` a
well-formed request is answered 200 as older clients expect, but for bad credentials and faults of the server.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import cast

from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL

from api.context import Engine, RequestContext
from api.errors import fault_answer
from api.execution.subscription import Subscription
from api.fixed.root import FIXED
from api.http.attendance import Attended
from api.http.credentials import credentials_of
from api.http.documents_of_catalogs import DocumentsUnderWay, check_applies, too_large
from api.http.graphiql import page_policy
from api.http.handshake import refuse
from api.http.headers import RequestHeaders, language_of, peer_of
from api.http.negotiation import EVENT_STREAM, PLAIN_JSON, RESPONSE_JSON, accepted
from api.http.origins import check_socket_origin
from api.http.socket import serve_socket
from api.http.stream import single_result, stream_events
from api.request import (
    BODY_BYTES,
    CATALOG_BODY_BYTES,
    Answer,
    GraphQLRequest,
    decode_json,
    is_plain,
    request_from,
)
from core.errors import SluiceError, fault

Admit = Callable[[], Awaitable[None]]
Execute = Callable[[Engine, GraphQLRequest, RequestContext], Awaitable[Answer | Subscription]]

KEPT_STATUSES = frozenset({401, 405, 413, 429})
"""Refusals whose status `application/json` shows too, beside those of 500 and more."""

VARY = "Accept, Accept-Language, Authorization, Cookie, X-Sluice-Session, X-Sluice-Tenant"
"""What an answer may depend on; nothing keeps one, but for a client that does all the same."""

SOCKETS = 5_000
"""Most WebSockets of one process."""


class GraphQLView(GraphQL[RequestContext, None]):
    """`/graphql`: GET and POST, WebSockets, and GraphiQL for a browser that asks for a page.

    The engine is `app.state.engine`, which the application's lifespan sets.

    Args:
        explorer: where the GraphiQL of the console is; None where there is no console, and the page is one that loads
            its scripts from another site.
    """

    def __init__(self, execute: Execute, explorer: str | None = None) -> None:
        super().__init__(FIXED, graphql_ide="graphiql", multipart_uploads_enabled=False)
        self._execute = execute
        self._explorer = explorer
        self._ide_policy = page_policy(self.graphql_ide_html)
        self._sockets = 0
        self._large = DocumentsUnderWay()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        headers = RequestHeaders(scope)
        if _wants_page(scope, headers):
            await self._page()(scope, receive, send)
            return
        taken = accepted(headers.get(b"accept") or "")
        media_type = taken.media_type
        try:
            if media_type is None:
                raise fault("NOT_ACCEPTABLE", "Nothing that the header `Accept` names can be answered")
            admitted: list[str] = []

            async def admit() -> None:
                admitted.append(await self._large.admitted(request_context(scope, headers)))

            with self._large.until_answered(admitted):
                asked = await read_request(scope, headers, receive, streams=taken.stream, admit=admit)
                answer = await self._answer(scope, headers, receive, asked, large=bool(admitted))
            if isinstance(answer, Subscription):
                scope["state"]["stream"] = True
                headed = [*answer_headers(EVENT_STREAM), *answer.headers]
                await stream_events(receive, send, headed, answer)
                return
        except ClientDisconnect:
            return
        except SluiceError as error:
            # What is no GraphQL request is refused as such, in a stream too.
            refused = refusal(
                scope["app"].state.engine, error, scope["state"]["request_id"], language_of(scope)
            )
            refused_in = RESPONSE_JSON if media_type == RESPONSE_JSON else PLAIN_JSON
            await send_answer(send, refused, refused_in)
            return
        await send_answer(send, told(answer, media_type), media_type)

    def _page(self) -> Response:
        if self._explorer is not None:
            return RedirectResponse(self._explorer, 307, {"Vary": "Accept"})
        return HTMLResponse(self.graphql_ide_html, headers={"Content-Security-Policy": self._ide_policy})

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        headers = RequestHeaders(scope)
        engine = cast(Engine, scope["app"].state.engine)
        try:
            check_socket_origin(headers)
            if self._sockets >= SOCKETS:
                raise fault("TOO_MANY_SUBSCRIPTIONS", "This process has as many sockets as it takes")
            if engine.following.stopped:
                raise fault("UNAVAILABLE", "The server is stopping")
        except SluiceError as error:
            await refuse(scope, send, error)
            return
        self._sockets += 1
        try:
            await serve_socket(engine, self._execute, headers, scope, receive, send)
        finally:
            self._sockets -= 1

    async def _answer(
        self, scope: Scope, headers: RequestHeaders, receive: Receive, asked: GraphQLRequest, *, large: bool
    ) -> Answer | Subscription:
        try:
            context = request_context(scope, headers)
            if large:
                await check_applies(context.engine, asked, context)
            with Attended(receive, may_end=lambda: not context.writing):
                answer = await self._execute(context.engine, asked, context)
            if context.caller is not None:
                scope["state"]["tenant"] = context.caller.tenant_slug
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the caller gets a masked answer
            answer = fault_answer(error, scope["state"]["request_id"], language_of(scope))
        return answer


def refusal(engine: Engine, error: SluiceError, request_id: str, language: str) -> Answer:
    """The answer to what is no GraphQL request."""
    answer = fault_answer(error, request_id, language)
    engine.meters.request("unreadable", answer.status, 0.0)
    return answer


def told(answer: Answer, media_type: str) -> Answer:
    """The answer as a response of the media type tells it."""
    if media_type == EVENT_STREAM:
        return Answer(single_result(answer.body), headers=answer.headers)
    if media_type == PLAIN_JSON and 200 != answer.status < 500 and answer.status not in KEPT_STATUSES:
        return Answer(answer.body, headers=answer.headers)
    return answer


def _wants_page(scope: Scope, headers: RequestHeaders) -> bool:
    if scope["method"] != "GET" or "text/html" not in (headers.get(b"accept") or ""):
        return False
    return QueryParams(scope["query_string"]).keys().isdisjoint(("query", "documentId", "extensions"))


def request_context(scope: Scope, headers: RequestHeaders, *, link: bool = False) -> RequestContext:
    """What the headers say about the caller.

    Args:
        link: as `credentials_of` has it.

    Raises:
        SluiceError: UNAUTHENTICATED, BAD_REQUEST, FORBIDDEN where the credentials are none that may be sent so.
    """
    engine = cast(Engine, scope["app"].state.engine)
    credentials = credentials_of(headers, engine.settings, link=link)
    return RequestContext(
        engine=engine,
        request_id=scope["state"]["request_id"],
        token=credentials.token,
        by_cookie=credentials.by_cookie,
        tenant_slug=headers.get(b"x-sluice-tenant") or None,
        accept_language=headers.get(b"accept-language") or "",
        peer=peer_of(scope),
        forwarded=headers.get(b"x-forwarded-for") or "",
        agent=headers.get(b"user-agent") or "",
    )


async def read_request(
    scope: Scope, headers: RequestHeaders, receive: Receive, *, streams: bool = False, admit: Admit
) -> GraphQLRequest:
    """The GraphQL request in an HTTP request.

    Args:
        streams: the client takes a stream of events.
        admit: asked once, when a body has more than `BODY_BYTES`; it raises where it may not.

    Raises:
        SluiceError: METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, BAD_REQUEST,
            BAD_USER_INPUT.
    """
    resume = (headers.get(b"last-event-id") or None) if streams else None
    match scope["method"]:
        case "POST":
            check_content(headers)
            body = await _body(receive, admit)
            if len(body) > BODY_BYTES:
                return await asyncio.to_thread(_decoded, body, streams, resume)
            return _decoded(body, streams, resume)
        case "GET":
            address = _from_address(QueryParams(scope["query_string"]))
            return request_from(address, read_only=True, streams=streams, resume=resume)
        case method:
            raise fault("METHOD_NOT_ALLOWED", f"GraphQL is not served by {method}", hint="Use POST, or GET.")


def _decoded(body: bytes, streams: bool, resume: str | None) -> GraphQLRequest:
    return request_from(decode_json(body), plain=is_plain(body), streams=streams, resume=resume)


def check_content(headers: RequestHeaders) -> None:
    """Refuse a body that is declared as anything but JSON in UTF-8.

    Raises:
        SluiceError: UNSUPPORTED_MEDIA_TYPE.
    """
    content_type = headers.get(b"content-type") or ""
    if content_type != PLAIN_JSON:
        _check_media_type(content_type)
    encoding = (headers.get(b"content-encoding") or "identity").lower()
    if encoding != "identity":
        raise fault(
            "UNSUPPORTED_MEDIA_TYPE",
            f"The content encoding {encoding[:40]!r} is not taken",
            hint="Send the body uncompressed.",
        )


def _check_media_type(content_type: str) -> None:
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() != PLAIN_JSON:
        sent = media_type.strip() or "no type"
        raise fault("UNSUPPORTED_MEDIA_TYPE", f"The body is declared as {sent[:80]}, not as {PLAIN_JSON}")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if charset not in ("", "utf-8", "utf8"):
        raise fault(
            "UNSUPPORTED_MEDIA_TYPE", f"The charset {charset[:40]!r} is not taken", hint="Send UTF-8."
        )


async def _body(receive: Receive, admit: Admit) -> bytes:
    """The body, read no further than the bound.

    Raises:
        ClientDisconnect: the client has gone before its end.
        SluiceError: PAYLOAD_TOO_LARGE, and what `admit` raises.
    """
    chunks: list[bytes] = []
    size, most, more = 0, BODY_BYTES, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > BODY_BYTES == most:
            await admit()
            most = CATALOG_BODY_BYTES
        if size > most:
            raise too_large(most)
        chunks.append(chunk)
        more = message.get("more_body", False)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _from_address(given: QueryParams) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in ("query", "documentId", "operationName", "variables", "extensions"):
        values = given.getlist(name)
        if len(values) > 1:
            raise fault("BAD_REQUEST", f"The address names `{name}` more than once", hint="Send it once.")
        if values and values[0]:
            text = values[0]
            found[name] = decode_json(text.encode()) if name in ("variables", "extensions") else text
    return found


@lru_cache
def answer_headers(media_type: str, status: int = 200) -> tuple[tuple[bytes, bytes], ...]:
    """The headers of an answer, but for its length."""
    headers = [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
        (b"vary", VARY.encode()),
    ]
    if media_type == EVENT_STREAM:
        # nginx would collect events until its buffer is full.
        headers.append((b"x-accel-buffering", b"no"))
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    if status == 405:
        headers.append((b"allow", b"GET, POST"))
    return tuple(headers)


async def send_answer(send: Send, answer: Answer, media_type: str) -> None:
    """Send a whole response."""
    length = (b"content-length", str(len(answer.body)).encode())
    headers = [*answer_headers(media_type, answer.status), *answer.headers, length]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
