"""400 fields on one object, and 200 objects in one tenant, stay usable: published, read, introspected, changed.

How long it takes, `make bench` measures; `tests/metadata/test_long_lists.py` shows that it grows with them alone.
"""

from typing import Any

import pytest
from graphql import get_introspection_query

from tests.api.conftest import FreshTenant
from tests.client import Api
from tests.world import labels, sign_up

FIELDS = 400
OBJECTS = 200
KINDS: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("text", {}, "值"),
    ("integer", {}, 7),
    ("decimal", {}, "12.50"),
    ("money", {}, {"amount": "9.90", "currency": "CNY"}),
    ("date", {}, "2026-01-31"),
    ("choice", {"options": [{"key": "one"}, {"key": "two"}]}, "two"),
    ("longText", {}, "很长" * 400),
    ("boolean", {}, True),
)


def wide_field(number: int) -> dict[str, Any]:
    type_, settings, _ = KINDS[number % len(KINDS)]
    return {
        "name": f"field{number}",
        "type": type_,
        "labels": labels(f"Field {number}", f"字段{number}"),
        **settings,
    }


def object_of(number: int, *fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"thing{number}",
        "plural": f"things{number}",
        "labels": labels(f"Thing {number}", f"事物{number}"),
        "fields": list(fields),
    }


def selection(number: int) -> str:
    name = f"field{number}"
    return f"{name} {{ amount currency }}" if KINDS[number % len(KINDS)][0] == "money" else name


@pytest.fixture(scope="module")
async def wide(api: Api) -> FreshTenant:
    """A tenant with an object of 400 fields."""
    tenant = FreshTenant(*await sign_up(api, "wide"))
    await api.change(tenant.admin, {"addObject": object_of(0, *map(wide_field, range(FIELDS)))})
    return tenant


async def test_a_record_of_400_fields_is_written_and_read(api: Api, wide: FreshTenant):
    given = {f"field{number}": KINDS[number % len(KINDS)][2] for number in range(FIELDS)}
    everything = " ".join(map(selection, range(FIELDS)))
    made = await api.data(
        wide.admin,
        f"""mutation ($input: Thing0CreateInput!) {{
          createThing0(input: $input) {{ thing0 {{ id {everything} }} }} }}""",
        {"input": given},
    )
    record = made["createThing0"]["thing0"]
    id_ = record.pop("id")
    assert record == given
    changed = await api.data(
        wide.admin,
        f"""mutation ($id: ID!, $input: Thing0UpdateInput!) {{
          updateThing0(id: $id, input: $input) {{ thing0 {{ version {everything} }} }} }}""",
        {"id": id_, "input": {**given, "field0": "另一个"}},
    )
    assert changed["updateThing0"]["thing0"] == {**given, "field0": "另一个", "version": 2}
    listed = await api.data(
        wide.admin, f"{{ things0(first: 500) {{ totalCount nodes {{ {everything} }} }} }}"
    )
    assert {**given, "field0": "另一个"} in listed["things0"]["nodes"]


async def test_texts_of_400_fields_fill_one_record(api: Api):
    """PostgreSQL keeps a row on a page of 8 kB, with what is longer elsewhere: 18 bytes for each such value."""
    tenant = FreshTenant(*await sign_up(api, "filled"))
    fields = [{"name": f"field{number}", "type": "longText"} for number in range(FIELDS)]
    await api.change(tenant.admin, {"addObject": object_of(0, *fields)})
    document = "mutation ($input: Thing0CreateInput!) { createThing0(input: $input) { thing0 { id } errors { code } } }"
    for text in (
        "x",
        "短文",
        "一段很长的文字，" * 40,
        "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(300)),
    ):
        given = {f"field{number}": text for number in range(FIELDS)}
        made = (await api.data(tenant.admin, document, {"input": given}))["createThing0"]
        assert made["errors"] == []
        read = await api.data(
            tenant.admin, f'{{ thing0(id: "{made["thing0"]["id"]}") {{ field0 field{FIELDS - 1} }} }}'
        )
        assert read["thing0"] == {"field0": text, f"field{FIELDS - 1}": text}


async def test_a_wide_object_is_introspected_shown_and_changed(api: Api, wide: FreshTenant):
    found = await api.data(wide.admin, get_introspection_query())
    (type_,) = [each for each in found["__schema"]["types"] if each["name"] == "Thing0"]
    assert {f"field{number}" for number in range(FIELDS)} <= {each["name"] for each in type_["fields"]}
    shown = await api.data(
        wide.admin, "{ catalog { objects { fields { name type label options { key } } } } }"
    )
    assert len(shown["catalog"]["objects"][0]["fields"]) == FIELDS
    for number in range(5):
        added = {"object": "thing0", "field": {"name": f"later{number}", "type": "text"}}
        await api.change(wide.admin, {"addField": added})


@pytest.fixture(scope="module")
async def many(api: Api) -> FreshTenant:
    """A tenant with 200 objects, each related to the one before."""
    tenant = FreshTenant(*await sign_up(api, "many"))
    fields = [wide_field(number) for number in range(20)]
    changes = []
    for number in range(OBJECTS):
        relation = {
            "name": "previous",
            "type": "relation",
            "target": f"thing{number - 1}",
            "reverse": "after",
        }
        changes.append({"addObject": object_of(number, *fields, *([relation] if number else []))})
    for start in range(0, OBJECTS, 50):
        await api.change(tenant.admin, *changes[start : start + 50])
    return tenant


async def test_200_objects_are_shown_introspected_and_used(api: Api, many: FreshTenant):
    shown = await api.data(
        many.admin, "{ catalog { objects { name fields { name label labels { text } } } } }"
    )
    assert len(shown["catalog"]["objects"]) == OBJECTS
    found = await api.data(many.admin, get_introspection_query())
    assert {f"Thing{number}" for number in range(OBJECTS)} <= {
        each["name"] for each in found["__schema"]["types"]
    }
    made = await api.data(
        many.admin,
        'mutation { createThing198(input: {field0: "甲"}) { thing198 { id } errors { code } } }',
    )
    first = made["createThing198"]["thing198"]["id"]
    await api.data(
        many.admin, f'mutation {{ createThing199(input: {{previousId: "{first}"}}) {{ errors {{ code }} }} }}'
    )
    read = await api.data(
        many.admin, "{ things198 { nodes { field0 after { totalCount } } } things7 { totalCount } }"
    )
    assert read["things198"]["nodes"] == [{"field0": "甲", "after": {"totalCount": 1}}]


async def test_200_objects_are_changed(api: Api, many: FreshTenant):
    for number in range(5):
        added = {"object": f"thing{number}", "field": {"name": "later", "type": "text"}}
        await api.change(many.admin, {"addField": added})
    renamed = {"object": "thing0", "name": "origin", "plural": "origins"}
    await api.change(many.admin, {"renameObject": renamed})
    await api.change(many.admin, {"removeField": {"object": "thing9", "field": "field3"}})
    assert (await api.data(many.admin, "{ origins { totalCount } }"))["origins"] == {"totalCount": 0}
