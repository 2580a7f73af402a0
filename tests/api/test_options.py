"""Options of a choice are changed while records have them."""

import asyncio
from typing import Any

import pytest

from tests.world import World, add_member, labels

CREATE = """mutation ($input: DealCreateInput!) {
  createDeal(input: $input) { deal { id source } errors { code message path hint } } }"""
UPDATE = """mutation ($id: ID!, $input: DealUpdateInput!) {
  updateDeal(id: $id, input: $input) { deal { source score } errors { code message path hint } } }"""
PROMOTE = """mutation ($id: ID!, $input: DealUpdateInput!) {
  promoteDeal(id: $id, to: "lost", input: $input) { promoted deal { source stage } errors { code path hint } } }"""
SHOWN = "query ($id: ID!) { deal(id: $id) { source version updatedAt updatedBy { id } } }"
REFUSED = {
    "code": "INVALID_VALUE",
    "message": "source has this option only where it was given before: it is inactive.",
    "path": ["input", "source"],
    "hint": "Use one of referral.",
}


def option(kind: str, key: str, **more: Any) -> dict[str, Any]:
    return {kind: {"object": "deal", "field": "source", "option": key, **more}}


@pytest.fixture
async def idle(own_world: World) -> World:
    """A world in which deals can no longer get the source `web`."""
    own_world.ids["old"] = await own_world.create(own_world.manager, "deal", name="Old", source="web")
    await own_world.api.change(own_world.admin, option("setOption", "web", color="#1a73e8", active=False))
    return own_world


