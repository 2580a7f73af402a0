"""Which records a write is about: those that are named, that the caller sees, and that the row rules reach."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, TableClause, Uuid, exists, select

from metadata.catalog import Object
from metadata.tables import record_columns
from records.binding import uuid_of
from records.build import Build
from records.plans.inputs import Input
from records.steps import Step, step


def reached(
    build: Build,
    of: Object,
    rows: FromClause,
    guard: CTE,
    actions: Sequence[str],
    record_id: Input,
    *,
    deleted: bool = False,
) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a row is the record, seen by the caller and reached by the row rules of all `actions`."""
    return (
        exists(select(1).select_from(guard)),
        rows.c.id == build.bind(record_id, Uuid(), uuid_of, "id"),
        rows.c.deletedAt.is_not(None) if deleted else rows.c.deletedAt.is_(None),
        *(build.permitted(action, rows, of) for action in ("read", *actions)),
    )


def target_step(
    build: Build,
    of: Object,
    table: TableClause,
    guard: CTE,
    actions: Sequence[str],
    record_id: Input,
    *,
    deleted: bool = False,
) -> Step:
    """The record, locked, where the caller may write it."""
    rows = table.alias(build.fresh("t"))
    conditions = reached(build, of, rows, guard, actions, record_id, deleted=deleted)

    def define(names: Sequence[str]) -> Select[Any]:
        return select(*(rows.c[name] for name in names)).where(*conditions).with_for_update(of=rows)

    return step("target", record_columns(table), define)
