"""What rules, links, histories and limits do in writes of many records, and many such writes at once."""

import asyncio
from typing import Any

import pytest

from tests.world import World, add_member

OUTCOME = """{
  matched done refused errors { code path message details } warnings { code details }
  outcomes { id done errors { code } %s }
}"""
TYPES = {
    "ids": "[ID!]",
    "where": "DealWhere",
    "to": "String!",
    "mode": "BulkMode!",
    "input": "DealUpdateInput!",
}


async def many(world: World, kind: str, selected: str = "", token: str = "", **given: Any) -> dict[str, Any]:
    """The payload of a write of many deals."""
    declared = ", ".join(f"${name}: {TYPES[name]}" for name in given)
    named = ", ".join(f"{name}: ${name}" for name in given)
    document = f"mutation ({declared}) {{ done: {kind}Deals({named}) {OUTCOME % selected} }}"
    found: dict[str, Any] = (await world.api.data(token or world.manager, document, given))["done"]
    return found


def counts(found: dict[str, Any]) -> tuple[int, int, int]:
    return (found["matched"], found["done"], found["refused"])


async def some(world: World, *scores: int, **values: Any) -> list[str]:
    return [
        await world.create(world.manager, "deal", name=f"D{score}", score=score, **values) for score in scores
    ]


def validation(rule: object, **more: Any) -> dict[str, Any]:
    messages = [{"language": "en", "text": "No."}]
    return {"addValidation": {"object": "deal", "name": "mine", "rule": rule, "messages": messages, **more}}


async def test_a_rule_about_the_stage_refuses_the_records_that_break_it(own_world: World) -> None:
    world = own_world
    rule = {"or": [{"!=": [{"var": "stage"}, "lost"]}, {">": [{"var": "score"}, 5]}]}
    await world.api.change(world.admin, validation(rule))
    low, high = await some(world, 1, 9)
    found = await many(world, "promote", "deal { stage }", ids=[low, high], to="lost", mode="EACH")
    assert counts(found) == (2, 1, 1)
    assert [each["code"] for each in found["errors"]] == ["VALIDATION_FAILED"]
    assert [each["deal"]["stage"] for each in found["outcomes"]] == ["lead", "lost"]
    found = await many(world, "promote", ids=[low], to="lost", input={"score": 6})
    assert counts(found) == (1, 1, 0)


async def test_warnings_are_counted_and_keep_nothing_from_being_done(own_world: World) -> None:
    world = own_world
    await world.api.change(
        world.admin, validation({">": [{"var": "score"}, 5]}, severity="warn", name="warned")
    )
    ids = await some(world, 1, 2, 9)
    found = await many(world, "update", "warnings { code }", ids=ids, input={"score": 3})
    assert counts(found) == (3, 3, 0)
    assert found["warnings"] == [
        {"code": "VALIDATION_FAILED", "details": {"validation": "warned", "records": 3}}
    ]
    assert [len(each["warnings"]) for each in found["outcomes"]] == [1, 1, 1]


async def test_many_are_updated_deleted_and_restored(own_world: World) -> None:
    world = own_world
    await world.api.change(
        world.admin, {"setTrackHistory": {"object": "deal", "field": "score", "trackHistory": True}}
    )
    one, two = await some(world, 1, 2)
    history = "deal { score version fieldHistory { nodes { old new } } }"
    found = await many(world, "update", history, ids=[one, two], input={"score": 2})
    assert counts(found) == (2, 2, 0)
    assert [each["deal"]["fieldHistory"]["nodes"] for each in found["outcomes"]] == [
        [{"old": 1, "new": 2}, {"old": None, "new": 1}],
        [{"old": None, "new": 2}],
    ]
    assert [each["deal"]["version"] for each in found["outcomes"]] == [2, 2]
    assert counts(await many(world, "delete", where={"score": {"eq": 2}})) == (2, 2, 0)
    assert counts(await many(world, "delete", where={"score": {"eq": 2}})) == (0, 0, 0)
    assert counts(await many(world, "delete", ids=[one])) == (1, 0, 1)
    assert counts(await many(world, "restore", where={"score": {"eq": 2}})) == (2, 2, 0)
    data = await world.api.data(world.manager, "{ deals { totalCount } }")
    assert data["deals"]["totalCount"] == 2


async def test_an_update_of_nothing_is_refused(world: World) -> None:
    found = await many(world, "update", where={}, input={})
    assert [(each["code"], each["path"]) for each in found["errors"]] == [("BAD_USER_INPUT", ["input"])]


async def test_links_are_given_to_many(own_world: World) -> None:
    world = own_world
    field = {"name": "people", "type": "relations", "target": "contact"}
    await world.api.change(world.admin, {"addField": {"object": "deal", "field": field}})
    ada, bob = [await world.create(world.manager, "contact", name=name) for name in ("Ada", "Bob")]
    ids = await some(world, 1, 2)
    people = "deal { people { nodes { name } } }"
    found = await many(world, "update", people, ids=ids, input={"people": {"set": [ada]}})
    assert [each["deal"]["people"]["nodes"] for each in found["outcomes"]] == [[{"name": "Ada"}]] * 2
    found = await many(world, "update", people, ids=ids, input={"people": {"add": [bob], "remove": [ada]}})
    assert [each["deal"]["people"]["nodes"] for each in found["outcomes"]] == [[{"name": "Bob"}]] * 2


