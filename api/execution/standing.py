"""Who asks, under which catalog and rights; and starting over where these have changed meanwhile.

A request is planned with the catalog and the rights that this process saw last. If they have changed since, the
statement says so (`StaleError`), or the caller's document is refused and a look at the head shows it; either way the
operation starts over with fresh ones. So a published catalog holds for the very next request of any process, and no
request pays for asking.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import asyncpg

from api.context import Engine, RequestContext, identify
from api.errors import ErrorJson
from api.process.caches import HEAD_WEIGHT
from core.errors import SluiceError, fault
from core.roles import NoRoleError
from core.sentences import Sentence
from records.run import StaleError, confirm_head

ATTEMPTS = 30
"""How often an operation starts over because the catalog or the rights changed under it."""

Result = TypeVar("Result")


class InvalidError(Exception):
    """The operation cannot run as it is: the entries of `errors`."""

    def __init__(self, entries: list[ErrorJson]) -> None:
        super().__init__("the operation is invalid")
        self.entries = entries


@dataclass(slots=True)
class Standing:
    """What one request knows of its caller, kept up to date in its context."""

    engine: Engine
    context: RequestContext

    async def recall(self) -> None:
        """Fill the context from what this process saw last, or look."""
        engine, context = self.engine, self.context
        if context.token is None:
            return
        # Whoever counted the request has found out already.
        caller = context.caller or await engine.authenticator.caller(
            context.token, context.tenant_slug, context.address
        )
        version = engine.caches.heads.get(caller.namespace)
        if version is None:
            await self.look()
            return
        catalog = await engine.catalogs.load(caller.namespace, version)
        try:
            context.stand(caller, catalog)
        except SluiceError:
            # By a catalog that may be older than the one in force.
            await self.look()

    async def look(self) -> None:
        """Fill the context from the database."""
        await identify(self.context)
        if self.context.caller is not None and self.context.catalog is not None:
            namespace, version = self.context.caller.namespace, self.context.catalog.version
            self.engine.caches.heads.put(namespace, version, HEAD_WEIGHT)

    async def fresh(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do the work; start over where it was done under a catalog or rights that no longer hold."""
        for _ in range(ATTEMPTS):
            try:
                return await work()
            except StaleError:
                self.engine.meters.stale += 1
                await self.look()
            except (asyncpg.UndefinedTableError, NoRoleError):
                # Of a tenant that was erased since this process saw it last: to look then says who it is that asks.
                await self.look()
                raise
            except (InvalidError, SluiceError) as error:
                if _of_the_database(error) or await self.current():
                    raise
                await self.look()
        raise fault(
            "CATALOG_BUSY",
            Sentence(
                "The catalog changes too fast to answer under one version of it",
                "配置变动过于频繁，暂时无法响应",
            ),
        )

    async def current(self) -> bool:
        """Whether the catalog and the rights in the context are still in force."""
        caller, catalog = self.context.caller, self.context.catalog
        if caller is None or catalog is None:
            return True
        try:
            await confirm_head(self.engine.database, catalog.version, caller)
        except StaleError:
            return False
        return True

    async def confirm(self) -> None:
        """See that what was prepared still holds, where no statement has said so.

        Raises:
            StaleError: it does not.
        """
        if not await self.current():
            raise StaleError


def _of_the_database(error: InvalidError | SluiceError) -> bool:
    """Whether the database did not answer: no newer catalog mends that, and a write may have been done."""
    return isinstance(error, SluiceError) and any(
        problem.code in ("TIMEOUT", "UNAVAILABLE") for problem in error.problems
    )
