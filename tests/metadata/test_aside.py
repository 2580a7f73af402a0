"""What takes long with catalogs is worked out in threads: of a tenant, and of what is long, one thing at a time."""

import asyncio
import threading

import pytest

from metadata.aside import MANY, Aside


class Waiting:
    """Work that has begun when it says so, and ends when it is let go."""

    def __init__(self, outcome: object = None) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()
        self.outcome = outcome

    def __call__(self) -> object:
        self.begun.set()
        assert self.let_go.wait(60)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


async def begun(*works: Waiting) -> None:
    """Waits, with the loop going on, until all of them have begun."""
    for each in works:
        assert await asyncio.to_thread(each.begun.wait, 60)


async def turns() -> None:
    """Whoever could have begun has."""
    for _ in range(50):
        await asyncio.sleep(0.001)


async def test_the_loop_goes_on_meanwhile():
    work = Waiting("planned")
    running = asyncio.create_task(Aside().run("t_one", work))
    await begun(work)
    work.let_go.set()
    assert await running == "planned"


async def test_what_the_work_raises_is_raised():
    work = Waiting(ValueError("no plan"))
    work.let_go.set()
    aside = Aside()
    with pytest.raises(ValueError, match="no plan"):
        await aside.run("t_one", work)
    assert await aside.run("t_one", lambda: 1) == 1


async def test_a_tenant_has_one_thing_worked_out_at_a_time():
    aside, first, second, other = Aside(), Waiting(), Waiting(), Waiting()
    running = [
        asyncio.create_task(aside.run("t_one", first, 1)),
        asyncio.create_task(aside.run("t_one", second, 1)),
        asyncio.create_task(aside.run("t_other", other, 1)),
    ]
    await begun(first, other)
    await turns()
    assert not second.begun.is_set()
    first.let_go.set()
    await begun(second)
    second.let_go.set()
    other.let_go.set()
    await asyncio.gather(*running)


async def test_what_is_long_waits_for_what_is_long_and_what_is_short_for_neither():
    aside, long, longer, short = Aside(), Waiting(), Waiting(), Waiting()
    running = [
        asyncio.create_task(aside.run("t_one", long, MANY + 1)),
        asyncio.create_task(aside.run("t_two", longer, MANY + 1)),
        asyncio.create_task(aside.run("t_three", short, MANY)),
    ]
    await begun(long, short)
    await turns()
    assert not longer.begun.is_set()
    long.let_go.set()
    await begun(longer)
    for each in (longer, short):
        each.let_go.set()
    await asyncio.gather(*running)


async def test_who_has_gone_away_makes_no_room_before_the_work_has_ended():
    """Else a client that asks and goes away, again and again, would have as many threads as it likes."""
    aside, left, after = Aside(), Waiting(ValueError("nobody hears of it")), Waiting()
    gone = asyncio.create_task(aside.run("t_one", left))
    await begun(left)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    running = asyncio.create_task(aside.run("t_two", after))
    await turns()
    assert not after.begun.is_set()
    left.let_go.set()
    await begun(after)
    after.let_go.set()
    await running


async def test_who_goes_away_while_waiting_keeps_nobody_waiting():
    aside, first = Aside(), Waiting()
    running = asyncio.create_task(aside.run("t_one", first))
    await begun(first)
    waiting = asyncio.create_task(aside.run("t_one", Waiting()))
    await turns()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    first.let_go.set()
    await running
    assert await aside.run("t_one", lambda: "next") == "next"
