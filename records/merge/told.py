"""What is told of merges later: the records that became one with another, and where one of them has gone.

A merge counts for as long as the record that was merged is deleted by it: one that is restored is a record again. And
it is told to who may read that record, which is judged as it was last.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    SelectBase,
    Text,
    and_,
    column,
    func,
    select,
    values,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from metadata.catalog import Object
from records.build import Build
from records.constants import constant
from records.json_sql import EMPTY, json_object
from records.members import member_json
from records.plans.selections import MergedFrom

_COLUMNS = {"id": "record_id", "at": "merged_at"}


def merged_from_json(build: Build, item: MergedFrom, of: Object, rows: FromClause) -> ColumnElement[Any]:
    """The records that became one with each of `rows`, records of `of`, in the order of time."""
    merges, gone = _merges(build), build.rows(of)
    columns: dict[str, ColumnElement[Any]] = {}
    for name, part in item.parts:
        match part:
            case "__typename":
                columns[name] = constant("MergedRecord")
            case "fields":
                columns[name] = _taken(build, of, merges)
            case _:
                columns[name] = merges.c[_COLUMNS[part]]
    for member in item.members:
        columns[member.name] = member_json(build, merges.c[member.column], member.parts)
    found = json_object(build, {name: columns[name] for name in item.order})
    return (
        select(
            func.coalesce(
                func.json_agg(aggregate_order_by(found, merges.c.merged_at, merges.c.record_id)), EMPTY
            )
        )
        .select_from(merges.join(gone, _stands(build, of, merges, gone)))
        .where(merges.c.into_id == rows.c.id)
        .correlate_except(merges, gone)
        .scalar_subquery()
    )


def where_it_went(build: Build, of: Object, id_: ColumnElement[Any]) -> SelectBase:
    """The ids that a record with this id has gone by since: its own, and that of each it was merged into."""
    # The head comes first, as in every statement of a tenant.
    began = select(id_.label("id")).select_from(build.tables.head)
    ids = began.cte(build.fresh("went"), recursive=True)
    merges, gone = _merges(build), build.rows(of)
    onward = (
        select(merges.c.into_id)
        .select_from(ids.join(merges, merges.c.record_id == ids.c.id))
        .join(gone, _stands(build, of, merges, gone))
    )
    went = ids.union(onward)
    return select(went.c.id)


def _merges(build: Build) -> FromClause:
    """What is kept of merges, under a fresh alias."""
    if build.overlay is not None and build.overlay.merges is not None:
        return build.overlay.merges.subquery(build.fresh("m"))
    return build.tables.merge.alias(build.fresh("m"))


def _stands(build: Build, of: Object, merges: FromClause, gone: FromClause) -> ColumnElement[bool]:
    """Whether a record is deleted by the merge that is told of, and the caller may know of it."""
    return and_(
        merges.c.object_id == constant(of.id),
        gone.c.id == merges.c.record_id,
        gone.c.deletedAt == merges.c.merged_at,
        build.permitted("read", gone, of),
    )


def _taken(build: Build, of: Object, merges: FromClause) -> ColumnElement[Any]:
    """Names of the fields whose values were taken of it, as far as the caller may read them, in the catalog's order."""
    readable = build.access_to(of).read
    fields = [each for each in of.fields if each.id in readable]
    if not fields:
        return EMPTY
    known = values(
        column("place", Integer()), column("id", Text()), column("name", Text()), name=build.fresh("n")
    ).data([(constant(place), constant(each.id), constant(each.name)) for place, each in enumerate(fields)])
    listed = func.json_agg(aggregate_order_by(known.c.name, known.c.place), type_=JSON())
    return (
        select(func.coalesce(listed, EMPTY))
        .select_from(known)
        .where(known.c.id == func.any(merges.c.taken))
        .correlate_except(known)
        .scalar_subquery()
    )


def merged_into(build: Build, of: Object, entry: FromClause) -> ColumnElement[Any]:
    """The id of the record into which that of an entry of the outbox was merged; null where it was not."""
    merges, stays = build.tables.merge.alias(build.fresh("m")), build.rows(of)
    same = and_(
        merges.c.record_id == entry.c.record_id,
        merges.c.object_id == entry.c.object_id,
        merges.c.record_version == entry.c.record_version,
    )
    seen = build.permitted("read", stays, of)
    found = select(merges.c.into_id).select_from(merges.join(stays, stays.c.id == merges.c.into_id))
    return found.where(same, seen).correlate_except(merges, stays).scalar_subquery()
