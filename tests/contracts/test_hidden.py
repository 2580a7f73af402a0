"""What a role may not read does not exist for it: not in its GraphQL schema, in no error, in no count."""

import json
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
)

from tests.client import Api
from tests.contracts.test_hidden_introspection import HIDDEN_FROM_REP
from tests.world import ROLES, World, add_member, labels, make_world

VALIDATION = "GRAPHQL_VALIDATION_FAILED"
GUESSES = {
    "select": "{ deals { nodes { NAME } } }",
    "select by id": '{ deal(id: "ID") { NAME } }',
    "where": "{ deals(where: { NAME: { isNull: true } }) { totalCount } }",
    "where of a relation": "{ contacts(where: { account: { SECRET: { isNull: true } } }) { totalCount } }",
    "order": "{ deals(orderBy: [{ field: NAME }]) { nodes { id } } }",
    "create": 'mutation { createDeal(input: { name: "a", NAME: null }) { deal { id } } }',
    "update": 'mutation { updateDeal(id: "ID", input: { NAME: null }) { deal { id } } }',
    "promote": 'mutation { promoteDeal(id: "ID", to: "won", input: { NAME: null }) { promoted } }',
    "payload": 'mutation { updateDeal(id: "ID", input: {}) { deal { NAME } } }',
    "nested": "{ accounts { nodes { SECRET deals { nodes { NAME } } } } }",
}
VARIABLES = {
    "where": ("DealWhere", "{ deals(where: $v) { totalCount } }", {"NAME": {"isNull": True}}),
    "order": ("[DealOrder!]", "{ deals(orderBy: $v) { totalCount } }", [{"field": "NAME"}]),
    "create": ("DealCreateInput!", "{ createDeal(input: $v) { deal { id } } }", {"name": "a", "NAME": "1"}),
    "update": ("DealUpdateInput!", '{ updateDeal(id: "ID", input: $v) { deal { id } } }', {"NAME": "1"}),
}


@pytest.fixture(scope="module")
async def bare(api: Api) -> World:
    """A world that never had what is hidden from the rep in the shared world."""
    world = await make_world(api)
    (rep,) = [role for role in ROLES if role["name"] == "rep"]
    grants = [grant for grant in rep["grants"] if grant.get("effect") != "deny"]
    await api.change(
        world.admin,
        {"setGrants": {"role": "rep", "grants": grants}},
        {"setGate": {"object": "deal", "source": "qualified", "target": "won"}},
        {"removeField": {"object": "deal", "field": "margin"}},
        {"removeField": {"object": "account", "field": "secret"}},
    )
    return world


NAMES = [("margin", "secret"), ("margins", "secrets"), ("mragin", "secert"), ("Margin", "Secret")]
NOBODY = "01980000-0000-7000-8000-000000000000"


async def answer_for(world: World, document: str, variables: dict[str, Any], names: tuple[str, str]) -> Any:
    """The answer to the rep of the world, asking by these names for what is hidden."""
    for old, new in (("NAME", names[0]), ("SECRET", names[1]), ("ID", NOBODY)):
        document = document.replace(old, new)
        variables = json.loads(json.dumps(variables).replace(old, new))
    return await world.api.ask(world.rep, document, variables)


@pytest.mark.parametrize("guess", GUESSES)
async def test_a_hidden_name_is_refused_as_one_that_is_none(world: World, bare: World, guess: str) -> None:
    for names in NAMES:
        hidden, absent = [await answer_for(each, GUESSES[guess], {}, names) for each in (world, bare)]
        assert hidden == absent
        assert {error["extensions"]["code"] for error in hidden["errors"]} == {VALIDATION}


@pytest.mark.parametrize("guess", VARIABLES)
async def test_a_hidden_name_in_a_variable_is_refused_as_one_that_is_none(
    world: World, bare: World, guess: str
) -> None:
    type_, selection, value = VARIABLES[guess]
    kind = "mutation" if guess in ("create", "update") else "query"
    document = f"{kind} ($v: {type_}) {selection}"
    for names in NAMES:
        hidden, absent = [await answer_for(each, document, {"v": value}, names) for each in (world, bare)]
        assert hidden == absent
        assert [error["extensions"]["code"] for error in hidden["errors"]] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("path", ["NAME", "NAME.x", "account.SECRET", "account.parent.SECRET"])