async def test_a_rule_that_counts_records_of_the_object_takes_them_one_by_one(own_world: World) -> None:
    """Judged together, each would be counted as it is before the others have moved."""
    world = own_world
    field = {
        "name": "inLead",
        "type": "integer",
        "rollUp": {
            "relation": "deals",
            "function": "count",
            "where": {"==": [{"var": "stage"}, "qualified"]},
        },
    }
    gate = {"<": [{"var": "account.inLead"}, 1]}
    await world.api.change(
        world.admin,
        {"addField": {"object": "account", "field": field}},
        {"setGate": {"object": "deal", "stage": "qualified", "rule": gate}},
    )
    account = await world.create(world.manager, "account", name="Counted")
    ids = await some(world, 1, 2, accountId=account)
    found = await many(world, "promote", ids=ids, to="qualified")
    assert [each["code"] for each in found["errors"]] == ["TOO_MANY_RECORDS"]
    assert found["done"] == 0
    assert counts(await many(world, "promote", ids=ids[:1], to="qualified")) == (1, 1, 0)
    assert counts(await many(world, "promote", ids=ids[1:], to="qualified")) == (1, 0, 1)
    document = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified") { errors { code } } }'
    single = await world.api.data(world.manager, document, {"id": ids[1]})
    assert single["promoteDeal"]["errors"] == [{"code": "GATE_CLOSED"}]


async def test_more_than_may_be_are_refused(own_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("targets", "bulk.statement", "bulk.run"):
        monkeypatch.setattr(f"records.{module}.MOST_RECORDS", 2)
    world = own_world
    ids = await some(world, 1, 2, 3)
    for named in ({"ids": ids}, {"where": {}}):
        found = await many(world, "update", **named, input={"score": 9}, mode="EACH")
        assert [each["code"] for each in found["errors"]] == ["TOO_MANY_RECORDS"]
        assert found["done"] == 0
    assert counts(await many(world, "update", ids=ids[:2], input={"score": 9})) == (2, 2, 0)


async def test_a_constraint_refuses_the_whole(own_world: World) -> None:
    world = own_world
    field = {"name": "code", "type": "text", "unique": True}
    await world.api.change(world.admin, {"addField": {"object": "deal", "field": field}})
    ids = await some(world, 1, 2)
    found = await many(world, "update", ids=ids, input={"code": "A"}, mode="EACH")
    assert [(each["code"], each["path"]) for each in found["errors"]] == [("UNIQUE", ["input", "code"])]
    assert found["done"] == 0


async def test_a_hidden_clause_is_redacted_for_many(own_world: World) -> None:
    world = own_world
    await world.api.change(
        world.admin,
        {"setGate": {"object": "deal", "stage": "lost", "rule": {">": [{"var": "margin"}, 0.125]}}},
    )
    deal = await world.create(
        world.manager, "deal", name="Hidden", margin="0.0625", ownerId=world.members["rep"]
    )
    selected = "verdict { open clauses { redacted sentence field actual needed } }"
    found = await many(world, "promote", selected, token=world.rep, ids=[deal], to="lost")
    (outcome,) = found["outcomes"]
    assert outcome["verdict"]["clauses"] == [
        {
            "redacted": True,
            "sentence": "A condition that your role may not read",
            "field": None,
            "actual": None,
            "needed": None,
        }
    ]
    assert "0.125" not in str(found)
    assert "0.0625" not in str(found)


async def test_who_may_change_less_than_they_see_is_told_of_what_is_not_reached(own_world: World) -> None:
    world = own_world
    grants = [
        {"object": "deal", "action": "read"},
        {"object": "deal", "action": "update", "rows": "own"},
    ]
    await world.api.change(world.admin, {"addRole": {"name": "clerk", "grants": grants}})
    token, member = await add_member(world.api, world.admin, world.slug, "clerk")
    (own,) = await some(world, 1, ownerId=member)
    (other,) = await some(world, 2)
    for named in ({"ids": [own, other]}, {"where": {}}):
        found = await many(world, "update", token=token, **named, input={"score": 5}, mode="EACH")
        assert counts(found) == (2, 1, 1)
        refused = [each for each in found["outcomes"] if not each["done"]]
        assert refused == [{"id": other, "done": False, "errors": [{"code": "RECORD_NOT_FOUND"}]}]
        found = await many(world, "update", token=token, **named, input={"score": 6})
        assert counts(found) == (2, 0, 1)


async def test_many_writes_of_many_records_wait_and_do_not_block_each_other(own_world: World) -> None:
    world = own_world
    ids = await some(world, *range(8))
    found = await asyncio.gather(
        *(
            many(world, "update", ids=ids if turn % 2 else ids[::-1], input={"score": turn})
            for turn in range(12)
        )
    )
    assert [counts(each) for each in found] == [(8, 8, 0)] * 12
    data = await world.api.data(world.manager, "{ deals { nodes { version score } } }")
    assert {each["version"] for each in data["deals"]["nodes"]} == {13}
    assert len({each["score"] for each in data["deals"]["nodes"]}) == 1


async def test_it_is_one_statement(own_world: World, api_statements: list[str]) -> None:
    ids = await some(own_world, 1, 2, 3)
    await own_world.api.data(own_world.manager, "{ __typename }")
    api_statements.clear()
    await many(own_world, "promote", ids=ids, to="lost")
    assert len(api_statements) == 1


async def test_a_rule_that_looks_through_a_list_of_the_object_takes_one_of_each(own_world: World) -> None:
    world = own_world
    gate = {"none": [{"var": "account.deals"}, {"==": [{"var": "stage"}, "qualified"]}]}
    await world.api.change(world.admin, {"setGate": {"object": "deal", "stage": "qualified", "rule": gate}})
    account = await world.create(world.manager, "account", name="Listed")
    ids = await some(world, 1, 2, accountId=account)
    found = await many(world, "promote", ids=ids, to="qualified", mode="EACH")
    assert ([each["code"] for each in found["errors"]], found["done"]) == (["TOO_MANY_RECORDS"], 1)
    assert counts(await many(world, "promote", ids=ids[1:], to="qualified")) == (1, 0, 1)
