"""Copies picked records from one namespace to another, each statement one table, with pseudonyms for what tells of
somebody."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    LargeBinary,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
)

from core.connection import Connection
from metadata.catalog import Catalog, Object, UniqueKey
from metadata.field_types.all_types import type_of
from metadata.field_types.characters import Characters
from metadata.fields import Field
from metadata.link_tables import SOURCE, TARGET, link_rows
from metadata.personal import SUBJECT
from metadata.pseudonyms import other_id
from metadata.sandbox.sampling import PICKED
from metadata.search import SEARCH
from metadata.tables import record_table, statement_table
from metadata.unique_keys import folds, key_values
from tenants.namespace import namespace_tables

_OF_MEMBERS = ("createdBy", "updatedBy", "ownerId")


async def copy_members(connection: Connection, source: str, target: str, secret: bytes) -> None:
    """Every member, under another id and name, inactive and without an identity: they own records, nobody is them."""
    old, new = namespace_tables(source).member, namespace_tables(target).member
    id_ = other_id(old.c.id, _bytes(secret))
    number = cast(func.row_number().over(order_by=(old.c.created_at, old.c.id)), Text())
    values = {
        "id": id_,
        "identity_id": func.gen_random_uuid(),
        "email": func.concat("member", number, "@members.example"),
        "name": func.concat("Member ", number),
        "roles": old.c.roles,
        "active": literal_column("false"),
        "created_at": old.c.created_at,
    }
    await connection.execute(insert(new).from_select([*values], select(*values.values())))


async def copy_units(connection: Connection, source: str, target: str, secret: bytes) -> None:
    """The units of the organisation, under other names, and which of the copied members are in them."""
    before, after = namespace_tables(source), namespace_tables(target)
    number = cast(func.row_number().over(order_by=before.org_unit.c.id), Text())
    other: Mapping[str, ColumnElement[Any]] = {"name": func.concat("Unit ", number)}
    for old, new in (
        (before.org_unit, after.org_unit),
        (before.org_unit_member, after.org_unit_member),
        (before.org_reach, after.org_reach),
    ):
        values: dict[str, ColumnElement[Any]] = {
            each.name: other_id(each, _bytes(secret))
            if each.name == "member_id"
            else other.get(each.name, each)
            for each in old.columns
        }
        await connection.execute(insert(new).from_select([*values], select(*values.values())))


async def copy_records(
    connection: Connection, catalog: Catalog, definition: Object, source: str, target: str, secret: bytes
) -> int:
    """The picked records of an object. Returns how many."""
    rows = statement_table(definition, source)
    values = _values(definition, dict(rows.c), _bytes(secret))
    new = record_table(catalog, definition, target)
    # The words are those of the pseudonyms, which the trigger makes.
    names = [each.name for each in new.columns if each.computed is None and each.name != SEARCH]
    wanted = select(*(values[name].label(name) for name in names)).select_from(
        rows.join(PICKED, and_(PICKED.c.object_id == definition.id, PICKED.c.id == rows.c.id))
    )
    copied = (
        insert(new)
        .from_select(names, _apart(definition, wanted, _bytes(secret)))
        .returning(new.c.id)
        .cte("copied")
    )
    count: int = await connection.value(select(func.count()).select_from(copied))
    return count


async def copy_links(
    connection: Connection, field: Field, of: Object, source: str, target: str, secret: bytes
) -> None:
    """The links of a field between records that were both picked."""
    old, new = link_rows(field, source), link_rows(field, target)
    ends = PICKED.alias("one"), PICKED.alias("other")
    wanted = select(
        other_id(old.c[SOURCE], _bytes(secret)), other_id(old.c[TARGET], _bytes(secret))
    ).select_from(
        old.join(ends[0], and_(ends[0].c.object_id == of.id, ends[0].c.id == old.c[SOURCE])).join(
            ends[1], and_(ends[1].c.object_id == field.links, ends[1].c.id == old.c[TARGET])
        )
    )
    await connection.execute(insert(new).from_select([SOURCE, TARGET], wanted))


async def copy_history(connection: Connection, source: str, target: str, secret: bytes, version: int) -> None:
    """The moves of the picked records, as of a version of the sandbox's catalog."""
    old, new = namespace_tables(source).stage_history, namespace_tables(target).stage_history
    # What gates saw are values of people.
    values: dict[str, ColumnElement[Any]] = {each.name: each for each in old.columns if each.name != "judged"}
    for name in ("id", "record_id", "actor"):
        values[name] = other_id(old.c[name], _bytes(secret))
    values["catalog_version"] = literal(version)
    wanted = select(*values.values()).select_from(
        old.join(PICKED, and_(PICKED.c.object_id == old.c.object_id, PICKED.c.id == old.c.record_id))
    )
    await connection.execute(insert(new).from_select([*values], wanted))


