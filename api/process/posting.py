"""Mail that nobody waits for: made and sent beside the request, so that an answer takes as long whoever is meant."""

import asyncio
import logging
from collections.abc import Coroutine

from core.errors import fault

LOG = logging.getLogger("sluice.mail")

MOST_WAITING = 1_000
STOP_SECONDS = 5.0
"""How long a process that stops still waits for what it has begun."""


class Posting:
    """What is under way in this process."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Semaphore(4)

    def begin(self, work: Coroutine[object, object, None]) -> None:
        """Do the work soon; whatever becomes of it is logged and told to nobody.

        Raises:
            SluiceError: UNAVAILABLE where too much is waiting.
        """
        if len(self._tasks) >= MOST_WAITING:
            work.close()
            raise fault("UNAVAILABLE", "too many mails are waiting to be sent")
        task = asyncio.create_task(self._done(work), name="posting")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Finish what is under way, and leave what takes too long."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self.settled()
        except TimeoutError:
            for task in self._tasks:
                task.cancel()

    async def _done(self, work: Coroutine[object, object, None]) -> None:
        async with self._turn:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - the edge: there is nobody left to tell
                LOG.warning("a mail could not be made or sent: %s", error)
