"""A field that holds several options, in all that a client does with it."""

from typing import Any

import pytest

from tests.client import Api
from tests.world import World, labels

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


@pytest.fixture
async def visitors(own_world: World) -> World:
    await own_world.api.change(own_world.admin, {"addObject": LEAD}, {"addPipeline": PIPELINE})
    return own_world


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
