"""Rate limits: exact over several processes, from memory for most requests."""

import asyncio
from uuid import UUID, uuid4

import pytest

from core.database import Database
from tenants import rates
from tenants.rate_limits import Limit, limits_of, rates_given
from tenants.rates import LimitedError, RateLimits, rate_headers

Limited = tuple[Limit, ...]


def caller(tenant_id: UUID | None = None, **given: str) -> Limited:
    """The limits of somebody of a tenant of their own, or of this one."""
    return limits_of(rates_given(given), tenant_id or uuid4(), f"key:{uuid4()}")


async def let_through(limits: RateLimits, who: Limited, times: int) -> int:
    """How many of so many requests at once are."""

    async def one() -> bool:
        try:
            await limits.take(who)
        except LimitedError:
            return False
        return True

    return sum(await asyncio.gather(*(one() for _ in range(times))))


async def test_several_processes_let_the_limit_through_and_no_more(database: Database) -> None:
    processes = [RateLimits(database) for _ in range(4)]
    who = caller(tenant="120/hour")
    through = await asyncio.gather(*(let_through(each, who, 100) for each in processes))
    assert sum(through) == 120
    assert all(through)
    assert await let_through(RateLimits(database), who, 10) == 0


async def test_most_requests_ask_nobody(database: Database, statements: list[str]) -> None:
    limits, who = RateLimits(database), caller(key="60000/hour")
    statements.clear()
    for _ in range(5_000):
        await limits.take(who)
    # Shares of 1, 2, 4, …, 1,024, and then of 1,200: no more where none of them has come to its end before.
    assert len(statements) == pytest.approx(14, abs=2)


async def test_nobody_asks_again_and_again_while_there_is_nothing_left(
    database: Database, statements: list[str]
) -> None:
    limits, who = RateLimits(database), caller(key="10/hour")
    assert await let_through(limits, who, 10) == 10
    statements.clear()
    assert await let_through(limits, who, 1_000) == 0
    assert len(statements) == 1


async def test_who_comes_seldom_loses_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    limits, who = RateLimits(database), caller(key="5000/hour")
    monkeypatch.setattr(rates, "SHARE_SECONDS", 0.2)
    assert await let_through(limits, who, 100) == 100
    left = []
    for _ in range(4):
        await asyncio.sleep(0.25)
        left += [standing.remaining for standing in await limits.take(who)]
    assert left == list(range(left[0], left[0] - 4, -1))
    assert left[0] >= 5_000 - 3 * 100


async def test_a_key_that_is_refused_uses_up_nothing_of_its_tenant(database: Database) -> None:
    limits, ours = RateLimits(database), uuid4()
    first, second, third = (caller(ours, key="5/hour", tenant="12/hour") for _ in range(3))
    stranger = caller(key="5/hour", tenant="12/hour")
    assert await let_through(limits, first, 50) == 5
    assert await let_through(limits, second, 50) == 5
    assert await let_through(limits, third, 3) == 2
    with pytest.raises(LimitedError) as refused:
        await limits.take(third)
    (problem,) = refused.value.problems
    assert (problem.code, problem.details["policy"]) == ("RATE_LIMITED", "tenant")
    assert 1 <= refused.value.seconds <= 3_600
    assert await let_through(limits, stranger, 50) == 5


async def test_a_window_comes_to_its_end(database: Database) -> None:
    limits, who = RateLimits(database), caller(key="4/second")
    assert await let_through(limits, who, 50) <= 4
    await asyncio.sleep(2.1)
    assert await let_through(limits, who, 50) == 4


async def test_what_was_used_before_counts_by_the_part_that_is_in_the_window(database: Database) -> None:
    limits, who = RateLimits(database), caller(key="100/hour")
    await limits.take(who)
    # As if 80 had been used in the window before: of these count as much as is left of this one.
    row = await database.fetch_row(
        "UPDATE platform.rate_window SET before = 80 WHERE starts_with(key, $1)"
        " RETURNING 80 * (1 - mod(extract(epoch FROM now()) / 3600, 1))",
        [f"LIMITER/{who[0].subject}"],
        affinity="",
    )
    assert row is not None
    assert abs(await let_through(limits, who, 200) - (99 - float(row[0]))) <= 1


async def test_headers_are_those_of_the_draft(database: Database) -> None:
    who = caller(key="5/hour", tenant="12/minute")
    (_, policies), (_, now) = rate_headers(await RateLimits(database).take(who))
    assert policies == b'"key";q=5;w=3600, "tenant";q=12;w=60'
    assert now.startswith(b'"key";r=4;t=')
    assert b', "tenant";r=11;t=' in now
