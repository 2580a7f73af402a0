"""Whether a WebSocket is opened: who may come, with which subprotocol, and who is sent away before."""

from urllib.parse import urlsplit

from starlette.types import Scope, Send

from api.errors import fault_answer
from api.http.headers import RequestHeaders
from api.http.middleware import new_request_id
from core.errors import SluiceError, fault

SUBPROTOCOL = "graphql-transport-ws"

_USUAL_PORTS = {"http": 80, "https": 443}


def check_origin(headers: RequestHeaders) -> None:
    """Refuse pages of other sites. A browser always says which page asks; other clients say nothing, or what they like.

    Raises:
        SluiceError: FORBIDDEN.
    """
    origin = headers.get(b"origin")
    if origin is None:
        return
    try:
        page = urlsplit(origin)
        # The scheme may be another: a proxy takes TLS off before us.
        usual = _USUAL_PORTS.get(page.scheme)
        here = urlsplit(f"//{headers.get(b'host') or ''}")
        same = page.hostname is not None and page.hostname == here.hostname
        same = same and (page.port or usual) == (here.port or usual)
    except ValueError:
        same = False
    if not same:
        raise fault(
            "FORBIDDEN",
            f"A page of {origin[:100]} may not open a WebSocket here",
            hint="Serve the page from the same origin, through a proxy if need be.",
        )


async def refuse(scope: Scope, send: Send, error: SluiceError) -> None:
    """Answer the upgrade with a refusal, told in the body where the server can send one."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": error.problems[0].message[:100]})
        return
    answer = fault_answer(error, new_request_id())
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(answer.body)).encode()),
    ]
    await send({"type": "websocket.http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": answer.body})
