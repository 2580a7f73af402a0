"""Everything that a tenant holds of a person (GDPR articles 15 and 20, PIPL article 45), as JSON, page by page.

A page is one statement, and so one snapshot. It is a list of entries in one order: the subject's records, those merged
into them among them, what points to these with its personal values, and what was noted about the subject's records
beside their fields.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.database import Database
from core.errors import fault
from core.ids import read_uuid
from core.sentences import Sentence
from core.sql import compile_statement
from metadata.catalog import Object
from metadata.fields import Field
from metadata.link_tables import SOURCE, TARGET, link_rows
from metadata.personal import personal_values, telling_of
from metadata.system_fields import STAGE
from records.build import Build
from records.constants import constant
from records.json_sql import EMPTY, json_object
from records.personal.held import with_merged
from records.run import bound_values, confirmed
from tenants.audit import Entry, note
from tenants.authentication import Caller

MOST_ENTRIES = 1_000
"""Of one page."""
MOST_SECTIONS = 100_000
"""More than there are objects that could point to a person."""

Values = Mapping[str, ColumnElement[Any]]


@dataclass(frozen=True)
class Page:
    """Some of what is held.

    Attributes:
        cursor: of the last entry, where more come after it.
    """

    entries: tuple[object, ...]
    cursor: str | None


async def export(
    database: Database,
    build: Build,
    caller: Caller,
    of: Object,
    record_id: UUID,
    first: int,
    after: str | None,
) -> Page:
    """A page of what is held of the person in a record of `of`, which the caller may export. It is audited.

    Raises:
        StaleError: the catalog or the rights have changed.
        SluiceError: NOT_FOUND; BAD_USER_INPUT where the cursor is none, or of an older catalog.
    """
    statement = _page(build, of, record_id, first, _place(build, after))
    compiled = compile_statement(statement)
    values = compiled.values(bound_values(tuple(build.binders), caller, {}))
    async with database.transaction(affinity=caller.namespace, walled=True) as connection:
        rows = await connection.fetch(compiled.text, values)
        row = confirmed(rows[0] if rows else None, build.catalog.version, caller)
        found = orjson.loads(row["entries"])
        if not found and after is None:
            raise fault(
                "NOT_FOUND",
                Sentence("there is no such record that you may export", "没有你可以导出的这条记录"),
                "id",
            )
        # Of a place that somebody made up nothing comes, of whatever record, and nothing was handed out.
        if found:
            told = {"object": of.name, "entries": min(first, len(found))}
            entry = Entry("subjectExported", caller.member_id, str(record_id), told)
            await note(connection, caller.namespace, entry)
    shown = found[:first]
    cursor = None
    if len(found) > first:
        cursor = f"{build.catalog.version}.{shown[-1]['section']}.{shown[-1]['id']}"
    return Page(tuple(each["entry"] for each in shown), cursor)


def _place(build: Build, after: str | None) -> tuple[int, UUID] | None:
    """The section and the id of a cursor.

    Raises:
        SluiceError: BAD_USER_INPUT.
    """
    if after is None:
        return None
    refused = fault(
        "BAD_USER_INPUT",
        "This is no place in an export under the catalog in force",
        "after",
        hint="Begin the export again, without `after`.",
    )
    try:
        version, section, id_ = after.split(".")
        under, place = int(version), (int(section), read_uuid(id_))
    except ValueError as error:
        raise refused from error
    if under != build.catalog.version or not 0 <= place[0] < MOST_SECTIONS:
        raise refused
    return place


def _page(
    build: Build, of: Object, record_id: UUID, first: int, after: tuple[int, UUID] | None
) -> Select[Any]:
    # Named first, so that its lock is taken before that of any table of records.
    head = select(build.tables.head.c.catalog_version, build.tables.head.c.access_epoch).cte("h")
    rows = build.rows(of)
    subject = select(rows.c.id).where(
        rows.c.id == literal(record_id, Uuid()),
        build.permitted("read", rows, of),
        build.permitted("export", rows, of),
    )
    ids = with_merged(of, build.namespace, subject)
    sections = [
        each.add_columns(literal_column(str(section), Integer()).label("section"))
        for section, each in enumerate(_sections(build, of, ids))
    ]
    listed = union_all(*sections).subquery("listed")
    place = tuple_(listed.c.section, listed.c.id)
    wanted = select(listed).order_by(listed.c.section, listed.c.id).limit(literal_column(str(first + 1)))
    if after is not None:
        wanted = wanted.where(place > tuple_(literal(after[0], Integer()), literal(after[1], Uuid())))
    page = wanted.subquery("page")
    shown = json_object(build, {each.name: each for each in page.c})
    entries = select(
        func.coalesce(func.json_agg(aggregate_order_by(shown, page.c.section, page.c.id)), EMPTY)
    ).scalar_subquery()
    return select(head.c.catalog_version, head.c.access_epoch, entries.label("entries")).add_cte(head)


def _sections(build: Build, of: Object, ids: CTE) -> Iterator[Select[Any]]:
    rows = build.rows(of)
    readable = build.access_to(of).read
    yield _entries(
        build,
        rows.c.id,
        {"kind": literal_column("'record'"), **_record(build, of, rows, tuple(_shown(of, readable)))},
        rows.c.id.in_(select(ids.c.id)),
    )
    for owner, by in telling_of(build.catalog, of):
        yield _related(build, owner, by, ids)
    yield from _noted(build, of, ids)


def _shown(of: Object, readable: frozenset[str]) -> Iterator[Field]:
    return (each for each in of.fields if each.id in readable and each.links is None)


def _related(build: Build, owner: Object, by: tuple[Field, ...], ids: CTE) -> Select[Any]:
    """The records of an object that point to the subject, with what of them is personal."""
    rows, readable = build.rows(owner), build.access_to(owner).read
    subjects = select(ids.c.id)
    points: list[ColumnElement[bool]] = []
    for each in by:
        if each.links is None:
            points.append(rows.c[f"{each.name}Id"].in_(subjects))
        else:
            links = link_rows(each, build.namespace)
            linked = (
                select(1)
                .select_from(links)
                .where(links.c[SOURCE] == rows.c.id, links.c[TARGET].in_(subjects))
            )
            points.append(exists(linked.correlate_except(links)))
    wanted = {each.id for each in personal_values(owner)} | {each.id for each in by}
    fields = tuple(
        each for each in _shown(owner, readable) if each.id in wanted or each.name == owner.display
    )
    values = {"kind": literal_column("'related'"), **_record(build, owner, rows, fields)}
    return _entries(build, rows.c.id, values, or_(*points))


def _record(build: Build, of: Object, rows: FromClause, fields: tuple[Field, ...]) -> Values:
    shown: dict[str, ColumnElement[Any]] = {
        "object": constant(of.name),
        "id": rows.c.id,
        "createdAt": rows.c.createdAt,
        "updatedAt": rows.c.updatedAt,
        "deletedAt": rows.c.deletedAt,
    }
    if of.pipeline is not None:
        shown["stage"] = rows.c[STAGE]
    values = {each.name: _value(build, of, each, rows) for each in fields}
    return {**shown, "values": json_object(build, values)} if values else shown


def _value(build: Build, of: Object, field: Field, rows: FromClause) -> ColumnElement[Any]:
    """As clients see it; an id of a record only where the caller may see that."""
    return build.relation_id(field, rows) if field.names_record else build.read(rows, of, field)


def _noted(build: Build, of: Object, ids: CTE) -> Iterator[Select[Any]]:
    """What is kept of the subject's records beside their tables."""
    yield from _changed(build, of, ids)
    yield from _done(build, ids)
    yield from _told(build, ids)


