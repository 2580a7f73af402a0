"""A tenant that floods keeps others waiting for one of its requests at most, and never for a slow one."""

import asyncio
import random
from collections import Counter

import pytest

from core.database import Database
from core.turns import Turns

LATER = 1e12


class Busy:
    """Requests that hold their places until they are told to end, by tenant."""

    def __init__(self, places: int) -> None:
        self.turns = Turns(places)
        self.begun: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._ends: dict[str, list[asyncio.Event]] = {}

    async def ask(self, tenants: str) -> None:
        self._tasks += [asyncio.create_task(self._request(tenant)) for tenant in tenants]
        await settled()

    async def _request(self, tenant: str) -> None:
        await self.turns.begin(tenant, LATER)
        self.begun.append(tenant)
        end = asyncio.Event()
        self._ends.setdefault(tenant, []).append(end)
        await end.wait()
        self.turns.end(tenant)

    async def end(self, tenants: str) -> None:
        for tenant in tenants:
            self._ends[tenant].pop().set()
            await settled()

    async def end_all(self) -> None:
        while not all(task.done() for task in self._tasks):
            await self.end(next(tenant for tenant, ends in self._ends.items() if ends))


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_last_places_are_for_those_who_hold_none() -> None:
    busy = Busy(8)
    await busy.ask("a" * 20)
    assert busy.begun == ["a"] * 6
    await busy.ask("bb")
    assert busy.begun[6:] == ["b"]
    await busy.ask("cd")
    assert busy.begun[6:] == ["b", "c"]
    await busy.end("a")
    assert busy.begun[8:] == ["d"]
    await busy.end_all()
    assert Counter(busy.begun) == {"a": 20, "b": 2, "c": 1, "d": 1}


async def test_tenants_take_turns_and_each_is_served_in_order() -> None:
    busy = Busy(1)
    await busy.ask("aaaaabbc")
    await busy.end_all()
    assert busy.begun == list("aabcabaa")


async def test_two_who_flood_share_alike() -> None:
    busy = Busy(8)
    await busy.ask("a" * 20 + "b" * 20)
    await busy.end("aaaa")
    held = Counter(busy.begun) - Counter("aaaa")
    assert held == {"a": 3, "b": 3}
    await busy.ask("c")
    assert busy.begun[-1] == "c"
    await busy.end_all()


async def test_who_gives_up_passes_the_turn_on() -> None:
    turns = Turns(1)
    await turns.begin("a", LATER)
    with pytest.raises(TimeoutError):
        await turns.begin("b", asyncio.get_running_loop().time() + 0.01)
    first, second = (asyncio.create_task(turns.begin(each, LATER)) for each in "bc")
    await settled()
    turns.end("a")
    # It has the turn and does not know yet.
    first.cancel()
    await second
    assert turns.waiting == 0
    turns.end("c")
    await turns.begin("a", LATER)


async def test_places_are_neither_lost_nor_made_up_whatever_happens() -> None:
    chance = random.Random(7)
    turns = Turns(5)
    held: Counter[str] = Counter()

    async def one(tenant: str) -> None:
        await turns.begin(tenant, asyncio.get_running_loop().time() + chance.choice((0.002, 1)))
        held[tenant] += 1
        try:
            assert held.total() <= 5
            await asyncio.sleep(chance.choice((0, 0, 0.001)))
        finally:
            held[tenant] -= 1
            turns.end(tenant)

    tasks = [asyncio.create_task(one(chance.choice("aaaab"))) for _ in range(300)]
    for _ in range(40):
        await asyncio.sleep(0)
        chance.choice(tasks).cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (turns.waiting, turns._taken, turns._held) == (0, 0, {})


async def test_slow_statements_of_one_tenant_do_not_keep_another_waiting(database_url: str) -> None:
    four = await Database.open(database_url, size=4, wait_seconds=60)
    flood = [asyncio.create_task(four.fetch("select pg_sleep(60)", [], affinity="noisy")) for _ in range(30)]
    for _ in range(3):
        assert await four.fetch("select 1", [], affinity="quiet")
    assert four.pool().waiting == 27
    for each in flood:
        each.cancel()
    await asyncio.gather(*flood, return_exceptions=True)
    await four.close()
