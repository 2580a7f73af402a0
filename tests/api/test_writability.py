"""Read-only fields and those that are written once: they hold for every writer, whatever is granted."""

from typing import Any

import pytest

from tests.api.conftest import FreshTenant
from tests.client import Api
from tests.world import add_member

DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "code", "type": "text", "writable": "onCreate"},
        {"name": "score", "type": "integer", "writable": "never", "default": 7},
        {"name": "due", "type": "date", "writable": "never", "defaultFormula": {"today": []}},
        {"name": "note", "type": "text", "writable": "never"},
        {"name": "parent", "type": "relation", "target": "deal", "writable": "onCreate"},
        {"name": "friends", "type": "relations", "target": "deal", "writable": "never"},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "lead", "target": "won"}],
}
INPUTS = """{
  create: __type(name: "DealCreateInput") { inputFields { name } }
  update: __type(name: "DealUpdateInput") { inputFields { name } } }"""
CHANGE = """mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true) {
  steps { sentence breaks } warnings { code message } errors { code message path } } }"""


@pytest.fixture
async def admin(api: Api, fresh: FreshTenant) -> str:
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return fresh.admin


async def inputs(api: Api, token: str) -> tuple[set[str], set[str]]:
    found = await api.data(token, INPUTS)
    create, update = ({each["name"] for each in found[kind]["inputFields"]} for kind in ("create", "update"))
    return create, update


async def test_what_is_not_written_is_in_no_input_and_defaults_fill_it(api: Api, admin: str):
    create, update = await inputs(api, admin)
    assert create == {"ownerId", "title", "code", "parentId"}
    assert update == {"ownerId", "title"}
    made = await api.data(
        admin, 'mutation { createDeal(input: {title: "x", code: "c"}) { deal { id code score due } } }'
    )
    deal = made["createDeal"]["deal"]
    assert (deal["code"], deal["score"]) == ("c", 7)
    assert deal["due"] is not None
    for text in (
        'updateDeal(id: "%s", input: {code: "d"}) { deal { id } }',
        'promoteDeal(id: "%s", to: "won", input: {score: 8}) { deal { id } }',
    ):
        assert await api.codes(admin, f"mutation {{ {text % deal['id']} }}") == ["GRAPHQL_VALIDATION_FAILED"]


async def test_a_grant_that_names_the_field_changes_nothing(api: Api, fresh: FreshTenant, admin: str):
    grants = [
        {"object": "deal", "action": "*"},
        {"object": "deal", "action": "update", "field": "score"},
        {"object": "deal", "action": "create", "field": "score"},
    ]
    await api.change(admin, {"addRole": {"name": "seller", "grants": grants}})
    token, _ = await add_member(api, admin, fresh.slug, "seller")
    create, update = await inputs(api, token)
    assert "score" not in create | update
    text = "{ catalog { objects { name fields { name writable canCreate canUpdate } } } }"
    (deal,) = (each for each in (await api.data(token, text))["catalog"]["objects"] if each["name"] == "deal")
    told = {each["name"]: (each["writable"], each["canCreate"], each["canUpdate"]) for each in deal["fields"]}
    assert told["score"] == ("never", False, False)
    assert told["code"] == ("onCreate", True, False)


async def test_it_is_changed_later_and_the_plan_says_what_breaks(api: Api, admin: str):
    change = {"setWritable": {"object": "deal", "field": "title", "writable": "never"}}
    planned = (await api.data(admin, CHANGE, {"changes": [change]}))["changeCatalog"]
    assert planned["steps"] == [
        {
            "sentence": "Make the field deal.title read-only.",
            "breaks": [
                "Clients that create a record of deal can no longer give title.",
                "Clients that update a record of deal can no longer give title.",
            ],
        }
    ]
    await api.change(admin, change)
    assert "title" not in set.union(*await inputs(api, admin))
    await api.change(admin, {"setWritable": {"object": "deal", "field": "title", "writable": "always"}})
    assert "title" in set.intersection(*await inputs(api, admin))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (
            {
                "addField": {
                    "object": "deal",
                    "field": {"name": "a", "type": "text", "required": True, "writable": "never"},
                }
            },
            ["addField", "field", "writable"],
        ),
        ({"setRequired": {"object": "deal", "field": "note", "required": True}}, ["setRequired"]),
        ({"setDefault": {"object": "deal", "field": "due"}}, ["setDefault"]),
        (
            {
                "addField": {
                    "object": "deal",
                    "field": {"name": "a", "type": "text", "formula": {"var": "title"}, "writable": "never"},
                }
            },
            ["addField", "field", "writable"],
        ),
        (
            {
                "addField": {
                    "object": "deal",
                    "field": {
                        "name": "a",
                        "type": "autoNumber",
                        "numbering": {"format": "{0}"},
                        "writable": "onCreate",
                    },
                }
            },
            ["addField", "field", "writable"],
        ),
    ],
)
async def test_what_would_leave_no_way_to_make_a_record_is_refused(
    api: Api, admin: str, change: dict[str, Any], path: list[str]
):
    await api.change(admin, {"setRequired": {"object": "deal", "field": "due", "required": True}})
    refused = (await api.data(admin, CHANGE, {"changes": [change]}))["changeCatalog"]
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [
        ("CATALOG_INVALID", ["changes", 0, *path])
    ]


async def test_a_gate_over_a_field_that_nobody_can_write_is_warned_of(api: Api, admin: str):
    changes = [
        {"addField": {"object": "deal", "field": {"name": "memo", "type": "text", "writable": "never"}}},
        {"setGate": {"object": "deal", "stage": "won", "rule": {"filled": {"var": "memo"}}}},
    ]
    told = (await api.data(admin, CHANGE, {"changes": changes}))["changeCatalog"]
    assert told["warnings"] == [
        {
            "code": "GATE_UNMEETABLE",
            "message": "The gate of stage won of deal needs deal.memo, which nobody can write.",
        }
    ]
    changes[1] = {"setGate": {"object": "deal", "stage": "won", "rule": {"filled": {"var": "score"}}}}
    assert (await api.data(admin, CHANGE, {"changes": changes}))["changeCatalog"]["warnings"] == []


async def test_a_rule_about_a_read_only_field_is_told_of_the_whole_record(api: Api, admin: str):
    await api.change(
        admin,
        {
            "setRequiredWhen": {
                "object": "deal",
                "field": "code",
                "rule": {"==": [{"var": "title"}, "x"]},
            }
        },
    )
    made = await api.data(admin, 'mutation { createDeal(input: {title: "y"}) { deal { id } } }')
    text = 'mutation ($id: ID!) { updateDeal(id: $id, input: {title: "x"}) { errors { code path } } }'
    refused = await api.data(admin, text, {"id": made["createDeal"]["deal"]["id"]})
    assert refused["updateDeal"]["errors"] == [{"code": "REQUIRED", "path": ["input"]}]