async def shown(world: World, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = (await world.api.data(world.manager, SHOWN, {"id": id_}))["deal"]
    return found


# An inactive option


@pytest.mark.parametrize("role", ["manager", "rep"])
async def test_no_record_newly_gets_an_inactive_option(idle: World, role: str) -> None:
    token, api = idle.token(role), idle.api
    made = (await api.data(token, CREATE, {"input": {"name": "New", "source": "web"}}))["createDeal"]
    assert made == {"deal": None, "errors": [REFUSED]}
    deal = await idle.create(token, "deal", name="New", source="referral")
    changed = (await api.data(token, UPDATE, {"id": deal, "input": {"source": "web"}}))["updateDeal"]
    assert changed == {"deal": None, "errors": [REFUSED]}
    moved = (await api.data(token, PROMOTE, {"id": deal, "input": {"source": "web"}}))["promoteDeal"]
    assert (moved["promoted"], moved["deal"]) == (False, {"source": "referral", "stage": "lead"})
    assert moved["errors"] == [{key: REFUSED[key] for key in ("code", "path", "hint")}]
    literal = 'mutation { createDeal(input: { name: "New", source: web }) { errors { code } } }'
    assert (await api.data(token, literal))["createDeal"]["errors"] == [{"code": "INVALID_VALUE"}]


async def test_a_record_keeps_an_inactive_option(idle: World) -> None:
    token, api, deal = idle.manager, idle.api, {"id": idle.ids["old"]}
    for given in ({"score": 5}, {"score": 6, "source": "web"}, {"source": "web"}):
        changed = (await api.data(token, UPDATE, {**deal, "input": given}))["updateDeal"]
        assert (changed["errors"], changed["deal"]["source"]) == ([], "web")
    moved = (await api.data(token, PROMOTE, {**deal, "input": {"source": "web"}}))["promoteDeal"]
    assert moved == {"promoted": True, "deal": {"source": "web", "stage": "lost"}, "errors": []}
    emptied = (await api.data(token, UPDATE, {**deal, "input": {"source": None}}))["updateDeal"]
    assert (emptied["errors"], emptied["deal"]["source"]) == ([], None)
    again = (await api.data(token, UPDATE, {**deal, "input": {"source": "web"}}))["updateDeal"]
    assert again["errors"] == [REFUSED]


async def test_who_may_not_read_a_field_does_not_learn_of_its_option_by_what_is_refused(idle: World) -> None:
    api = idle.api
    grants = [
        {"object": "deal", "action": "*"},
        {"object": "deal", "action": "read", "field": "source", "effect": "deny"},
    ]
    await api.change(idle.admin, {"addRole": {"name": "blind", "grants": grants}})
    blind, _ = await add_member(api, idle.admin, idle.slug, "blind")
    empty = await idle.create(idle.manager, "deal", name="Empty")
    document = """mutation ($id: ID!) {
      updateDeal(id: $id, input: { source: web }) { errors { code message path hint } } }"""
    for deal in (idle.ids["old"], empty):
        changed = (await api.data(blind, document, {"id": deal}))["updateDeal"]
        assert changed["errors"] == [REFUSED]


async def test_an_inactive_option_is_read_filtered_and_grouped_by(idle: World) -> None:
    document = """{ deals(where: { source: { eq: web } }) { nodes { name source } }
      dealGroups(by: [{ field: source }]) { keys { value } count } }"""
    found = await idle.api.data(idle.manager, document)
    assert found["deals"]["nodes"] == [{"name": "Old", "source": "web"}]
    assert found["dealGroups"] == [{"keys": [{"value": "web"}], "count": 1}]


async def test_an_option_that_is_active_again_can_be_given(idle: World) -> None:
    await idle.api.change(idle.admin, option("setOption", "web", active=True))
    assert (await shown(idle, await idle.create(idle.manager, "deal", name="New", source="web")))[
        "source"
    ] == "web"


async def test_the_catalog_and_introspection_show_it(idle: World) -> None:
    document = "{ catalog { objects { name fields { name options { key color active } } } } }"
    objects = (await idle.api.data(idle.manager, document))["catalog"]["objects"]
    fields = {each["name"]: {field["name"]: field for field in each["fields"]} for each in objects}
    assert fields["deal"]["source"]["options"] == [
        {"key": "web", "color": "#1a73e8", "active": False},
        {"key": "referral", "color": None, "active": True},
    ]
    document = """{ __type(name: "DealSource") {
      plain: enumValues { name }
      every: enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } } }"""
    headers = {"Accept-Language": "zh-CN"}
    shown_ = (await idle.api.data(idle.manager, document, **headers))["__type"]
    assert shown_["plain"] == [{"name": "referral"}]
    assert shown_["every"][0]["name"] == "web"
    assert shown_["every"][0]["deprecationReason"].startswith("已停用")
    await idle.api.change(idle.admin, option("setOption", "web", color=None))
    document = "{ catalog { objects { name fields { name options { color active } } } } }"
    objects = (await idle.api.data(idle.manager, document))["catalog"]["objects"]
    (deal,) = [each for each in objects if each["name"] == "deal"]
    (source,) = [each for each in deal["fields"] if each["name"] == "source"]
    assert source["options"][0] == {"color": None, "active": False}


# Options that come, move and go


async def test_an_added_option_can_be_given_at_once(own_world: World) -> None:
    fair = {"key": "fair", "labels": labels("Trade fair", "展会"), "color": "#00AA00"}
    await own_world.api.change(
        own_world.admin,
        {"addOption": {"object": "deal", "field": "source", "option": fair, "before": "web"}},
        option("moveOption", "web"),
    )
    deal = await own_world.create(own_world.manager, "deal", name="New", source="fair")
    assert (await shown(own_world, deal))["source"] == "fair"
    document = '{ __type(name: "DealSource") { enumValues { name description } } }'
    values = (await own_world.api.data(own_world.manager, document, **{"Accept-Language": "zh-CN"}))["__type"]
    assert [each["name"] for each in values["enumValues"]] == ["fair", "referral", "web"]
    assert values["enumValues"][0]["description"] == "展会"


async def test_a_removed_option_is_replaced_in_every_record(own_world: World) -> None:
    world, api = own_world, own_world.api
    deals = [await world.create(world.manager, "deal", name=f"D{at}", source="web") for at in range(3)]
    other = await world.create(world.manager, "deal", name="Other", source="referral")
    delete = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
    await api.data(world.manager, delete, {"id": deals[2]})
    before = await shown(world, deals[0])
    removal = option("removeOption", "web", replacement="referral")
    dry = await api.change(world.admin, removal, dryRun=True)
    assert (dry["steps"][0]["rows"], dry["steps"][0]["risk"]) == (3, "rewrites")
    assert (await shown(world, deals[0]))["source"] == "web"
    written = await world.create(world.rep, "deal", name="Just before", source="web")
    told = (await api.change(world.admin, removal))["steps"][0]
    assert told["rows"] == 4
    assert told["sentence"] == "Remove the option web of deal.source; its records get referral."
    assert await shown(world, deals[0]) == {**before, "source": "referral"}
    restore = "mutation ($id: ID!) { restoreDeal(id: $id) { deal { source } errors { code } } }"
    assert (await api.data(world.manager, restore, {"id": deals[2]}))["restoreDeal"]["deal"][
        "source"
    ] == "referral"
    counted = await api.data(world.manager, "{ deals(where: { source: { eq: referral } }) { totalCount } }")
    assert counted["deals"]["totalCount"] == 5
    assert (await shown(world, written))["source"] == (await shown(world, other))["source"] == "referral"
    unknown = "{ deals(where: { source: { eq: web } }) { totalCount } }"
    assert await api.codes(world.manager, unknown) == ["GRAPHQL_VALIDATION_FAILED"]


async def test_a_removed_option_can_leave_nothing(own_world: World) -> None:
    deal = await own_world.create(own_world.manager, "deal", name="New", source="web")
    told = (await own_world.api.change(own_world.admin, option("removeOption", "web")))["steps"][0]
    assert (told["rows"], told["risk"]) == (1, "destroys")
    assert (await shown(own_world, deal))["source"] is None


async def test_a_required_field_is_not_emptied(own_world: World) -> None:
    world, api = own_world, own_world.api
    field = {
        "name": "size",
        "type": "choice",
        "required": True,
        "default": "s",
        "options": [{"key": "s"}, {"key": "m"}, {"key": "l"}],
    }
    await api.change(world.admin, {"addField": {"object": "deal", "field": field}})
    await world.create(world.manager, "deal", name="Large", size="l")
    gone = {"removeOption": {"object": "deal", "field": "size", "option": "l"}}
    for dry in (True, False):
        (error,) = (await api.try_change(world.admin, gone, dryRun=dry))["errors"]
        assert (error["code"], error["path"]) == (
            "CATALOG_ROWS_CONFLICT",
            ["changes", 0, "removeOption", "replacement"],
        )
    # What no record has, can go.
    unused = {"removeOption": {"object": "deal", "field": "size", "option": "m"}}
    assert (await api.change(world.admin, unused))["steps"][0]["rows"] == 0
    (error,) = (
        await api.try_change(
            world.admin,
            {"removeOption": {"object": "deal", "field": "size", "option": "s", "replacement": "l"}},
        )
    )["errors"]
    assert error["code"] == "CATALOG_IN_USE"
    # Records from before the field have had its default since this very list.
    again = {**field, "name": "girth"}
    step = {"object": "account", "field": "girth", "option": "m", "replacement": "s"}
    await world.create(world.manager, "account", name="Globex")
    told = await api.change(
        world.admin, {"addField": {"object": "account", "field": again}}, {"removeOption": step}
    )
    assert [each["rows"] for each in told["steps"]] == [1, 0]


async def test_a_unique_choice_is_not_given_twice(own_world: World) -> None:
    world, api = own_world, own_world.api
    field = {
        "name": "slot",
        "type": "choice",
        "unique": True,
        "options": [{"key": "a"}, {"key": "b"}, {"key": "c"}],
    }
    await api.change(world.admin, {"addField": {"object": "deal", "field": field}})
    first = await world.create(world.manager, "deal", name="First", slot="a")
    await world.create(world.manager, "deal", name="Second", slot="b")

    def removal(key: str, replacement: str) -> dict[str, Any]:
        return {
            "removeOption": {"object": "deal", "field": "slot", "option": key, "replacement": replacement}
        }

    for changes in ([removal("a", "b")], [removal("a", "c"), removal("c", "b")]):
        (error,) = (await api.try_change(world.admin, *changes))["errors"]
        assert error["code"] == "CATALOG_ROWS_CONFLICT"
        assert error["path"] == ["changes", len(changes) - 1, "removeOption", "replacement"]
    await api.change(world.admin, removal("a", "c"))
    document = "query ($id: ID!) { deal(id: $id) { slot } }"
    assert (await api.data(world.manager, document, {"id": first}))["deal"] == {"slot": "c"}


async def test_removals_after_one_another_count_and_map_what_the_first_has_left(own_world: World) -> None:
    world = own_world
    deals = [await world.create(world.manager, "deal", name=key, source=key) for key in ("web", "referral")]
    changes = [
        {"addOption": {"object": "deal", "field": "source", "option": {"key": "fair"}}},
        option("removeOption", "web", replacement="referral"),
        {"renameField": {"object": "deal", "field": "source", "name": "origin"}},
        {"renameObject": {"object": "deal", "name": "chance", "plural": "chances"}},
        {
            "removeOption": {
                "object": "chance",
                "field": "origin",
                "option": "referral",
                "replacement": "fair",
            }
        },
    ]
    dry = await world.api.change(world.admin, *changes, dryRun=True)
    told = await world.api.change(world.admin, *changes)
    assert (
        [step["rows"] for step in dry["steps"]] == [step["rows"] for step in told["steps"]] == [0, 1, 0, 0, 2]
    )
    document = "query ($id: ID!) { chance(id: $id) { origin } }"
    for deal in deals:
        assert (await world.api.data(world.manager, document, {"id": deal}))["chance"] == {"origin": "fair"}


async def test_what_a_rule_names_stays(own_world: World) -> None:
    removal = {"object": "account", "field": "sector", "option": "software", "replacement": "retail"}
    refused = await own_world.api.try_change(own_world.admin, {"removeOption": removal})
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_IN_USE", ["changes", 0, "removeOption", "option"])
    assert "the gate of stage qualified of deal" in error["message"]
    free = {"setGate": {"object": "deal", "stage": "qualified"}}
    await own_world.api.change(own_world.admin, free, {"removeOption": removal})


async def test_nothing_is_lost_of_what_is_written_at_the_same_time(own_world: World) -> None:
    world, api = own_world, own_world.api

    async def write() -> list[str]:
        """The codes of what was refused."""
        answer = await api.ask(world.manager, CREATE, {"input": {"name": "Busy", "source": "web"}})
        payload = (answer.get("data") or {}).get("createDeal") or {"errors": []}
        return [error["extensions"]["code"] for error in answer.get("errors", [])] + payload["errors"]

    writes = [write() for _ in range(20)]
    removal = api.change(world.admin, option("removeOption", "web", replacement="referral"))
    answers = await asyncio.gather(removal, *writes)
    codes = [code for refused in answers[1:] for code in refused]
    # What comes later meets a GraphQL schema without the option.
    assert set(codes) <= {"BAD_USER_INPUT"}
    rows = await api.data(world.manager, "{ deals(first: 50) { nodes { source } } }")
    assert [each["source"] for each in rows["deals"]["nodes"]] == ["referral"] * (20 - len(codes))