def _changed(build: Build, of: Object, ids: CTE) -> Iterator[Select[Any]]:
    tables, subjects = build.tables, select(ids.c.id)
    history, moves = tables.field_history.alias("fh"), tables.stage_history.alias("sh")
    fields = [each for each in of.fields if each.id in build.access_to(of).read and not each.points_to]
    kept = history.c.field_id.in_([constant(each.id) for each in fields])
    names = {each.id: constant(each.name) for each in fields}
    if names:
        changes: Values = {
            "kind": literal_column("'fieldChange'"),
            "recordId": history.c.record_id,
            "field": case(names, value=history.c.field_id),
            "old": history.c.old,
            "new": history.c.new,
            "at": history.c.recorded_at,
            "by": history.c.actor,
        }
        yield _entries(
            build,
            history.c.id,
            changes,
            history.c.record_id.in_(subjects),
            kept,
        )
    moved: Values = {
        "kind": literal_column("'stageChange'"),
        "recordId": moves.c.record_id,
        "from": moves.c.from_stage,
        "to": moves.c.to_stage,
        "at": moves.c.occurred_at,
        "by": moves.c.actor,
    }
    yield _entries(build, moves.c.id, moved, moves.c.record_id.in_(subjects))


def _done(build: Build, ids: CTE) -> Iterator[Select[Any]]:
    tables, subjects = build.tables, select(ids.c.id)
    task, override = tables.task.alias("tk"), tables.override.alias("ov")
    done: Values = {
        "kind": literal_column("'task'"),
        "recordId": task.c.record_id,
        "note": task.c.note,
        "at": task.c.done_at,
        "by": task.c.done_by,
    }
    yield _entries(build, task.c.id, done, task.c.record_id.in_(subjects))
    asked: Values = {
        "kind": literal_column("'override'"),
        "recordId": override.c.record_id,
        "reason": override.c.reason,
        "remark": override.c.remark,
        "at": override.c.requested_at,
        "by": override.c.requested_by,
    }
    yield _entries(build, override.c.id, asked, override.c.record_id.in_(subjects))


def _told(build: Build, ids: CTE) -> Iterator[Select[Any]]:
    tables, subjects = build.tables, select(ids.c.id)
    merge, audit = tables.merge.alias("mg"), tables.audit.alias("au")
    merged: Values = {
        "kind": literal_column("'merge'"),
        "recordId": merge.c.record_id,
        "into": merge.c.into_id,
        "at": merge.c.merged_at,
        "by": merge.c.actor,
    }
    yield _entries(build, merge.c.id, merged, merge.c.into_id.in_(subjects))
    told: Values = {
        "kind": literal_column("'audit'"),
        "recordId": audit.c.object,
        "what": audit.c.kind,
        "at": audit.c.at,
        "by": audit.c.actor,
    }
    texts = select(cast(ids.c.id, Text))
    yield _entries(build, audit.c.id, told, audit.c.object.in_(texts))


def _entries(
    build: Build, id_: ColumnElement[Any], values: Values, *conditions: ColumnElement[bool]
) -> Select[Any]:
    return select(id_.label("id"), json_object(build, values).label("entry")).where(*conditions)
