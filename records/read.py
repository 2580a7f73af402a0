"""A read plan to one SQL statement that returns the response's JSON.

The statement answers the catalog version and the access epoch that were in force while it ran, and one JSON text for
each root field. Whoever runs it compares the first two with what the plan was made for (`records.run`), so a read
needs no round trip of its own to learn that the catalog or the caller's rights have changed.
"""

from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, aggregate_order_by

from metadata.catalog import Object
from metadata.field_types.all_types import FIELD_TYPES
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.masks import masked_text
from metadata.settings import Mask
from records.binding import IdsBinder, uuid_of
from records.build import Build
from records.constants import constant
from records.due_criteria import due_criteria_sql
from records.field_history import field_history
from records.funnel import funnel_sql
from records.groups import groups_sql
from records.hits import hits_sql
from records.json_sql import EMPTY, labelled
from records.members import member_json
from records.merge.told import merged_from_json, where_it_went
from records.pages import connection_sql
from records.plans.funnel import FindFunnel
from records.plans.groups import Groups
from records.plans.reads import FindHits, Get, GetNode, GetNodes, Read, ReadPlan
from records.plans.selections import (
    Connection,
    DueCriteria,
    FieldHistory,
    FieldParts,
    FieldValue,
    GroupsValue,
    Item,
    Many,
    MaskedValue,
    MemberValue,
    MergedFrom,
    One,
    OneOf,
    RelationId,
    Selection,
    StageHistory,
    StageTasks,
    SystemValue,
    Transitions,
)
from records.plans.stuck import FindStuck
from records.plans.type_name import TypeName
from records.stage_history import stage_history_json
from records.stuck import stuck_sql
from records.task_lists import stage_tasks_json
from records.verdicts import transitions_sql


def read_statement(build: Build, plan: ReadPlan) -> Select[Any]:
    """One statement for all root fields of the plan: (catalog_version, access_epoch, JSON for each)."""
    head = build.tables.head
    roots = [_root(build, read).label(f"root_{position}") for position, (_, read) in enumerate(plan.roots)]
    return select(head.c.catalog_version, head.c.access_epoch, *roots)


def _root(build: Build, read: Read) -> ColumnElement[Any]:
    match read:
        case Get(id_, selection, follows):
            build.cost.one()
            of, rows = selection.object, build.rows(selection.object)
            bound = build.bind(id_, Uuid(), uuid_of, "id")
            this = rows.c.id.in_(where_it_went(build, of, bound)) if follows else rows.c.id == bound
            return record_json(build, selection, rows, this, build.visible(rows, of))
        case GetNode(id_, selections):
            build.cost.one()
            bound = build.bind(id_, Uuid(), uuid_of, "id")
            return _node(build, selections, bound)
        case GetNodes():
            return _nodes(build, read)
        case Connection():
            return connection_sql(build, read, None, selection_columns)
        case Groups():
            return groups_sql(build, read, None)
        case FindHits():
            return hits_sql(build, read, record_json)
        case FindStuck():
            return stuck_sql(build, read, selection_columns)
        case FindFunnel():
            return funnel_sql(build, read)
    assert_never(read)


def _node(build: Build, selections: tuple[Selection, ...], id_: ColumnElement[Any]) -> ColumnElement[Any]:
    """The record with the id, whichever object it is of: an id is of one table at most."""
    found: list[ColumnElement[Any]] = []
    for selection in selections:
        rows = build.rows(selection.object)
        seen = build.visible(rows, selection.object)
        found.append(record_json(build, selection, rows, rows.c.id == id_, seen))
    return func.coalesce(*found, cast(null(), JSON))


def _nodes(build: Build, read: GetNodes) -> ColumnElement[Any]:
    binder = IdsBinder(build.fresh("p"), read.ids, ("ids",))
    build.binders.append(binder)
    ids = bindparam(binder.name, type_=ARRAY(Uuid()), required=True)
    values = func.unnest(ids).table_valued(column("id", Uuid()), with_ordinality="position")
    asked = values.render_derived(name=build.fresh("n"))
    with build.cost.rows_of(binder):
        node = _node(build, read.selections, asked.c.id)
    return (
        select(func.coalesce(func.json_agg(aggregate_order_by(node, asked.c.position)), EMPTY))
        .select_from(asked)
        .correlate_except(asked)
        .scalar_subquery()
    )