async def test_a_rule_over_a_hidden_path_is_refused_as_one_over_none(
    world: World, bare: World, path: str
) -> None:
    document = "query ($rule: JSON!) { deals(where: { rule: $rule }) { totalCount } }"
    for names in NAMES:
        for rule in ({"!": {"var": path}}, {"==": [{"var": [path, 1]}, 1]}, {"missing": [path]}):
            hidden, absent = [
                await answer_for(each, document, {"rule": rule}, names) for each in (world, bare)
            ]
            assert hidden == absent
            assert [error["extensions"]["code"] for error in hidden["errors"]] == ["RULE_UNKNOWN_PATH"]


async def test_a_rule_does_not_walk_to_an_object_that_is_hidden(world: World) -> None:
    document = "query ($rule: JSON!) { deals(where: { rule: $rule }) { totalCount } }"
    for path in ("account", "accountId", "account.name", "account.parent.name"):
        rule = {"!": {"var": path}}
        assert await world.api.codes(world.viewer, document, {"rule": rule}) == ["RULE_UNKNOWN_PATH"]
        answer = await world.api.ask(world.viewer, document, {"rule": rule})
        assert "account" not in json.dumps(answer).replace(path, "")


async def test_no_suggestion_names_a_hidden_field(world: World) -> None:
    document = "query ($rule: JSON!) { deals(where: { rule: $rule }) { totalCount } }"
    for path in ("margi", "Margin", "account.secre", "mragin"):
        answer = await world.api.ask(world.rep, document, {"rule": {"!": {"var": path}}})
        text = json.dumps(answer).replace(path, "")
        assert "margin" not in text
        assert "secret" not in text
    assert "margin" in json.dumps(
        await world.api.ask(world.admin, document, {"rule": {"!": {"var": "margi"}}})
    )


async def test_a_clause_over_a_hidden_field_is_redacted_in_every_language(world: World) -> None:
    document = """query ($id: ID!) { deal(id: $id) { transitions { to verdict { open clauses {
      satisfied sentence field operator actual needed redacted } } } } }"""
    for language in ("en", "zh-CN", "de"):
        found = await world.api.data(
            world.rep, document, {"id": world.ids["epsilon"]}, **{"Accept-Language": language}
        )
        (edge,) = [each for each in found["deal"]["transitions"] if each["to"] == "won"]
        (clause,) = edge["verdict"]["clauses"]
        sentence = clause.pop("sentence")
        assert not [word for word in (*HIDDEN_FROM_REP, "Margin") if word in sentence]
        assert clause == {
            "satisfied": False, "field": None, "operator": None, "actual": None, "needed": None, "redacted": True,
        }  # fmt: skip


# Moves


ONWARD = [
    {"object": "account", "action": "read"},
    *({"object": "deal", "action": each} for each in ("read", "update", "override")),
    {"object": "deal", "action": "promote", "moves": ["forward", "win"]},
]
TOLD = """verdict { open clauses { satisfied actual } tree { satisfied actual } fixes { changes { field } } }
  errors { code path message }"""
MOVES = {
    "promote": f'promoteDeal(id: $id, to: "lost") {{ promoted deal {{ stage }} {TOLD} }}',
    "with values": f'promoteDeal(id: $id, to: "lost", input: {{ score: 61 }}) {{ promoted deal {{ score }} {TOLD} }}',
    "overridden": f'promoteDeal(id: $id, to: "lost", override: {{ reason: "mine" }}) {{ promoted {TOLD} }}',
    "many": f'promoteDeals(ids: [$id], to: "lost", mode: EACH) {{ done refused outcomes {{ done {TOLD} }} }}',
    "those that are": 'promoteDeals(where: { id: { eq: $id } }, to: "lost", mode: ALL) { done errors { code message } '
    f"outcomes {{ done {TOLD} }} }}",
}  # fmt: skip


@pytest.fixture(scope="module")
async def onward(api: Api) -> tuple[World, str, list[str]]:
    """A role that may only move forward, and deals that differ in what the gate of another move says."""
    world = await make_world(api)
    shut = {">": [{"var": "margin"}, 5]}
    await api.change(
        world.admin,
        {"setGate": {"object": "deal", "stage": "lost", "rule": shut}},
        {
            "addValidation": {
                "object": "deal",
                "rule": {"or": [{"!=": [{"var": "stage"}, "lost"]}, shut]},
                "name": "why",
                "messages": labels("No."),
            }
        },
        {"addRole": {"name": "onward", "grants": ONWARD}},
    )
    token, _ = await add_member(api, world.admin, world.slug, "onward")
    made = [await world.create(world.manager, "deal", name="D", margin=margin) for margin in (None, "1", "9")]
    return world, token, made


