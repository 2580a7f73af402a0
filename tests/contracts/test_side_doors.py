"""No side door: one blocked record goes through every writer of records that there is, and none moves it past its gate.

The writers are those of the GraphQL schema itself, and what is given to each is made of its arguments, so one that is
new is tried like all others; an argument that nothing here knows fails the test.
"""

from itertools import product
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLSchema

from api.fixed.root import FIXED_SCHEMA
from api.types.bindings import BulkRoot, WriteRoot, root_binding
from api.types.tenant_types import tenant_graphql_schema
from tenants.namespace import read_head
from tests.client import observed
from tests.world import World

GIVEN: dict[str, list[Any]] = {
    "id": ["@blocked"],
    "ids": [["@blocked"], None],
    "where": [None, {"stage": {"eq": "lead"}}],
    "into": ["@blocked", "@other"],
    "from": [["@other"], ["@blocked"]],
    "dryRun": [None, True],
    "to": ["qualified", "won", "nowhere"],
    "pipeline": [None],
    "input": [{"name": "Blocked", "score": 10}, None],
    "by": [{"code": "blocked"}, {"code": "new"}],
    "onCreate": [{"budgetConfirmed": True}, None],
    "inputs": [[{"name": "Blocked", "score": 10}, {"name": "Open", "score": 90}]],
    "upserts": [
        [
            {"by": {"code": "blocked"}, "input": {"name": "Blocked", "score": 10}},
            {"by": {"code": "new"}, "input": {"name": "New"}, "onCreate": {"budgetConfirmed": True}},
        ]
    ],
    "expectedVersion": [None],
    "occurredAt": [None],
    "mode": ["ALL", "EACH"],
    "idempotencyKey": [None],
    "task": ["call", "nothing"],
    "note": [None],
    # With a reason it is the front door: `tests/api/test_judgements.py`.
    "override": [None, {"reason": " "}],
}
"""Name of an argument to the values that it is given, each with each of the others; `upserts` are inputs with keys, and
`@other` is a record that is new each time."""
BETWEEN = {**GIVEN, "to": ["due", "agreed"], "pipeline": ["sales", "renewal", "nowhere", None]}
"""The same where there is another pipeline, `renewal`, with these stages."""
OPENING = {"budgetConfirmed": True, "score": 90}
"""What would open the gate, but for the sector of the account."""


async def types_of(world: World, token: str) -> GraphQLSchema:
    """The caller's GraphQL schema, with what each field stands for."""
    caller = await world.api.engine.authenticator.caller(token, None)
    head = await read_head(world.api.engine.database, caller.namespace)
    assert head is not None
    catalog = await world.api.engine.catalogs.load(caller.namespace, head.catalog_version)
    access = world.api.engine.accesses.access(catalog, caller.namespace, caller.roles)
    return tenant_graphql_schema(catalog, access, FIXED_SCHEMA, "en")


async def a_blocked_deal(world: World, **values: Any) -> str:
    """A deal that no gate lets through, with a key by which writers find it."""
    code = {"name": "code", "type": "text", "unique": True}
    await world.api.change(world.admin, {"addField": {"object": "deal", "field": code}})
    return await world.create(world.manager, "deal", name="Blocked", code="blocked", score=10, **values)


async def writers(world: World, token: str) -> dict[str, GraphQLField]:
    """The root fields that write deals."""
    types = await types_of(world, token)
    assert types.mutation_type is not None
    found = {name: (field, root_binding(field)) for name, field in types.mutation_type.fields.items()}
    return {
        name: field
        for name, (field, binding) in found.items()
        if isinstance(binding, WriteRoot | BulkRoot) and binding.object.name == "deal"
    }


def attempts(field: GraphQLField, record: str, choice: dict[str, list[Any]] = GIVEN) -> list[dict[str, Any]]:
    """What is given to a writer: every combination of the values of its arguments."""
    unknown = set(field.args) - set(GIVEN)
    assert not unknown, f"say in GIVEN what {unknown} is given"
    found = []
    named = {"inputs": "upserts"} if keyed(field) else {}
    for values in product(*(choice[named.get(name, name)] for name in field.args)):
        given = {name: value for name, value in zip(field.args, values, strict=True) if value is not None}
        given = {name: [record] if name == "ids" else value for name, value in given.items()}
        found.append({name: with_id(value, "@blocked", record) for name, value in given.items()})
    return found


def with_id(value: Any, word: str, record: str) -> Any:
    """The value with the id of the record in the place of the word."""
    if isinstance(value, list):
        return [with_id(each, word, record) for each in value]
    return record if value == word else value


def keyed(field: GraphQLField) -> bool:
    """Whether the writer takes many inputs, each with the key of its record."""
    return "inputs" in field.args and "UpsertRow" in str(field.args["inputs"].type)


