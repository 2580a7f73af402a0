"""Connections to PostgreSQL and the statements that run on them.

The pool is our own because the usual ones reset a connection when it comes back, and that round trip costs as
much as the statement of a small request. Here a connection keeps its prepared statements for its whole life,
a request prefers the connection that last served the same tenant (its statements and PostgreSQL's caches are
warm), and nothing goes over the wire beside the statement itself. What keeps that safe: no statement outside
a transaction changes the state of its connection, and a connection whose transaction did not end is thrown
away. Whose turn it is to have a connection, `core.turns` says.

What is run for a tenant is run by the tenant's role, which reaches nothing else (`core.roles`). A connection keeps
the role of the tenant that it last served, so it is only told of another when it changes to it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import perf_counter

import asyncpg
from sqlalchemy import ClauseElement

from core.connection import (
    CONNECT_SECONDS,
    CONNECTION_TROUBLE,
    Connection,
    DriverConnection,
    Observer,
    Record,
    Session,
    Translating,
    close,
    connect,
    roll_back,
)
from core.errors import fault
from core.meter import Meter
from core.roles import NoRoleError, refuse_commands, role_of, taking
from core.sql import compile_statement
from core.turns import Turns

LOG = logging.getLogger("sluice.database")

WAIT_SECONDS = 10.0
CHECK_SECONDS = 5
"""Between two looks of PostgreSQL, while it does something long for us, whether we are still there."""


@dataclass(frozen=True)
class Pool:
    """How many connections do something, how many wait to, and how many callers wait for one."""

    in_use: int
    idle: int
    waiting: int


class Database:
    """A bounded set of connections to one database. Make it with `await Database.open(...)`.

    Attributes:
        observers: called with the SQL text of each statement before it runs (BEGIN and COMMIT are not told).
        statements: how long each of these took.
        walls: whether what is run for a tenant is run by the tenant's role.
    """

    def __init__(
        self, url: str, size: int, statement_timeout_ms: int, wait_seconds: float, *, walls: bool
    ) -> None:
        self.observers: list[Observer] = []
        self.statements = Meter()
        self.walls = walls
        self._url = url
        self._size = size
        self._statement_timeout_ms = statement_timeout_ms
        self._wait_seconds = wait_seconds
        # Idle connections and the affinity each last served, the one idle for longest first.
        self._idle: dict[DriverConnection, str] = {}
        self._busy: set[DriverConnection] = set()
        # The role that each connection has; none is there for the owner.
        self._roles: dict[DriverConnection, str] = {}
        self._opening = 0
        self._turns = Turns(size)
        # Since when a connection is in use, and how long each affinity has had some.
        self._since: dict[DriverConnection, float] = {}
        self._held: dict[str, float] = {}
        self._closed = False
        # Kept here because the event loop holds its tasks weakly.
        self._settling: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(
        cls,
        url: str,
        size: int = 8,
        statement_timeout_ms: int = 15_000,
        wait_seconds: float = WAIT_SECONDS,
        *,
        walls: bool = True,
    ) -> "Database":
        """Connect once; further connections are made when they are needed.

        Args:
            size: most connections at a time.
            wait_seconds: longest wait for a free connection.
            walls: run what is run for a tenant by the tenant's role.

        Raises:
            SluiceError: as `connect`.
        """
        database = cls(url, size, statement_timeout_ms, wait_seconds, walls=walls)
        raw = await database._acquire("")
        database._release(raw, "")
        return database

    @property
    def url(self) -> str:
        """Of the database, as it was given."""
        return self._url

    def take_held(self) -> dict[str, float]:
        """How many seconds each affinity has held connections since this was last asked."""
        held, self._held = self._held, {}
        return held

    def pool(self) -> Pool:
        """The connections as they are now."""
        return Pool(len(self._busy), len(self._idle), self._turns.waiting)

    async def close(self) -> None:
        """Close every connection; statements that still run are broken off."""
        self._closed = True
        self._turns.dismiss()
        for raw in self._busy:
            raw.terminate()
        idle, self._idle = list(self._idle), {}
        for raw in idle:
            await close(raw)

    async def fetch(self, sql: str, values: Sequence[object], *, affinity: str) -> list[Record]:
        """Run one statement in its own transaction and return its rows.

        Args:
            affinity: the tenant's namespace, whose role runs it; requests of one tenant prefer one connection.

        Raises:
            SluiceError: UNAVAILABLE, TIMEOUT.
            asyncpg.PostgresError: what else the server refuses.
            ValueError: what the role of a tenant was to run is no query.
        """
        role = role_of(affinity) if self.walls else None
        if role is not None:
            refuse_commands(sql)
        raw = await self._acquire(affinity)
        try:
            if self._roles.get(raw) != role:
                await self._take_role(raw, role)
            for observe in self.observers:
                observe(sql)
            began = perf_counter()
            with Translating(raw):
                try:
                    found = await raw.fetch(sql, *values)
                finally:
                    self.statements.add(perf_counter() - began)
        except asyncio.CancelledError:
            task = asyncio.create_task(self._settle(raw, affinity))
            self._settling.add(task)
            task.add_done_callback(self._settling.discard)
            raise
        except BaseException:
            self._release(raw, affinity)
            raise
        self._release(raw, affinity)
        return found

    async def _settle(self, raw: DriverConnection, affinity: str) -> None:
        """Give a connection back after its statement was cancelled.

        The server is told to cancel on a connection of its own, and what it then stops is whatever runs by that time.
        A statement that does nothing stands in the way, so that the next request's is not stopped in its place.
        """
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await raw.execute("SELECT")
        except asyncpg.QueryCanceledError:
            LOG.debug("a late cancellation met the statement put in its way")
        except (*CONNECTION_TROUBLE, asyncpg.InterfaceError, TimeoutError):
            raw.terminate()
        finally:
            self._release(raw, affinity)

    async def _take_role(self, raw: DriverConnection, role: str | None) -> None:
        """Have the connection run what comes by this role, None for the owner's, until it is told of another.

        Raises:
            SluiceError: UNAVAILABLE, TIMEOUT.
        """
        # Should this be broken off, nobody knows which of both it has; there is no role of the empty name.
        self._roles[raw] = ""
        with Translating(raw):
            try:
                await raw.execute(taking(role))
            except (asyncpg.InvalidParameterValueError, asyncpg.InsufficientPrivilegeError) as error:
                LOG.warning("the role %s cannot be taken, `sluice migrate` makes it: %s", role, error)
                raise NoRoleError from error
        if role is None:
            del self._roles[raw]
        else:
            self._roles[raw] = role

    async def fetch_row(self, sql: str, values: Sequence[object], *, affinity: str) -> Record | None:
        """As `fetch`, for a statement that gives at most one row."""
        found = await self.fetch(sql, values, affinity=affinity)
        return found[0] if found else None

    async def rows(self, statement: ClauseElement, *, affinity: str) -> list[Record]:
        """Run a SQLAlchemy statement in its own transaction and return its rows."""
        compiled = compile_statement(statement)
        return await self.fetch(compiled.text, compiled.values({}), affinity=affinity)

    @asynccontextmanager
    async def transaction(self, *, affinity: str, walled: bool = False) -> AsyncIterator[Connection]:
        """A transaction (read committed): committed at the end of the block, rolled back when it raises.

        Args:
            walled: run by the role of the tenant whose namespace `affinity` is, as all that a request does to its
                records is; else by the owner, who may change tables and `platform`.
        """
        role = role_of(affinity) if walled and self.walls else None
        raw = await self._acquire(affinity)
        ended = False
        try:
            if self._roles.get(raw) != role:
                await self._take_role(raw, role)
            transaction = raw.transaction()
            with Translating(raw):
                await transaction.start()
            try:
                yield Connection(raw, self.observers, self.statements, walls=self.walls)
            except BaseException:
                await roll_back(raw, transaction)
                ended = True
                raise
            with Translating(raw):
                await transaction.commit()
            ended = True
        finally:
            if not ended:
                raw.terminate()
            self._release(raw, affinity)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """A connection beside the pool, for work that takes longer than a statement of a request may.

        What runs on it ends with this process within seconds, and its locks with it.
        """
        raw = await connect(self._url, {"jit": "off", "statement_timeout": "0"})
        session = Session(raw, self.observers, self.statements, walls=self.walls)
        try:
            with suppress(asyncpg.InvalidParameterValueError):  # on a system that cannot tell who is gone
                await session.execute(f"SET client_connection_check_interval = '{CHECK_SECONDS}s'")
            yield session
        finally:
            await close(raw)

    async def _acquire(self, affinity: str) -> DriverConnection:
        """The idle connection that last served `affinity`, else a new one, else the one idle for longest."""
        try:
            await self._turns.begin(affinity, asyncio.get_running_loop().time() + self._wait_seconds)
        except TimeoutError as error:
            busy = f"the database connections were busy for {self._wait_seconds:g} s"
            raise fault("UNAVAILABLE", busy) from error
        try:
            if self._closed:
                raise fault("UNAVAILABLE", "the connections to the database are closed")
            raw = self._take(affinity)
            if raw is None and len(self._busy) + len(self._idle) + self._opening >= self._size:
                raw = self._take(None)
            # Whoever has a turn finds an idle connection or room for one.
            raw = raw or await self._connect()
        except BaseException:
            self._turns.end(affinity)
            raise
        self._since[raw] = perf_counter()
        return raw

    def _take(self, affinity: str | None) -> DriverConnection | None:
        """An idle connection that last served `affinity` (None: any), closed ones dropped on the way."""
        for raw, last in list(self._idle.items()):
            if affinity is None or last == affinity:
                del self._idle[raw]
                if not raw.is_closed():
                    self._busy.add(raw)
                    return raw
                self._roles.pop(raw, None)
        return None

    async def _connect(self) -> DriverConnection:
        self._opening += 1
        try:
            raw = await connect(
                self._url, {"jit": "off", "statement_timeout": str(self._statement_timeout_ms)}
            )
        finally:
            self._opening -= 1
        self._busy.add(raw)
        return raw

    def _release(self, raw: DriverConnection, affinity: str) -> None:
        self._busy.discard(raw)
        held = perf_counter() - self._since.pop(raw)
        self._held[affinity] = self._held.get(affinity, 0.0) + held
        if self._closed:
            raw.terminate()
        elif raw.is_closed():
            self._roles.pop(raw, None)
        else:
            self._idle[raw] = affinity
        self._turns.end(affinity)
