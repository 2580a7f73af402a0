"""One connection to PostgreSQL: how it is opened, what is used of the driver, and the driver's errors as our own."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from time import perf_counter
from types import TracebackType
from typing import IO, Any, Protocol

import asyncpg
from sqlalchemy import ClauseElement
from sqlalchemy.schema import ExecutableDDLElement

from core.calendar import decode_date, decode_moment, encode_date, encode_moment
from core.errors import fault
from core.meter import Meter
from core.sql import DIALECT, compile_statement

LOG = logging.getLogger("sluice.database")

LEAST_SERVER_VERSION = 18
CONNECT_SECONDS = 10.0
CLOSE_SECONDS = 5
PREPARED_STATEMENTS = 1000
"""Prepared statements kept on each connection; the least recently used goes first."""

Observer = Callable[[str], None]

Value = Any
"""What the driver makes of a column: its type is the column's, which the type checker cannot know."""


class Record(Protocol):
    """A row: by position or by name of the column."""

    def __getitem__(self, key: int | str) -> Value: ...
    def __len__(self) -> int: ...


class Transaction(Protocol):
    """asyncpg's transaction."""

    async def start(self) -> None: ...
    async def commit(self) -> None: ...
    async def rollback(self) -> None: ...


class DriverConnection(Protocol):
    """What is used of asyncpg's connection, which bears no types itself."""

    async def fetch(self, query: str, *values: object) -> list[Record]: ...
    async def execute(self, query: str, *values: object) -> str: ...
    async def close(self, *, timeout: float) -> None: ...  # noqa: ASYNC109 - asyncpg's signature
    def transaction(self) -> Transaction: ...
    def terminate(self) -> None: ...
    async def set_type_codec(
        self,
        typename: str,
        *,
        schema: str,
        encoder: Callable[[Any], object],
        decoder: Callable[[Any], object],
        format: str,  # noqa: A002 - asyncpg's signature
    ) -> None: ...
    async def copy_from_table(
        self, table_name: str, *, schema_name: str, columns: Sequence[str], output: IO[bytes]
    ) -> str: ...
    async def copy_to_table(
        self, table_name: str, *, schema_name: str, columns: Sequence[str], source: AsyncIterator[bytes]
    ) -> str: ...
    def is_closed(self) -> bool: ...
    def get_server_version(self) -> asyncpg.ServerVersion: ...


class Translating:
    """A block in which the driver's trouble with the connection or with time becomes an error of our own."""

    __slots__ = ("_raw",)

    def __init__(self, raw: DriverConnection) -> None:
        self._raw = raw

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            return
        if isinstance(error, asyncpg.QueryCanceledError):
            raise fault("TIMEOUT", "the statement was stopped after its time was up") from error
        if isinstance(error, asyncpg.InsufficientResourcesError):
            raise fault(
                "UNAVAILABLE",
                "the database has no room for this: its disk, memory or connections are used up",
                hint="Make room on the database server; nothing was changed.",
            ) from error
        # An InterfaceError on an open connection is a fault of the program, such as a wrong number of values.
        lost = isinstance(error, asyncpg.InterfaceError) and self._raw.is_closed()
        if lost or isinstance(error, CONNECTION_TROUBLE):
            raise fault(
                "UNAVAILABLE",
                "the connection to the database was lost",
                hint="Try again in a moment; if this was a change, look first whether it was made.",
            ) from error


CONNECTION_TROUBLE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    # What the driver says of a connection that broke between two of its messages.
    asyncpg.InternalClientError,
)


class Connection:
    """One connection inside a transaction.

    Attributes:
        raw: asyncpg's connection, for COPY and the like.
        walls: whether each tenant has a role of its own in this installation (`core.roles`).
    """

    def __init__(
        self, raw: DriverConnection, observers: Sequence[Observer], statements: Meter, *, walls: bool
    ) -> None:
        self.raw = raw
        self.walls = walls
        self._statements = statements
        self._observers = observers

    async def fetch(self, sql: str, values: Sequence[object] = ()) -> list[Record]:
        """Run SQL text with positional values and return its rows."""
        for observe in self._observers:
            observe(sql)
        began = perf_counter()
        with Translating(self.raw):
            try:
                return await self.raw.fetch(sql, *values)
            finally:
                self._statements.add(perf_counter() - began)

    async def rows(self, statement: ClauseElement) -> list[Record]:
        """Run a SQLAlchemy statement and return its rows."""
        compiled = compile_statement(statement)
        return await self.fetch(compiled.text, compiled.values({}))

    async def row(self, statement: ClauseElement) -> Record | None:
        """The first row, or None."""
        found = await self.rows(statement)
        return found[0] if found else None

    async def value(self, statement: ClauseElement) -> Value:
        """The first column of the first row, or None."""
        found = await self.row(statement)
        return found[0] if found is not None else None

    async def execute(self, statement: str | ClauseElement) -> None:
        """Run SQL text without values, a DDL element, or a SQLAlchemy statement whose rows do not matter."""
        match statement:
            case str():
                await self._run(statement)
            case ExecutableDDLElement():
                await self._run(str(statement.compile(dialect=DIALECT)))
            case _:
                await self.rows(statement)

    async def _run(self, sql: str) -> None:
        for observe in self._observers:
            observe(sql)
        began = perf_counter()
        with Translating(self.raw):
            try:
                await self.raw.execute(sql)
            finally:
                self._statements.add(perf_counter() - began)


