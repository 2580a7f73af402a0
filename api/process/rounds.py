"""What a process does from time to time, beside the requests."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

PERIOD_SECONDS = 3_600.0


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
