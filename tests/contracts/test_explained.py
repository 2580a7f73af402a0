"""What `explainAccess` says is what requests are answered, whatever the roles, the fields and the row rules."""

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema

from metadata.actions import ACTIONS
from tests.client import Api
from tests.contracts.documents import schema_of
from tests.tenant_copies import copied
from tests.world import World, add_member, fill_world, make_world

SOLD = {"==": [{"var": "stage"}, "won"]}
BIG = {">": [{"var": "score"}, 50]}


def on(action: str, of: str = "deal", **more: Any) -> dict[str, Any]:
    return {"object": of, "action": action, **more}


ROLES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "everything": {"grants": [on("*", "*")]},
    "blind": {"grants": [on(each) for each in ("create", "update", "delete", "promote", "override")]},
    "someFields": {
        "grants": [
            *(on("read", field=each) for each in ("name", "account", "doubled", "code")),
            on("update", field="score"),
            on("create", field="*"),
        ]
    },
    "seesAccounts": {
        "inherits": ["someFields"],
        "grants": [on("read", "account"), on("restore"), on("backdate")],
    },
    "partly": {
        "grants": [
            on("read", rows="own"),
            on("read", field="name"),
            on("update", rule=BIG),
            on("update", rows="team", field="score"),
            on("delete", effect="deny", rule=SOLD),
            on("delete", rows="subtree"),
        ]
    },
    "denied": {
        "inherits": ["everything"],
        "grants": [
            on("read", field="margin", effect="deny"),
            on("read", field="score", effect="deny"),
            on("update", field="name", effect="deny"),
            on("restore", effect="deny"),
            on("promote", effect="deny", rows="own"),
            on("*", "contact", effect="deny"),
            on("configure", "*", effect="deny"),
        ],
    },
    "forward": {"grants": [on("read", "*"), on("promote", moves=["forward"], rows="own"), on("override")]},
    "overrides": {"grants": [on("read", "*"), on("override"), on("backdate"), on("create")]},
    "undone": {"grants": [on("*"), *(on(each, effect="deny") for each in ("read", "promote"))]},
    "administers": {"grants": [on("administer", "*"), on("read", "account", field="name")]},
}
FIELDS = [
    {"name": "doubled", "type": "decimal", "formula": {"*": [{"var": "score"}, 2]}},
    {"name": "rich", "type": "boolean", "formula": {">": [{"var": "margin"}, 1]}},
    {"name": "code", "type": "autoNumber", "numbering": {"format": "D-{0000}"}},
    {"name": "fixed", "type": "text", "writable": "onCreate"},
    {"name": "closed", "type": "text", "writable": "never"},
]


async def with_roles(api: Api) -> World:
    """A world with what a role can be granted, and members with none of it."""
    world = await fill_world(await make_world(api))
    await api.change(
        world.admin,
        *({"addField": {"object": "deal", "field": each}} for each in FIELDS),
        *({"addRole": {"name": name, "grants": [], **role}} for name, role in ROLES.items()),
    )
    return world


@copied
async def explained_world(api: Api) -> World:
    return await with_roles(api)


EXPLAIN = """explainAccess(action: "{action}", object: {object}, field: {field}, roles: ["{role}"]) {{
  allowed reason missing {{ change }} }}"""


def batches(items: list[Any], size: int) -> Iterator[list[Any]]:
    at = iter(items)
    while batch := [*islice(at, size)]:
        yield batch


PERSONAL = {"export", "erase"}
"""Asked by `exportSubject` and `eraseSubject`, which are there for everybody: the catalog tells for which objects."""


def offered(types: GraphQLSchema, actions: list[str], of: str | None, action: str, field: str | None) -> bool:
    """Whether a request by who has these types can do it; of `export` and `erase`, which root fields for all objects
    do, see `PERSONAL`."""
    if of is None:
        return action in actions
    name = of[:1].upper() + of[1:]
    assert types.mutation_type is not None
    writes = types.mutation_type.fields

    def has(type_: str) -> bool:
        found = types.type_map.get(type_)
        if not isinstance(found, GraphQLObjectType | GraphQLInputObjectType):
            return False
        return field is None or not {field, f"{field}Id"}.isdisjoint(found.fields)

    match action:
        case "read":
            return has(name)
        case "create" | "update":
            return f"{action}{name}" in writes and (field is None or has(f"{name}{action.title()}Input"))
        case "override":
            return f"promote{name}" in writes and "override" in writes[f"promote{name}"].args
        case "backdate":
            places = (f"create{name}", f"promote{name}")
            return any(each in writes and "occurredAt" in writes[each].args for each in places)
    return f"{action}{name}" in writes


