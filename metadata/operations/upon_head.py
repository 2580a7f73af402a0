"""The changes of an operation upon the version in force, wherever others take that.

Whatever is done in a transaction asks first whether the catalog is still the one it was planned for, and holds the
head's lightest lock until it has ended. Where others have published meanwhile, the changes are put upon their version
and it goes on from where it is; where that is not possible, it begins anew or fails with what has collided.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import TypeVar

import asyncpg
from sqlalchemy import select

from core.connection import Connection, Session
from core.database import Database
from core.errors import SluiceError
from metadata.ahead import AheadError
from metadata.operations.kept import Operation
from metadata.planned import Planned
from metadata.planning import plan_onto, prepared_aside
from metadata.prepared import Preparations
from metadata.store import CatalogStore
from tenants.namespace import namespace_tables

Outcome = TypeVar("Outcome")


class MovedError(Exception):
    """Others have published."""


class UponHead:
    """The changes of one operation.

    Attributes:
        planned: upon the version in force, as far as it is known.
        wanted: what of them is done before the publish.
        at_once: the keys of what is not filled before.
    """

    def __init__(
        self, database: Database, session: Session, store: CatalogStore, namespace: str, operation: Operation
    ) -> None:
        self._database, self._session, self._store = database, session, store
        self._namespace, self._operation = namespace, operation
        self._changes = operation.built()
        self.planned: Planned
        self.wanted: Preparations
        self.at_once: frozenset[str] = frozenset()

    async def begin(self) -> None:
        """Plan them.

        Raises:
            SluiceError: CATALOG_CONFLICT, and what else is wrong with them.
        """
        self.planned = await self._plan()
        self.wanted = await prepared_aside(self._store, self._namespace, self.planned)

    async def leave(self, at_once: Collection[str]) -> None:
        """Leave it to the publish to write values in place, rather than to fill them before; by their keys."""
        self.at_once = frozenset(at_once)
        self.wanted = await self._prepared(self.planned)

    async def follow(self) -> bool:
        """Plan anew where others have published. Returns whether they have.

        Raises:
            AheadError: what is needed has become something else.
        """
        if (await self._store.head(self._namespace)).version == self.planned.base.version:
            return False
        planned = await self._plan()
        wanted = await self._prepared(planned)
        for part in (_moved, _watched, _converted, _filled, _indexed):
            if part(wanted) != part(self.wanted):
                raise AheadError
        self.planned, self.wanted = planned, wanted
        return True

    async def steadily(self, do: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Do something under one version of the catalog, once more where others have published meanwhile."""
        while True:
            try:
                found = await do()
            except (asyncpg.SyntaxOrAccessError, asyncpg.DataError, SluiceError, MovedError):
                if not await self.follow():
                    raise
            else:
                if not await self.follow():
                    return found

    @asynccontextmanager
    async def page(self) -> AsyncIterator[Connection]:
        """A short transaction under the version that is planned for."""
        while True:
            async with self._session.transaction() as connection:
                if await self._stands(connection):
                    yield connection
                    return
            # Outside of that transaction: the changes are put upon the new version first.
            await self.follow()

    async def confirm(self, connection: Connection) -> None:
        """Have the head stay as it is until the transaction ends.

        Raises:
            MovedError: another version is in force.
        """
        if not await self._stands(connection):
            raise MovedError

    async def _stands(self, connection: Connection) -> bool:
        """Whether the version that is planned for is in force, which it then is until the transaction ends."""
        head = namespace_tables(self._namespace).head
        in_force: int = await connection.value(select(head.c.catalog_version))
        return in_force == self.planned.base.version

    async def _plan(self) -> Planned:
        head = await self._store.head(self._namespace)
        base = self._operation.base_version
        return await plan_onto(self._database, self._store, self._namespace, head, self._changes, base, True)

    async def _prepared(self, planned: Planned) -> Preparations:
        return await prepared_aside(self._store, self._namespace, planned, [*self.at_once])


def _moved(wanted: Preparations) -> object:
    return [each.key for each in wanted.moves]


def _watched(wanted: Preparations) -> object:
    return {*wanted.watched}


def _converted(wanted: Preparations) -> object:
    return {each.old.id: (each.old.type, each.zone, each.made_of) for each in wanted.conversions}


def _filled(wanted: Preparations) -> object:
    return {each.key: each.of for each in wanted.fillings}


def _indexed(wanted: Preparations) -> object:
    return {each.name for each in wanted.indexes}
