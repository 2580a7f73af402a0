"""What stands before a WebSocket: its subprotocol, and how whoever may not open one is sent away."""

from starlette.types import Scope, Send

from api.errors import fault_answer
from api.http.headers import language_of
from api.http.middleware import new_request_id
from core.errors import SluiceError

SUBPROTOCOL = "graphql-transport-ws"


async def refuse(scope: Scope, send: Send, error: SluiceError) -> None:
    """Answer the upgrade with a refusal, told in the body where the server can send one."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": error.problems[0].message[:100]})
        return
    answer = fault_answer(error, new_request_id(), language_of(scope))
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(answer.body)).encode()),
    ]
    await send({"type": "websocket.http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": answer.body})
