"""Writes down once a minute which sessions and keys were used."""

import asyncio
import logging

from core.errors import SluiceError
from tenants.uses import Uses

LOG = logging.getLogger("sluice.noting")

PERIOD_SECONDS = 60.0


async def note_forever(uses: Uses) -> None:
    """Write what was noted, again and again, until the task is cancelled."""
    while True:
        await asyncio.sleep(PERIOD_SECONDS)
        await write(uses)


async def write(uses: Uses) -> None:
    """Write what was noted; where that fails, it is logged."""
    try:
        await uses.write()
    except SluiceError as error:
        LOG.warning("uses of sessions and keys could not be written: %s", error)
