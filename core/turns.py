"""Whose turn it is to use a connection, so that a tenant that floods takes none of the others' places.

Each tenant has a queue of its own, in the order of arrival. A place that becomes free goes to the tenant that holds
fewest, and among equals they take turns (round robin): however many requests of one tenant wait, a request of another
waits for no more than one of each. That alone would not help where
all that runs is slow and one tenant's. So the last quarter of the places is only for tenants that hold none: one that
floods has three quarters at most, and the next tenant finds a place at once.
"""

import asyncio
from collections import deque


class Turns:
    """Places for so many at a time, of which each must be given back by `end`."""

    def __init__(self, places: int) -> None:
        self._places = places
        # Beyond these nobody takes a second place. With fewer than four places there is nothing to keep free.
        self._shared = places - places // 4
        self._taken = 0
        self._held: dict[str, int] = {}
        # By tenant, the one whose turn is next first; no queue is empty.
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return sum(not each.done() for queue in self._queues.values() for each in queue)

    async def begin(self, tenant: str, deadline: float) -> None:
        """Take a place, if need be after those of the tenant who came before.

        Args:
            deadline: until when to wait, in the time of the event loop.

        Raises:
            TimeoutError: there was none in time.
        """
        if tenant not in self._queues and self._may_take(tenant):
            self._take(tenant)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(tenant, deque()).append(turn)
        try:
            async with asyncio.timeout_at(deadline):
                await turn
        except BaseException:
            # The turn may have come in the very instant of the cancellation or timeout: it is passed on.
            if turn.done() and not turn.cancelled():
                self.end(tenant)
            else:
                self._leave(tenant, turn)
            raise

    def end(self, tenant: str) -> None:
        """Give a place back to whoever's turn it is."""
        self._taken -= 1
        self._held[tenant] -= 1
        if not self._held[tenant]:
            del self._held[tenant]
        self._call()

    def dismiss(self) -> None:
        """Give everybody who waits a place: there is nothing left to wait for."""
        for tenant, queue in self._queues.items():
            for turn in queue:
                if not turn.done():
                    self._take(tenant)
                    turn.set_result(None)
        self._queues.clear()

    def _call(self) -> None:
        """Call those whose turn it is, until there is nobody who may take a place.

        Who holds fewest comes first, among equals who has waited since the longest: where that one may take none,
        nobody may.
        """
        while self._queues and self._may_take(tenant := min(self._queues, key=self._holds)):
            queue = self._queues.pop(tenant)
            turn = queue.popleft()
            if queue:
                self._queues[tenant] = queue
            # One that was cancelled has not run since.
            if not turn.done():
                self._take(tenant)
                turn.set_result(None)

    def _may_take(self, tenant: str) -> bool:
        return self._taken < (self._shared if tenant in self._held else self._places)

    def _holds(self, tenant: str) -> int:
        return self._held.get(tenant, 0)

    def _take(self, tenant: str) -> None:
        self._taken += 1
        self._held[tenant] = self._holds(tenant) + 1

    def _leave(self, tenant: str, turn: asyncio.Future[None]) -> None:
        queue = self._queues.get(tenant)
        if queue is not None and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._queues[tenant]
