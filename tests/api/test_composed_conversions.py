"""A field is converted twice in a list, or after its options go: the records get what all of it makes, once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.leads import CREATE, TO_INTEGER, UNIQUE, UPDATE
from tests.api.test_fillings import OPTIONS, removed
from tests.api.test_fillings import tenant_with_leads as with_options
from tests.api.test_prepared_by_id import tenant_with_leads as with_values
from tests.api.test_prepared_lists import (
    KINDS,
    PAIR,
    TO_LEAD,
    TO_PROSPECT,
    done_as_at_once,
    last_removed,
    unique,
    value_of,
)
from tests.client import Api, observed

TWICE_VALUE = {"*": [{"var": "value"}, 2]}
FAIR = [{"key": "fair"}, {"key": "other"}, {"key": "call"}]
NO_DEPENDENCY = {"object": "lead", "field": "area"}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns are filled for a hundred records too."""
    monkeypatch.setattr("metadata.fillings.FEW_CHANGED", 100)


def typed(field: str, kind: str, of: str = "lead", **more: Any) -> dict[str, Any]:
    return {"setFieldType": {"object": of, "field": field, "type": kind, **more}}


def new_field(kind: str, **more: Any) -> dict[str, Any]:
    return {"addField": {"object": "lead", "field": {"name": "grade", "type": kind, **more}}}


WORTH = {"renameField": {"object": "lead", "field": "value", "name": "worth"}}
NO_KEY = {"removeUniqueKey": {"object": "lead", "uniqueKey": "pair"}}


@pytest.mark.parametrize(
    "changes",
    [
        [TO_INTEGER, typed("value", "decimal", scale=3)],
        [TO_INTEGER, typed("value", "decimal", scale=3), typed("value", "longText")],
        [TO_INTEGER, WORTH, TO_PROSPECT, typed("worth", "money", "prospect", currency="CNY"), TO_LEAD],
        [UNIQUE, TO_INTEGER, typed("value", "decimal")],
        [TO_INTEGER, UNIQUE, typed("value", "decimal"), unique(False)],
        [TO_INTEGER, UNIQUE, unique(False), typed("value", "decimal")],
        [TO_INTEGER, {"addUniqueKey": PAIR}, NO_KEY, typed("value", "decimal")],
        [
            TO_INTEGER,
            {"setRequired": {"object": "lead", "field": "value", "required": True}},
            removed("source", "fair"),
            typed("value", "decimal"),
        ],
        [
            typed("value", "decimal", scale=3),
            {"setBounds": {"object": "lead", "field": "value", "minimum": "0"}},
            {
                "addField": {
                    "object": "lead",
                    "field": {"name": "twice", "type": "decimal", "formula": TWICE_VALUE},
                }
            },
            {"removeField": {"object": "lead", "field": "twice"}},
            TO_INTEGER,
        ],
    ],
)
async def test_a_field_is_converted_twice(
    api: Api, unused: Callable[[], list[Any]], changes: list[Any]
) -> None:
    leads, others = await with_values(api), await with_values(api)
    source = {"name": "source", "type": "choice", "options": OPTIONS}
    for each in (leads, others):
        await each.api.change(each.admin, {"addField": {"object": "lead", "field": source}})
        await each.run("UPDATE {0}.lead SET source = 'web' WHERE length(value) = 2")
    await done_as_at_once(leads, others, changes)
    # The option of few records is removed in the publish.
    assert len(unused()) == (changes[-2] == removed("source", "fair"))


async def test_records_are_written_while_a_field_is_converted_twice(api: Api, held: Any) -> None:
    leads = await with_values(api)
    rows = await leads.run("SELECT id FROM {0}.lead ORDER BY id LIMIT 2")
    wanted = await leads.begin(TO_INTEGER, typed("value", "decimal", scale=1))
    await asyncio.wait_for(held.reached.wait(), 30)
    for row, value in zip(rows, ("77", None), strict=True):
        assert (await leads.ask(UPDATE, id=str(row[0]), input={"value": value}))["errors"] == []
    assert (await leads.ask(CREATE, input={"name": "new", "value": "78"}))["errors"] == []
    held.go_on.set()
    done = await leads.ended(wanted)
    assert (done["state"], done["errors"]) == ("done", [])
    found = [
        (await leads.run(f"SELECT value::text FROM {{0}}.lead WHERE id = '{row[0]}'"))[0][0] for row in rows
    ]
    assert (found, str(await value_of(leads, "new", "value"))) == (["77.0", None], "78.0")
    await leads.sound()


async def test_what_a_second_conversion_cannot_take_is_named(api: Api) -> None:
    leads = await with_values(api)
    (row,) = await leads.run("UPDATE {0}.lead SET value = '2.5' WHERE name = 'L7' RETURNING id")
    failed = await leads.ended(await leads.begin(typed("value", "decimal"), TO_INTEGER))
    (error,) = failed["errors"]
    assert (failed["state"], error["code"]) == ("failed", "CATALOG_ROWS_CONFLICT")
    assert error["details"]["ids"] == [str(row[0])]
    await leads.sound()


@pytest.mark.parametrize(
    "changes",
    [
        [removed("source", "fair"), typed("source", "text")],
        [removed("source", "fair"), KINDS, last_removed("kind"), typed("kind", "text")],
        [removed("channels", "fair"), typed("channels", "text")],
        [removed("region", "fair"), {"setDependency": NO_DEPENDENCY}, typed("region", "text")],
        [removed("source", "fair"), typed("source", "text"), typed("source", "choice", options=FAIR)],
    ],
)
async def test_what_options_become_is_converted(
    api: Api, unused: Callable[[], list[Any]], changes: list[Any]
) -> None:
    leads, others = await with_options(api), await with_options(api)
    plain = [{"removeField": {"object": "lead", "field": each}} for each in ("often", "met")]
    for each in (leads, others):
        await each.api.change(each.admin, *plain)
    await done_as_at_once(leads, others, changes)
    assert unused() == []


@pytest.mark.parametrize(
    "changes",
    [
        [new_field("text", default="7"), typed("grade", "integer")],
        [new_field("text", default="7"), typed("grade", "integer"), typed("grade", "decimal", scale=1)],
        [
            new_field("text", default="7"),
            {"setDefault": {"object": "lead", "field": "grade", "default": None}},
            typed("grade", "integer"),
        ],
        [new_field("text"), typed("grade", "integer")],
        [new_field("decimal", default="7.5", required=True), typed("grade", "money", currency="CNY")],
    ],
)
async def test_a_new_field_is_converted(
    api: Api, unused: Callable[[], list[Any]], changes: list[Any]
) -> None:
    leads, others = await with_values(api), await with_values(api)
    with observed(leads.database) as statements:
        await done_as_at_once(leads, others, changes)
    assert unused() == []
    # All records have what the first of them has: none is written.
    assert not [each for each in statements if each.startswith("UPDATE") and ".lead SET" in each]
    kept = await leads.run("SELECT DISTINCT grade::text FROM {0}.lead")
    assert len(kept) == 1