async def tried(world: World, token: str, name: str, field: GraphQLField, given: dict[str, Any]) -> Any:
    if "from" in given:
        other = await world.create(world.admin, "deal", name="Other", **OPENING)
        given = {each: with_id(value, "@other", other) for each, value in given.items()}
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in given)
    named = ", ".join(f"{each}: ${each}" for each in given)
    document = f"mutation ({declared}) {{ done: {name}({named}) {{ errors {{ code }} }} }}"
    return await world.api.ask(token, document.replace("()", ""), given)


async def state(world: World, deleted: str) -> list[dict[str, Any]]:
    """Every deal with its stage and its moves, that of the id restored first."""
    restore = "mutation ($id: ID!) { restoreDeal(id: $id) { errors { code } } }"
    await world.api.data(world.admin, restore, {"id": deleted})
    data = await world.api.data(
        world.admin, "{ deals(first: 500) { nodes { id stage stageHistory { from to } } } }"
    )
    nodes: list[dict[str, Any]] = data["deals"]["nodes"]
    return nodes


@pytest.mark.parametrize("role", ["admin", "manager"])
async def test_no_writer_moves_a_blocked_record(own_world: World, role: str) -> None:
    world, token = own_world, own_world.token(role)
    account = await world.create(world.manager, "account", name="Shut", sector="retail")
    blocked = await a_blocked_deal(world, accountId=account, budgetConfirmed=True)
    found = await writers(world, token)
    known = {
        "createDeal",
        "createDeals",
        "mergeDeals",
        "promoteDeal",
        "promoteDeals",
        "restoreDeal",
        "updateDeals",
        "upsertDeal",
        "upsertDeals",
    }
    assert known <= set(found)
    for name, field in found.items():
        for given in attempts(field, blocked):
            answer = await tried(world, token, name, field, given)
            for deal in await state(world, blocked):
                assert deal["stage"] == "lead", (name, given, answer)
                assert deal["stageHistory"] == [{"from": None, "to": "lead"}], (name, given, answer)


async def test_no_writer_moves_a_record_past_a_task(own_world: World) -> None:
    """One that somebody has done in the stay before, and whose list has begun anew."""
    world, token = own_world, own_world.admin
    free = [{"setGate": {"object": "deal", "stage": "qualified"}}]
    back = {"addTransition": {"object": "deal", "transition": {"source": "qualified", "target": "lead"}}}
    task = {"addStageTask": {"object": "deal", "stage": "lead", "name": "call"}}
    await world.api.change(world.admin, *free, back, task)
    blocked = await a_blocked_deal(world)
    call = 'mutation ($id: ID!) { done: completeDealTask(id: $id, task: "call") { errors { code } } }'
    move = "mutation ($id: ID!, $to: String!) { done: promoteDeal(id: $id, to: $to) { errors { code } } }"
    for document, given in ((call, {}), (move, {"to": "qualified"}), (move, {"to": "lead"})):
        answer = await world.api.data(token, document, {"id": blocked, **given})
        assert answer["done"]["errors"] == []
    found = await writers(world, token)
    assert {"completeDealTask", "reopenDealTask"} <= set(found)
    for name, field in found.items():
        if name == "completeDealTask":
            # The front door: a task of another stage opens nothing, and of this one there is no other.
            continue
        for given in attempts(field, blocked):
            answer = await tried(world, token, name, field, given)
            for deal in await state(world, blocked):
                assert deal["stage"] == "lead", (name, given, answer)
                assert len(deal["stageHistory"]) == (3 if deal["id"] == blocked else 1), (name, given, answer)
    await world.api.data(token, call, {"id": blocked})
    moved = await world.api.data(token, move, {"id": blocked, "to": "qualified"})
    assert moved["done"]["errors"] == []


async def test_no_writer_leads_into_another_pipeline_past_its_gate(own_world: World) -> None:
    world, token = own_world, own_world.admin
    renewal = {
        "object": "deal",
        "name": "renewal",
        "stages": [{"name": "due"}, {"name": "agreed"}],
        "transitions": [
            {"source": "lead", "target": "due", "gate": {">": [{"var": "score"}, 95]}},
            {"source": "due", "target": "agreed"},
        ],
    }
    await world.api.change(world.admin, {"addPipeline": renewal})
    blocked = await a_blocked_deal(world)
    found = await writers(world, token)
    assert "pipeline" in found["createDeal"].args
    for name, field in found.items():
        for given in attempts(field, blocked, BETWEEN):
            answer = await tried(world, token, name, field, given)
            for deal in await state(world, blocked):
                begun = ("lead",) if deal["id"] == blocked else ("lead", "due")
                assert deal["stage"] in begun, (name, given, answer)
                assert deal["stageHistory"] == [{"from": None, "to": deal["stage"]}], (name, given, answer)
    assert {deal["stage"] for deal in await state(world, blocked)} == {"lead", "due"}


