"""Conditions of a plan to SQL."""

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Numeric,
    Text,
    Uuid,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy import false as sql_false
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.operators import eq
from sqlalchemy.types import TypeEngine

from expressions.nodes import Expression, Variable, nodes_of
from metadata.catalog import Object
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field
from metadata.parsed import end_of
from records.binding import Convert, as_given, uuid_of
from records.build import Build
from records.due_criteria import is_due
from records.plans.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Due,
    IsNull,
    Not,
    Related,
    RelatedIsNull,
    RelatedMany,
    Rule,
    Stuck,
    Tasked,
)
from records.stage_tasks import is_tasked
from records.ways import is_stuck

Column = ColumnElement[Any]

TEXTS: ARRAY[str] = ARRAY(Text())

SINGLE: Mapping[str, Callable[[Column, Column], ColumnElement[bool]]] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column.is_distinct_from(value),
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    # Not LIKE: the value is plain text, with no wildcards to escape.
    "contains": lambda column, value: func.strpos(column, value) > 0,
    "startsWith": lambda column, value: func.starts_with(column, value),
    "endsWith": lambda column, value: func.right(column, func.length(value)) == value,
    # Not `= ANY`, which no index serves.
    "has": lambda column, value: column.op("@>", is_comparison=True)(cast(array([value]), TEXTS)),
}
"""Operators over one value. Nulls: see `records.plans.conditions.Compare`."""


def _among(column: Column, values: Column) -> ColumnElement[bool]:
    # Not `==`: Python would let `any`, where it is of a subclass of the column's class, stand on the left.
    return column.operate(eq, func.any(values))


PARTS = frozenset({"contains", "startsWith", "endsWith"})
"""Operators whose value is a part of what is kept."""

MANY: Mapping[str, Callable[[Column, Column], ColumnElement[bool]]] = {
    "in": _among,
    "notIn": lambda column, values: _among(column, values).is_not(True),
    "hasAny": lambda column, values: column.op("&&", is_comparison=True)(cast(values, TEXTS)),
    "hasAll": lambda column, values: column.op("@>", is_comparison=True)(cast(values, TEXTS)),
}
"""Operators over a list, bound as one array, so that its length does not change the statement."""


def condition_sql(build: Build, condition: Condition, rows: FromClause, of: Object) -> ColumnElement[bool]:
    """The condition over `rows`, records of the object `of`."""
    build.count_condition()
    match condition:
        case Compare():
            return _compare(build, condition, rows, of)
        case IsNull(name, null, field):
            column = _column(build, name, field, rows, of)
            return column.is_(None) if null else column.is_not(None)
        case Related(relation, target, inner):
            with build.hop():
                return _related(build, relation, target, rows, inner)
        case RelatedIsNull(relation, targets, null):
            for _ in targets[1:]:
                build.count_condition()
            found = or_(sql_false(), *(_related(build, relation, each, rows, None) for each in targets))
            return ~found if null else found
        case RelatedMany():
            with build.hop():
                return _related_many(build, condition, rows)
        case AllOf(conditions):
            return and_(true(), *(condition_sql(build, each, rows, of) for each in conditions))
        case AnyOf(conditions):
            return or_(sql_false(), *(condition_sql(build, each, rows, of) for each in conditions))
        case Not(inner):
            return condition_sql(build, inner, rows, of).is_not(True)
        case Stuck():
            return is_stuck(build, of, rows)
        case Due():
            return is_due(build, of, rows, condition)
        case Tasked():
            return is_tasked(build, of, rows, condition)
        case Rule(expression):
            _count_named(build, expression, of)
            return build.expression(expression, rows, of, only_visible=True)
    assert_never(condition)


def _count_named(build: Build, expression: Expression, of: Object) -> None:
    """Count what a rule of the caller's own asks of references: each of their objects may have to be looked into."""
    for node in nodes_of(expression):
        if isinstance(node, Variable):
            field = end_of(build.catalog, of, node.reference).field_by_id.get(node.reference.field)
            for _ in field.targets[1:] if field is not None else ():
                build.count_condition()


def _compare(build: Build, compare: Compare, rows: FromClause, of: Object) -> ColumnElement[bool]:
    column, operator = _column(build, compare.column, compare.field, rows, of), compare.operator
    many = operator in MANY
    path = ("where", compare.column, operator)
    convert = _convert(compare, column)
    bound = build.bind(compare.value, compared_type(column.type), convert, *path, many=many)
    return MANY[operator](column, bound) if many else SINGLE[operator](column, bound)


def compared_type(kept: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type of what values of a type, or lists of them, are compared with.

    It is the same, but for numbers: PostgreSQL would round them to the decimals that are kept, or find too many digits.
    """
    single: TypeEngine[Any] = kept.item_type if isinstance(kept, ARRAY) else kept
    return Numeric() if isinstance(single, Numeric) else single


def _column(build: Build, name: str, field: Field | None, rows: FromClause, of: Object) -> Column:
    """The column a filter is about, as far as the caller may know it."""
    if field is not None and field.names_record:
        for _ in field.targets[1:]:
            build.count_condition()
        return build.relation_id(field, rows)
    return build.value(rows, of, name)


def _convert(compare: Compare, column: Column) -> Convert:
    """Ids become UUIDs; a field's values take the form its type keeps."""
    if isinstance(column.type, Uuid):
        return uuid_of
    field = compare.field
    if field is None:
        return as_given
    field_type = FIELD_TYPES[field.type]
    whole = compare.operator not in PARTS
    return lambda value, path: field_type.comparable(field, value, whole=whole)


def _related(
    build: Build, relation: Field, target: Object, rows: FromClause, inner: Condition | None
) -> ColumnElement[bool]:
    related = build.rows(target)
    conditions = [related.c.id == rows.c[f"{relation.name}Id"], build.visible(related, target)]
    if inner is not None:
        conditions.append(condition_sql(build, inner, related, target))
    return exists(select(1).select_from(related).where(*conditions).correlate_except(related))


def _related_many(build: Build, condition: RelatedMany, rows: FromClause) -> ColumnElement[bool]:
    owner = condition.owner
    related = build.rows(owner)
    meets = condition_sql(build, condition.condition, related, owner)
    found = exists(
        build.led_to(condition.via, related, rows).where(
            build.visible(related, owner),
            meets.is_not(True) if condition.quantifier == "every" else meets,
        )
    )
    match condition.quantifier:
        case "some":
            return found
        case "every" | "none":
            return ~found
    assert_never(condition.quantifier)