@pytest.mark.parametrize("move", MOVES)
async def test_a_move_that_a_role_may_not_make_is_answered_alike_whatever_its_gate_says(
    api: Api, onward: tuple[World, str, list[str]], move: str
) -> None:
    world, token, deals = onward
    document = f"mutation ($id: ID!) {{ done: {MOVES[move]} }}"
    answers = [await api.data(token, document, {"id": each}) for each in deals]
    assert answers[0] == answers[1] == answers[2]
    text = json.dumps(answers[0])
    assert "MOVE_FORBIDDEN" in text
    assert "satisfied" not in text
    # The control: to whom the move is granted the three are not the same.
    for_all = [await api.data(world.manager, document, {"id": each}) for each in deals[:1]]
    assert "satisfied" in json.dumps(for_all)
    for each in deals:
        back = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "lead") { promoted } }'
        await api.data(world.manager, back, {"id": each})


# Rows


READS = {
    "by id": "{ found: deal(id: $id) { id } }",
    "list": "{ found: deals { totalCount nodes { id } edges { node { id } } } }",
    "filter": "{ found: deals(where: { id: { eq: $id } }) { totalCount nodes { id } } }",
    "not": "{ found: deals(where: { not: { name: { eq: \"nothing\" } } }) { nodes { id } } }",
    "or": "{ found: deals(where: { or: [{ id: { eq: $id } }, { id: { ne: $id } }] }) { nodes { id } } }",
    "by its account": "{ found: account(id: $account) { deals { totalCount nodes { id } } } }",
    "from far": "{ found: contacts { nodes { account { deals(where: { id: { eq: $id } }) { nodes { id } } } } } }",
    "by the end": "{ found: deals(last: 100, orderBy: [{ field: score }]) { nodes { id } } }",
}  # fmt: skip
WRITES = {
    "update": 'updateDeal(id: $id, input: { name: "mine" })',
    "update of nothing": "updateDeal(id: $id, input: {})",
    "taking": "updateDeal(id: $id, input: { ownerId: $rep })",
    "wrong version": "updateDeal(id: $id, input: {}, expectedVersion: 99)",
    "delete": "deleteDeal(id: $id)",
    "promote": 'promoteDeal(id: $id, to: "lost")',
    "promote where no edge leads": 'promoteDeal(id: $id, to: "won")',
    "restore": "restoreDeal(id: $id)",
}


def with_declared(kind: str, body: str, variables: dict[str, str]) -> tuple[str, dict[str, str]]:
    used = {name: value for name, value in variables.items() if f"${name}" in body}
    declared = ", ".join(f"${name}: ID!" for name in used)
    return f"{kind} ({declared}) {body}" if used else body, used


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(("role", "record"), [("rep", "alpha"), ("rep", "delta"), ("viewer", "beta")])
async def test_rows_of_others_are_not_there(world: World, read: str, role: str, record: str) -> None:
    if role == "viewer" and ("account(" in READS[read] or "contacts" in READS[read]):
        return
    document, variables = with_declared(
        "query", READS[read], {"id": world.ids[record], "account": world.ids["globex"]}
    )
    hidden = world.ids[record]
    assert hidden in json.dumps(await world.api.data(world.manager, document, variables)) or record == "delta"
    found = await world.api.data(world.token(role), document, variables)
    assert hidden not in json.dumps(found)


async def test_counts_respect_rows(world: World) -> None:
    document = "{ deals { totalCount } }"
    counts = {
        role: (await world.api.data(world.token(role), document))["deals"]["totalCount"]
        for role in ("admin", "manager", "rep", "viewer")
    }
    assert counts == {"admin": 5, "manager": 5, "rep": 3, "viewer": 3}


@pytest.mark.parametrize("write", WRITES)
async def test_rows_of_others_cannot_be_written(world: World, write: str) -> None:
    """And the answer is the one for a record that never was."""
    answers = []
    for record in (world.ids["alpha"], world.ids["zeta"], "01980000-0000-7000-8000-000000000000"):
        body = f"{{ done: {WRITES[write]} {{ deal {{ id }} errors {{ code message path hint }} }} }}"
        document, variables = with_declared("mutation", body, {"id": record, "rep": world.members["rep"]})
        answers.append(await world.api.data(world.rep, document, variables))
    assert answers[0] == answers[1] == answers[2]
    assert [error["code"] for error in answers[0]["done"]["errors"]] == ["RECORD_NOT_FOUND"]
    versions = '{ deals(where: { name: { in: ["Alpha"] } }) { nodes { version stage } } }'
    found = await world.api.data(world.manager, versions)
    assert found["deals"]["nodes"] == [{"version": 1, "stage": "lead"}]


