"""Publishing changes: catalog, tables and the version row in one transaction, all or nothing."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from uuid import UUID

import asyncpg
from sqlalchemy import ClauseElement, select

from core.connection import Connection, Record
from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from core.sql import DIALECT
from metadata.ahead import Ahead, Standing, judged_before
from metadata.catalog import Catalog
from metadata.changes.base import Change, Stamp, raise_problems
from metadata.changes.kept import change_to_json
from metadata.composed import constant_conversions
from metadata.conversions import ConversionError, begun_before, constant_converted, convert_records
from metadata.ddl_text import Statement, joined, known_ddl
from metadata.fillings import Filling
from metadata.head_lock import PUBLISH_SECONDS, with_head
from metadata.planned import Planned, conflicts, counted, reported
from metadata.planning import Warn, plan_onto, steps_aside, warned_aside
from metadata.row_counts import RowCounts
from metadata.search_moves import SearchMoves, search_moves
from metadata.steps import Step
from metadata.store import CatalogStore, write_version
from metadata.text import storable
from metadata.values import JsonValue
from metadata.warnings.base import CatalogWarning
from tenants.namespace import namespace_tables, read_head

MOST_CHANGES = 10_000
MOST_NOTE_CHARACTERS = 2_000
MOST_MOVES = 20
"""How often the changes are planned anew because another publish came in between."""

Accept = Callable[[Connection, Catalog], Awaitable[None]]
"""Raises where the tenant, as it is within the transaction, cannot do with the catalog to be."""


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


class _HeadMovedError(Exception):
    """Another publish came in between."""


class _UnclearError(Exception):
    """Something of several changes that were run as one does not fit."""


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
    ahead: Ahead | None = None,
    planned: Planned | None = None,
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
        ahead: what of it has been done before; the records were judged then.
        planned: what they have been planned to be, which holds while its base is in force.

    Raises:
        SluiceError: what is wrong with a change, under `("changes", index, kind)`; what `accept` and `warn` raise;
            CATALOG_CONFLICT, CATALOG_BUSY, CATALOG_LIMIT; CATALOG_INVALID where there is no change, CATALOG_UNCHANGED
            where they come to nothing. Nothing was changed.
    """
    changes = publishable(changes, note)
    for _ in range(MOST_MOVES):
        head = await store.head(namespace)
        if planned is None or planned.base.version != head.version:
            planned = await plan_onto(database, store, namespace, head, changes, expected_version, merge)
        warnings = await warned_aside(store, namespace, planned, warn)
        if dry_run:
            counts = RowCounts(planned.base, namespace, partial(rows_of, database, namespace))
            rows, unfit = await counted(planned, counts), await reported(planned, counts)
            raise_problems(await conflicts(planned, counts))
            if accept is not None:
                async with database.transaction(affinity=namespace, walled=True) as connection:
                    await accept(connection, planned.result)
            told = await steps_aside(store, namespace, planned, rows, unfit)
            return Publication(planned.result.version, told, planned.base, planned.result, warnings)
        try:
            if ahead is None:
                await _judged(database, namespace, planned)
            rows = await _published(database, store, namespace, planned, actor, note, accept, ahead)
        except _HeadMovedError:
            continue
        # Not before: nobody has to wait while it is told what was done.
        told = await steps_aside(store, namespace, planned, rows)
        return Publication(planned.result.version, told, planned.base, planned.result, warnings)
    raise fault(
        "CATALOG_CONFLICT", Sentence("Others kept publishing in the meantime.", "期间不断有其他人发布。")
    )


def publishable(changes: Sequence[Change], note: str) -> list[Change]:
    """The changes as they are published now.

    Raises:
        SluiceError: CATALOG_INVALID, CATALOG_LIMIT; INVALID_VALUE of a note that cannot be kept.
    """
    if not changes:
        raise fault(
            "CATALOG_INVALID",
            Sentence("There is no change to publish.", "没有可发布的修改。"),
            "changes",
            hint=Sentence("Give at least one.", "请至少进行一项修改。"),
        )
    if len(changes) > MOST_CHANGES:
        message = Sentence(
            "There are {:,} changes; at most {:,} fit in one publish.",
            "共有 {:,} 项修改，一次发布最多 {:,} 项。",
        ).of(len(changes), MOST_CHANGES)
        raise fault(
            "CATALOG_LIMIT", message, "changes", hint=Sentence("Publish them in parts.", "请分几次发布。")
        )
    if len(storable(note, "note")) > MOST_NOTE_CHARACTERS:
        raise fault(
            "CATALOG_LIMIT",
            Sentence("A note has at most {:,} characters.", "修改说明最多 {:,} 个字符。").of(
                MOST_NOTE_CHARACTERS
            ),
            "note",
        )
    now = datetime.now(UTC)
    return [each.at(now) for each in changes]


