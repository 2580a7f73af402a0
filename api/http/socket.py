"""GraphQL over WebSocket, after the protocol graphql-transport-ws of the package graphql-ws.

One `Socket` is one connection: it reads a message at a time, and each operation is a task of its own. What an operation
sends waits until the client takes it; a client that takes nothing for long is cut off, and comes back with its cursors.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.types import Message, Receive, Scope, Send

from api.context import Engine, RequestContext
from api.errors import fault_answer
from api.execution.operation import subscribes
from api.execution.subscription import EndedError, StoppedError, Subscription
from api.http.credentials import SESSION_HEADER, asks_for_cookie
from api.http.handshake import SUBPROTOCOL
from api.http.headers import RequestHeaders, bearer_token, peer_of
from api.http.messages import (
    FAULT,
    STOPPING,
    TOO_SLOW,
    TRY_LATER,
    Close,
    CloseError,
    GoneError,
    complete_message,
    decoded,
    error_message,
    id_of,
    next_message,
)
from api.http.middleware import new_request_id
from api.http.origins import check_same_origin
from api.process.session_cookie import SessionCookie
from api.request import Answer, GraphQLRequest, request_from
from core.errors import SluiceError, fault
from core.logging import REQUEST_ID

LOG = logging.getLogger("sluice.access")

Respond = Callable[[Engine, GraphQLRequest, RequestContext], Awaitable[Answer | Subscription]]

OPERATIONS = 100
"""Most operations of one socket at a time."""
INIT_SECONDS = 10.0
SEND_SECONDS = 20.0
"""How long a client may leave what it is sent untaken."""
CLOSE_SECONDS = 5.0
TAKE_SECONDS = 30.0


@dataclass(eq=False)
class Running:
    """An operation at work.

    Attributes:
        heard: the client still wants to hear of it.
    """

    id: str
    context: RequestContext
    heard: bool = True
    subscription: Subscription | None = None
    task: asyncio.Task[None] | None = None

    def end(self) -> bool:
        """Break the work off, and say so; a change that may be under way is finished, and nobody told."""
        self.heard = False
        return self.task is not None and not self.context.writing and self.task.cancel()


@dataclass(frozen=True)
class Credentials:
    """What the operations of a socket are asked with."""

    token: str | None
    tenant_slug: str | None
    accept_language: str
    by_cookie: bool


class Socket:
    """One accepted connection."""

    def __init__(
        self,
        engine: Engine,
        respond: Respond,
        headers: RequestHeaders,
        peer: str | None,
        receive: Receive,
        send: Send,
    ) -> None:
        self._engine = engine
        self._respond = respond
        self._headers = headers
        self._peer = peer
        self._receive = receive
        self._send_message = send
        self._credentials: Credentials | None = None
        self._initialised = False
        self._running: dict[str, Running] = {}
        self._tasks: dict[asyncio.Task[None], Running] = {}
        self._closing: asyncio.Future[Close | None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> Close | None:
        """Serve until one side closes. Returns why this side did; None where the client has gone."""
        reading = asyncio.create_task(self._read())
        try:
            close = await self._closing
        finally:
            reading.cancel()
            ended = [task for task, running in self._tasks.items() if running.end()]
            await asyncio.gather(reading, *ended, return_exceptions=True)
        if close is not None:
            await self._say_goodbye(close)
        # Changes that are under way are finished, whoever listens.
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return close

    async def _say_goodbye(self, close: Close) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._send_message(
                    {"type": "websocket.close", "code": close.code, "reason": close.frame_reason}
                )
        except OSError:
            # Gone, or so slow that not even this is taken: the server breaks the connection off.
            LOG.debug("the client did not take the close frame")

    def _close(self, close: Close | None) -> None:
        if not self._closing.done():
            self._closing.set_result(close)

    # Reading

    async def _read(self) -> None:
        """Read and obey messages until the client goes, or the socket is to be closed."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + INIT_SECONDS
        try:
            while True:
                message = await self._next(None if self._initialised else deadline)
                if message["type"] == "websocket.disconnect":
                    raise GoneError
                await self._obey(decoded(message))
        except CloseError as error:
            self._close(error.close)
        except GoneError:
            self._close(None)
        except Exception:
            LOG.exception("unexpected fault in a socket")
            self._close(FAULT)

    async def _next(self, deadline: float | None) -> Message:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._receive()
        except TimeoutError:
            raise CloseError(4408, "Connection initialisation timeout") from None

    async def _obey(self, message: Mapping[str, object]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._initialise(message.get("payload"))
            case "ping":
                await self._send(b'{"type":"pong"}')
            case "pong":
                return
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                self._complete(id_of(message))
            case _:
                raise CloseError(4400, "Unknown type of message")

    # The connection

    async def _initialise(self, payload: object) -> None:
        if self._initialised:
            raise CloseError(4429, "Too many initialisation requests")
        self._initialised = True
        if payload is not None and not isinstance(payload, Mapping):
            raise CloseError(4400, "The payload of connection_init is not an object")
        try:
            credentials = self._credentials_of(payload or {})
            if credentials.token is not None:
                await self._engine.authenticator.caller(
                    credentials.token, credentials.tenant_slug, self._context(credentials).address
                )
        except SluiceError as error:
            problem = error.problems[0]
            if problem.code in ("UNAVAILABLE", "TIMEOUT"):
                raise CloseError(TRY_LATER.code, TRY_LATER.reason) from error
            raise CloseError(4403, f"Forbidden: {problem.code}") from error
        await self._send(b'{"type":"connection_ack"}')
        self._credentials = credentials

    def _credentials_of(self, payload: Mapping[str, object]) -> Credentials:
        """From the payload, else from the headers of the upgrade."""
        given = {name.lower(): value for name, value in payload.items()}
        found: list[str | None] = []
        for name in ("authorization", "x-sluice-tenant", "accept-language", SESSION_HEADER):
            value = given.get(name, self._headers.get(name.encode()))
            if value is not None and not isinstance(value, str):
                raise CloseError(4400, f"{name} is not a string")
            found.append(value)
        authorization, tenant, language, session = found
        token = bearer_token(authorization)
        by_cookie = token is None and asks_for_cookie(session)
        if by_cookie:
            check_same_origin(self._headers, self._engine.settings.public_url, told=True)
            token = SessionCookie.of(self._engine.settings).token(self._headers.get(b"cookie"))
        return Credentials(token, tenant or None, language or "", by_cookie)

    # Operations

    async def _subscribe(self, message: Mapping[str, object]) -> None:
        if self._credentials is None:
            raise CloseError(4401, "Unauthorized")
        id_ = id_of(message)
        if id_ in self._running:
            raise CloseError(4409, f"Subscriber for {id_} already exists")
        payload = message.get("payload")
        if not isinstance(payload, Mapping):
            raise CloseError(4400, "The payload of subscribe is not an object")
        context = self._context(self._credentials)
        try:
            request = request_from(payload, streams=True)
            if self._at_work() >= OPERATIONS:
                raise fault("TOO_MANY_SUBSCRIPTIONS", f"A socket has at most {OPERATIONS} operations")
        except SluiceError as error:
            if error.problems[0].code == "BAD_REQUEST":
                raise CloseError(4400, error.problems[0].message) from error
            await self._send(error_message(id_, fault_answer(error, *context.told)))
            return
        running = self._running[id_] = Running(id_, context)
        if await subscribes(self._engine, request, context):
            # Before the next message is read: what the client does after it has subscribed must not be missed.
            answer = await self._respond(self._engine, request, context)
            self._start(running, partial(self._deliver, running, answer))
        else:
            self._start(running, partial(self._run, running, request))

    def _at_work(self) -> int:
        """How many operations have not ended; a change that the client has completed is one until it is done."""
        unheard = sum(each.context.writing and not each.heard for each in self._tasks.values())
        return len(self._running) + unheard

    def _context(self, credentials: Credentials) -> RequestContext:
        return RequestContext(
            engine=self._engine,
            request_id=new_request_id(),
            token=credentials.token,
            by_cookie=credentials.by_cookie,
            over_socket=True,
            tenant_slug=credentials.tenant_slug,
            accept_language=credentials.accept_language,
            peer=self._peer,
            forwarded=self._headers.get(b"x-forwarded-for") or "",
            agent=self._headers.get(b"user-agent") or "",
        )

    def _start(self, running: Running, work: Callable[[], Awaitable[None]]) -> None:
        task = running.task = asyncio.create_task(self._guarded(running, work))
        self._tasks[task] = running
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        running = self._tasks.pop(task)
        self._forget(running)
        # Also where the task was cancelled before it had begun.
        if running.subscription is not None:
            running.subscription.close()

    async def _guarded(self, running: Running, work: Callable[[], Awaitable[None]]) -> None:
        REQUEST_ID.set(running.context.request_id)
        try:
            await work()
        except CloseError as error:
            self._close(error.close)
        except StoppedError:
            self._close(STOPPING)
        except GoneError:
            LOG.debug("the client went away while it was answered")
        except Exception:
            LOG.exception("unexpected fault in an operation of a socket")
            self._close(FAULT)

    def _forget(self, running: Running) -> None:
        if self._running.get(running.id) is running:
            del self._running[running.id]

    def _complete(self, id_: str) -> None:
        """The client does not want to hear of it any more. What has just ended by itself is forgotten already."""
        running = self._running.pop(id_, None)
        if running is not None:
            running.end()

    async def _run(self, running: Running, request: GraphQLRequest) -> None:
        await self._deliver(running, await self._respond(self._engine, request, running.context))

    async def _deliver(self, running: Running, answer: Answer | Subscription) -> None:
        if isinstance(answer, Subscription):
            running.subscription = answer
            answer = await self._events(running.id, answer)
        running.context.writing = False
        if not running.heard:
            return
        if answer.status < 400:
            await self._send(next_message(running.id, answer.body))
        # First forgotten, then told: the client may use the id again as soon as it hears of the end.
        self._forget(running)
        await self._send(
            complete_message(running.id) if answer.status < 400 else error_message(running.id, answer)
        )

    async def _events(self, id_: str, subscription: Subscription) -> Answer:
        """Send what happens, until the subscription cannot go on: the answer that says why."""
        while True:
            try:
                changes = await subscription.take(TAKE_SECONDS)
            except EndedError as error:
                return error.answer
            for change in changes:
                await self._send(next_message(id_, change.body))

    async def _send(self, message: bytes) -> None:
        """Send a message; waits while the client takes none.

        Raises:
            CloseError: it has taken none for too long.
            GoneError: it is not there any more.
        """
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._send_message({"type": "websocket.send", "text": message.decode()})
        except TimeoutError:
            raise CloseError(TOO_SLOW.code, TOO_SLOW.reason) from None
        except OSError as error:
            raise GoneError from error


async def serve_socket(
    engine: Engine, respond: Respond, headers: RequestHeaders, scope: Scope, receive: Receive, send: Send
) -> None:
    """Accept the connection and serve it to its end."""
    started = time.perf_counter()
    offered = SUBPROTOCOL in scope.get("subprotocols", ())
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if offered else None})
    close: Close | None = Close(4406, "Subprotocol not acceptable")
    if offered:
        close = await Socket(engine, respond, headers, peer_of(scope), receive, send).serve()
    else:
        await send({"type": "websocket.close", "code": 4406, "reason": "Subprotocol not acceptable"})
    LOG.info(
        "socket",
        extra={
            "path": scope["path"],
            "close": None if close is None else close.code,
            "ms": round((time.perf_counter() - started) * 1000, 2),
        },
    )
