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
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSON

from expressions.languages import label_in
from metadata.catalog import Object
from metadata.field_types.all_types import FIELD_TYPES
from metadata.field_types.base import Scalar
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.system_fields import PIPELINE, STAGE, STAGE_FIELDS, SYSTEM_FIELDS
from metadata.values import Labels
from records.binding import ZoneBinder
from records.build import Build
from records.constants import constant, place_among
from records.json_sql import as_text, display_text
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
    if key.field is not None and key.field.names_record:
        return named_value(build, key.field, rows, key.column)
    column: Column = build.value(rows, key.owner, key.column)
    if key.bucket is None:
        return column
    moment = _scalar(key) is Scalar.DATETIME
    local = func.timezone(_zone(build, key, position), column) if moment else cast(column, DateTime())
    return cast(func.date_trunc(constant(key.bucket), local), Date)


def named_value(build: Build, field: Field, rows: FromClause, column: str) -> Column:
    """The record that a relation or a reference names, by its id, or the name of its object, if the caller sees it."""
    for _ in field.targets[1:]:
        build.count_condition()
    record_id = build.relation_id(field, rows)
    if not _is_object(field, column):
        return record_id
    named = [(rows.c[column] == constant(each.id), constant(each.name)) for each in _targets(build, field)]
    return case((record_id.is_not(None), case(*named)))


def _is_object(field: Field, column: str) -> bool:
    return bool(field.targets) and column == object_column(field)


def _targets(build: Build, field: Field) -> list[Object]:
    """The objects that a reference may point to and the caller may read, as the catalog has them."""
    return [
        each for each in build.catalog.objects if each.id in field.targets and each.id in build.access.objects
    ]


def _zone(build: Build, key: GroupKey, position: int) -> Column:
    if key.zone is None:
        return constant(build.catalog.time_zone)
    binder = ZoneBinder(build.fresh("z"), key.zone, ("by", position, "timeZone"))
    build.binders.append(binder)
    return bindparam(binder.name, type_=Text(), required=True)


def sortable(build: Build, key: GroupKey, value: Column) -> Column:
    """A key as it sorts: options, stages and objects in the order of their definition."""
    names = tuple(_options(build, key))
    if not names:
        return value
    return place_among(names, value)


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
    options = _options(build, key)
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
    if key.field is not None and key.field.targets:
        shown = [_display_seen(build, each, value) for each in _targets(build, key.field)]
        return func.coalesce(*shown, type_=Text())
    return as_text(_shown(key, value))


def _display(build: Build, of: Object, record_id: Column) -> Column:
    """What names a record to people; its id where the caller may not read that, null where it is deleted."""
    display = of.field_by_name.get(of.display or "")
    if display is None or display.id not in build.access_to(of).read:
        return cast(record_id, Text)
    return _display_seen(build, of, record_id)


def _display_seen(build: Build, of: Object, record_id: Column) -> Column:
    """The same of a record that may be of another object, or be none that the caller sees, which has none."""
    display = of.field_by_name.get(of.display or "")
    rows = build.rows(of)
    nameless = display is None or display.id not in build.access_to(of).read
    shown = cast(rows.c.id, Text) if display is None or nameless else display_text(build, of, display, rows)
    return (
        select(shown)
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
    system = SYSTEM_FIELDS.get(key.column) or STAGE_FIELDS.get(key.column)
    return Scalar.DATETIME if system is not None and system.scalar is Scalar.DATETIME else Scalar.STRING


def _options(build: Build, key: GroupKey) -> dict[str, Labels]:
    """What a choice, a stage, a pipeline or the object of a reference can be, in order, with its labels."""
    if key.field is not None and _is_object(key.field, key.column):
        return {each.name: each.labels for each in _targets(build, key.field)}
    if key.field is not None:
        return {option.key: option.labels for option in key.field.options}
    if key.column == STAGE and key.owner.pipeline is not None:
        return {stage.name: stage.labels for stage in key.owner.pipeline.stages}
    if key.column == PIPELINE and key.owner.pipeline is not None:
        return {part.name: part.labels for part in key.owner.pipeline.parts}
    return {}