def record_json(
    build: Build, selection: Selection, rows: FromClause, *conditions: ColumnElement[bool]
) -> ColumnElement[Any]:
    """The one record of `rows` that meets the conditions as a JSON object, or null."""
    inner = (
        select(*labelled(selection_columns(build, selection, rows)))
        .select_from(rows)
        .where(*conditions)
        .correlate_except(rows)
        .subquery(build.fresh("j"))
    )
    return select(func.row_to_json(inner.table_valued())).correlate_except(inner).scalar_subquery()


def selection_columns(build: Build, selection: Selection, rows: FromClause) -> dict[str, ColumnElement[Any]]:
    """Response name to column, for records of `selection.object` in `rows`."""
    return {item.name: _item(build, item, selection, rows) for item in selection.items}


def _item(build: Build, item: Item, selection: Selection, rows: FromClause) -> ColumnElement[Any]:
    match item:
        case TypeName(_, type_name):
            return constant(type_name)
        case SystemValue(_, column):
            return build.value(rows, selection.object, column)
        case FieldValue(_, field):
            return build.read(rows, selection.object, field)
        case MaskedValue(_, field, mask):
            return _masked(build, rows, selection.object, field, mask)
        case FieldParts():
            return _field_parts(build, item, rows, selection.object)
        case RelationId(_, relation):
            return build.relation_id(relation, rows)
        case MemberValue(_, column, parts):
            return member_json(build, rows.c[column], parts)
        case One(_, relation, inner):
            target = build.catalog.target_of(relation)
            related = build.rows(target)
            return record_json(
                build,
                inner,
                related,
                related.c.id == rows.c[f"{relation.name}Id"],
                build.visible(related, target),
            )
        case OneOf():
            return _one_of(build, item, rows)
        case Many(_, connection):
            return connection_sql(build, connection, rows, selection_columns)
        case GroupsValue(_, groups):
            return groups_sql(build, groups, rows)
        case Transitions():
            return transitions_sql(build, item, selection.object, rows)
        case DueCriteria():
            return due_criteria_sql(build, item, selection.object, rows)
        case StageTasks():
            return stage_tasks_json(build, item, selection.object, rows)
        case StageHistory():
            return stage_history_json(build, item, selection, rows)
        case FieldHistory():
            return field_history(build, item, selection.object, rows)
        case MergedFrom():
            return merged_from_json(build, item, selection.object, rows)
    assert_never(item)


def _masked(build: Build, rows: FromClause, of: Object, field: Field, mask: Mask) -> ColumnElement[Any]:
    """What a mask shows of a field's value."""
    columns = {spec.name: build.value(rows, of, spec.name) for spec in FIELD_TYPES[field.type].columns(field)}
    return masked_text(field, mask, columns, build.zone)


def _one_of(build: Build, item: OneOf, rows: FromClause) -> ColumnElement[Any]:
    """The record that a reference names; only the table of its object is looked at."""
    held, of = rows.c[f"{item.reference.name}Id"], rows.c[object_column(item.reference)]
    found: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = []
    for selection in item.selections:
        related = build.rows(selection.object)
        seen = build.visible(related, selection.object)
        value = record_json(build, selection, related, related.c.id == held, seen)
        found.append((of == constant(selection.object.id), value))
    return case(*found, else_=cast(null(), JSON))


def _field_parts(build: Build, item: FieldParts, rows: FromClause, of: Object) -> ColumnElement[Any]:
    """The chosen parts of a composite; null where the whole value is null."""
    field_type = FIELD_TYPES[item.field.type]
    specs = field_type.columns(item.field)
    whole = build.read(rows, of, item.field)
    if item.parts == tuple((spec.part, spec.part) for spec in specs):
        return whole
    columns: dict[str, ColumnElement[Any]] = {}
    for name, part in item.parts:
        if part == "__typename":
            columns[name] = constant(item.type_name)
        else:
            columns[name] = cast(whole, JSON).op("->")(constant(part))
    inner = (
        select(*labelled(columns))
        .where(build.value(rows, of, specs[0].name).is_not(None))
        .correlate_except()
        .subquery(build.fresh("j"))
    )
    return select(func.row_to_json(inner.table_valued())).correlate_except(inner).scalar_subquery()
