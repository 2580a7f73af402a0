"""What a record names when it is restored: the records that those it named have been merged into meanwhile.

A merge writes whatever points to its records but what is deleted, for that is found by no index. So it is done here,
where one of these comes back: a step for each object whose records it may name.

    went   the ids that are named and were merged, each with all that it has gone by since
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, TableClause, and_, func, select, union

from metadata.catalog import Object
from metadata.fields import Field
from records.build import Build
from records.constants import constant
from records.merge.ids import first_column, names

START = "start"
"""The id that a record names."""


@dataclass(frozen=True)
class Followed:
    """The steps, and the columns that name records with what they name."""

    steps: tuple[CTE, ...] = ()
    columns: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)


def names_records(of: Object) -> tuple[Field, ...]:
    """The fields by which a record names others."""
    return tuple(each for each in of.fields if each.names_record)


def followed(build: Build, of: Object, restored: TableClause) -> Followed:
    """What records of `of` name when they come back."""
    fields = names_records(of)
    objects = [each for each in build.catalog.objects if any(names(one, each) for one in fields)]
    went = {each.id: _went(build, each, fields, restored) for each in objects}
    columns: dict[str, ColumnElement[Any]] = {}
    for one in fields:
        held = restored.c[first_column(one)]
        there = [_there(build, each, went[each.id], held) for each in objects if names(one, each)]
        columns[first_column(one)] = func.coalesce(*there, held)
    return Followed(tuple(went.values()), columns)


def _went(build: Build, target: Object, fields: Sequence[Field], restored: TableClause) -> CTE:
    """Only of those that were merged there are any: many that are restored look through it one by one."""
    held = [restored.c[first_column(each)] for each in fields if names(each, target)]
    listed = union(*(select(each.label(START)).where(each.is_not(None)) for each in held))
    named = listed.subquery(build.fresh("n"))
    ids = _onward(build, target, named, named.c[START]).cte(build.fresh("went"), recursive=True)
    return ids.union(_onward(build, target, ids, ids.c.id))


def _onward(build: Build, target: Object, before: FromClause, held: ColumnElement[Any]) -> Select[Any]:
    """Where the records with these ids have gone by a merge that has deleted them."""
    merges, gone = build.tables.merge.alias(build.fresh("m")), build.table(target).alias(build.fresh("t"))
    stands = and_(gone.c.id == merges.c.record_id, gone.c.deletedAt == merges.c.merged_at)
    joined = before.join(merges, merges.c.record_id == held).join(gone, stands)
    found = select(before.c[START].label(START), merges.c.into_id.label("id")).select_from(joined)
    return found.where(merges.c.object_id == constant(target.id))


def _there(build: Build, target: Object, went: CTE, held: ColumnElement[Any]) -> ColumnElement[Any]:
    """The record that an id leads to and that is not deleted; null where there is none."""
    rows = build.table(target).alias(build.fresh("t"))
    found = select(rows.c.id).select_from(went.join(rows, rows.c.id == went.c.id))
    alive = found.where(went.c[START] == held, rows.c.deletedAt.is_(None)).limit(constant(1))
    return alive.correlate_except(went, rows).scalar_subquery()