@pytest.mark.parametrize("role", [*ROLES, "rep", "manager", "viewer"])
async def test_it_is_allowed_exactly_where_a_request_can_do_it(explained_world: World, role: str):
    world = explained_world
    token = (await add_member(world.api, world.admin, f"x{world.slug}", role))[0]
    types = await schema_of(world.api, token)
    actions = (await world.api.data(token, "{ me { actions } }"))["me"]["actions"]
    catalog = (await world.api.data(world.admin, "{ catalog { objects { name fields { name } } } }"))[
        "catalog"
    ]
    fields = {each["name"]: [None, *(one["name"] for one in each["fields"])] for each in catalog["objects"]}
    cases: list[tuple[str | None, str, str | None]] = []
    for action, meaning in ACTIONS.items():
        if meaning.on == "tenant":
            cases.append((None, action, None))
            continue
        for of, named in fields.items():
            cases += [(of, action, field) for field in (named if meaning.per_field else [None])]
    answers: dict[tuple[str | None, str, str | None], dict[str, Any]] = {}
    for batch in batches(cases, 10):
        asked = [
            f"a{at}: "
            + EXPLAIN.format(
                action=action,
                object="null" if of is None else f'"{of}"',
                field="null" if field is None else f'"{field}"',
                role=role,
            )
            for at, (of, action, field) in enumerate(batch)
        ]
        told = await world.api.data(world.admin, "{ " + " ".join(asked) + " }")
        answers |= {case: told[f"a{at}"] for at, case in enumerate(batch)}
    own = (await world.api.data(token, "{ catalog { objects { name actions } } }"))["catalog"]["objects"]
    personal = {(each["name"], action) for each in own for action in PERSONAL.intersection(each["actions"])}
    for case in cases:
        allowed = answers[case]["allowed"]
        of, action, _ = case
        if action in PERSONAL:
            assert allowed == ((of, action) in personal), (case, answers[case])
            continue
        if action == "backdate":
            # It goes with a creation or a promotion.
            allowed = allowed and any(answers[of, each, None]["allowed"] for each in ("create", "promote"))
        assert allowed == offered(types, actions, *case), (case, answers[case])
        assert answers[case]["allowed"] == (answers[case]["reason"] == "granted")
    alike = ("nothing", "everything", "manager", "blind", "undone")
    assert role in alike or len({each["allowed"] for each in answers.values()}) == 2


async def test_what_is_missing_is_enough(explained_world: World):
    """Each proposal is published, and the request can do it then."""
    world = explained_world
    tried = 0
    for role in ("nothing", "blind", "someFields", "partly", "forward", "undone", "rep", "viewer"):
        token = (await add_member(world.api, world.admin, f"y{world.slug}", role))[0]
        for of, action, field in [
            (None, "configure", None),
            ("deal", "read", None),
            ("deal", "read", "margin"),
            ("deal", "read", "account"),
            ("deal", "update", "notes"),
            ("deal", "override", None),
            ("contact", "update", "account"),
        ]:
            asked = EXPLAIN.format(
                action=action,
                object="null" if of is None else f'"{of}"',
                field="null" if field is None else f'"{field}"',
                role=role,
            )
            told = (await world.api.data(world.admin, "{ " + asked + " }"))["explainAccess"]
            if told["missing"] is None:
                assert told["allowed"] or told["reason"] in ("denied", "hiddenParts", "notOnAllRecords"), told
                continue
            tried += 1
            before = await grants_of(world, role)
            await world.api.change(world.admin, told["missing"]["change"])
            types = await schema_of(world.api, token)
            actions = (await world.api.data(token, "{ me { actions } }"))["me"]["actions"]
            assert offered(types, actions, of, action, field), (role, of, action, field, told)
            await world.api.change(world.admin, {"setGrants": {"role": role, "grants": before}})
    assert tried > 20


async def grants_of(world: World, role: str) -> list[dict[str, Any]]:
    asked = "{ catalog { roles { name grants { object action field effect rows rule moves leaving entering } } } }"
    roles = (await world.api.data(world.admin, asked))["catalog"]["roles"]
    found = next(each["grants"] for each in roles if each["name"] == role)
    return [{name: value for name, value in each.items() if value is not None} for each in found]


# Row rules


def a_rule(dice: random.Random, depth: int = 2) -> Any:
    if depth and dice.random() < 0.4:
        parts = [a_rule(dice, depth - 1) for _ in range(2)]
        return {"!": [parts[0]]} if dice.random() < 0.2 else {dice.choice(["and", "or"]): parts}
    return dice.choice(
        [
            {dice.choice([">", "<="]): [{"var": "score"}, dice.choice([40, 55, 70])]},
            {dice.choice(["==", "!="]): [{"var": "stage"}, dice.choice(["lead", "qualified"])]},
            {"==": [{"var": "ownerId"}, {"var": "actor.id"}]},
            {"in": [dice.choice(["rep", "tried"]), {"var": "actor.roles"}]},
            {"==": [{"var": "account.sector"}, "software"]},
            {"==": [{"var": "account.secret"}, "s2"]},
            {"filled": [{"var": "margin"}]},
            {"in": ["here", {"var": "actor.units"}]},
        ]
    )