async def copy_tasks(connection: Connection, source: str, target: str, secret: bytes, version: int) -> None:
    """What was done of the tasks of stages for the picked records, without what people wrote about it."""
    old, new = namespace_tables(source).task, namespace_tables(target).task
    values: dict[str, ColumnElement[Any]] = {each.name: each for each in old.columns if each.name != "note"}
    for name in ("id", "record_id", "entry", "done_by", "reopened_by"):
        values[name] = other_id(old.c[name], _bytes(secret))
    values["catalog_version"] = literal(version)
    wanted = select(*values.values()).select_from(
        old.join(PICKED, and_(PICKED.c.object_id == old.c.object_id, PICKED.c.id == old.c.record_id))
    )
    await connection.execute(insert(new).from_select([*values], wanted))


async def copy_settings(connection: Connection, source: str, target: str, secret: bytes) -> None:
    """What clients of the tenant rely on: trusted documents, and where automatic numbers go on."""
    before, after = namespace_tables(source), namespace_tables(target)
    documents: dict[str, ColumnElement[Any]] = {each.name: each for each in before.document.columns}
    documents["created_by"] = other_id(before.document.c.created_by, _bytes(secret))
    for old, new, values in (
        (before.document, after.document, documents),
        (before.counter, after.counter, {each.name: each for each in before.counter.columns}),
    ):
        wanted = select(*values.values()).select_from(old)
        await connection.execute(insert(new).from_select([*values], wanted))


def _values(
    definition: Object, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
) -> dict[str, ColumnElement[Any]]:
    values: dict[str, ColumnElement[Any]] = dict(columns)
    for name in ("id", *_OF_MEMBERS):
        values[name] = other_id(columns[name], secret)
    for field in definition.fields:
        if not field.computed:
            kind = type_of(field)
            own = {spec.name: columns[spec.name] for spec in kind.columns(field)}
            values.update(kind.pseudonym(field, own, secret))
            if field.personal not in (None, SUBJECT) and all(values[name] is own[name] for name in own):
                # Values that tell of nobody by their type tell of somebody by what the field says.
                values.update(_untold(field, own, columns["id"]))
    return values


def _untold(
    field: Field, own: Mapping[str, ColumnElement[Any]], id_: ColumnElement[Any]
) -> Mapping[str, ColumnElement[Any]]:
    """Nothing, or what stands for an erased value where there must be one."""
    neutral = type_of(field).erased(field, func.md5(cast(id_, Text))) if field.required else None
    return neutral or {name: cast(null(), column.type) for name, column in own.items()}


def _apart(definition: Object, wanted: Select[Any], secret: ColumnElement[Any]) -> Select[Any]:
    """The rows, but that two values of a unique field, or of a key, that have met in one pseudonym part again."""
    rows = wanted.subquery("rows")
    words = {
        type_of(field).columns(field)[0].name: field
        for field in definition.fields
        if not field.computed and folds(field) and any(_meeting(definition, field, rows))
    }
    alone = {
        name: and_(
            *(
                or_(
                    *(value.is_(None) for value in values),
                    func.row_number().over(partition_by=values, order_by=rows.c.id) == 1,
                )
                for values in _meeting(definition, field, rows)
            )
        ).label(f"{name} alone")
        for name, field in words.items()
    }
    judged = select(*rows.c, *alone.values()).subquery("judged")
    found: list[ColumnElement[Any]] = []
    for each in rows.c:
        name, value = each.name, judged.c[each.name]
        if name in words:
            kind = type_of(words[name])
            assert isinstance(kind, Characters)
            stays = judged.c[alone[name].name]
            number = func.row_number().over(partition_by=stays, order_by=judged.c.id)
            other = kind.apart(words[name], cast(judged.c.id, Text()), number, secret)
            value = case((stays, value), else_=other).label(name)
        found.append(value)
    return select(*found)


def _meeting(definition: Object, field: Field, rows: FromClause) -> Iterator[list[ColumnElement[Any]]]:
    """What must differ between records, of each key whose values the text field can set apart, and of itself."""
    alone = UniqueKey("", "", (field.id,))
    for key in (*([alone] if field.unique else []), *definition.unique_keys):
        texts = [each for each in key.fields if folds(definition.field_by_id[each])]
        if texts[:1] == [field.id]:
            # Whatever the case: the pseudonyms of two values may differ in it alone.
            folding = replace(key, ignore_case=True)
            parts = (definition.field_by_id[each] for each in key.fields)
            yield [value for each in parts for value in key_values(folding, each, dict(rows.c))]


def _bytes(secret: bytes) -> ColumnElement[Any]:
    return literal(secret, LargeBinary())