class Session(Connection):
    """A connection of its own; each statement is a transaction, but in a block of `transaction`."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A transaction (read committed): committed at the end of the block, rolled back when it raises."""
        transaction = self.raw.transaction()
        with Translating(self.raw):
            await transaction.start()
        try:
            yield self
        except BaseException:
            await roll_back(self.raw, transaction)
            raise
        with Translating(self.raw):
            await transaction.commit()


async def roll_back(raw: DriverConnection, transaction: Transaction) -> None:
    """Roll back after an error, which is the one to tell, whatever becomes of this.

    The connection may be lost by now, and the message that cancels a statement may come late and stop this one. Were
    that told in place of a cancellation, whoever is cancelled would take it for an error like others, and go on.
    """
    if raw.is_closed():
        # A lost connection has rolled back already.
        return
    try:
        await transaction.rollback()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, *CONNECTION_TROUBLE) as error:
        LOG.debug("a connection is given up, for it does not roll back: %s", error)
        raw.terminate()


async def close(raw: DriverConnection) -> None:
    """Close a connection; what of it still runs is cancelled."""
    try:
        await raw.close(timeout=CLOSE_SECONDS)
    except (*CONNECTION_TROUBLE, asyncpg.InterfaceError):
        # The server is gone or does not answer: there is nobody to say goodbye to.
        raw.terminate()


def _as_it_is(text: bytes) -> bytes:
    return text


class _WithoutJit(asyncpg.Connection):  # type: ignore[misc]  # it bears no types
    """asyncpg's connection, which lets JIT as it is while it asks for types: it is off.

    It would turn it off by `set_config`, which the role of a tenant may not call (`tenants.walls`).
    """

    _server_caps: Value

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self._server_caps = self._server_caps._replace(jit=False)


async def connect(url: str, server_settings: Mapping[str, str]) -> DriverConnection:
    """A connection of its own, without a pool.

    Raises:
        SluiceError: UNAVAILABLE when the server does not answer or refuses, SETTING_INVALID when the URL
            cannot be used or the server is too old.
    """
    try:
        raw: DriverConnection = await asyncpg.connect(
            url,
            connection_class=_WithoutJit,
            timeout=CONNECT_SECONDS,
            statement_cache_size=PREPARED_STATEMENTS,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=0,
            server_settings={"application_name": "sluice", "timezone": "UTC", **server_settings},
        )
    except ValueError as error:  # of asyncpg's own kind, or bare from a part that is no number
        # Without asyncpg's words: they may quote a piece of the password.
        raise fault(
            "SETTING_INVALID",
            "the database URL cannot be read",
            "SLUICE_DATABASE_URL",
            hint="Write postgresql://user:password@host:5432/database, special characters percent-encoded.",
        ) from error
    except (*CONNECTION_TROUBLE, asyncpg.PostgresError) as error:
        reason = str(error) or type(error).__name__
        raise fault("UNAVAILABLE", f"no connection to the database: {reason}") from error
    version = raw.get_server_version().major
    if version < LEAST_SERVER_VERSION:
        raw.terminate()
        raise fault(
            "SETTING_INVALID",
            f"the database server is PostgreSQL {version}; Sluice needs {LEAST_SERVER_VERSION} or newer",
            "SLUICE_DATABASE_URL",
        )
    # Neither asks the server anything, for the types are built in.
    for name, encoder, decoder in (
        ("date", encode_date, decode_date),
        ("timestamptz", encode_moment, decode_moment),
    ):
        await raw.set_type_codec(name, schema="pg_catalog", encoder=encoder, decoder=decoder, format="tuple")
    # JSON goes to clients as PostgreSQL wrote it.
    await raw.set_type_codec(
        "json", schema="pg_catalog", encoder=_as_it_is, decoder=_as_it_is, format="binary"
    )
    return raw