async def test_no_writer_makes_a_move_that_the_role_may_not_make(own_world: World) -> None:
    """However open the gates are, and with a reason to override them, too."""
    world = own_world
    actions = ("read", "create", "update", "delete", "restore", "override", "backdate")
    onward = {"object": "deal", "action": "promote", "moves": ["forward", "win"]}
    grants = [onward, *({"object": "deal", "action": each} for each in actions)]
    shut = [{"object": "deal", "stage": each, "rule": None} for each in ("qualified", "won", "lost")]
    await world.api.change(
        world.admin,
        {"setGrants": {"role": "manager", "grants": grants}},
        *({"setGate": each} for each in shut),
    )
    code = {"name": "code", "type": "text", "unique": True}
    await world.api.change(world.admin, {"addField": {"object": "deal", "field": code}})
    held = await world.create(world.admin, "deal", name="Held", code="blocked", score=10)
    choice = {**GIVEN, "to": ["lost", "nowhere"], "override": [None, {"reason": "Why not?"}]}
    for name, field in (await writers(world, world.manager)).items():
        for given in attempts(field, held, choice):
            answer = await tried(world, world.manager, name, field, given)
            for deal in await state(world, held):
                assert deal["stage"] == "lead", (name, given, answer)
                assert deal["stageHistory"] == [{"from": None, "to": "lead"}], (name, given, answer)
    moved = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified") { promoted } }'
    assert (await world.api.data(world.manager, moved, {"id": held}))["promoteDeal"]["promoted"]


async def test_no_writer_takes_a_stage_among_the_values(own_world: World) -> None:
    world = own_world
    blocked = await a_blocked_deal(world)
    for name, field in (await writers(world, world.admin)).items():
        giving = [each for each in ("input", "inputs", "by", "onCreate") if each in field.args]
        for given, given_by in product(attempts(field, blocked), giving):
            for stage in ("stage", "stageId", "Stage", "sales"):
                value = {"name": "x", stage: "qualified"}
                inputs = [{"by": {"code": "blocked"}, "input": value}] if keyed(field) else [value]
                values = {**given, given_by: inputs if given_by == "inputs" else value}
                answer = await tried(world, world.admin, name, field, values)
                assert "errors" in answer, (name, values, answer)
    assert {deal["stage"] for deal in await state(world, blocked)} == {"lead"}


async def test_a_record_is_created_where_the_pipeline_begins(own_world: World) -> None:
    """However open the gates of later stages are."""
    world = own_world
    account = await world.create(world.manager, "account", name="Open", sector="software")
    deal = await world.create(world.manager, "deal", name="Ready", accountId=account, **OPENING)
    (found,) = await state(world, deal)
    assert found["stage"] == "lead"


async def test_values_and_move_are_judged_together_by_every_mover(own_world: World) -> None:
    """What a promotion gives counts, and opens nothing that it does not open."""
    world = own_world
    account = await world.create(world.manager, "account", name="Shut", sector="retail")
    blocked = await world.create(world.manager, "deal", name="Blocked", accountId=account)
    movers = {
        name: field for name, field in (await writers(world, world.admin)).items() if "to" in field.args
    }
    assert set(movers) == {"promoteDeal", "promoteDeals"}
    for name, field in movers.items():
        which = {"ids": [blocked]} if "ids" in field.args else {"id": blocked}
        answer = await tried(world, world.admin, name, field, {**which, "to": "qualified", "input": OPENING})
        assert answer["data"]["done"]["errors"] == [{"code": "GATE_CLOSED"}], (name, answer)
        (deal,) = await state(world, blocked)
        assert deal["stage"] == "lead"


async def test_every_writer_lets_gates_know_that_look_through_its_list(own_world: World) -> None:
    """Whoever writes a record of a list that a gate reads writes the record that has the list (decision 38)."""
    world = own_world
    parts = [
        {"==": [{"var": "name"}, "Blocked"]},
        {">": [{"var": "score"}, 95]},
        {"==": [{"var": "stage"}, "won"]},
    ]
    gate = {"none": [{"var": "account.deals"}, {"and": parts}]}
    await world.api.change(world.admin, {"setGate": {"object": "deal", "stage": "qualified", "rule": gate}})
    account = await world.create(world.manager, "account", name="Shut", sector="retail")
    blocked = await a_blocked_deal(world, accountId=account)
    namespace = await world.namespace()
    writes = (f"INSERT INTO {namespace}.deal (", f"UPDATE {namespace}.deal SET ")
    for name, field in (await writers(world, world.admin)).items():
        seen = 0
        for given in attempts(field, blocked):
            with observed(world.api.engine.database) as texts:
                await tried(world, world.admin, name, field, given)
            for text in texts:
                if any(each in text for each in writes):
                    seen += 1
                    assert f"UPDATE {namespace}.account SET version={namespace}.account.version" in text, (
                        name,
                        given,
                    )
        assert seen, name
