"""A field that holds several options, in all that a client does with it."""

from typing import Any

import pytest

from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, labels, make_world

LEAD: dict[str, Any] = {
    "name": "visitor",
    "plural": "visitors",
    "display": "name",
    "fields": [
        {"name": "name", "type": "text", "labels": labels("Name", "名称")},
        {
            "name": "channels",
            "type": "multiChoice",
            "required": True,
            "default": ["fair", "email", "email"],
            "labels": labels("Channels", "渠道"),
            "options": [
                {"key": "email", "labels": labels("E-mail", "邮件")},
                {"key": "fair", "labels": labels("Fair", "展会")},
                {"key": "phone", "labels": labels("Telephone", "电话")},
            ],
        },
    ],
}
PIPELINE: dict[str, Any] = {
    "object": "visitor",
    "name": "visits",
    "stages": [{"name": "fresh"}, {"name": "won", "kind": "won"}, {"name": "lost", "kind": "lost"}],
    "transitions": [
        {"source": "fresh", "target": "won", "gate": {"in": ["phone", {"var": "channels"}]}},
        {"source": "fresh", "target": "lost"},
    ],
}


@copied
async def visitors(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": LEAD}, {"addPipeline": PIPELINE})
    return world


async def create(api: Api, world: World, given: str, **variables: Any) -> Any:
    types = {"a": "VisitorChannels!", "list": "[VisitorChannels!]"}
    declared = ", ".join(f"${name}: {types[name]}" for name in variables)
    document = (
        f"mutation {f'({declared})' if declared else ''} {{ createVisitor(input: {{{given}}}) "
        "{ visitor { id channels } errors { code path } } }"
    )
    found = await api.ask(world.admin, document, variables)
    assert "errors" not in found, found["errors"]
    return found["data"]["createVisitor"]


@pytest.mark.parametrize(
    ("given", "variables", "wanted"),
    [
        ("", {}, ["email", "fair"]),
        ("channels: [phone, email]", {}, ["email", "phone"]),
        ("channels: phone", {}, ["phone"]),
        ("channels: [phone, $a]", {"a": "fair"}, ["fair", "phone"]),
        ("channels: $list", {"list": ["phone", "phone"]}, ["phone"]),
        ("channels: $list", {"list": "fair"}, ["fair"]),
    ],
)
async def test_however_it_is_given(
    api: Api, visitors: World, given: str, variables: dict[str, Any], wanted: list[str]
) -> None:
    made = await create(api, visitors, given, **variables)
    assert made["errors"] == []
    assert made["visitor"]["channels"] == wanted


async def test_nothing_chosen_is_no_value(api: Api, visitors: World) -> None:
    made = await create(api, visitors, "channels: []")
    assert made == {"visitor": None, "errors": [{"code": "REQUIRED", "path": ["input", "channels"]}]}


async def test_what_is_no_option_is_refused(api: Api, visitors: World) -> None:
    document = (
        "mutation ($list: [VisitorChannels!]) { createVisitor(input: {channels: $list}) { visitor { id } } }"
    )
    assert await api.codes(visitors.admin, document, {"list": ["post"]}) == ["BAD_USER_INPUT"]
    assert await api.codes(visitors.admin, document, {"list": [None]}) == ["BAD_USER_INPUT"]


async def test_a_default_that_is_no_list_of_options_is_refused(api: Api, own_world: World) -> None:
    for default in ("email", ["post"], [["email"]], [1]):
        fields = [{**LEAD["fields"][1], "default": default}]
        refused = await api.try_change(
            own_world.admin, {"addObject": {**LEAD, "fields": fields, "display": None}}
        )
        (error,) = refused["errors"]
        assert error["code"] == "INVALID_VALUE"
        assert error["path"][-1] == "default"


async def test_a_gate_asks_for_an_option(api: Api, visitors: World) -> None:
    made = await create(api, visitors, "channels: [email]")
    document = """mutation ($id: ID!, $with: VisitorUpdateInput) {
      promoteVisitor(id: $id, to: "won", input: $with) {
        promoted verdict { open clauses { sentence field operator actual needed satisfied } }
      }
    }"""
    variables = {"id": made["visitor"]["id"]}
    refused = await api.data(visitors.admin, document, variables, **{"Accept-Language": "zh-CN"})
    assert refused["promoteVisitor"] == {
        "promoted": False,
        "verdict": {
            "open": False,
            "clauses": [
                {
                    "sentence": "渠道 必须包括 电话",
                    "field": "channels",
                    "operator": "has",
                    "actual": ["email"],
                    "needed": "phone",
                    "satisfied": False,
                }
            ],
        },
    }
    moved = await api.data(visitors.admin, document, {**variables, "with": {"channels": ["email", "phone"]}})
    assert moved["promoteVisitor"]["promoted"]


async def test_a_rule_filters_as_the_operators_do(api: Api, visitors: World) -> None:
    for given in ("channels: [email]", "channels: [email, fair]", "channels: [phone]"):
        await create(api, visitors, given)
    document = "query ($where: VisitorWhere) { visitors(where: $where) { nodes { channels } } }"
    for where, wanted in (
        ({"channels": {"has": "email"}}, [["email"], ["email", "fair"]]),
        ({"rule": {"has": [{"var": "channels"}, "email"]}}, [["email"], ["email", "fair"]]),
        ({"channels": {"hasAny": ["fair", "phone"]}}, [["email", "fair"], ["phone"]]),
        ({"channels": {"hasAll": ["email", "fair"]}}, [["email", "fair"]]),
        ({"not": {"channels": {"has": "email"}}}, [["phone"]]),
        ({"channels": {"hasAll": []}}, [["email"], ["email", "fair"], ["phone"]]),
        ({"channels": {"hasAny": []}}, []),
    ):
        found = await api.data(visitors.admin, document, {"where": where})
        assert [each["channels"] for each in found["visitors"]["nodes"]] == wanted, where


async def channels(api: Api, world: World) -> list[Any]:
    found = await api.data(world.admin, "{ visitors { nodes { channels } } }")
    return [each["channels"] for each in found["visitors"]["nodes"]]


def option_change(kind: str, **given: Any) -> dict[str, Any]:
    return {kind: {"object": "visitor", "field": "channels", **given}}


async def test_an_option_is_replaced_in_every_list(api: Api, visitors: World) -> None:
    for given in (
        "channels: [email]",
        "channels: [email, fair]",
        "channels: [phone, email]",
        "channels: [phone]",
    ):
        await create(api, visitors, given)
    default = {"setDefault": {"object": "visitor", "field": "channels", "default": ["fair"]}}
    removal = option_change("removeOption", option="email", replacement="fair")
    told = await api.try_change(visitors.admin, default, removal, dryRun=True)
    assert [each["rows"] for each in told["steps"]] == [0, 3]
    await api.change(visitors.admin, default, removal)
    assert await channels(api, visitors) == [["fair"], ["fair"], ["fair", "phone"], ["phone"]]


async def test_an_option_leaves_every_list(api: Api, visitors: World) -> None:
    for given in ("channels: [phone]", "channels: [fair, phone]", "channels: [email]"):
        await create(api, visitors, given)
    gate = {"setGate": {"object": "visitor", "source": "fresh", "target": "won"}}
    required = {"setRequired": {"object": "visitor", "field": "channels", "required": False}}
    removal = option_change("removeOption", option="phone")
    refused = await api.try_change(visitors.admin, removal)
    assert [each["code"] for each in refused["errors"]] == ["CATALOG_IN_USE"]
    await api.change(visitors.admin, gate, required, removal)
    assert await channels(api, visitors) == [None, ["fair"], ["email"]]


async def test_an_inactive_option_stays_where_it_is(api: Api, visitors: World) -> None:
    kept = (await create(api, visitors, "channels: [phone, email]"))["visitor"]["id"]
    await api.change(visitors.admin, option_change("setOption", option="phone", active=False))
    refused = await create(api, visitors, "channels: [phone]")
    assert refused["errors"] == [{"code": "INVALID_VALUE", "path": ["input", "channels"]}]
    document = """mutation ($id: ID!, $list: [VisitorChannels!]) {
      updateVisitor(id: $id, input: {channels: $list}) { visitor { channels } errors { code } } }"""
    for given, wanted in ((["phone", "fair"], ["fair", "phone"]), (["fair"], ["fair"]), (["phone"], None)):
        done = await api.data(visitors.admin, document, {"id": kept, "list": given})
        if wanted is None:
            assert done["updateVisitor"]["errors"] == [{"code": "INVALID_VALUE"}]
        else:
            assert done["updateVisitor"] == {"visitor": {"channels": wanted}, "errors": []}
    refused = await api.try_change(visitors.admin, option_change("setOption", option="fair", active=False))
    assert [each["code"] for each in refused["errors"]] == ["CATALOG_IN_USE"], "it is of the default"
