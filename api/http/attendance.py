"""Work that ends when the client it is done for goes away."""

import asyncio
from collections.abc import Callable
from types import TracebackType

from starlette.requests import ClientDisconnect
from starlette.types import Receive

WATCH_AFTER = 0.1
"""Seconds before anybody looks whether the client is there: most requests are over by then, and it costs a task."""


class Attended:
    """A block whose task is cancelled when the client of the request goes away; it then raises `ClientDisconnect`.

    The body of the request must have been read.
    """

    __slots__ = ("_absent", "_before", "_may_end", "_receive", "_task", "_timer", "_watching")

    def __init__(
        self, receive: Receive, *, may_end: Callable[[], bool] = lambda: True, after: float = WATCH_AFTER
    ) -> None:
        """
        Args:
            may_end: whether the work may be broken off, asked when the client goes.
            after: seconds until the watch begins.
        """
        self._receive = receive
        self._may_end = may_end
        self._absent = False
        self._watching: asyncio.Task[None] | None = None
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be attended")
        self._task = task
        self._before = task.cancelling()
        self._timer = task.get_loop().call_later(after, self._begin)

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._watching is not None:
            self._watching.cancel()
        # Where somebody else has cancelled the task too, theirs goes on.
        if (
            self._absent
            and self._task.uncancel() <= self._before
            and isinstance(error, asyncio.CancelledError)
        ):
            raise ClientDisconnect from error

    def _begin(self) -> None:
        self._watching = self._task.get_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            continue
        if self._may_end():
            self._absent = True
            self._task.cancel()
