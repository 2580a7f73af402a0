"""Who follows the changes of which tenant in this process, and what wakes them.

For each namespace that is followed one task asks PostgreSQL a few times a second for the head and the newest visible
entry of the outbox; where they differ from what it saw last, it wakes the followers. A write of this very process wakes
them at once. Nothing is sent from process to process and nothing is done within the transaction of a write: to notify
there would make all writers take one lock at their commit (decision 13).

To be woken means no more than to look, so a wake too many does no harm, and one too few is made good by the next.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from core.database import Database
from core.errors import fault
from records.follow import Newest, newest

LOG = logging.getLogger("sluice.changes")

POLL_SECONDS = 0.1
POLLS_A_SECOND = 200
"""Most polls of one process: where more than twenty tenants are followed, each is asked less often."""
TROUBLE_SECONDS = 1.0
"""Wait after the database has not answered a poll."""

READS_A_SECOND = 500
"""Most reads of all followers of one process while there is no end of changes: the more followers, the rarer each."""

FOLLOWERS = 5_000
FOLLOWERS_OF_A_TENANT = 1_000


@dataclass(eq=False)
class Follower:
    """One subscription's ear."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class _Followed:
    """A namespace and whoever follows it."""

    followers: set[Follower]
    polling: asyncio.Task[None]

    def wake(self) -> None:
        for follower in self.followers:
            follower.woken.set()


class Following:
    """The followers of one process.

    Attributes:
        count: how many there are.
        stopped: the process is about to end: whoever follows shall let go.
        reading: to be held while a follower reads, so that requests find connections too.
    """

    def __init__(self, database: Database, connections: int) -> None:
        self._database = database
        self._followed: dict[str, _Followed] = {}
        self.count = 0
        self.stopped = False
        self.reading = asyncio.Semaphore(max(1, connections // 2))

    @contextmanager
    def follow(self, namespace: str) -> Iterator[Follower]:
        """A block in which the follower is woken whenever there may be news.

        Raises:
            SluiceError: TOO_MANY_SUBSCRIPTIONS, UNAVAILABLE where the process is about to end.
        """
        if self.stopped:
            raise fault("UNAVAILABLE", "The server is stopping")
        followed = self._followed.get(namespace)
        of_tenant = len(followed.followers) if followed is not None else 0
        if self.count >= FOLLOWERS or of_tenant >= FOLLOWERS_OF_A_TENANT:
            raise fault("TOO_MANY_SUBSCRIPTIONS", "This process has as many subscriptions as it takes")
        if followed is None:
            polling = asyncio.create_task(self._poll(namespace))
            followed = self._followed[namespace] = _Followed(set(), polling)
        follower = Follower()
        followed.followers.add(follower)
        self.count += 1
        try:
            yield follower
        finally:
            self.count -= 1
            followed.followers.discard(follower)
            if not followed.followers:
                followed.polling.cancel()
                del self._followed[namespace]

    def nudge(self, namespace: str) -> None:
        """Something of the namespace has been changed by this process."""
        followed = self._followed.get(namespace)
        if followed is not None:
            followed.wake()

    def stop(self) -> None:
        """Have everybody let go."""
        self.stopped = True
        for followed in self._followed.values():
            followed.wake()

    @property
    def pace(self) -> float:
        """Seconds that a follower leaves between two reads."""
        return self.count / READS_A_SECOND

    async def _poll(self, namespace: str) -> None:
        last: Newest | None = None
        while True:
            await asyncio.sleep(max(POLL_SECONDS, len(self._followed) / POLLS_A_SECOND))
            try:
                found = await newest(self._database, namespace)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next poll may tell
                LOG.warning("the database did not say whether %s has changed: %s", namespace, error)
                await asyncio.sleep(TROUBLE_SECONDS)
                continue
            if found != last:
                last = found
                self._followed[namespace].wake()
