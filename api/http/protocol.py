"""HTTP as uvicorn reads and writes it, with a short way for requests whose head is known.

A client sends the same head with every request of a connection, but for the length of the body. Bytes that uvicorn's
parser has read as a whole `POST /graphql` mean the same when they come again: they are not parsed again, and no ASGI
messages are made of them. The request goes to `api.http.short_way`, and its answer out in one piece. All else goes the
long way, through uvicorn and the application. Who asks cannot tell which it was (decision 18).
"""

import asyncio
from typing import Any, cast

from starlette.types import Scope
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.context import RequestContext
from api.http.short_way import ShortWay, Split, head_bytes, header_lines, split_head
from api.process.http_head import HttpHead
from api.request import Answer

SHORT_WAY = "short_way"
"""Where the lifespan puts the `ShortWay` into its state, from which uvicorn gives it to each connection."""
COPIED_BYTES = 16_000
"""The body of an answer that is as long at most is sent in one piece with the head, which is quicker than two."""
_END_OF_HEAD = b"\r\n\r\n"


class Protocol(HttpToolsProtocol):
    """One connection.

    A head is learnt when its request came between two moments at which the parser had nothing to do, and had as many
    bytes as head and body have together: then these bytes are the head that the parser read. It is learnt when it comes
    the second time running: what differs with each request would only push out what comes again.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*arguments, **named)
        self._way: ShortWay | None = self.app_state.get(SHORT_WAY)
        # The long way: whether the parser is between two requests; the head that may be learnt; bytes since it began.
        self._at_rest = True
        self._candidate: tuple[bytes, Split] | None = None
        self._before: bytes | None = None
        self._fed = 0
        # The short way: the head of the request under way and its bytes, the parts of its body, what is missing of it.
        self._head: HttpHead | None = None
        self._raw_head = b""
        self._parts: list[bytes] = []
        self._missing = 0
        self._task: asyncio.Task[None] | None = None
        self._context: RequestContext | None = None
        # What came before its answer had gone out, and whether it is the last request of the connection.
        self._early: list[bytes] = []
        self._early_bytes = 0
        self._last = False
        # When the last answer of the short way had gone out.
        self._rested = 0.0

    def data_received(self, data: bytes) -> None:
        if self._task is not None:
            self._early.append(data)
            self._early_bytes += len(data)
            # Not sooner: a client that goes away is noticed by reading.
            if self._early_bytes > HIGH_WATER_LIMIT:
                self.flow.pause_reading()
        elif self._head is not None:
            self._take(data)
        elif self._way is None or not self._idle:
            self._read_long(data)
        else:
            self._begin(self._way, data)

    @property
    def _idle(self) -> bool:
        """Whether nothing is under way, so that what comes begins with a head."""
        return self._at_rest and not self.pipeline and (self.cycle is None or self.cycle.response_complete)

    def _begin(self, way: ShortWay, data: bytes) -> None:
        self._candidate = None
        end = data.find(_END_OF_HEAD) + len(_END_OF_HEAD)
        split = split_head(data[:end]) if end >= len(_END_OF_HEAD) else None
        if split is None or len(data) > end + split.length:
            self._read_long(data)
            return
        head = way.heads.get(split.key)
        if head is None:
            self._candidate, self._fed = (data[:end], split), 0
            self._read_long(data)
            return
        self._head, self._raw_head = head, data[:end]
        self._parts, self._missing = [], split.length
        self._take(data[end:])

    # The long way

    def _read_long(self, data: bytes) -> None:
        self._at_rest = False
        self._fed += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._at_rest = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._at_rest = True
        if self._candidate is None or self._way is None:
            return
        raw, split = self._candidate
        self._candidate = None
        again, self._before = split.key == self._before, split.key
        # An upgrade has no cycle; what the parser thinks of keeping the connection, the cycle knows.
        whole = self._fed == len(raw) + split.length and not self.parser.should_upgrade()
        if again and whole and self.cycle.keep_alive:
            head = self._way.head_of(cast(Scope, self.scope))
            if head is not None:
                self._way.remember(split, head)

    def handle_websocket_upgrade(self) -> None:
        # uvicorn hands any method over, and then nobody answers.
        if self.scope["method"] == "GET":
            super().handle_websocket_upgrade()
        else:
            self.send_400_response("A WebSocket is opened by GET.")

    # The short way

    def _take(self, data: bytes) -> None:
        """Take more of the body; begin to answer when there is all of it."""
        if len(data) > self._missing:
            self._early.append(data[self._missing :])
            self._early_bytes = len(self._early[0])
            data = data[: self._missing]
        if data:
            self._parts.append(data)
        self._missing -= len(data)
        if self._missing:
            return
        body = b"".join(self._parts)
        way, head = cast(ShortWay, self._way), cast(HttpHead, self._head)
        if head.may_stream(body):
            self._hand_over()
            return
        self._context = way.context(head, self.client[0] if self.client else None)
        self._task = self.loop.create_task(self._answer(way, head, body, self._context))
        self.tasks.add(self._task)

    def _hand_over(self) -> None:
        """Let the request take the long way, as far as it has come."""
        so_far = (self._raw_head, *self._parts, self._taken_early())
        self._head = None
        self._read_long(b"".join(so_far))

    async def _answer(self, way: ShortWay, head: HttpHead, body: bytes, context: RequestContext) -> None:
        try:
            answer = await way.answer(head, body, context)
            if self.flow.write_paused:
                await self.flow.drain()
            if self.transport.is_closing():
                return
            self._write(answer, head.media_type, context.request_id)
        except BaseException:
            # Cancelled, or a fault of the program: without an answer, the next one would be taken for it.
            self.transport.close()
            raise
        finally:
            self.tasks.discard(self._task)
            self._head = self._task = self._context = None
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        self._rest()
        if self._early:
            self.data_received(self._taken_early())

    def _rest(self) -> None:
        """Wait for the next request, as long as a connection is kept.

        A clock that runs is left to run: to stop and to set it takes longer than to read the time.
        """
        self._rested = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._set_clock(self.timeout_keep_alive)

    def _set_clock(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def timeout_keep_alive_handler(self) -> None:
        self.timeout_keep_alive_task = None
        if self._head is not None:
            # A request of the short way is under way, and the clock is set after its answer.
            return
        left = self._rested + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._set_clock(left)
        else:
            super().timeout_keep_alive_handler()

    def _taken_early(self) -> bytes:
        early, self._early, self._early_bytes = b"".join(self._early), [], 0
        return early

    def _write(self, answer: Answer, media_type: str, request_id: str) -> None:
        head = b"%b%b%bx-request-id: %b\r\ncontent-length: %d\r\n%b\r\n" % (
            head_bytes(answer.status, media_type),
            header_lines(answer.headers) if answer.headers else b"",
            header_lines(self.server_state.default_headers),
            request_id.encode(),
            len(answer.body),
            b"connection: close\r\n" if self._last else b"",
        )
        if len(answer.body) > COPIED_BYTES:
            self.transport.write(head)
            self.transport.write(answer.body)
        else:
            self.transport.write(head + answer.body)
        if self._last:
            self.transport.close()

    # The connection

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # Nobody waits for the answer any more; a change that may be under way is not broken off.
        if self._task is not None and self._context is not None and not self._context.writing:
            # It may not have begun, and then ends without a trace.
            self._task.add_done_callback(self.tasks.discard)
            self._task.cancel()

    def shutdown(self) -> None:
        if self._task is not None:
            self._last = True
            return
        if self._head is not None:
            self._hand_over()
        super().shutdown()
