"""HTTP around an operation, after the GraphQL-over-HTTP specification. It reads, asks `execute`, and answers.

Every fault is a GraphQL error body with a code and a hint, never bare text. With
`Accept: application/graphql-response+json` the status says what happened; with `application/json` a
well-formed request is answered 200 as older clients expect, but for bad credentials and faults of the server.
"""

from collections.abc import Awaitable, Callable
from typing import cast

import orjson
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL

from api.context import Engine, RequestContext
from api.errors import fault_answer
from api.fixed.root import FIXED
from api.http.request import Answer, GraphQLRequest, decode_json, request_from
from core.errors import SluiceError, fault

Execute = Callable[[Engine, GraphQLRequest, RequestContext], Awaitable[Answer]]

BODY_BYTES = 1_000_000
RESPONSE_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
KEPT_STATUSES = frozenset({401, 405})
"""Refusals whose status `application/json` shows too, beside those of 500 and more."""

IDE_POLICY = (
    "default-src 'none'; script-src https://unpkg.com 'unsafe-inline' 'unsafe-eval'; "
    "style-src https://unpkg.com 'unsafe-inline'; font-src https://unpkg.com data:; img-src data: 'self'; "
    "connect-src 'self' https://unpkg.com; worker-src blob:; frame-ancestors 'none'"
)


class GraphQLView(GraphQL[RequestContext, None]):
    """`/graphql`: GET and POST, and GraphiQL for a browser that asks for a page.

    The engine is `app.state.engine`, which the application's lifespan sets.
    """

    def __init__(self, execute: Execute) -> None:
        super().__init__(FIXED, graphql_ide="graphiql", multipart_uploads_enabled=False)
        self._execute = execute

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await refuse_websocket(scope, send)
            return
        request = Request(scope, receive)
        if self._wants_page(request):
            page = HTMLResponse(self.graphql_ide_html, headers={"Content-Security-Policy": IDE_POLICY})
            await page(scope, receive, send)
            return
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    @staticmethod
    def _wants_page(request: Request) -> bool:
        return (
            request.method == "GET"
            and "query" not in request.query_params
            and "text/html" in request.headers.get("accept", "")
        )

    async def _respond(self, request: Request) -> Response:
        request_id: str = request.state.request_id
        media_type = response_media_type(request.headers.get("accept", ""))
        try:
            asked = await read_request(request)
        except SluiceError as error:
            return _response(fault_answer(error, request_id), media_type)
        try:
            context = request_context(request)
            answer = await self._execute(context.engine, asked, context)
            if context.caller is not None:
                request.state.tenant = context.caller.tenant_slug
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the caller gets a masked answer
            answer = fault_answer(error, request_id)
        if media_type == PLAIN_JSON and answer.status < 500 and answer.status not in KEPT_STATUSES:
            answer = Answer(answer.body, 200)
        return _response(answer, media_type)


def request_context(request: Request) -> RequestContext:
    """What the headers say about the caller.

    Raises:
        SluiceError: UNAUTHENTICATED where the credentials are not a bearer token.
    """
    return RequestContext(
        engine=cast(Engine, request.app.state.engine),
        request_id=request.state.request_id,
        token=bearer_token(request.headers),
        tenant_slug=request.headers.get("x-sluice-tenant") or None,
        accept_language=request.headers.get("accept-language", ""),
    )


def bearer_token(headers: Headers) -> str | None:
    """The token of `Authorization: Bearer …`, None where the header is absent.

    Raises:
        SluiceError: UNAUTHENTICATED for another scheme or an empty token.
    """
    sent = headers.getlist("authorization")
    if not sent:
        return None
    scheme, _, token = sent[0].strip().partition(" ")
    if len(sent) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise fault("UNAUTHENTICATED", "The header `Authorization` is not `Bearer <token>`")
    return token.strip()


async def read_request(request: Request) -> GraphQLRequest:
    """The GraphQL request in an HTTP request.

    Raises:
        SluiceError: METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, BAD_REQUEST,
            BAD_USER_INPUT.
    """
    match request.method:
        case "POST":
            _check_content(request.headers)
            return request_from(decode_json(await _body(request)))
        case "GET":
            return request_from(_from_address(request), read_only=True)
        case method:
            raise fault("METHOD_NOT_ALLOWED", f"GraphQL is not served by {method}", hint="Use POST, or GET.")


def _check_content(headers: Headers) -> None:
    media_type, _, parameters = headers.get("content-type", "").partition(";")
    if media_type.strip().lower() != PLAIN_JSON:
        sent = media_type.strip() or "no type"
        raise fault("UNSUPPORTED_MEDIA_TYPE", f"The body is declared as {sent[:80]}, not as {PLAIN_JSON}")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if charset not in ("", "utf-8", "utf8"):
        raise fault(
            "UNSUPPORTED_MEDIA_TYPE", f"The charset {charset[:40]!r} is not taken", hint="Send UTF-8."
        )
    encoding = headers.get("content-encoding", "identity").lower()
    if encoding != "identity":
        raise fault(
            "UNSUPPORTED_MEDIA_TYPE",
            f"The content encoding {encoding[:40]!r} is not taken",
            hint="Send the body uncompressed.",
        )


async def _body(request: Request) -> bytes:
    """The body, read no further than the bound."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_BYTES:
            raise fault("PAYLOAD_TOO_LARGE", f"The body has more than {BODY_BYTES:,} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def _from_address(request: Request) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in ("query", "operationName", "variables", "extensions"):
        values = request.query_params.getlist(name)
        if len(values) > 1:
            raise fault("BAD_REQUEST", f"The address names `{name}` more than once", hint="Send it once.")
        if values and values[0]:
            text = values[0]
            found[name] = decode_json(text.encode()) if name in ("variables", "extensions") else text
    return found


def response_media_type(accept: str) -> str:
    """The media type to answer in: `application/graphql-response+json` for who names it, and prefers it."""
    best, weight = PLAIN_JSON, 0.0
    for part in accept.lower().split(",")[:20]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((_quality(each[2:]) for each in parameters if each.startswith("q=")), 1.0)
        if name in (RESPONSE_JSON, PLAIN_JSON) and quality > weight:
            best, weight = name, quality
    return best


def _quality(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdecimal() else 0.0


def _response(answer: Answer, media_type: str) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language, Authorization, X-Sluice-Tenant"}
    if answer.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if answer.status == 405:
        headers["Allow"] = "GET, POST"
    return Response(answer.body, answer.status, headers, f"{media_type}; charset=utf-8")


async def refuse_websocket(scope: Scope, send: Send) -> None:
    """Refuse the upgrade, with a body where the server can send one."""
    if "websocket.http.response" in scope.get("extensions", {}):
        body = orjson.dumps(
            {
                "errors": [
                    {
                        "message": "Subscriptions are not served yet",
                        "extensions": {"code": "BAD_REQUEST", "hint": "Read again with a query by POST."},
                    }
                ]
            }
        )
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "websocket.http.response.start", "status": 400, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": body})
    else:
        await send({"type": "websocket.close", "code": 1008, "reason": "Subscriptions are not served yet"})