def a_condition(dice: random.Random) -> dict[str, Any]:
    kind = dice.choice(["rows", "rows", "rule", "rule", "rule", "none"])
    if kind == "rows":
        return {"rows": dice.choice(["own", "team", "subtree"])}
    return {"rule": a_rule(dice)} if kind == "rule" else {}


MAKE_UNIT = "mutation ($input: CreateOrgUnitInput!) { made: createOrgUnit(input: $input) { orgUnit { id } } }"
JOIN = "mutation ($input: OrgUnitMembersInput!) { addToOrgUnit(input: $input) { errors { code } } }"
ABOUT = """query ($member: ID!, $record: ID!) { %s }
fragment told on AccessExplanation {
  allowed reason sentence
  grants { action holds grant { effect rows rule } tree { parent satisfied redacted sentence } } }"""
ONE_ABOUT = """%s: explainAccess(member: $member, action: "%s", object: "deal", record: $record, to: %s) { ...told }"""
WAYS = "{ deals { nodes { id transitions { to permitted } } } }"
WRITE = "mutation ($id: ID!) { done: updateDeal(id: $id, input: {}) { errors { code } } }"


@pytest.mark.parametrize("seed", range(4))
async def test_of_a_record_it_says_what_a_list_and_a_write_do(explained_world: World, seed: int):
    world, dice = explained_world, random.Random(seed)
    await world.api.change(world.admin, {"addRole": {"name": "tried", "grants": []}})
    token, member = await add_member(world.api, world.admin, f"z{world.slug}", "tried")
    above = None
    for code, who in (("above", [world.members["viewer"]]), ("here", [member, world.members["rep"]])):
        given = {"code": code, "name": code, "parentId": above}
        above = (await world.api.data(world.admin, MAKE_UNIT, {"input": given}))["made"]["orgUnit"]["id"]
        await world.api.data(world.admin, JOIN, {"input": {"id": above, "memberIds": who}})
    records = (await world.api.data(world.admin, "{ deals(first: 100) { nodes { id } } }"))["deals"]["nodes"]
    ids = [each["id"] for each in records]
    compared = set()
    for _ in range(6):
        grants = [on("read", "account")]
        for action in ("read", "update", "promote"):
            narrowed = (
                {"moves": dice.choice([["forward"], ["lose"]])}
                if action == "promote" and dice.random() < 0.5
                else {}
            )
            grants += [on(action, **a_condition(dice), **narrowed) for _ in range(dice.choice([1, 2]))]
            if dice.random() < 0.4:
                limited = a_condition(dice) or {"rows": "own"}
                grants.append(on(action, effect="deny", **limited))
        await world.api.change(world.admin, {"setGrants": {"role": "tried", "grants": grants}})
        types = await schema_of(world.api, token)
        reads, offers = (offered(types, [], "deal", each, None) for each in ("read", "update"))
        listed = (await world.api.data(token, WAYS))["deals"]["nodes"] if reads else []
        seen = {each["id"]: each for each in listed}
        for record in ids:
            ways = seen[record]["transitions"] if record in seen else []
            told = await told_of(world, member, record, [way["to"] for way in ways])
            compared |= {each["reason"] for each in told.values()}
            assert told["read"]["allowed"] == (record in seen), (grants, told)
            conditions_hold(told["read"])
            done = (
                (await world.api.data(token, WRITE, {"id": record}))["done"]["errors"] if offers else ["none"]
            )
            assert told["update"]["allowed"] == (done == []), (grants, told)
            for way in ways:
                assert told[way["to"]]["allowed"] == way["permitted"], (grants, told)
    assert {"granted", "notReached"} <= compared


async def told_of(world: World, member: str, record: str, stages: list[str]) -> dict[str, dict[str, Any]]:
    """What is said of reading and of changing a record, and of moving it to each of these stages, by its name."""
    asked = [ONE_ABOUT % (action, action, "null") for action in ("read", "update")]
    asked += [ONE_ABOUT % (stage, "promote", f'"{stage}"') for stage in stages]
    given = {"member": member, "record": record}
    told: dict[str, dict[str, Any]] = await world.api.data(world.admin, ABOUT % " ".join(asked), given)
    return told


def conditions_hold(told: dict[str, Any]) -> None:
    """The grants say together what the verdict is: any allow that holds, and no deny that does."""
    effects = {(each["grant"]["effect"], each["holds"]) for each in told["grants"]}
    assert told["allowed"] == (("allow", True) in effects and ("deny", True) not in effects), told
    for each in told["grants"]:
        roots = [node for node in each["tree"] if node["parent"] is None]
        assert bool(roots) == (each["grant"]["rule"] is not None)
        if roots:
            assert (roots[0]["satisfied"] is True) == each["holds"], each