async def _judged(database: Database, namespace: str, planned: Planned) -> None:
    """Look whether the records fit before anybody has to wait: who is refused has held up nobody.

    They are looked at once more under the lock, for they may be others by then.

    Raises:
        SluiceError: CATALOG_ROWS_CONFLICT.
        _HeadMovedError: the records are no longer those of the base.
    """
    counts = RowCounts(planned.base, namespace, partial(_rows_of_many, database, namespace))
    try:
        raise_problems(await conflicts(planned, counts))
    except (asyncpg.SyntaxOrAccessError, asyncpg.DataError, SluiceError) as error:
        head = await read_head(database, namespace)
        if head is None or head.catalog_version != planned.base.version:
            raise _HeadMovedError from error
        raise


async def _published(
    database: Database,
    store: CatalogStore,
    namespace: str,
    planned: Planned,
    actor: UUID | None,
    note: str,
    accept: Accept | None,
    ahead: Ahead | None,
) -> tuple[int, ...]:
    search = partial(search_moves, planned.changes, planned.catalogs, namespace)
    searches = await store.aside.run(namespace, search, len(planned.changes))
    many = len(planned.changes)
    work = partial(_worked_out, planned, searches, namespace, prepared=ahead is not None)
    script = await store.aside.run(namespace, work, many)

    async def write(connection: Connection) -> tuple[int, ...]:
        rows = await _written(connection, namespace, planned, script, actor, note, ahead)
        if accept is not None:
            await accept(connection, planned.result)
        return rows

    transaction = partial(database.transaction, affinity=namespace)
    try:
        return await with_head(transaction, namespace, write, hurried=ahead is None)
    except _UnclearError:
        # One after the other, the change that does not fit is known.
        script = replace(script, known=(None,) * many)
        return await with_head(transaction, namespace, write, hurried=ahead is None)


@dataclass(frozen=True)
class _Script:
    """What is worked out of a publish before anybody waits for it.

    Attributes:
        searches: what each change brings for search.
        constant: the places of the changes that convert what all records have alike.
        known: of each change its statements, where it is DDL alone.
        kept: the changes as they are kept.
    """

    searches: Sequence[SearchMoves]
    constant: Collection[int]
    known: Sequence[tuple[Statement, ...] | None]
    kept: list[JsonValue]


def _worked_out(
    planned: Planned, searches: Sequence[SearchMoves], namespace: str, *, prepared: bool
) -> _Script:
    known = known_ddl(planned, searches, namespace, adding=prepared)
    kept: list[JsonValue] = [change_to_json(change) for change in planned.changes]
    return _Script(searches, constant_conversions(planned), known, kept)


async def _run_known(
    connection: Connection, waiting: list[tuple[int, Change, tuple[Statement, ...]]]
) -> None:
    """Run what waits to be run, in one round trip."""
    if not waiting:
        return
    index, change, _ = waiting[0]
    text = joined(each for _, _, made in waiting for each in made)
    alone = len(waiting) == 1
    waiting.clear()
    if not text:
        return
    with _refusing(index, change):
        try:
            await connection.execute(text)
        except (asyncpg.ProgramLimitExceededError, asyncpg.IntegrityConstraintViolationError) as error:
            if alone:
                raise
            raise _UnclearError from error


async def _written(
    connection: Connection,
    namespace: str,
    planned: Planned,
    script: _Script,
    actor: UUID | None,
    note: str,
    ahead: Ahead | None,
) -> tuple[int, ...]:
    """Put them in force; how many records each step touches."""
    head = namespace_tables(namespace).head
    if await connection.value(select(head.c.catalog_version)) != planned.base.version:
        raise _HeadMovedError
    if ahead is None:
        counts = RowCounts(planned.base, namespace, connection.rows)
        rows = await counted(planned, counts)
    else:
        counts = RowCounts(planned.base, namespace, connection.rows, ahead.stale)
        rows = ahead.rows
    raise_problems(await conflicts(planned, counts))
    standing = None if ahead is None else await ahead.standing(connection, namespace, planned)
    pairs = zip(planned.changes, pairwise(planned.catalogs), strict=True)
    stamp = Stamp(actor, planned.result.version)
    waiting: list[tuple[int, Change, tuple[Statement, ...]]] = []
    for index, ((change, catalogs), search) in enumerate(zip(pairs, script.searches, strict=True)):
        made = script.known[index]
        if made is not None:
            waiting.append((index, change, made))
            continue
        await _run_known(connection, waiting)
        with _refusing(index, change):
            await _run_change(
                connection, namespace, change, catalogs, search, stamp, standing, index in script.constant
            )
    await _run_known(connection, waiting)
    await write_version(connection, namespace, planned.result, script.kept, actor, note)
    return rows


