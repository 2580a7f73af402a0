"""Which files records name: for who reads one, and for what erases those that none does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Uuid,
    case,
    column,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    table,
    update,
)

from core.database import Database
from metadata.catalog import Catalog, Object
from metadata.changes.grace import GRACE_DAYS
from metadata.fields import Field
from metadata.removed import removed_columns, removed_name
from policies.access import Access
from records.files import holds_file
from records.plans.inputs import Constant
from records.plans.reads import Get, ReadPlan
from records.plans.selections import FieldValue, Selection
from records.run import compile_read, run_read
from tenants.authentication import Caller
from tenants.files import Naming
from tenants.namespace import namespace_tables


async def file_value(
    database: Database, catalog: Catalog, access: Access, caller: Caller, naming: Naming
) -> dict[str, object] | None:
    """The value of the field, as the caller reads it of the record; None where there is nothing for the caller to read.

    Raises:
        StaleError: plan again.
        SluiceError: where the database is not there.
    """
    of = catalog.object_by_id.get(naming.object_id)
    field = None if of is None else of.field_by_id.get(naming.field_id)
    if (
        of is None
        or field is None
        or of.id not in access.objects
        or field.id not in access.objects[of.id].read
    ):
        return None
    selection = Selection(of, (FieldValue("file", field),))
    get = Get(Constant(str(naming.record_id)), selection)
    plan = ReadPlan(catalog, caller.namespace, "en", access, (("record", get),))
    found = await run_read(database, compile_read(plan), caller, {})
    record = orjson.loads(found.texts[0])
    value: dict[str, object] | None = None if record is None else record["file"]
    return value


async def tell_named(database: Database, catalog: Catalog, namespace: str) -> None:
    """Note of every file whether a record names it, where that has changed.

    A record that was deleted longer ago than what is removed of a catalog can be restored names nothing. Nothing is
    noted where `catalog` is not in force any more.
    """
    tables = namespace_tables(namespace)
    file, head = tables.file, tables.head
    named: dict[str, ColumnElement[bool]] = {
        field.id: _names(file.c.record_id, file.c.id, namespace, *place) for field, *place in _places(catalog)
    }
    is_named = case(named, value=file.c.field_id, else_=false()) if named else false()
    current = exists(select(1).select_from(head).where(head.c.catalog_version == catalog.version))
    noted = (
        update(file)
        .where(
            current, file.c.record_id.is_not(None), file.c.unnamed_since.is_(None).is_distinct_from(is_named)
        )
        .values(unnamed_since=case((is_named, null()), else_=func.now()))
        .returning(file.c.id)
    )
    await database.rows(noted, affinity=namespace)


def _names(
    record_id: ColumnElement[Any], file_id: ColumnElement[Any], namespace: str, name: str, held: str
) -> ColumnElement[bool]:
    moment = DateTime(timezone=True)
    rows = table(
        name, column("id", Uuid()), column("deletedAt", moment), column(held, Uuid()), schema=namespace
    )
    there = rows.alias("naming")
    kept = there.c.deletedAt > func.now() - literal(timedelta(days=GRACE_DAYS))
    return exists(
        select(1)
        .select_from(there)
        .where(there.c.id == record_id, there.c[held] == file_id, or_(there.c.deletedAt.is_(None), kept))
        .correlate_except(there)
    )


def _places(catalog: Catalog) -> Iterator[tuple[Field, str, str]]:
    """Each field of files, with the table and the column of its ids; also of what is removed and can be restored."""
    for definition in catalog.objects:
        yield from _places_in(definition, definition.name)
    for gone in catalog.removed_objects:
        yield from _places_in(gone.object, removed_name(gone.object.id))


def _places_in(definition: Object, name: str) -> Iterator[tuple[Field, str, str]]:
    for field in definition.fields:
        if holds_file(field):
            yield field, name, field.name
    for removed in definition.removed_fields:
        if holds_file(removed.field):
            held = next(each for each, spec in removed_columns(removed.field).items() if spec.part == "id")
            yield removed.field, name, held
