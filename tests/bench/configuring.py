"""What a change of the configuration costs, of which only Sluice knows the like: a field, a tenant."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from tests.client import Api, running_api
from tests.world import make_world, sign_up


@dataclass(frozen=True)
class Configured:
    """One operation.

    Attributes:
        milliseconds: median of a request.
        statements: SQL statements of a request.
    """

    name: str
    milliseconds: float
    statements: int


async def configuration_times(url: str, times: int) -> list[Configured]:
    """Add fields to a tenant of its own, and sign tenants up, so many times each."""
    async with running_api(url) as api:
        world = await make_world(api)

        async def add_field(number: int) -> None:
            field = {"name": f"bench{number}", "type": "text"}
            await api.change(world.admin, {"addField": {"object": "deal", "field": field}})

        async def sign_one_up(_: int) -> None:
            await sign_up(api, "bench")

        return [
            await _timed(api, "add a field", add_field, times),
            await _timed(api, "sign up a tenant", sign_one_up, times),
        ]


async def _timed(api: Api, name: str, do: Callable[[int], Awaitable[None]], times: int) -> Configured:
    seen: list[str] = []
    taken: list[float] = []
    api.engine.database.observers.append(seen.append)
    for number in range(times):
        seen.clear()
        begun = perf_counter()
        await do(number)
        taken.append(perf_counter() - begun)
    api.engine.database.observers.remove(seen.append)
    return Configured(name, median(taken) * 1000, len(seen))
