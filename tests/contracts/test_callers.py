"""Every root field tried by whom it is not for: without credentials, as another tenant, without a grant."""

import json
from typing import Any

import pytest
from graphql import GraphQLSchema, get_named_type

from api.fixed.root import FIXED_SCHEMA
from core.errors import ERROR_CODES
from tests.contracts.documents import ids_wanted, operation_of, roots_of, schema_of
from tests.world import RECORDS, World, add_member

BY_PROOF = {
    "confirmSignUp",
    "acceptInvitation",
    "requestPasswordReset",
    "resetPassword",
    "startTotp",
    "confirmTotp",
    "removeTotp",
    "renewRecoveryCodes",
    "exchangeSignInCode",
}
OPEN_TO_ALL = {"me", "signUp", "signIn", "signOut", "invitation", *BY_PROOF}
SESSIONS = {"acceptMembership", "membershipOffers", "signUp", "signIn", "signOut", *BY_PROOF}
"""They make or end an account or a session, and take no id: nothing of another tenant can be named in them."""

NOT_THERE = {"RECORD_NOT_FOUND", "RELATION_NOT_FOUND", "NOT_FOUND", "CATALOG_UNKNOWN"}


def codes_of(answer: object) -> set[str]:
    """Every error code anywhere in an answer, be it an error or data."""
    match answer:
        case dict():
            found = {answer["code"]} if isinstance(answer.get("code"), str) else set()
            return found.union(*(codes_of(value) for value in answer.values()))
        case list():
            return set().union(*(codes_of(value) for value in answer))
        case _:
            return set()


async def test_without_credentials(world: World, admins_types: GraphQLSchema) -> None:
    for kind, name, field in roots_of(admins_types):
        if name in OPEN_TO_ALL:
            continue
        document, variables = operation_of(kind, name, field, world.ids["alpha"], ids_wanted)
        answer = await world.api.ask(None, document, variables)
        wanted = {"UNAUTHENTICATED"} if name in fixed_roots() else {"GRAPHQL_VALIDATION_FAILED"}
        assert codes_of(answer) == wanted, (name, answer)
        assert not any((answer.get("data") or {}).values())


def fixed_roots() -> set[str]:
    return {name for _, name, _ in roots_of(FIXED_SCHEMA)}


async def everything_of(world: World) -> dict[str, Any]:
    """All records of the world with their versions, and its members."""
    return await world.api.data(
        world.admin,
        """{ accounts { nodes { id version name } } contacts { nodes { id version } }
             deals { nodes { id version stage ownerId accountId } } members { id roles } apiKeys { id revokedAt } }""",
    )


async def foreign_ids(world: World) -> dict[str, str]:
    """An id of each kind of the tenant: its records, a member, a key."""
    keys = await world.api.data(world.admin, "{ apiKeys { id } }")
    return {**world.ids, "member": world.members["rep"], "key": keys["apiKeys"][0]["id"]}


async def test_as_another_tenant(world: World, scratch: World, admins_types: GraphQLSchema) -> None:
    """The admin of another tenant, who has the same catalog, names each id of this one in each root field."""
    before = await everything_of(world)
    secrets = [*world.ids.values(), *(str(record.values["name"]) for record in RECORDS.values())]
    tried = 0
    for kind, name, field in roots_of(await schema_of(scratch.api, scratch.admin)):
        takes_ids = any(get_named_type(argument.type).name == "ID" for argument in field.args.values())
        if name in SESSIONS:
            assert not takes_ids
            continue
        for about, record in (await foreign_ids(world)).items():
            document, variables = operation_of(kind, name, field, record, ids_wanted)
            if record not in json.dumps(variables):
                break
            tried += 1
            variables = with_stage(variables)
            answer = await scratch.api.ask(scratch.admin, document, variables)
            text = json.dumps(without_echoes(answer), ensure_ascii=False)
            assert not [secret for secret in secrets if f'"{secret}"' in text], (name, about, answer)
            if kind == "query":
                (value,) = answer["data"].values()
                assert value in (None, [None], []), (name, about)
            else:
                assert codes_of(answer) <= NOT_THERE, (name, about, answer)
                assert codes_of(answer), (name, about, answer)
    assert tried > 150
    assert await everything_of(world) == before


