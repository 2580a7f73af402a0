"""A subscription at work: it reads the next events when it is asked for them, and not before.

Whoever delivers calls `take` again when the last events have been sent. So nothing is heaped up for a slow consumer,
and what is delivered was read, and judged, just before.
"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from api.context import Engine, RequestContext
from api.execution.documents import admit
from api.execution.preparation import Preparation
from api.execution.standing import Standing
from api.process.following import Follower
from api.request import Answer
from core.errors import SluiceError, fault
from records.changes import CompiledChanges, Position, cursor_of
from records.follow import Event, begin, next_batch

TROUBLE_SECONDS = 1.0
MOST_TROUBLES = 10
"""Reads in a row that the database may leave unanswered before the subscription ends."""


@dataclass(frozen=True)
class Change:
    """One event: the response as JSON, and the cursor to go on after it."""

    body: bytes
    cursor: str


class EndedError(Exception):
    """The subscription cannot go on; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("the subscription has ended")
        self.answer = answer


class StoppedError(Exception):
    """The process is about to end; another one goes on from the last cursor."""


class Subscription:
    """One subscription. `open` it, `take` from it, and `close` it.

    Attributes:
        headers: of the response that begins it.

    Args:
        ended: makes the answer that tells why it cannot go on.
    """

    def __init__(
        self,
        engine: Engine,
        context: RequestContext,
        preparation: Preparation,
        ended: Callable[[Exception], Answer],
    ) -> None:
        self.headers: tuple[tuple[bytes, bytes], ...] = ()
        self._engine = engine
        self._context = context
        self._preparation = preparation
        self._standing = Standing(engine, context)
        self._ended = ended
        self._namespace = ""
        self._more = False
        self._position = Position(0, 0)
        self._follower = Follower()
        self._resources = ExitStack()
        self._troubles = 0
        self._read_at = 0.0

    async def open(self) -> None:
        """Find out who asks and what for, and take the place to begin at.

        Raises:
            InvalidError, SluiceError: it cannot begin.
        """
        await self._standing.recall()
        self._position = await self._standing.fresh(self._begin)
        # From here on the caller is known; that the position is older than the ear is what makes nothing missed.
        self._namespace = self._context.require_caller().namespace
        self._follower = self._resources.enter_context(self._engine.following.follow(self._namespace))
        self._follower.woken.set()

    def close(self) -> None:
        """Follow no longer."""
        self._resources.close()

    async def take(self, patience: float) -> list[Change]:
        """The next events; none where there were none for `patience` seconds.

        Raises:
            EndedError: the caller may no longer ask this, or the database is gone for long.
            StoppedError: the process is about to end.
        """
        try:
            async with asyncio.timeout(patience):
                await self._follower.woken.wait()
        except TimeoutError:
            # Nothing was heard, and yet a session may have run out: look all the same.
            self._follower.woken.set()
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._read_at + self._engine.following.pace - loop.time())
        if self._engine.following.stopped:
            raise StoppedError
        self._follower.woken.clear()
        try:
            changes = await self._read()
        except Exception as error:
            if self._is_trouble(error):
                await asyncio.sleep(TROUBLE_SECONDS)
                self._follower.woken.set()
                return []
            raise EndedError(self._ended(error)) from error
        self._troubles = 0
        self._read_at = loop.time()
        if self._more:
            self._follower.woken.set()
        return changes

    def _is_trouble(self, error: Exception) -> bool:
        """Whether the database did not answer, and it is not long since it did."""
        self._troubles += 1
        return (
            isinstance(error, SluiceError)
            and all(problem.code in ("UNAVAILABLE", "TIMEOUT", "CATALOG_BUSY") for problem in error.problems)
            and self._troubles < MOST_TROUBLES
        )

    async def _begin(self) -> Position:
        await admit(self._preparation)
        prepared = self._preparation.prepared()
        compiled = self._preparation.changes(prepared)
        caller = self._context.require_caller()
        resume = self._preparation.request.resume
        return await begin(self._engine.database, compiled, caller, prepared.values, resume)

    async def _read(self) -> list[Change]:
        async with self._engine.following.reading:
            # A session that has run out is found out here, and a catalog or rights that have changed by the statement.
            self._context.caller = None
            await self._standing.recall()
            return await self._standing.fresh(self._next)

    async def _next(self) -> list[Change]:
        await admit(self._preparation)
        prepared = self._preparation.prepared()
        compiled = self._preparation.changes(prepared)
        caller = self._context.require_caller()
        if caller.namespace != self._namespace:
            # Who names no tenant is in the one joined first, which is another now.
            raise fault("FORBIDDEN", "The caller is no longer a member of this tenant")
        batch = await next_batch(self._engine.database, compiled, caller, prepared.values, self._position)
        self._position = batch.through
        self._more = batch.more
        return [_change(compiled, event) for event in batch.events]


def headed(answer: Answer | Subscription, headers: tuple[tuple[bytes, bytes], ...]) -> Answer | Subscription:
    """The answer, or the beginning of the stream, with these headers."""
    if isinstance(answer, Answer):
        return answer._replace(headers=headers)
    answer.headers = headers
    return answer


def _change(compiled: CompiledChanges, event: Event) -> Change:
    body = b'{"data":{"%b":%b}}' % (compiled.name.encode(), event.text)
    return Change(body, cursor_of(compiled.signature, event.position))
