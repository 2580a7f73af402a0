"""Who looks at the tenant as somebody else is answered what that one is answered, and writes by no way at all."""

import json
import re
from typing import Any

import pytest
from graphql import GraphQLSchema

from tests.client import Api
from tests.contracts.documents import ids_wanted, introspection_of, operation_of, roots_of, schema_of
from tests.tenant_copies import copied
from tests.world import World, fill_world, make_world

VIEW = (
    "mutation ($input: ViewAsInput!) { it: viewAs(input: $input) { token expiresAt errors { code path } } }"
)
STATE = """{ accounts { nodes { id version } } contacts { nodes { id version } } deals { nodes { id version stage } }
  members { id name roles active } apiKeys { id revokedAt } invitations { id } orgUnits { id }
  catalog { version } catalogDrafts { id } trustedDocuments { id } signInPolicy { totpRequired }
  membershipEnds { memberId } overrideRequests { id } catalogOperations { id } }"""


async def viewing(world: World, token: str | None = None, **given: Any) -> str:
    """The token of a view."""
    done = (await world.api.data(token or world.admin, VIEW, {"input": given}))["it"]
    assert done["errors"] == [], done
    found: str = done["token"]
    return found


@copied
async def viewed_world(api: Api) -> World:
    return await fill_world(await make_world(api))


def differing(one: Any, other: Any, *path: Any) -> Any:
    """Where two answers first differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return next(
            (differing(one[each], other[each], *path, each) for each in one if one[each] != other[each]), ()
        )
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next((differing(a, b, *path, at) for at, (a, b) in pairs if a != b), ())
    return (*path, one, other)


def without_clock(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without how long a record has been in its stage, which is more with every second."""
    told: dict[str, Any] = json.loads(re.sub(r'"PT[0-9HMS]+"', '"PT"', json.dumps(answer)))
    return told


def codes_of(answer: dict[str, Any]) -> list[str]:
    return [each["extensions"]["code"] for each in answer.get("errors", ())]


@pytest.mark.parametrize("role", ["admin", "manager"])
async def test_no_mutation_is_done_by_a_view(viewed_world: World, role: str, admins_types: GraphQLSchema):
    """Neither one of the viewed nor one that only the viewer could do, whatever it would be refused for."""
    world = viewed_world
    view = await viewing(
        world, **({"roles": ["admin"]} if role == "admin" else {"memberId": world.members[role]})
    )
    before = await world.api.data(world.admin, STATE)
    tried = 0
    for kind, name, field in roots_of(admins_types):
        if kind == "query":
            continue
        document, variables = operation_of(kind, name, field, world.ids["alpha"], ids_wanted)
        answer = await world.api.ask(view, document, variables)
        assert codes_of(answer) == ["VIEW_IS_READ_ONLY"], (name, answer)
        assert answer.get("data") is None
        tried += 1
    assert tried > 70
    assert await world.api.data(world.admin, STATE) == before
    # Nor a file, nor by a document that is sent by its name, nor anything at the operators' address.
    headers = {"Authorization": f"Bearer {view}", "Content-Type": "text/plain"}
    sent = await world.api.client.post("/files", params={"name": "a.txt"}, content=b"x", headers=headers)
    assert (sent.status_code, codes_of(sent.json())) == (403, ["VIEW_IS_READ_ONLY"])
    asked = {"query": "{ tenants { slug } }"}
    there = await world.api.client.post(
        "/operator/graphql", json=asked, headers={**headers, "Content-Type": "application/json"}
    )
    assert codes_of(there.json()) == ["UNAUTHENTICATED"]
    # It is as good as before, and so is what it was begun with.
    assert (await world.api.data(view, "{ me { roles } }"))["me"]["roles"] == [role]
    assert (await world.api.data(world.admin, "{ me { roles viewedBy } }"))["me"] == {
        "roles": ["admin"],
        "viewedBy": None,
    }


@pytest.mark.parametrize("role", ["rep", "manager", "viewer"])
async def test_a_view_is_answered_what_the_member_is_answered(viewed_world: World, role: str):
    world = viewed_world
    token, view = world.token(role), await viewing(world, memberId=world.members[role])
    assert await introspection_of(world.api, view) == await introspection_of(world.api, token)
    told, compared = 0, 0
    for kind, name, field in roots_of(await schema_of(world.api, token)):
        if kind == "mutation":
            continue
        for record in (world.ids["alpha"], world.ids["epsilon"], world.ids["globex"]):
            document, variables = operation_of(kind, name, field, record, ids_wanted)
            theirs, ours = [
                without_clock(await world.api.ask(each, document, variables)) for each in (token, view)
            ]
            if name == "me":
                assert ours["data"]["me"].pop("viewedBy") is not None
                assert theirs["data"]["me"].pop("viewedBy") is None
            assert ours == theirs, (name, differing(ours, theirs))
            compared += 1
            told += "errors" not in ours
    assert compared > 60
    assert told > 15
    # With records, not only with ids that are none.
    for document in (
        "{ deals(first: 50) { totalCount nodes { id name owner { name } transitions { to permitted allowed } } } }",
        '{ dealGroups(by: [{ field: source }]) { count keys { value } } search(query: "alpha") { node { id } } }',
    ):
        theirs, ours = [await world.api.ask(each, document) for each in (token, view)]
        assert ours == theirs
        assert role != "rep" or "totalCount" not in document or 0 < ours["data"]["deals"]["totalCount"] < 6


async def test_a_view_and_the_member_share_what_is_compiled(viewed_world: World):
    world = viewed_world
    view = await viewing(world, memberId=world.members["rep"])
    document = "{ deals(first: 3) { nodes { name createdAt } } }"
    await world.api.data(world.rep, document)
    queries = world.api.engine.caches.queries
    plans = len(queries)
    await world.api.data(view, document)
    assert len(queries) == plans
    caller = await world.api.engine.authenticator.caller(view)
    admin = await world.api.engine.authenticator.caller(world.admin)
    # What the view asks is counted as the admin's.
    assert caller.credential == admin.credential
    assert json.dumps(caller.roles) == json.dumps(
        (await world.api.engine.authenticator.caller(world.rep)).roles
    )
