"""What a process does beside the requests ends when the process is to."""

import asyncio
import logging

import pytest

from api.process.rounds import MOST_TELLINGS, end, rounds_forever


async def test_a_round_that_loses_its_cancellation_is_told_again() -> None:
    """As where a statement's end comes together with it: the task went on, and the server did not stop."""
    told: list[int] = []

    async def loses_the_first() -> None:
        while True:
            try:
                await asyncio.sleep(3_600)
            except asyncio.CancelledError:
                told.append(1)
                if len(told) == 2:
                    raise

    async def idle() -> None: ...

    log = logging.getLogger("test")
    tasks = [
        asyncio.create_task(loses_the_first()),
        asyncio.create_task(rounds_forever(idle, log, "not done", 3_600.0)),
    ]
    await asyncio.sleep(0)
    await end(tasks, 0.05)
    assert [task.cancelled() for task in tasks] == [True, True]
    assert len(told) == 2


async def test_a_round_that_does_not_end_is_named_and_left(caplog: pytest.LogCaptureFixture) -> None:
    told: list[int] = []

    async def deaf() -> None:
        while len(told) <= MOST_TELLINGS:
            try:
                await asyncio.sleep(3_600)
            except asyncio.CancelledError:
                told.append(1)

    async def faulty() -> None:
        try:
            await asyncio.sleep(3_600)
        finally:
            raise ValueError("broken")

    tasks = [asyncio.create_task(deaf(), name="deaf"), asyncio.create_task(faulty(), name="faulty")]
    await asyncio.sleep(0)
    await end(tasks, 0.05)
    assert [(each.levelname, each.getMessage().partition(":")[0]) for each in caplog.records] == [
        ("ERROR", "faulty ended by an error"),
        ("ERROR", "deaf does not end"),
    ]
    tasks[0].cancel()
    await tasks[0]