async def test_a_relation_to_a_row_of_another_is_as_none(own_world: World) -> None:
    """Tasks of everybody that point to deals of one: for the other they point to nothing that can be known."""
    world = own_world
    task = {
        "name": "task",
        "plural": "tasks",
        "fields": [
            {"name": "title", "type": "text"},
            {"name": "deal", "type": "relation", "target": "deal", "reverse": "tasks"},
        ],
    }
    await world.api.change(world.admin, {"addObject": task})
    grants = [
        {"object": "deal", "action": "read", "rows": "own"},
        {"object": "task", "action": "*"},
    ]
    await world.api.change(world.admin, {"setGrants": {"role": "rep", "grants": grants}})
    deal = await world.create(world.manager, "deal", name="Hidden", score=7)
    await world.create(world.admin, "task", title="a", dealId=deal)
    seen = await world.api.data(world.rep, "{ tasks { nodes { title deal { name } } } }")
    assert seen["tasks"]["nodes"] == [{"title": "a", "deal": None}]
    rule = {"rule": {"==": [{"var": "deal.name"}, "Hidden"]}}
    for where in ({"deal": {"name": {"eq": "Hidden"}}}, {"deal": {}}, rule):
        document = "query ($where: TaskWhere) { tasks(where: $where) { totalCount } }"
        found = await world.api.data(world.rep, document, {"where": where})
        assert found["tasks"]["totalCount"] == 0, where
        found = await world.api.data(world.admin, document, {"where": where})
        assert found["tasks"]["totalCount"] == 1, where
    made = "mutation ($deal: ID!) { createTask(input: { dealId: $deal }) { errors { code path } } }"
    refused = await world.api.data(world.rep, made, {"deal": deal})
    assert refused["createTask"]["errors"] == [{"code": "RELATION_NOT_FOUND", "path": ["input", "dealId"]}]


# The stage


def reachable_inputs(type_: GraphQLNamedType, found: dict[str, GraphQLInputObjectType]) -> None:
    if isinstance(type_, GraphQLInputObjectType) and type_.name not in found:
        found[type_.name] = type_
        for field in type_.fields.values():
            reachable_inputs(get_named_type(field.type), found)


def test_no_input_of_a_write_holds_the_stage(admins_types: GraphQLSchema) -> None:
    """Only promotion names a stage, and as its argument."""
    assert admins_types.mutation_type is not None
    walked: dict[str, GraphQLInputObjectType] = {}
    for name, field in admins_types.mutation_type.fields.items():
        if name in ("changeCatalog", "saveCatalogDraft"):
            continue
        for argument, definition in field.args.items():
            assert argument != "stage"
            assert argument != "to" or name in (
                *("promoteDeal", "promoteDeals", "rollBackCatalog"),
                # What it asks for is done by a promotion.
                "requestOverride",
            )
            if argument != "where":
                # What records are chosen by sets nothing.
                reachable_inputs(get_named_type(definition.type), walked)
    assert "DealCreateInput" in walked
    assert "DealRowInput" in walked
    assert "DealUpdateInput" in walked
    for type_ in walked.values():
        assert not [field for field in type_.fields if "stage" in field.lower()], type_.name
        assert not [field for field in type_.fields.values() if "Stage" in str(field.type)], type_.name


async def test_no_other_write_moves_a_record(scratch: World) -> None:
    deal = await scratch.create(scratch.admin, "deal", name="Still")
    for write in (
        'updateDeal(id: $id, input: { name: "b", score: 99, budgetConfirmed: true })',
        "deleteDeal(id: $id)",
        "restoreDeal(id: $id)",
    ):
        document = f"mutation ($id: ID!) {{ {write} {{ deal {{ stage stageHistory {{ to }} }} }} }}"
        (found,) = (await scratch.api.data(scratch.admin, document, {"id": deal})).values()
        assert found["deal"] == {"stage": "lead", "stageHistory": [{"to": "lead"}]}
    for document in (
        'mutation { createDeal(input: { name: "a", stage: won }) { deal { id } } }',
        f'mutation {{ updateDeal(id: "{deal}", input: {{ stage: won }}) {{ deal {{ id }} }} }}',
        f'mutation {{ promoteDeal(id: "{deal}", to: "lost", input: {{ stage: won }}) {{ promoted }} }}',
    ):
        assert await scratch.api.codes(scratch.admin, document) == [VALIDATION]
