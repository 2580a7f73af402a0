"""Publishing changes: catalog, tables and the version row in one transaction, all or nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from uuid import UUID

import asyncpg
from sqlalchemy import ClauseElement, select
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.connection import Connection, Record
from core.database import Database
from core.errors import Problem, SluiceError, fault
from core.sql import DIALECT
from metadata.catalog import Catalog
from metadata.changes.base import Change, RowLimit, Stamp, ValueLimit, applied, raise_problems
from metadata.changes.kept import change_to_json
from metadata.changes.table_ddl import without_passing_search
from metadata.checks import check_catalog
from metadata.conversions import ConversionError, convert_records
from metadata.holdings import Holding
from metadata.merging.onto import changes_onto
from metadata.row_counts import RowCounts, Unfit
from metadata.steps import Step
from metadata.store import CatalogStore, write_version
from metadata.text import storable
from metadata.values import JsonValue
from metadata.warnings.base import CatalogWarning
from tenants.namespace import namespace_tables, read_head

MOST_CHANGES = 1_000
MOST_NOTE_CHARACTERS = 2_000
LOCK_SECONDS = 1
"""The longest that a publish which waits for a lock keeps the tenant's other statements waiting behind it."""
LOCK_ATTEMPTS = 9
LOCK_PAUSE_SECONDS = 0.1
"""Between two attempts: what has queued behind the one gets through before the next."""
PUBLISH_SECONDS = 600
"""For one change: what writes a large table anew takes longer than a request may."""
MOST_MOVES = 20
"""How often the changes are planned anew because another publish came in between."""

Accept = Callable[[Connection, Catalog], Awaitable[None]]
"""Raises where the tenant, as it is within the transaction, cannot do with the catalog to be."""

Warn = Callable[[Catalog, Catalog], tuple[CatalogWarning, ...]]
"""From the catalog in force and that to be to what the publish is warned of; raises where it may not go on so."""


@dataclass(frozen=True)
class Publication:
    """The outcome.

    Attributes:
        version: in force now; that would be, in a dry run.
        base: what was in force before.
        warnings: what it brings that is allowed and hardly meant.
    """

    version: int
    steps: tuple[Step, ...]
    base: Catalog
    catalog: Catalog
    warnings: tuple[CatalogWarning, ...]


@dataclass(frozen=True)
class _Planned:
    """Changes applied to a base: `catalogs[i]` stands before change `i`, and the last is published."""

    changes: tuple[Change, ...]
    catalogs: tuple[Catalog, ...]

    @property
    def base(self) -> Catalog:
        return self.catalogs[0]

    @property
    def result(self) -> Catalog:
        return replace(self.catalogs[-1], version=self.base.version + 1)


class _HeadMovedError(Exception):
    """Another publish came in between."""


async def publish(
    database: Database,
    store: CatalogStore,
    namespace: str,
    changes: Sequence[Change],
    actor: UUID | None,
    expected_version: int | None = None,
    dry_run: bool = False,
    note: str = "",
    accept: Accept | None = None,
    warn: Warn | None = None,
    merge: bool = False,
) -> Publication:
    """Apply `changes` in order and put the result in force as the next version.

    Args:
        actor: id of the member who publishes.
        expected_version: the version the caller has seen; any other in force is a conflict, unless they merge.
        dry_run: say what would happen, and change and lock nothing.
        note: why, for the list of versions.
        accept: judges what the catalog alone does not show.
        warn: says what is allowed and hardly meant.
        merge: put changes made for `expected_version` upon the version in force, where nothing collides with what
            others have published since (`metadata.merging`).

    Raises:
        SluiceError: what is wrong with a change, under `("changes", index, kind)`; what `accept` and `warn` raise;
            CATALOG_CONFLICT, CATALOG_BUSY, CATALOG_LIMIT; CATALOG_INVALID where there is no change, CATALOG_UNCHANGED
            where they come to nothing. Nothing was changed.
    """
    if not changes:
        raise fault("CATALOG_INVALID", "There is no change to publish.", "changes", hint="Give at least one.")
    if len(changes) > MOST_CHANGES:
        message = f"There are {len(changes):,} changes; at most {MOST_CHANGES:,} fit in one publish."
        raise fault("CATALOG_LIMIT", message, "changes", hint="Publish them in parts.")
    if len(storable(note, "note")) > MOST_NOTE_CHARACTERS:
        raise fault("CATALOG_LIMIT", f"A note has at most {MOST_NOTE_CHARACTERS:,} characters.", "note")
    now = datetime.now(UTC)
    changes = [each.at(now) for each in changes]
    for _ in range(MOST_MOVES):
        head = await store.head(namespace)
        if expected_version is None or expected_version == head.version:
            planned = _planned(head, changes)
        elif merge and 0 < expected_version < head.version:
            upon = await changes_onto(database, store, namespace, expected_version, head, changes)
            planned = _planned(head, upon)
        else:
            message = f"Version {head.version} is in force, not {expected_version}."
            raise fault("CATALOG_CONFLICT", message, "expectedVersion", version=head.version)
        warnings = () if warn is None else warn(planned.base, planned.result)
        if dry_run:
            counts = RowCounts(planned.base, namespace, partial(_rows, database, namespace))
            rows, unfit = await _counted(planned, counts), await _reported(planned, counts)
            if accept is not None:
                async with database.transaction(affinity=namespace) as connection:
                    await accept(connection, planned.result)
            steps = _steps(planned, rows, unfit)
            return Publication(planned.result.version, steps, planned.base, planned.result, warnings)
        try:
            await _judged(database, namespace, planned)
            steps = await _published(database, namespace, planned, actor, note, accept)
        except _HeadMovedError:
            continue
        return Publication(planned.result.version, steps, planned.base, planned.result, warnings)
    raise fault("CATALOG_CONFLICT", "Others kept publishing in the meantime.")


