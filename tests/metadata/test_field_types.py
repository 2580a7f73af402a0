"""Each field type: what it stores, what it refuses, and how it reads on a real PostgreSQL."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Table, Text, cast, func, select

from core.database import Database
from core.errors import SluiceError
from metadata.catalog import Catalog, Field, Object, Option
from metadata.changes.table_ddl import table_created
from metadata.field_types.all_types import FIELD_TYPES, REGISTERED, type_of
from metadata.field_types.base import Scalar
from metadata.field_types.currencies import CURRENCIES
from metadata.tables import constraint_field, field_columns, record_table
from tests.conftest import ProvisionedTenant

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "field-types.md"
CHINA = timezone(timedelta(hours=8))
SOME_ID = UUID("0198c0de-0000-7000-8000-000000000001")


def made(kind: str, **settings: object) -> Field:
    if kind in ("choice", "multiChoice"):
        settings.setdefault("options", (Option("a"), Option("b")))
    return Field("fld_x", "x", kind, **settings)


STORED = [
    ("text", "线索 x", {"x": "线索 x"}),
    ("text", "", {"x": ""}),
    ("longText", "a\n" * 5000, {"x": "a\n" * 5000}),
    ("integer", -(2**31), {"x": -(2**31)}),
    ("decimal", Decimal("12.50"), {"x": Decimal("12.50")}),
    ("decimal", "12.5000", {"x": Decimal("12.5")}),
    ("decimal", 3, {"x": Decimal(3)}),
    ("decimal", 0.1, {"x": Decimal("0.1")}),
    ("decimal", "1e3", {"x": Decimal(1000)}),
    ("decimal", "-0", {"x": Decimal(0)}),
    ("decimal", "9999999999999999.99", {"x": Decimal("9999999999999999.99")}),
    ("money", {"amount": "1.20", "currency": "CNY"}, {"x": Decimal("1.20"), "x__currency": "CNY"}),
    ("boolean", False, {"x": False}),
    ("date", date(2026, 2, 28), {"x": date(2026, 2, 28)}),
    ("date", "9999-12-31", {"x": date(9999, 12, 31)}),
    ("datetime", "2026-01-01T08:00:00+08:00", {"x": datetime(2026, 1, 1, tzinfo=UTC)}),
    ("datetime", datetime(2026, 1, 1, 8, tzinfo=CHINA), {"x": datetime(2026, 1, 1, tzinfo=UTC)}),
    ("choice", "b", {"x": "b"}),
    ("multiChoice", ["b", "a", "b"], {"x": ["a", "b"]}),
    ("multiChoice", [], {"x": None}),
    ("email", " Ada.L+x@Example.COM ", {"x": "ada.l+x@example.com"}),
    ("email", "名@例子.中国", {"x": "名@例子.中国"}),
    ("url", "https://例子.cn/a?b=c#d", {"x": "https://例子.cn/a?b=c#d"}),
    ("url", "http://[::1]:8080/", {"x": "http://[::1]:8080/"}),
    ("relation", str(SOME_ID), {"xId": SOME_ID}),
    ("relation", SOME_ID, {"xId": SOME_ID}),
]


@pytest.mark.parametrize(("kind", "value", "stored"), STORED, ids=lambda value: str(value)[:30])
def test_it_stores(kind, value, stored):
    assert FIELD_TYPES[kind].stored(made(kind), value) == stored


@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_none_empties_every_column(kind):
    field = made(kind)
    names = [spec.name for spec in type_of(field).columns(field)]
    assert type_of(field).stored(field, None) == dict.fromkeys(names)


REFUSED = [
    ("text", "a\x00b", "INVALID_VALUE", ()),
    ("text", "\udc00", "INVALID_VALUE", ()),
    ("text", "x" * 1001, "OUT_OF_RANGE", ()),
    ("text", 5, "INVALID_VALUE", ()),
    ("longText", "x" * 100_001, "OUT_OF_RANGE", ()),
    ("integer", 2**31, "OUT_OF_RANGE", ()),
    ("integer", True, "INVALID_VALUE", ()),
    ("integer", 1.0, "INVALID_VALUE", ()),
    ("decimal", "1.234", "INVALID_VALUE", ()),
    ("decimal", Decimal("0.001"), "INVALID_VALUE", ()),
    ("decimal", Decimal("NaN"), "INVALID_VALUE", ()),
    ("decimal", Decimal("-Infinity"), "INVALID_VALUE", ()),
    ("decimal", float("nan"), "INVALID_VALUE", ()),
    ("decimal", "NaN", "INVALID_VALUE", ()),
    ("decimal", "1_000", "INVALID_VALUE", ()),
    ("decimal", "１２", "INVALID_VALUE", ()),
    ("decimal", "10000000000000000", "OUT_OF_RANGE", ()),
    ("decimal", "1e9999", "OUT_OF_RANGE", ()),
    ("decimal", Decimal("1e99999999"), "OUT_OF_RANGE", ()),
    ("decimal", Decimal("1e-99999999"), "INVALID_VALUE", ()),
    ("decimal", True, "INVALID_VALUE", ()),
    ("money", {"amount": "1.001", "currency": "CNY"}, "INVALID_VALUE", ("amount",)),
    ("money", {"amount": "1", "currency": "XXX"}, "INVALID_VALUE", ("currency",)),
    ("money", {"amount": "1", "currency": ["CNY"]}, "INVALID_VALUE", ("currency",)),
    ("money", {"amount": "1"}, "INVALID_VALUE", ()),
    ("money", {"amount": None, "currency": "CNY"}, "INVALID_VALUE", ("amount",)),
    ("money", "1 CNY", "INVALID_VALUE", ()),
    ("boolean", 1, "INVALID_VALUE", ()),
    ("date", "2026-02-30", "INVALID_VALUE", ()),
    ("date", "20260101", "INVALID_VALUE", ()),
    ("date", datetime(2026, 1, 1, tzinfo=UTC), "INVALID_VALUE", ()),
    ("datetime", "2026-01-01T00:00:00", "INVALID_VALUE", ()),
    ("datetime", "2026-01-01", "INVALID_VALUE", ()),
    ("datetime", "9999-12-31T23:00:00-14:00", "OUT_OF_RANGE", ()),
    ("datetime", "0001-01-01T00:00:00+14:00", "OUT_OF_RANGE", ()),
    ("choice", "c", "INVALID_VALUE", ()),
    ("choice", ["a"], "INVALID_VALUE", ()),
    ("multiChoice", "a", "INVALID_VALUE", ()),
    ("multiChoice", ["a", "c"], "INVALID_VALUE", ()),
    ("multiChoice", [["a"]], "INVALID_VALUE", ()),
    ("multiChoice", [None], "INVALID_VALUE", ()),
    ("email", "ada", "INVALID_VALUE", ()),
    ("email", "ada@", "INVALID_VALUE", ()),
    ("email", "a@b@c.de", "INVALID_VALUE", ()),
    ("email", ".a@example.com", "INVALID_VALUE", ()),
    ("email", "a..b@example.com", "INVALID_VALUE", ()),
    ("email", "a b@example.com", "INVALID_VALUE", ()),
    ("email", "a@-example.com", "INVALID_VALUE", ()),
    ("email", "a@example.com\nbcc: x@y.de", "INVALID_VALUE", ()),
    ("email", "x" * 65 + "@example.com", "INVALID_VALUE", ()),
    ("email", "a@" + "x" * 250 + ".com", "OUT_OF_RANGE", ()),
    ("url", "javascript:alert(1)", "INVALID_VALUE", ()),
    ("url", "example.com", "INVALID_VALUE", ()),
    ("url", "https://", "INVALID_VALUE", ()),
    ("url", "https://a b.com", "INVALID_VALUE", ()),
    ("url", "https://a.com:99999", "INVALID_VALUE", ()),
    ("url", "https://[::1", "INVALID_VALUE", ()),
    ("url", "https://a.com/" + "x" * 2000, "OUT_OF_RANGE", ()),
    ("relation", "no id", "INVALID_VALUE", ()),
    ("relation", 5, "INVALID_VALUE", ()),
]


@pytest.mark.parametrize(("kind", "value", "code", "path"), REFUSED, ids=lambda value: str(value)[:30])
def test_it_refuses(kind, value, code, path):
    with pytest.raises(SluiceError) as caught:
        FIELD_TYPES[kind].stored(made(kind), value)
    assert [(each.code, each.path) for each in caught.value.problems] == [(code, path)]


def test_a_unique_text_fits_its_index():
    with pytest.raises(SluiceError) as caught:
        FIELD_TYPES["text"].stored(made("text", unique=True), "线" * 900)
    assert caught.value.problems[0].code == "OUT_OF_RANGE"


def test_currencies_are_codes():
    assert len(CURRENCIES) > 150
    assert {"CNY", "EUR", "USD", "JPY"} <= CURRENCIES
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)


def test_every_type_is_registered_and_none_is_double():
    assert len(REGISTERED) == len(FIELD_TYPES)
    for name, kind in FIELD_TYPES.items():
        field = made(name)
        assert kind.name == name
        assert isinstance(kind.scalar, Scalar)
        columns = [spec.name for spec in kind.columns(field)]
        assert {part.column for part in kind.rule_parts(field)} <= set(columns)


def test_every_type_is_documented():
    page = PAGE.read_text(encoding="utf-8")
    for name, kind in FIELD_TYPES.items():
        grouped = f"{'yes' if kind.groupable else 'no'} | {' '.join(kind.aggregates)}"
        row = f"| `{name}` | {kind.title} | `{kind.scalar}` | {' '.join(kind.operators)} | {grouped} |"
        assert row in page
    assert page.count("\n| `") == len(FIELD_TYPES)


READ = {
    "text": "线索",
    "longText": "a\nb",
    "integer": 7,
    "decimal": "12.50",
    "money": {"amount": "1234567890123456.70", "currency": "CNY"},
    "boolean": True,
    "date": "2026-01-31",
    "datetime": "2026-01-31T01:30:00.25+00:00",
    "choice": "a",
    "multiChoice": ["a", "b"],
    "email": "a@example.com",
    "url": "https://example.com/",
    "relation": None,
}


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
    options = (Option("a"), Option("b")) if kind in ("choice", "multiChoice") else ()
    return Field(f"fld_{kind.lower()}", f"{kind}Field", kind, options=options, target=target)


async def test_values_come_back_as_they_went_in(database, every):
    """Written by `stored`, read by `read`, as JSON that PostgreSQL makes."""
    catalog, table = every
    fields = catalog.objects[0].fields
    values: dict[str, object] = {}
    for field in fields:
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
        ({"moneyField": 1}, "moneyField"),
        ({"moneyField__currency": "CNY"}, "moneyField"),
        ({"relationFieldId": SOME_ID}, "relationFieldId"),
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
