"""Writes under a key: sent again they are not done again, and answer as they did."""

import asyncio
from typing import Any

import pytest

from tests.world import World

CREATE = """
mutation ($input: DealCreateInput!, $key: String) {
  done: createDeal(input: $input, idempotencyKey: $key) { deal { id name version createdAt } errors { code path } }
}"""
PROMOTE = """
mutation ($id: ID!, $to: String!, $key: String) {
  done: promoteDeal(id: $id, to: $to, idempotencyKey: $key) { promoted deal { stage version } errors { code } }
}"""
UPDATE_MANY = """
mutation ($ids: [ID!], $input: DealUpdateInput!, $key: String) {
  done: updateDeals(ids: $ids, input: $input, idempotencyKey: $key, mode: EACH) {
    done refused outcomes { id done deal { version score } errors { code } } errors { code }
  }
}"""


async def ask(world: World, document: str, token: str = "", **variables: Any) -> Any:
    return (await world.api.data(token or world.manager, document, variables))["done"]


async def how_many(world: World) -> int:
    found: int = (await world.api.data(world.admin, "{ deals { totalCount } }"))["deals"]["totalCount"]
    return found


async def test_a_creation_sent_again_answers_as_it_did(own_world: World) -> None:
    world = own_world
    first = await ask(world, CREATE, input={"name": "Once"}, key="a")
    again = await ask(world, CREATE, input={"name": "Once"}, key="a")
    assert first["errors"] == []
    assert again == first
    assert await how_many(world) == 1
    other = await ask(world, CREATE, input={"name": "Once"}, key="b")
    assert other["deal"]["id"] != first["deal"]["id"]


async def test_another_write_under_the_same_key_is_refused(own_world: World) -> None:
    world = own_world
    await ask(world, CREATE, input={"name": "Once"}, key="a")
    refused = await ask(world, CREATE, input={"name": "Twice"}, key="a")
    assert refused == {
        "deal": None,
        "errors": [{"code": "IDEMPOTENCY_MISMATCH", "path": ["idempotencyKey"]}],
    }
    assert await how_many(world) == 1


async def test_a_key_is_its_members_own(own_world: World) -> None:
    world = own_world
    first = await ask(world, CREATE, input={"name": "Once"}, key="a")
    other = await ask(world, CREATE, token=world.rep, input={"name": "Once"}, key="a")
    assert other["errors"] == []
    assert other["deal"]["id"] != first["deal"]["id"]


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_that_is_none_is_refused(world: World, key: str) -> None:
    refused = await ask(world, CREATE, input={"name": "Never"}, key=key)
    assert [each["code"] for each in refused["errors"]] == ["BAD_USER_INPUT"]


async def test_without_a_key_it_is_one_statement_and_each_is_a_write(
    own_world: World, api_statements: list[str]
) -> None:
    world = own_world
    await ask(world, CREATE, input={"name": "One"}, key=None)
    api_statements.clear()
    await ask(world, CREATE, input={"name": "One"}, key=None)
    assert len(api_statements) == 1
    assert "sluice_kept_answer" not in api_statements[0]
    assert await how_many(world) == 2


async def test_what_was_refused_can_be_tried_again(own_world: World) -> None:
    """Nothing was done, and the record may have been mended."""
    world = own_world
    account = await world.create(world.manager, "account", name="Soft", sector="software")
    deal = await world.create(
        world.manager, "deal", name="Low", score=10, budgetConfirmed=True, accountId=account
    )
    given = {"id": deal, "to": "qualified", "key": "a"}
    assert (await ask(world, PROMOTE, **given))["promoted"] is False
    await ask(world, UPDATE_MANY, ids=[deal], input={"score": 90})
    assert (await ask(world, PROMOTE, **given))["deal"] == {"stage": "qualified", "version": 3}
    again = await ask(world, PROMOTE, **given)
    assert again == {"promoted": True, "deal": {"stage": "qualified", "version": 3}, "errors": []}


async def test_of_many_that_arrive_at_once_one_is_done(own_world: World) -> None:
    world = own_world
    found = await asyncio.gather(*(ask(world, CREATE, input={"name": "Once"}, key="a") for _ in range(12)))
    assert len({str(each) for each in found}) == 1
    assert await how_many(world) == 1


async def test_a_promotion_that_arrives_many_times_answers_that_it_was_done(own_world: World) -> None:
    world = own_world
    deal = await world.create(world.manager, "deal", name="Lost")
    found = await asyncio.gather(*(ask(world, PROMOTE, id=deal, to="lost", key="a") for _ in range(12)))
    assert [each["promoted"] for each in found] == [True] * 12
    assert {each["deal"]["version"] for each in found} == {2}


async def test_many_records_are_written_once(own_world: World) -> None:
    world = own_world
    ids = [await world.create(world.manager, "deal", name=name) for name in ("One", "Two")]
    gone = "01980000-0000-7000-8000-000000000000"
    first = await ask(world, UPDATE_MANY, ids=[*ids, gone], input={"score": 7}, key="a")
    assert (first["done"], first["refused"]) == (2, 1)
    assert await ask(world, UPDATE_MANY, ids=[*ids, gone], input={"score": 7}, key="a") == first
    assert [each["deal"]["version"] for each in first["outcomes"] if each["done"]] == [2, 2]


async def test_a_key_with_other_roles_is_not_given_the_answer(own_world: World) -> None:
    """It may hold what they do not see."""
    world = own_world
    member = world.members["rep"]
    roles = "mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { errors { code } } }"
    given = {"memberId": member, "roles": ["rep", "manager"]}
    await world.api.data(world.admin, roles, {"input": given})
    issue = "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token } }"
    tokens = [
        (
            await world.api.data(
                world.admin, issue, {"input": {"name": "k", "memberId": member, "roles": [role]}}
            )
        )
        for role in ("manager", "rep")
    ]
    wider, narrower = (each["createApiKey"]["token"] for each in tokens)
    assert (await ask(world, CREATE, token=wider, input={"name": "Mine"}, key="a"))["errors"] == []
    refused = await ask(world, CREATE, token=narrower, input={"name": "Mine"}, key="a")
    assert [each["code"] for each in refused["errors"]] == ["IDEMPOTENCY_MISMATCH"]


async def test_a_key_is_free_again_when_its_time_is_over(own_world: World) -> None:
    world = own_world
    namespace = await world.namespace()
    await ask(world, CREATE, input={"name": "Old"}, key="a")
    await ask(world, CREATE, input={"name": "Older"}, key="b")
    late = f"UPDATE {namespace}.sluice_kept_answer SET created_at = created_at - interval '25 h'"
    await world.api.engine.database.fetch(late, [], affinity="")
    await ask(world, CREATE, input={"name": "New"}, key="a")
    assert await how_many(world) == 3
    kept = await world.api.engine.database.fetch(
        f"SELECT key FROM {namespace}.sluice_kept_answer", [], affinity=""
    )
    assert [each["key"] for each in kept] == ["a"]


async def test_a_write_that_is_broken_off_leaves_neither_record_nor_key(
    own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = own_world

    async def killed(*_: object) -> None:
        raise RuntimeError("the process is gone")

    with monkeypatch.context() as broken:
        broken.setattr("records.once._keep", killed)
        answer = await world.api.ask(world.manager, CREATE, {"input": {"name": "Once"}, "key": "a"})
        assert answer["data"] == {"done": None}
    assert await how_many(world) == 0
    assert (await ask(world, CREATE, input={"name": "Once"}, key="a"))["errors"] == []
    assert await how_many(world) == 1
