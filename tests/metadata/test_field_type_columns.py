"""Each field type on a real PostgreSQL: its values come back, and its constraints lead back to it."""

import json
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Table, Text, cast, func, select

from core.database import Database
from metadata.catalog import Catalog, Object
from metadata.changes.table_ddl import table_created
from metadata.field_types.all_types import FIELD_TYPES, type_of
from metadata.fields import Field, Option
from metadata.tables import constraint_field, field_columns, record_table
from tests.conftest import ProvisionedTenant

SOME_ID = UUID("0198c0de-0000-7000-8000-000000000001")

STORED_FILE = {
    "id": str(SOME_ID),
    "name": "合同.pdf",
    "mediaType": "application/pdf",
    "size": 7,
    "sha256": "ab",
    "uploadedAt": "2026-01-31T09:30:00+00:00",
    "uploadedBy": str(SOME_ID),
}
READ = {
    "file": STORED_FILE,
    "text": "线索",
    "longText": "a\nb",
    "integer": 7,
    "decimal": "12.50",
    "percent": "12.50",
    "rating": 4,
    "money": {"amount": "1234567890123456.70", "currency": "CNY"},
    "address": {
        "country": "CN",
        "province": "广东省",
        "city": "深圳市",
        "district": None,
        "street": "深南大道 1 号",
        "postalCode": "518000",
    },
    "boolean": True,
    "date": "2026-01-31",
    "datetime": "2026-01-31T01:30:00.25+00:00",
    "time": "09:30:00",
    "duration": "P1DT2H3M4S",
    "choice": "a",
    "multiChoice": ["a", "b"],
    "email": "a@example.com",
    "phone": "+8613800138000",
    "richText": '<p>Hi <a href="https://a.example" rel="noopener">there</a></p>',
    "url": "https://example.com/",
    "json": {"b": [1, None, {"c": "线索"}], "a": 1.5},
    "relation": None,
    "member": None,
    "reference": None,
    "autoNumber": None,
}
"""What is read of each type that has columns."""


@pytest.fixture
async def every(database: Database, tenant: ProvisionedTenant) -> tuple[Catalog, Table]:
    """A table with a field of every type, named after it."""
    fields = tuple(_field_of_every(kind) for kind in FIELD_TYPES)
    catalog = Catalog(1, (Object("obj_every", "every", "everything", fields=fields),))
    async with database.transaction(affinity=tenant.namespace) as connection:
        for element in table_created(catalog, catalog.objects[0], tenant.namespace):
            await connection.execute(element)
    return catalog, record_table(catalog, catalog.objects[0], tenant.namespace)


def _field_of_every(kind: str) -> Field:
    target = "obj_every" if kind == "relation" else None
    links = "obj_every" if kind == "relations" else None
    targets = ("obj_every",) if kind == "reference" else ()
    options = (Option("a"), Option("b")) if kind in ("choice", "multiChoice") else ()
    return Field(
        f"fld_{kind.lower()}",
        f"{kind}Field",
        kind,
        options=options,
        target=target,
        links=links,
        targets=targets,
    )


async def test_values_come_back_as_they_went_in(database, every):
    """Written by `stored`, read by `read`, as JSON that PostgreSQL makes."""
    catalog, table = every
    fields = [each for each in catalog.objects[0].fields if type_of(each).columns(each)]
    values: dict[str, object] = {}
    for field in fields:
        if field.type == "file":
            # A writer gives the id, the statement the rest.
            moment = {"uploadedAt": datetime(2026, 1, 31, 9, 30, tzinfo=UTC)}
            parts = {**STORED_FILE, **moment}
            values.update({spec.name: parts[spec.part] for spec in type_of(field).columns(field)})
        else:
            values.update(type_of(field).stored(field, READ[field.type]))
    for row in (values, dict.fromkeys(values)):
        await database.rows(table.insert().values(row), affinity=table.schema)
    shown = [type_of(field).read(field, field_columns(table, field)).label(field.type) for field in fields]
    inner = select(*shown).order_by(table.c.id).subquery("r")
    as_json = select(cast(func.row_to_json(inner.table_valued()), Text))
    rows = await database.rows(as_json, affinity=table.schema)
    filled, empty = (json.loads(row[0]) for row in rows)
    assert filled == READ
    assert empty == dict.fromkeys(READ)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"textField": "x" * 1001}, "textField"),
        ({"ratingField": 6}, "ratingField"),
        ({"durationField": -1}, "durationField"),
        ({"moneyField": 1}, "moneyField"),
        ({"moneyField__currency": "CNY"}, "moneyField"),
        ({"addressField__city": "X"}, "addressField"),
        ({"fileField__name": "X"}, "fileField"),
        ({"fileField": SOME_ID}, "fileField"),
        ({"addressField__country": "CNX"}, "addressField"),
        ({"relationFieldId": SOME_ID}, "relationFieldId"),
        ({"memberFieldId": SOME_ID}, "memberFieldId"),
        ({"referenceFieldId": SOME_ID}, "referenceFieldId"),
        ({"ownerId": SOME_ID}, "ownerId"),
    ],
)
async def test_a_constraint_leads_back_to_its_field(database, every, values, name):
    """What would slip past `stored` is refused by PostgreSQL, under a name that tells the field."""
    catalog, table = every
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
        await database.rows(table.insert().values(values), affinity=table.schema)
    assert constraint_field(catalog.objects[0], caught.value.constraint_name).name == name


def test_a_constraint_of_another_table_leads_nowhere():
    deal = Object("obj_deal", "deal", "deals")
    assert constraint_field(deal, "fk_fld_x") is None
    assert constraint_field(deal, "fk_obj_other_owner") is None
    assert constraint_field(deal, "sluice_head_pkey") is None
