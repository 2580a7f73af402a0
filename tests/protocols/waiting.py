"""Waiting for something that happens elsewhere."""

import asyncio
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds. Only a test that fails takes them, so they are many: other tests run beside."""


async def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds; fails the test where it never does."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)
