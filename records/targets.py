"""Which records a write is about: those that are named, that the caller sees, and that the row rules reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    TableClause,
    Uuid,
    and_,
    any_,
    bindparam,
    column,
    exists,
    select,
    true,
)

from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Object, UniqueKey
from metadata.field_types.all_types import type_of
from metadata.tables import record_columns
from metadata.unique_keys import key_values
from records.binding import Variables, resolve, uuid_of
from records.build import Build
from records.conditions import condition_sql
from records.constants import constant
from records.permitted_moves import FORBIDDEN, forbidden, narrowed
from records.plans.inputs import Input
from records.plans.writes import (
    ByCondition,
    ByIds,
    ByKey,
    Delete,
    Existing,
    MarkTask,
    Patch,
    Promote,
    Restore,
    Target,
    Update,
)
from records.seen import record_seen
from records.steps import Step, step

MOST_RECORDS = 100_000
"""Records of one bulk write."""


@dataclass(frozen=True)
class ChosenBinder:
    """The ids of the records of a bulk write, each once."""

    name: str
    source: Input

    def values(self, variables: Variables) -> Mapping[str, object]:
        given = resolve(self.source, variables)
        # A list may be given as its only item.
        listed = given if isinstance(given, list) else [given]
        if len(listed) > MOST_RECORDS:
            raise fault(
                "TOO_MANY_RECORDS",
                Sentence("{:,} ids were given; {:,} are allowed", "选择了 {:,} 条记录，最多 {:,} 条").of(
                    len(listed), MOST_RECORDS
                ),
                "ids",
            )
        ids: dict[UUID, None] = dict.fromkeys(
            uuid_of(each, ("ids", position)) for position, each in enumerate(listed)
        )
        return {self.name: list(ids)}


def chosen_ids(build: Build, ids: Input) -> ColumnElement[Any]:
    """The ids that are given, bound once for the statement."""
    binder = ChosenBinder("chosen", ids)
    if binder not in build.binders:
        build.binders.append(binder)
    return bindparam(binder.name, type_=ARRAY(Uuid()), required=True)


def named(build: Build, of: Object, rows: FromClause, which: Target) -> ColumnElement[bool]:
    """The condition that a row is one that the write names."""
    match which:
        case ByIds(ids):
            return rows.c.id == any_(chosen_ids(build, ids))
        case ByCondition(where):
            return condition_sql(build, where, rows, of)
        case ByKey():
            return and_(of_key(build, rows, which), names_seen(build, which))
        case _:
            return rows.c.id == build.bind(which, Uuid(), uuid_of, "id")


def of_key(build: Build, rows: FromClause, key: ByKey) -> ColumnElement[bool]:
    """The condition that a row has the values of the key, as its index compares them."""
    unique = key.unique
    columns = {str(each.key): each for each in rows.c}
    found: list[ColumnElement[bool]] = []
    for field in (each.field for each in key.assignments):
        if isinstance(unique, UniqueKey):
            pairs = zip(key_values(unique, field, columns), key_values(unique, field, build.key), strict=True)
            found += (has == given for has, given in pairs)
        else:
            names = (spec.name for spec in type_of(field).columns(field))
            found += (columns[name] == build.key[name] for name in names)
    return and_(*found)


def names_seen(build: Build, key: ByKey) -> ColumnElement[bool]:
    """Whether the caller may see the records that the key names: that one is found would tell of them."""
    fields = (each.field for each in key.assignments if each.field.target is not None)
    return and_(
        true(),
        *(record_seen(build, build.catalog.target_of(each), build.key[f"{each.name}Id"]) for each in fields),
    )


def reached(
    build: Build,
    of: Object,
    rows: FromClause,
    guard: CTE,
    operation: Existing,
) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a row is a record of the write, seen by the caller and reached by its row rules."""
    actions = actions_of(operation)
    return (*seen(build, of, rows, guard, operation), *(build.permitted(each, rows, of) for each in actions))


def seen(
    build: Build, of: Object, rows: FromClause, guard: CTE, operation: Existing
) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a row is a record of the write, and seen by the caller."""
    deleted = isinstance(operation, Restore)
    return (
        exists(select(1).select_from(guard)),
        named(build, of, rows, operation.id),
        rows.c.deletedAt.is_not(None) if deleted else rows.c.deletedAt.is_(None),
        build.permitted("read", rows, of),
    )


def actions_of(operation: Existing) -> tuple[str, ...]:
    """The actions whose row rules must reach the record as it is."""
    match operation:
        case Update() | MarkTask():
            return ("update",)
        case Delete():
            return ("delete",)
        case Restore():
            return ("restore",)
        case Promote(patch=patch, occurred_at=occurred_at, override=override):
            given = ["update"] if patch != Patch() else []
            given += ["backdate"] if occurred_at is not None else []
            given += ["override"] if override is not None else []
            return ("promote", *given)
    assert_never(operation)


def target_step(build: Build, of: Object, table: TableClause, guard: CTE, operation: Existing) -> Step:
    """The record, locked, where the caller may write it.

    Those of a bulk write are locked in the order of their ids, so that two of them do not wait for each other, and one
    more than there may be is found.
    """
    rows = table.alias(build.fresh("t"))
    conditions = reached(build, of, rows, guard, operation)
    like = [*record_columns(table)]
    barred: ColumnElement[bool] | None = None
    if isinstance(operation, Promote) and narrowed(build, of):
        # Of the record as it is: what is given with the move makes nobody free to move it.
        barred = forbidden(build, of, operation.edges, rows).label(FORBIDDEN)
        like.append(column(FORBIDDEN, Boolean()))

    def define(names: Sequence[str]) -> Select[Any]:
        columns = (barred if barred is not None and name == FORBIDDEN else rows.c[name] for name in names)
        found = select(*columns).where(*conditions)
        if isinstance(operation.id, ByIds | ByCondition):
            found = found.order_by(rows.c.id).limit(constant(MOST_RECORDS + 1))
        return found.with_for_update(of=rows)

    return step(build.called("target"), like, define)
