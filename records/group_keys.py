"""The keys of groups: the value that a record is grouped by, how it sorts, and what is told of it."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Text,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, array

from expressions.languages import label_in
from metadata.catalog import Object
from metadata.field_types.all_types import FIELD_TYPES
from metadata.field_types.base import Scalar
from metadata.system_fields import STAGE
from metadata.values import Labels
from records.binding import ZoneBinder
from records.build import Build
from records.json_sql import as_text, constant, display_text
from records.plans.groups import Bucket, GroupKey

Column = ColumnElement[Any]

PERIOD_LABELS: Mapping[Bucket, str] = {
    "day": "YYYY-MM-DD",
    "week": 'IYYY-"W"IW',
    "month": "YYYY-MM",
    "quarter": 'YYYY-"Q"Q',
    "year": "YYYY",
}
"""How PostgreSQL's to_char spells the label of a period."""


def key_value(build: Build, key: GroupKey, rows: FromClause, position: int) -> Column:
    """The value that a record is grouped by."""
    if key.field is not None and key.field.target is not None:
        return build.relation_id(key.field, rows)
    column: Column = build.value(rows, key.owner, key.column)
    if key.bucket is None:
        return column
    moment = _scalar(key) is Scalar.DATETIME
    local = func.timezone(_zone(build, key, position), column) if moment else cast(column, DateTime())
    return cast(func.date_trunc(constant(key.bucket), local), Date)


def _zone(build: Build, key: GroupKey, position: int) -> Column:
    if key.zone is None:
        return constant(build.catalog.time_zone)
    binder = ZoneBinder(build.fresh("z"), key.zone, ("by", position, "timeZone"))
    build.binders.append(binder)
    return bindparam(binder.name, type_=Text(), required=True)


def sortable(key: GroupKey, value: Column) -> Column:
    """A key as it sorts: options and stages in the order of their definition."""
    names = tuple(_options(key))
    if not names:
        return value
    listed = cast(array([constant(name) for name in names], type_=Text), ARRAY(Text))
    return func.array_position(listed, value)


def told_of_key(build: Build, key: GroupKey, value: Column, what: str) -> Column:
    """A part of the answer about a key."""
    match what:
        case "name":
            return constant(key.name)
        case "value":
            return _shown(key, value)
        case "label":
            return _label(build, key, value)
        case "__typename":
            return constant("GroupKey")
    raise ValueError(f"a key has no {what}")


def _label(build: Build, key: GroupKey, value: Column) -> Column:
    """The key in the words of people."""
    options = _options(key)
    if options:
        told = {name: label_in(labels, build.language, name) for name, labels in options.items()}
        words = cast(literal(orjson.dumps(told).decode(), Text()), JSON)
        return func.coalesce(words.op("->>", return_type=Text())(value), value)
    if key.bucket is not None:
        return func.to_char(value, constant(PERIOD_LABELS[key.bucket]))
    if _scalar(key) is Scalar.MEMBER:
        member = build.tables.member.alias(build.fresh("m"))
        named = select(member.c.name).where(member.c.id == value).correlate_except(member)
        return named.scalar_subquery()
    if key.field is not None and key.field.target is not None:
        return _display(build, build.catalog.target_of(key.field), value)
    return as_text(_shown(key, value))


def _display(build: Build, of: Object, record_id: Column) -> Column:
    """What names a record to people; its id where the caller may not read that, null where it is deleted."""
    display = of.field_by_name.get(of.display or "")
    if display is None or display.id not in build.access_to(of).read:
        return cast(record_id, Text)
    rows = build.rows(of)
    return (
        select(display_text(build, of, display, rows))
        .select_from(rows)
        .where(rows.c.id == record_id, build.visible(rows, of))
        .correlate_except(rows)
        .scalar_subquery()
    )


def _shown(key: GroupKey, value: Column) -> Column:
    """The value in the shape clients see; of a period the date that it begins with."""
    if key.field is None or key.bucket is not None:
        return value
    return FIELD_TYPES[key.field.type].shown(value)


def _scalar(key: GroupKey) -> Scalar:
    if key.field is not None:
        return FIELD_TYPES[key.field.type].scalar
    if key.column == "ownerId":
        return Scalar.MEMBER
    return Scalar.DATETIME if key.column in ("createdAt", "updatedAt") else Scalar.STRING


def _options(key: GroupKey) -> dict[str, Labels]:
    """The values that a choice or a stage can have, in order, with their labels."""
    if key.field is not None:
        return {option.key: option.labels for option in key.field.options}
    if key.column == STAGE and key.owner.pipeline is not None:
        return {stage.name: stage.labels for stage in key.owner.pipeline.stages}
    return {}