async def _run_change(
    connection: Connection,
    namespace: str,
    change: Change,
    catalogs: tuple[Catalog, Catalog],
    search: SearchMoves,
    stamp: Stamp,
    standing: Standing | None,
    constant: bool,
) -> None:
    """Carry out one change whose statements depend on what stands in the tables.

    Args:
        constant: what it converts is one value, in no record yet.
    """
    conversion = change.conversion(*catalogs)
    elements: Sequence[ClauseElement] = change.ddl(*catalogs, namespace)
    rewrites: Sequence[ClauseElement] = change.rewrites(*catalogs, namespace, stamp)
    # What has been converted before needs it no more, but for what was written since.
    stale = (
        None if standing is None or conversion is None else await standing.stale_of(connection, conversion)
    )
    if standing is not None:
        standing.follow(catalogs[1])
        judged = judged_before(change, catalogs[0], conversion)
        elements = standing.instead_of(elements, judged=judged)
        rewrites = standing.instead_of(rewrites, judged=judged)
    if conversion is not None and stale is None:
        # An operation of somebody else's may be converting the field, in vain from now on.
        await run_ddl(connection, begun_before(conversion, namespace))
    await run_ddl(connection, [*search.before, *elements, *search.within])
    if conversion is not None and constant:
        await run_ddl(connection, await constant_converted(connection, conversion, namespace))
    elif conversion is not None:
        await convert_records(connection, conversion, namespace, stale)
    await _fill(connection, change.fillings(*catalogs, namespace, stamp), standing)
    for statement in rewrites:
        await connection.execute(statement)
    await _fill(connection, search.fillings, standing)
    await run_ddl(connection, search.after)


async def _fill(connection: Connection, fillings: Sequence[Filling], standing: Standing | None) -> None:
    for filling in fillings:
        rest = filling.at_once if standing is None else await standing.filling(connection, filling)
        for statement in rest:
            await connection.execute(statement)


async def run_ddl(connection: Connection, elements: Sequence[ClauseElement]) -> None:
    """Run DDL in one round trip; it takes no values."""
    if elements:
        await connection.execute(";\n".join(str(each.compile(dialect=DIALECT)) for each in elements))


@contextmanager
def _refusing(index: int, change: Change) -> Iterator[None]:
    """What the records or the table do not let happen, as a refusal of the change."""
    try:
        yield
    except asyncpg.ProgramLimitExceededError as error:
        message = Sentence(
            "The table has no room for it: PostgreSQL counts removed columns too.",
            "数据表已无法再添加列：PostgreSQL 也会计入已移除的列。",
        )
        hint = Sentence("Use another object for further fields.", "请将其他字段放在另一个对象中。")
        raise fault("CATALOG_LIMIT", message, "changes", index, change.kind, hint=hint) from error
    except (asyncpg.IntegrityConstraintViolationError, ConversionError) as error:
        # They were counted before. Who writes by SQL knows no lock on the head, and an earlier change may set values.
        message = Sentence(
            "Records do not fit the change, as an earlier change of the list, or somebody by SQL, has made them.",
            "记录不符合此项修改：列表中更早的修改或有人通过 SQL 改动了它们。",
        )
        hint = Sentence(
            "Publish the earlier changes first; then this one names the records.",
            "请先发布更早的修改，之后此项修改会指出是哪些记录。",
        )
        raise fault("CATALOG_ROWS_CONFLICT", message, "changes", index, change.kind, hint=hint) from error


async def rows_of(database: Database, namespace: str, statement: ClauseElement) -> list[Record]:
    """The rows of a statement of the tenant."""
    return await database.rows(statement, affinity=namespace)


async def _rows_of_many(database: Database, namespace: str, statement: ClauseElement) -> list[Record]:
    """As `rows_of`, for a statement that may read a large table; no lock outlives it."""
    async with database.transaction(affinity=namespace, walled=True) as connection:
        await connection.execute(f"SET LOCAL statement_timeout = '{PUBLISH_SECONDS}s'")
        return await connection.rows(statement)