def _planned(base: Catalog, changes: Sequence[Change]) -> _Planned:
    planned = _Planned(tuple(changes), (base, *applied(base, changes)))
    if replace(planned.catalogs[-1], version=base.version) == base:
        message = (
            "The catalog would stay as it is: what the changes set stands there already, or they cancel out."
        )
        raise fault("CATALOG_UNCHANGED", message, "changes", version=base.version)
    raise_problems(check_catalog(planned.result))
    return planned


async def _judged(database: Database, namespace: str, planned: _Planned) -> None:
    """Look whether the records fit before anybody has to wait: who is refused has held up nobody.

    They are looked at once more under the lock, for they may be others by then.

    Raises:
        SluiceError: CATALOG_ROWS_CONFLICT.
        _HeadMovedError: the records are no longer those of the base.
    """
    counts = RowCounts(planned.base, namespace, partial(_rows_of_many, database, namespace))
    try:
        raise_problems(await _conflicts(planned, counts))
    except (asyncpg.SyntaxOrAccessError, asyncpg.DataError, SluiceError) as error:
        head = await read_head(database, namespace)
        if head is None or head.catalog_version != planned.base.version:
            raise _HeadMovedError from error
        raise


async def _published(
    database: Database,
    namespace: str,
    planned: _Planned,
    actor: UUID | None,
    note: str,
    accept: Accept | None,
) -> tuple[Step, ...]:
    for attempt in range(LOCK_ATTEMPTS):
        if attempt:
            await asyncio.sleep(LOCK_PAUSE_SECONDS)
        try:
            async with database.transaction(affinity=namespace) as connection:
                await _lock(connection, namespace)
                rows = await _written(connection, namespace, planned, actor, note)
                if accept is not None:
                    await accept(connection, planned.result)
            # Not before: nobody has to wait while it is told what was done.
            return _steps(planned, rows, [None] * len(rows))
        except asyncpg.LockNotAvailableError:
            continue
    raise fault("CATALOG_BUSY", "The catalog could not be locked: statements of this tenant run for long.")


async def _written(
    connection: Connection, namespace: str, planned: _Planned, actor: UUID | None, note: str
) -> tuple[int, ...]:
    """Put them in force; how many records each step touches."""
    head = namespace_tables(namespace).head
    if await connection.value(select(head.c.catalog_version)) != planned.base.version:
        raise _HeadMovedError
    rows = await _counted(planned, RowCounts(planned.base, namespace, connection.rows))
    pairs = [*zip(planned.changes, pairwise(planned.catalogs), strict=True)]
    ddl = without_passing_search([change.ddl(*catalogs, namespace) for change, catalogs in pairs])
    stamp = Stamp(actor, planned.result.version)
    for index, ((change, catalogs), elements) in enumerate(zip(pairs, ddl, strict=True)):
        with _refusing(index, change):
            await _run_ddl(connection, elements)
            conversion = change.conversion(*catalogs)
            if conversion is not None:
                await convert_records(connection, conversion, namespace)
            for statement in change.rewrites(*catalogs, namespace, stamp):
                await connection.execute(statement)
    values: list[JsonValue] = [change_to_json(change) for change in planned.changes]
    await write_version(connection, namespace, planned.result, values, actor, note)
    return rows


async def _lock(connection: Connection, namespace: str) -> None:
    # Every statement of a tenant, reading or writing, touches the head first. So with the head in our hands
    # no statement is under way that was planned for the old catalog, none begins, and every lock that the DDL
    # takes is free: nothing deadlocks, and no write is judged by a stale rule. New statements queue behind us
    # while we wait, so we do not wait for long.
    head = DIALECT.identifier_preparer.format_table(namespace_tables(namespace).head)
    await connection.execute(
        f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'; SET LOCAL statement_timeout = '{PUBLISH_SECONDS}s'"
    )
    await connection.execute(f"LOCK TABLE {head} IN ACCESS EXCLUSIVE MODE")


