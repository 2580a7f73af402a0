"""What happens around every HTTP request: id, security headers, a line of log, the last net for faults."""

import logging
import re
import secrets
import time

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import fault_answer
from core.logging import REQUEST_ID

LOG = logging.getLogger("sluice.access")

_SANE = re.compile(r"[A-Za-z0-9._:/+=@-]{1,100}")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""For every answer; one that is a page brings its own Content-Security-Policy."""

_RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


def request_id_from(sent: str) -> str:
    """The caller's request id where it is sane, so that logs on both sides agree; else a new one."""
    return sent if _SANE.fullmatch(sent) else secrets.token_hex(8)


class RequestMiddleware:
    """Wraps the whole application. Puts `request_id` into the scope's state; reads `tenant` from there."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        sent = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = request_id_from(sent.decode("latin-1"))
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        mark = REQUEST_ID.set(request_id)
        status = 0

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message.setdefault("headers", [])
                own = {name for name, _ in headers}
                headers.extend(pair for pair in _RAW_HEADERS if pair[0] not in own)
                headers.append((b"x-request-id", request_id.encode()))
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            answer = fault_answer(error, request_id)
            if status:
                # The answer has begun; all that is left is to break the connection off.
                raise
            response = Response(answer.body, answer.status, media_type="application/json")
            await response(scope, receive, with_headers)
        finally:
            LOG.info(
                "request",
                extra={
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status,
                    "ms": round((time.perf_counter() - started) * 1000, 2),
                    "tenant": state.get("tenant"),
                },
            )
            REQUEST_ID.reset(mark)
