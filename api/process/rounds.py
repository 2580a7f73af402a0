"""What a process does from time to time, beside the requests."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable

LOG = logging.getLogger("sluice.process")

PERIOD_SECONDS = 3_600.0
END_SECONDS = 5.0
"""How long a task may take to end before it is told again."""
MOST_TELLINGS = 3


async def rounds_forever(
    do: Callable[[], Awaitable[object]],
    log: logging.Logger,
    failed: str,
    period_seconds: float | None = None,
) -> None:
    """Do it again and again, until the task is cancelled.

    Args:
        failed: what is logged, with the reason, where a round could not be done.
        period_seconds: between two rounds; None for `PERIOD_SECONDS`.
    """
    period = PERIOD_SECONDS if period_seconds is None else period_seconds
    # Not all processes at the same time, and none while it starts.
    await asyncio.sleep(random.uniform(0, period))  # noqa: S311 - no secret
    while True:
        try:
            await do()
        except Exception as error:  # noqa: BLE001 - whatever it is, the next round may do it
            log.warning("%s: %s", failed, error)
        await asyncio.sleep(period)


async def end(tasks: Iterable[asyncio.Task[None]], seconds: float = END_SECONDS) -> None:
    """Cancel tasks that run until they are, and wait until they have ended.

    A library on their way may lose a cancellation, so whoever does not end is told again; who ends by an error, or does
    not end at all, is logged and left.
    """
    left = set(tasks)
    for _ in range(MOST_TELLINGS):
        if not left:
            return
        for each in left:
            each.cancel()
        ended, left = await asyncio.wait(left, timeout=seconds)
        for each in ended:
            if not each.cancelled() and (error := each.exception()) is not None:
                LOG.error("%s ended by an error", each.get_name(), exc_info=error)
    for each in left:
        LOG.error("%s does not end: %s", each.get_name(), each.get_stack())
