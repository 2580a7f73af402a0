"""What happens around every HTTP request: id, security headers, a line of log, the last net for faults."""

import re
import secrets
import time
from itertools import count

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import fault_answer
from api.http.access_log import AccessLog
from api.http.headers import language_of
from core.logging import REQUEST_ID

_SANE = re.compile(r"[A-Za-z0-9._:/+=@-]{1,100}")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""For every answer; one that is a page brings its own Content-Security-Policy."""

RAW_SECURITY_HEADERS = tuple(
    (name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()
)
_POLICY = b"content-security-policy"
_BESIDE_A_POLICY = tuple(pair for pair in RAW_SECURITY_HEADERS if pair[0] != _POLICY)

_PROCESS = secrets.token_hex(4)
_COUNTER = count()


def new_request_id() -> str:
    """An id that no other request of this process has, and hardly one of another: sixteen hexadecimal digits."""
    return f"{_PROCESS}{next(_COUNTER) & 0xFFFFFFFF:08x}"


def request_id_from(sent: str) -> str:
    """The caller's request id where it is sane, so that logs on both sides agree; else a new one."""
    return sent if _SANE.fullmatch(sent) else new_request_id()


class RequestMiddleware:
    """Wraps the whole application. Puts `request_id` into the scope's state; reads `tenant` from there, and `stream`,
    which is true of an answer that takes as long as the client likes.
    """

    def __init__(self, app: ASGIApp, log: AccessLog) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = _request_id(scope)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        mark = REQUEST_ID.set(request_id)
        status = 0

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message.setdefault("headers", [])
                own_policy = any(name == _POLICY for name, _ in headers)
                headers.extend(_BESIDE_A_POLICY if own_policy else RAW_SECURITY_HEADERS)
                headers.append((b"x-request-id", request_id.encode()))
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            answer = fault_answer(error, request_id, language_of(scope))
            if status:
                # The answer has begun; all that is left is to break the connection off.
                raise
            response = Response(answer.body, answer.status, media_type="application/json")
            await response(scope, receive, with_headers)
        finally:
            seconds = time.perf_counter() - started
            stream = bool(state.get("stream"))
            self._log.note(
                scope["method"], scope["path"], status, seconds, state.get("tenant"), stream=stream
            )
            REQUEST_ID.reset(mark)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            return request_id_from(value.decode("latin-1"))
    return new_request_id()
