"""Where what takes long with catalogs is worked out: in threads beside the requests, which are answered meanwhile.

Planning is made of values alone: catalogs and changes, which nobody alters, so any thread can do it. A tenant has one
thing worked out at a time, and of what is long the whole process has one, so that nobody's long list keeps others from
publishing a short one.
"""

from asyncio import Semaphore, get_running_loop, shield
from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar
from weakref import WeakValueDictionary

Outcome = TypeVar("Outcome")

AT_ONCE = 2
"""How many things a process works out at a time. More would not be done sooner: Python has one lock for all threads."""
MANY = 50
"""How many changes are few enough that nobody minds waiting for them."""


class Aside:
    """The threads of a process for it, and whose turn it is."""

    def __init__(self) -> None:
        self._all = Semaphore(AT_ONCE)
        self._long = Semaphore(AT_ONCE - 1)
        self._of_tenants = WeakValueDictionary[str, Semaphore]()

    async def run(self, namespace: str, work: Callable[[], Outcome], changes: int = MANY + 1) -> Outcome:
        """What `work` returns, which reads and makes values only.

        It is not broken off: where nobody waits for it any more, the tenant's next waits until it has ended.

        Args:
            namespace: of the tenant that it is for.
            changes: how many it is about.

        Raises:
            Exception: what `work` raises.
        """
        turns = [self._of_tenants.setdefault(namespace, Semaphore(1)), self._all]
        if changes > MANY:
            turns.insert(1, self._long)
        taken: list[Semaphore] = []

        def done(_: object = None) -> None:
            for turn in taken:
                turn.release()

        try:
            for turn in turns:
                await turn.acquire()
                taken.append(turn)
            working = get_running_loop().run_in_executor(None, copy_context().run, work)
        except BaseException:
            done()
            raise
        working.add_done_callback(done)
        return await shield(working)
