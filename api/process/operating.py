"""Does the operations of all tenants: those asked for here at once, those that others have left within seconds."""

import asyncio
import logging
import random
from contextlib import suppress

from core.database import Database
from core.errors import SluiceError
from metadata.operations.running import Accept, run_next, tenants_with_operations
from metadata.store import CatalogStore

LOG = logging.getLogger("sluice.operating")

PERIOD_SECONDS = 5.0
MOST_AT_ONCE = 2
"""Tenants that a process does operations of at a time."""


class Operating:
    """The operations of one process."""

    def __init__(self, database: Database, store: CatalogStore, accept: Accept) -> None:
        self._database, self._store, self._accept = database, store, accept
        self._woken = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Look for operations now."""
        self._woken.set()

    async def run_forever(self) -> None:
        """Do operations until the task is cancelled; what is under way then is begun anew by who comes next."""
        try:
            while True:
                self._woken.clear()
                try:
                    await self._look()
                except SluiceError as error:
                    LOG.warning("operations could not be looked for: %s", error)
                with suppress(TimeoutError):
                    # Not all processes at the same time.
                    period = PERIOD_SECONDS * random.uniform(0.5, 1)  # noqa: S311 - no secret
                    # Not `wait_for`: it forgets a cancellation that comes together with what is waited for.
                    async with asyncio.timeout(period):
                        await self._woken.wait()
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self) -> None:
        for namespace in await tenants_with_operations(self._database):
            if len(self._busy) >= MOST_AT_ONCE:
                return
            if namespace not in self._busy:
                self._busy[namespace] = asyncio.create_task(self._run(namespace))

    async def _run(self, namespace: str) -> None:
        try:
            if await run_next(self._database, self._store, namespace, self._accept):
                self._woken.set()
        except SluiceError as error:
            LOG.warning("an operation of %s waits to be taken again: %s", namespace, error)
        except Exception:
            LOG.exception("an operation of %s could not be taken", namespace)
        finally:
            del self._busy[namespace]
