"""The connections: kept warm, handed on in order, and whole after whatever happens to a request."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, nullcontext
from threading import Thread

import asyncpg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.schema import CreateTable

from core.connection import Connection, Session
from core.database import Database
from core.errors import SluiceError

PID = "select pg_backend_pid()"


@pytest.fixture
async def small(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url, size=2, statement_timeout_ms=700, wait_seconds=0.3)
    yield opened
    await opened.close()


async def pid(database: Database, affinity: str) -> int:
    row = await database.fetch_row(PID, [], affinity=affinity)
    assert row is not None
    return int(row[0])


def code_of(caught: pytest.ExceptionInfo[SluiceError]) -> str:
    return caught.value.problems[0].code


async def test_a_tenant_gets_its_last_connection_back(small: Database) -> None:
    a, b = await pid(small, "a"), await pid(small, "b")
    assert a != b
    assert [await pid(small, each) for each in "abbaab"] == [a, b, b, a, a, b]
    # A third tenant takes the one that has been idle for longest.
    assert await pid(small, "c") == a
    assert await pid(small, "b") == b


async def test_the_server_is_told_what_we_need(small: Database) -> None:
    settings = (
        "select current_setting('TimeZone'), current_setting('jit'), current_setting('application_name')"
    )
    row = await small.fetch_row(settings, [], affinity="")
    assert tuple(row) == ("UTC", "off", "sluice")


async def test_a_statement_is_prepared_once_and_nothing_else_is_sent(small: Database) -> None:
    # The server itself counts: the prepared statement has been planned and run, and there is no other.
    sql = "select $1::int + 1 as n /* counted */"
    for n in range(7):
        row = await small.fetch_row(sql, [n], affinity="a")
        assert row["n"] == n + 1
    kept = await small.fetch_row(
        "select count(*), sum(generic_plans + custom_plans) from pg_prepared_statements"
        " where statement like '%counted%' and statement not like '%prepared%'",
        [],
        affinity="a",
    )
    assert tuple(kept) == (1, 7)


async def test_a_long_statement_stays_prepared_too(small: Database) -> None:
    sql = f"select 1 /* long {'x' * 40_000} */"
    for _ in range(3):
        await small.fetch(sql, [], affinity="a")
    row = await small.fetch_row(
        "select count(*) from pg_prepared_statements where statement like 'select 1 /* long%'",
        [],
        affinity="a",
    )
    assert row[0] == 1


async def test_waiting_has_an_end(small: Database) -> None:
    async with small.transaction(affinity="a"), small.transaction(affinity="b"):
        with pytest.raises(SluiceError) as caught:
            await pid(small, "c")
        assert code_of(caught) == "UNAVAILABLE"
    assert await pid(small, "c")


async def test_waiters_are_served_in_order_and_at_most_size_at_a_time(small: Database) -> None:
    # Both connections are there, for one that is being made lets others go first.
    await asyncio.gather(*(small.fetch("select pg_sleep(0.1)", [], affinity=each) for each in "ab"))
    begun: list[str] = []
    small.observers.append(begun.append)
    statements = [f"select pg_sleep(0.01) /* {number} */" for number in range(20)]
    await asyncio.gather(*(small.fetch(each, [], affinity="a") for each in statements))
    assert (sorted(begun[:2]), begun[2:]) == (statements[:2], statements[2:])
    assert len(small._idle) == 2
    assert not small._busy
    assert not small.pool().waiting


async def test_a_statement_that_takes_too_long_is_stopped(small: Database) -> None:
    with pytest.raises(SluiceError) as caught:
        await small.fetch("select pg_sleep(5)", [], affinity="a")
    assert code_of(caught) == "TIMEOUT"
    assert await pid(small, "a")


async def test_a_cancelled_request_cancels_its_statement(database_url: str, database: Database) -> None:
    one = await Database.open(database_url, size=1)
    before = await pid(one, "a")
    task = asyncio.create_task(one.fetch("select pg_sleep(60) /* abandoned */", [], affinity="a"))
    await _until(database, "abandoned", runs=True)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await pid(one, "a") == before
    await _until(database, "abandoned", runs=False)
    await one.close()


async def _until(database: Database, mark: str, *, runs: bool) -> None:
    sql = (
        "select 1 from pg_stat_activity where query like $1 and state = 'active' and pid <> pg_backend_pid()"
    )
    for _ in range(500):
        if bool(await database.fetch(sql, [f"%{mark}%"], affinity="")) == runs:
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"the statement {mark!r} {'does not run' if runs else 'still runs'}")


async def test_a_cancelled_transaction_is_rolled_back(database_url: str, database: Database) -> None:
    one = await Database.open(database_url, size=1)
    await one.fetch("create table cancelled (n int)", [], affinity="")

    async def abandoned() -> None:
        async with one.transaction(affinity="") as connection:
            await connection.execute("insert into cancelled values (1)")
            await connection.execute("select pg_sleep(60) /* in transaction */")

    task = asyncio.create_task(abandoned())
    await _until(database, "in transaction", runs=True)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await one.fetch("select * from cancelled", [], affinity="") == []
    await one.close()


async def test_a_cancelled_transaction_that_cannot_be_rolled_back_is_cancelled(
    database_url: str, database: Database
) -> None:
    """Whoever is to end would else take it for an error that a later round may be spared, and go on for ever."""

    def end(pid: int) -> None:
        asyncio.run(_ended(database_url, pid))

    one = await Database.open(database_url, size=1)

    async def cancelled(opened: AbstractAsyncContextManager[Connection]) -> None:
        async with opened as connection:
            inner = connection.transaction() if isinstance(connection, Session) else nullcontext()
            async with inner:
                ((number,),) = await connection.fetch(PID)
                # Meanwhile this event loop stands still: the driver does not know that the server has gone.
                thread = Thread(target=end, args=[number])
                thread.start()
                thread.join()
                raise asyncio.CancelledError

    for opened in (one.transaction(affinity=""), one.session()):
        with pytest.raises(asyncio.CancelledError):
            await cancelled(opened)
    assert await one.fetch(PID, [], affinity="") != []
    await one.close()


async def _ended(url: str, pid: int) -> None:
    connection = await asyncpg.connect(url)
    await connection.fetch("select pg_terminate_backend($1, 10000)", pid)
    await connection.close()


async def test_a_cancelled_waiter_passes_its_turn_on(database_url: str) -> None:
    one = await Database.open(database_url, size=1, wait_seconds=3)
    async with one.transaction(affinity=""):
        first = asyncio.create_task(pid(one, "a"))
        second = asyncio.create_task(pid(one, "b"))
        await asyncio.sleep(0)
    # The connection is now given to the first waiter, which is cancelled before it runs.
    first.cancel()
    assert await second
    with pytest.raises(asyncio.CancelledError):
        await first
    await one.close()


async def test_broken_connections_are_replaced(small: Database, database: Database) -> None:
    old = {await pid(small, "a"), await pid(small, "b")}
    await _terminate(database, old)
    outcomes = [await _outcome(pid(small, each)) for each in "aabb"]
    # The news of the end may arrive with the first answer, so one statement on each may fail.
    assert {each for each in outcomes if isinstance(each, str)} <= {"UNAVAILABLE"}
    new = {each for each in outcomes if isinstance(each, int)}
    assert new
    assert not new & old


async def _terminate(database: Database, pids: set[int]) -> None:
    """End these backends and wait until they are gone."""
    sql = "select pg_terminate_backend(p, 5000) from unnest($1::int[]) p"
    await database.fetch(sql, [sorted(pids)], affinity="")


async def _outcome(answer: Awaitable[int]) -> int | str:
    try:
        return await answer
    except SluiceError as error:
        return error.problems[0].code


async def test_losing_the_connection_in_a_transaction_is_unavailable(
    small: Database, database: Database
) -> None:
    mine: set[int] = set()

    async def lose() -> None:
        async with small.transaction(affinity="a") as connection:
            mine.add((await connection.fetch(PID))[0][0])
            await _terminate(database, mine)
            await connection.fetch(PID)

    with pytest.raises(SluiceError) as caught:
        await lose()
    assert code_of(caught) == "UNAVAILABLE"
    assert await pid(small, "a") not in mine


async def test_other_errors_of_the_server_pass_through(small: Database) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await small.fetch("select 1/0", [], affinity="a")
    with pytest.raises(asyncpg.InterfaceError):
        await small.fetch("select $1::int", [], affinity="a")
    assert await pid(small, "a")


async def test_a_transaction_is_all_or_nothing(small: Database, statements: list[str]) -> None:
    table = Table("whole", MetaData(), Column("n", Integer))
    told: list[str] = []
    small.observers.append(told.append)
    async with small.transaction(affinity="a") as connection:
        await connection.execute(CreateTable(table))
        await connection.execute(table.insert().values(n=1))
        assert await connection.value(select(table.c.n)) == 1

    async def fail() -> None:
        async with small.transaction(affinity="a") as connection:
            await connection.execute(table.insert().values(n=2))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert [row["n"] for row in await small.rows(select(table.c.n), affinity="a")] == [1]
    assert len(told) == 5
    assert statements == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "UNAVAILABLE"),
        ("postgresql://postgres@/x?host=/nowhere/at/all", "UNAVAILABLE"),
        ("postgresql://h:port/x", "SETTING_INVALID"),
    ],
)
async def test_no_server_is_a_clear_error(url: str, code: str) -> None:
    with pytest.raises(SluiceError) as caught:
        await Database.open(url)
    assert code_of(caught) == code


async def test_closing_ends_what_runs_and_what_waits(database_url: str) -> None:
    one = await Database.open(database_url, size=1)
    tasks = [asyncio.create_task(one.fetch("select pg_sleep(60)", [], affinity="")) for _ in range(3)]
    await asyncio.sleep(0.05)
    await one.close()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(outcome, SluiceError)
        assert outcome.problems[0].code == "UNAVAILABLE"


async def test_a_full_disk_is_told_as_such(database):
    full = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
    with pytest.raises(SluiceError) as refused:
        await database.fetch(full, [], affinity="")
    assert refused.value.problems[0].code == "UNAVAILABLE"
    assert "room" in refused.value.problems[0].message