async def _run_ddl(connection: Connection, elements: Sequence[ExecutableDDLElement]) -> None:
    if elements:
        # One round trip; DDL takes no values.
        await connection.execute(";\n".join(str(each.compile(dialect=DIALECT)) for each in elements))


@contextmanager
def _refusing(index: int, change: Change) -> Iterator[None]:
    """What the records or the table do not let happen, as a refusal of the change."""
    try:
        yield
    except asyncpg.ProgramLimitExceededError as error:
        message = "The table has no room for it: PostgreSQL counts removed columns too."
        hint = "Use another object for further fields."
        raise fault("CATALOG_LIMIT", message, "changes", index, change.kind, hint=hint) from error
    except (asyncpg.IntegrityConstraintViolationError, ConversionError) as error:
        # They were counted before. Who writes by SQL knows no lock on the head, and an earlier change may set values.
        message = "Records do not fit the change, as an earlier change of the list, or somebody by SQL, has made them."
        hint = "Publish the earlier changes first; then this one names the records."
        raise fault("CATALOG_ROWS_CONFLICT", message, "changes", index, change.kind, hint=hint) from error


async def _counted(planned: _Planned, counts: RowCounts) -> tuple[int, ...]:
    """How many records each step touches, judged against the base: no change adds or removes records.

    Raises:
        SluiceError: CATALOG_ROWS_CONFLICT where there are too many for a change.
    """
    known: dict[Holding, int] = {}
    rows = []
    for index in range(len(planned.changes)):
        touched = _touched(planned, index)
        if touched is not None and touched not in known:
            known[touched] = await counts.held(touched)
        rows.append(0 if touched is None else known[touched])
    raise_problems(await _conflicts(planned, counts))
    return tuple(rows)


async def _conflicts(planned: _Planned, counts: RowCounts) -> list[Problem]:
    """The limits of changes that the records do not keep, judged against the base."""
    problems = []
    for index, (change, before) in enumerate(zip(planned.changes, planned.catalogs[:-1], strict=True)):
        for limit in change.row_limits(before):
            conflict = await counts.conflict(_limit_in_base(planned, index, limit))
            if conflict is not None:
                problems.append(conflict.within("changes", index, change.kind))
    return problems


async def _reported(planned: _Planned, counts: RowCounts) -> tuple[Unfit | None, ...]:
    """For each step the records that do not satisfy its rule."""
    found: list[Unfit | None] = []
    for change, (before, after) in zip(planned.changes, pairwise(planned.catalogs), strict=True):
        report = change.report(before, after)
        found.append(None if report is None else await counts.reported(report))
    return tuple(found)


def _touched(planned: _Planned, index: int) -> Holding | None:
    """The records that the change at `index` touches, as they are in the base."""
    change, before = planned.changes[index], planned.catalogs[index]
    touched = change.touches(before)
    if touched is None:
        return None
    return _in_base(planned, index, change.holding(before) or Holding(touched))


def _in_base(planned: _Planned, index: int, holding: Holding) -> Holding:
    """What `holding`, said of the records as they are before the change at `index`, is in the base."""
    for earlier in reversed(range(index)):
        holding = planned.changes[earlier].holding_before(planned.catalogs[earlier], holding)
    return holding


def _limit_in_base(planned: _Planned, index: int, limit: RowLimit | ValueLimit) -> RowLimit | ValueLimit:
    if not isinstance(limit, RowLimit) or limit.holding is None:
        return limit
    return replace(limit, holding=_in_base(planned, index, limit.holding))


def _steps(planned: _Planned, rows: Sequence[int], unfit: Sequence[Unfit | None]) -> tuple[Step, ...]:
    return tuple(
        Step(
            change.sentence(),
            change.risk(before),
            count,
            change.breaks(before),
            change.lock(before),
            found,
            change.uses(before),
        )
        for change, before, count, found in zip(
            planned.changes, planned.catalogs[:-1], rows, unfit, strict=True
        )
    )


async def _rows(database: Database, namespace: str, statement: ClauseElement) -> list[Record]:
    return await database.rows(statement, affinity=namespace)


async def _rows_of_many(database: Database, namespace: str, statement: ClauseElement) -> list[Record]:
    """As `_rows`, for a statement that may read a large table; no lock outlives it."""
    async with database.transaction(affinity=namespace) as connection:
        await connection.execute(f"SET LOCAL statement_timeout = '{PUBLISH_SECONDS}s'")
        return await connection.rows(statement)
