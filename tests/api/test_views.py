"""`viewAs`: who may begin a view, what is told of it, as whom it reads, and when it ends."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, update

from core.errors import SluiceError
from tenants import views
from tenants.platform import AFFINITY, MEMBERSHIP, SESSION, VIEW
from tenants.tokens import token_hash
from tests.api.conftest import fresh_tenant
from tests.client import running_api
from tests.contracts.documents import NOWHERE
from tests.contracts.test_views import VIEW as BEGIN
from tests.contracts.test_views import viewing
from tests.world import World, add_member

ME = "{ me { member { id } roles viewedBy } }"
SEEN = "{ deals(first: 50) { nodes { name } } }"
AUDIT = '{ auditLog(kind: "viewBegun") { actor kind object details } }'


async def codes(world: World, token: str, document: str = ME, **headers: str) -> list[str]:
    answer = await world.api.ask(token, document, **headers)
    return [each["extensions"]["code"] for each in answer.get("errors", ())]


async def refused(world: World, token: str, **given: Any) -> list[tuple[str, Any]]:
    answer = await world.api.ask(token, BEGIN, {"input": given})
    told = [(each["extensions"]["code"], None) for each in answer.get("errors", ())]
    return told or [(each["code"], each["path"]) for each in answer["data"]["it"]["errors"]]


async def admin_id(world: World) -> str:
    found: str = (await world.api.data(world.admin, ME))["me"]["member"]["id"]
    return found


async def test_it_is_in_the_audit_log_once_for_each_view(own_world: World):
    world, rep = own_world, own_world.members["rep"]
    view = await viewing(world, memberId=rep)
    for _ in range(3):
        assert (await world.api.data(view, ME))["me"] == {
            "member": {"id": rep},
            "roles": ["rep"],
            "viewedBy": await admin_id(world),
        }
    await viewing(world, roles=["rep", "viewer"])
    by_role, by_member = (await world.api.data(world.admin, AUDIT))["auditLog"]
    assert {each["actor"] for each in (by_role, by_member)} == {await admin_id(world)}
    assert (by_member["object"], by_member["details"]["roles"]) == (rep, None)
    assert (by_role["object"], len(by_role["details"]["roles"])) == ("", 2)
    ends = datetime.fromisoformat(by_member["details"]["expiresAt"])
    assert timedelta(minutes=55) < ends - datetime.now(UTC) <= timedelta(hours=1)
    # Only who administers reads it: the view of the rep does not.
    assert await codes(world, view, AUDIT) == ["FORBIDDEN"]


async def test_a_member_sees_their_rows_and_a_role_those_of_who_looks(own_world: World):
    world = own_world
    await world.create(world.rep, "deal", name="Theirs", score=1)
    await world.create(world.admin, "deal", name="Mine", score=1)
    theirs = await viewing(world, memberId=world.members["rep"])
    assert (await world.api.data(theirs, SEEN))["deals"]["nodes"] == [{"name": "Theirs"}]
    mine = await viewing(world, roles=["rep"])
    assert (await world.api.data(mine, SEEN))["deals"]["nodes"] == [{"name": "Mine"}]
    assert (await world.api.data(mine, ME))["me"]["member"]["id"] == await admin_id(world)
    assert await codes(world, mine, "{ deals { nodes { margin } } }") == ["GRAPHQL_VALIDATION_FAILED"]
    both = await viewing(world, roles=["rep", "manager"])
    assert len((await world.api.data(both, SEEN))["deals"]["nodes"]) == 2
    # What a view is not: a session, whose owner sees where they are signed in.
    assert await codes(world, theirs, "{ sessions { id address } }") == ["FORBIDDEN"]


async def test_who_may_begin_one_and_as_whom(own_world: World):
    world = own_world
    stranger = await fresh_tenant(world.api)
    foreign = (await world.api.data(stranger.admin, ME))["me"]["member"]["id"]
    rep = world.members["rep"]
    assert await refused(world, world.manager, memberId=rep) == [("FORBIDDEN", None)]
    for missing in ("configure", "administer"):
        name = f"no{missing.title()}"
        grants = [
            {"object": "*", "action": "*"},
            {"object": "*", "action": missing, "effect": "deny"},
        ]
        await world.api.change(world.admin, {"addRole": {"name": name, "grants": grants}})
        token, _ = await add_member(world.api, world.admin, world.slug, name)
        assert await refused(world, token, memberId=rep) == [("FORBIDDEN", None)]
    for unknown in (foreign, NOWHERE, "x"):
        found = await world.api.data(world.admin, BEGIN, {"input": {"memberId": unknown}})
        assert [each["code"] for each in found["it"]["errors"]] == ["NOT_FOUND"]
    assert await refused(world, world.admin, roles=["rep", "reps"]) == [
        ("CATALOG_UNKNOWN", ["input", "roles", 1])
    ]
    assert await refused(world, world.admin) == [("BAD_USER_INPUT", ["input", "memberId"])]
    assert await refused(world, world.admin, memberId=rep, roles=["rep"]) == [
        ("BAD_USER_INPUT", ["input", "memberId"])
    ]
    # Of a view no other is begun, and it opens no tenant but its own.
    view = await viewing(world, roles=["admin"])
    assert await refused(world, view, memberId=rep) == [("VIEW_IS_READ_ONLY", None)]
    assert await codes(world, view, **{"X-Sluice-Tenant": stranger.slug}) == ["TENANT_REQUIRED"]
    assert await codes(world, view, **{"X-Sluice-Tenant": world.slug}) == []
    # Nothing of these has begun anything, but for that one.
    assert len((await world.api.data(world.admin, AUDIT))["auditLog"]) == 1


async def test_it_ends_with_the_session_that_it_was_begun_with(own_world: World):
    world = own_world
    view = await viewing(world, memberId=world.members["rep"])
    assert await codes(world, view) == []
    out = "mutation { signOut { signedOut } }"
    assert (await world.api.data(world.admin, out))["signOut"]["signedOut"]
    assert await codes(world, view) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("by", ["roles", "deactivated", "grants", "key", "another process"])
async def test_it_ends_where_who_began_it_may_no_longer(own_world: World, by: str, database_url: str):
    world = own_world
    grants = [{"object": "*", "action": "*"}]
    await world.api.change(world.admin, {"addRole": {"name": "second", "grants": grants}})
    token, who = await add_member(world.api, world.admin, world.slug, "second")
    view = await viewing(world, token, memberId=world.members["rep"])
    as_role = await viewing(world, token, roles=["viewer"])
    assert await codes(world, view) == await codes(world, as_role) == []
    match by:
        case "roles" | "another process":
            given = {"memberId": who, "roles": ["manager"]}
            change = "mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { errors { code } } }"
            if by == "roles":
                await world.api.data(world.admin, change, {"input": given})
            else:
                async with running_api(database_url) as other:
                    assert await codes(World(other, *_rest(world)), view) == []
                    await other.data(world.admin, change, {"input": given})
        case "deactivated":
            change = "mutation ($id: ID!) { deactivateMember(input: { memberId: $id }) { errors { code } } }"
            await world.api.data(world.admin, change, {"id": who})
        case "grants":
            denied = [*grants, {"object": "*", "action": "administer", "effect": "deny"}]
            await world.api.change(world.admin, {"setGrants": {"role": "second", "grants": denied}})
        case "key":
            keys = (await world.api.data(world.admin, "{ apiKeys { id memberId } }"))["apiKeys"]
            key = next(each["id"] for each in keys if each["memberId"] == who)
            await world.api.data(
                world.admin, f'mutation {{ revokeApiKey(id: "{key}") {{ errors {{ code }} }} }}'
            )
    for each in (view, as_role):
        assert await codes(world, each) == (["FORBIDDEN"] if by == "deactivated" else ["UNAUTHENTICATED"])
        assert await codes(world, each, SEEN) == (
            ["FORBIDDEN"] if by == "deactivated" else ["UNAUTHENTICATED"]
        )


def _rest(world: World) -> tuple[Any, ...]:
    return (world.slug, world.admin, world.rep, world.manager, world.viewer, world.members)


async def test_it_ends_with_whom_it_is_as(own_world: World):
    world, rep = own_world, own_world.members["rep"]
    view = await viewing(world, memberId=rep)
    let_go = "mutation ($id: ID!) { deactivateMember(input: { memberId: $id }) { errors { code } } }"
    await world.api.data(world.admin, let_go, {"id": rep})
    assert await codes(world, view) == ["UNAUTHENTICATED"]
    assert await refused(world, world.admin, memberId=rep) == [("INVALID_VALUE", ["input", "memberId"])]
    # The role itself is still there; then it is not.
    await world.api.change(world.admin, {"addRole": {"name": "brief", "grants": []}})
    as_role = await viewing(world, roles=["viewer", "brief"])
    assert await codes(world, as_role) == []
    await world.api.change(world.admin, {"removeRole": {"role": "brief"}})
    assert await codes(world, as_role) == ["UNAUTHENTICATED"]
    # A membership ends by itself.
    manager = world.members["manager"]
    view = await viewing(world, memberId=manager)
    of_it = update(MEMBERSHIP).where(MEMBERSHIP.c.member_id == UUID(manager))
    past = of_it.values(ends_at=func.now() - timedelta(seconds=1)).returning(MEMBERSHIP.c.member_id)
    assert await world.api.engine.database.rows(past, affinity=AFFINITY)
    world.api.engine.authenticator.forget(view)
    assert await codes(world, view) == ["UNAUTHENTICATED"]
    assert await refused(world, world.admin, memberId=manager) == [("INVALID_VALUE", ["input", "memberId"])]


async def test_an_admin_has_so_many_views_at_a_time(own_world: World, monkeypatch: pytest.MonkeyPatch):
    world, rep = own_world, own_world.members["rep"]
    monkeypatch.setattr(views, "MOST_OPEN", 2)
    begun = await asyncio.gather(
        *(world.api.data(world.admin, BEGIN, {"input": {"memberId": rep}}) for _ in range(5))
    )
    told = [[error["code"] for error in each["it"]["errors"]] for each in begun]
    assert sorted(told) == [[], [], ["VIEW_LIMIT"], ["VIEW_LIMIT"], ["VIEW_LIMIT"]]
    assert len((await world.api.data(world.admin, AUDIT))["auditLog"]) == 2
    # Of each admin, by whatever they begin with; another one has their own.
    name = "second"
    await world.api.change(
        world.admin, {"addRole": {"name": name, "grants": [{"object": "*", "action": "*"}]}}
    )
    token, _ = await add_member(world.api, world.admin, world.slug, name)
    assert await refused(world, token, memberId=rep) == []
    assert await refused(world, token, roles=["rep"]) == []
    assert await refused(world, token, memberId=rep) == [("VIEW_LIMIT", ["input"])]
    # One that has ended makes room, and so does the end of what they were begun with.
    database = world.api.engine.database
    ended = update(VIEW).where(VIEW.c.opened_with == token_hash(world.admin)).values(expires_at=func.now())
    assert len(await database.rows(ended.returning(VIEW.c.token_hash), affinity=AFFINITY)) == 2
    await viewing(world, memberId=rep)


async def test_it_is_good_for_an_hour_and_no_longer_than_the_session(own_world: World):
    world, rep = own_world, own_world.members["rep"]
    view = await viewing(world, memberId=rep)
    assert await codes(world, view) == []
    (remembered,) = world.api.engine.authenticator._remembered[view].values()
    assert remembered.expires_at is not None, "a process that remembers it looks at the time"
    assert remembered.expires_at - datetime.now(UTC) <= timedelta(hours=1)
    soon = datetime.now(UTC) + timedelta(minutes=5)
    shorter = update(SESSION).where(SESSION.c.token_hash == token_hash(world.admin)).values(expires_at=soon)
    assert await world.api.engine.database.rows(shorter.returning(SESSION.c.id), affinity=AFFINITY)
    other = await viewing(world, memberId=rep)
    await codes(world, other)
    (remembered,) = world.api.engine.authenticator._remembered[other].values()
    assert remembered.expires_at == soon
    over = update(VIEW).where(VIEW.c.token_hash == token_hash(view)).values(expires_at=func.now())
    assert await world.api.engine.database.rows(over.returning(VIEW.c.tenant_id), affinity=AFFINITY)
    world.api.engine.authenticator.forget(view)
    assert await codes(world, view) == ["UNAUTHENTICATED"]


async def test_what_has_ended_is_not_kept(own_world: World):
    world = own_world
    tenant = (await world.api.engine.authenticator.caller(world.admin)).tenant_id
    for _ in range(3):
        await viewing(world, roles=["rep"])
    over = update(VIEW).where(VIEW.c.tenant_id == tenant).values(expires_at=func.now())
    assert len(await world.api.engine.database.rows(over.returning(VIEW.c.tenant_id), affinity=AFFINITY)) == 3
    await viewing(world, roles=["rep"])
    assert len(await world.api.engine.database.rows(over.returning(VIEW.c.tenant_id), affinity=AFFINITY)) == 1


async def test_it_is_good_from_where_its_key_is(own_world: World):
    world = own_world
    make = "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token } }"
    given = {"name": "desk", "networks": ["127.0.0.0/8"]}
    key = (await world.api.data(world.admin, make, {"input": given}))["createApiKey"]["token"]
    view = await viewing(world, key, roles=["rep"])
    assert await codes(world, view) == []
    with pytest.raises(SluiceError) as raised:
        await world.api.engine.authenticator.caller(view, None, lambda: "203.0.113.9")
    assert raised.value.problems[0].code == "ADDRESS_NOT_ALLOWED"
    assert (await world.api.engine.authenticator.caller(view, None, lambda: "127.0.0.1")).kind == "view"