def without_echoes(answer: Any) -> Any:
    """The answer without the ids of what was not there: a write of many records tells which of those it was given."""
    match answer:
        case {"id": _, "done": False, "errors": [{"code": "RECORD_NOT_FOUND"}], **others}:
            return others
        case dict():
            return {key: without_echoes(value) for key, value in answer.items()}
        case list():
            return [without_echoes(value) for value in answer]
        case _:
            return answer


def with_stage(variables: dict[str, Any]) -> dict[str, Any]:
    return {**variables, "to": "qualified"} if "to" in variables else variables


@pytest.mark.parametrize(
    "where",
    [
        "accounts(where: { id: { eq: $id } })",
        "accounts(where: { id: { in: [$id] } })",
        "accounts(where: { parentId: { eq: $id } })",
        "deals(where: { accountId: { eq: $id } })",
        "deals(where: { account: { id: { eq: $id } } })",
        "deals(where: { or: [{ id: { eq: $id } }, { ownerId: { eq: $id } }] })",
        "contacts(where: { account: { parent: { id: { eq: $id } } } })",
    ],
)
async def test_filters_of_another_tenant(world: World, scratch: World, where: str) -> None:
    for record in (await foreign_ids(world)).values():
        document = f"query ($id: ID!) {{ found: {where} {{ totalCount nodes {{ id }} }} }}"
        found = await scratch.api.data(scratch.admin, document, {"id": record})
        assert found["found"] == {"totalCount": 0, "nodes": []}


async def test_cursors_of_another_tenant(world: World, scratch: World) -> None:
    page = await world.api.data(world.admin, "{ deals { pageInfo { endCursor } } }")
    document = "query ($after: String) { deals(after: $after) { nodes { id } } }"
    codes = await scratch.api.codes(
        scratch.admin, document, {"after": page["deals"]["pageInfo"]["endCursor"]}
    )
    assert codes == ["CURSOR_INVALID"]


async def test_the_header_opens_no_other_tenant(world: World, scratch: World) -> None:
    """And the answer is the same whether such a tenant exists or not."""
    answers = [
        await scratch.api.ask(scratch.admin, "{ deals { nodes { id } } }", **{"X-Sluice-Tenant": slug})
        for slug in (world.slug, "there-is-no-such-tenant")
    ]
    assert answers[0] == answers[1]
    assert codes_of(answers[0]) == {"TENANT_REQUIRED"}
    assert "data" not in answers[0]


async def test_without_a_grant(own_world: World, admins_types: GraphQLSchema) -> None:
    """For a member whose role grants nothing the tenant's objects do not exist."""
    world = own_world
    await world.api.change(world.admin, {"addRole": {"name": "nobody"}})
    token, _ = await add_member(world.api, world.admin, world.slug, "nobody")
    deal = await world.create(world.manager, "deal", name="a")
    schema = await schema_of(world.api, token)
    assert {name for _, name, _ in roots_of(schema)} == fixed_roots()
    assert {"Deal", "DealWhere", "Account", "Contact"}.isdisjoint(schema.type_map)
    for kind, name, field in roots_of(admins_types):
        if name in OPEN_TO_ALL:
            continue
        document, variables = operation_of(kind, name, field, deal, ids_wanted)
        answer = await world.api.ask(token, document, variables)
        if name in ("catalog",):
            assert answer["data"]["catalog"]["objects"] == []
            assert answer["data"]["catalog"]["roles"] == []
            continue
        if name in ("pastVerdicts", "savedViews", "saveView"):
            assert codes_of(answer) == {"CATALOG_UNKNOWN"}
            continue
        if name == "removeView":
            assert codes_of(answer) == {"NOT_FOUND"}
            continue
        wanted = {"FORBIDDEN"} if name in fixed_roots() else {"GRAPHQL_VALIDATION_FAILED"}
        assert codes_of(answer) == wanted, (name, answer)


def test_the_codes_that_say_nothing_is_there_exist() -> None:
    assert set(ERROR_CODES) >= NOT_THERE
