"""Members who have left are known by a pseudonym: what they did stays theirs, and the audit log stays sound."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from core.database import Database
from tenants.audit_chain import link, verify
from tenants.platform import AFFINITY, IDENTITY_LINK, INVITATION, MEMBERSHIP, TENANT
from tests.api.conftest import fresh_tenant
from tests.api.people import TABLES
from tests.client import Api
from tests.world import World, add_member

DEACTIVATE = "mutation ($id: ID!) { deactivateMember(input: {memberId: $id}) { errors { code } } }"
REACTIVATE = "mutation ($id: ID!) { reactivateMember(id: $id) { member { active } errors { code } } }"
PSEUDONYM = """mutation ($id: ID!) {
  done: pseudonymizeMember(input: {memberId: $id, reason: "request 3"}) { name errors { code path hint } } }"""
INVITE = """mutation ($email: String!) {
  inviteMember(input: {email: $email, roles: ["rep"]}) { invitation { id } errors { code } } }"""
NAMES = "{ members { id name email active roles } auditLog { kind object details } }"


async def pseudonym(world: World, who: str) -> Any:
    return (await world.api.data(world.admin, PSEUDONYM, {"id": who}))["done"]


async def left(world: World, role: str) -> tuple[str, str]:
    """A member who is deactivated: (id, address)."""
    id_ = world.members[role]
    members = (await world.api.data(world.admin, NAMES))["members"]
    address = next(each["email"] for each in members if each["id"] == id_)
    await world.api.data(world.admin, DEACTIVATE, {"id": id_})
    return id_, address


async def everything(world: World) -> str:
    database, namespace = world.api.engine.database, await world.namespace()
    found = []
    for table in await database.fetch(TABLES, [namespace], affinity=""):
        rows = await database.fetch(
            f'SELECT t::text FROM {namespace}."{table["relname"]}" t', [], affinity=""
        )
        found += [row[0] for row in rows]
    platform = "SELECT i::text FROM platform.invitation i JOIN platform.tenant t ON t.id = i.tenant_id"
    rows = await database.fetch(f"{platform} WHERE t.namespace = $1", [namespace], affinity="")
    return "\n".join([*found, *(row[0] for row in rows)])


async def test_nothing_of_the_tenant_tells_who_it_was(own_world: World) -> None:
    world = own_world
    database, namespace = world.api.engine.database, await world.namespace()
    id_, address = await left(world, "rep")
    await link(database, namespace)
    assert address in await everything(world)
    done = await pseudonym(world, id_)
    assert done == {"name": f"Former member {id_[-8:]}", "errors": []}
    assert address not in await everything(world)
    found = await world.api.data(world.admin, NAMES)
    (member,) = (each for each in found["members"] if each["id"] == id_)
    assert (member["name"], member["active"], member["roles"]) == (done["name"], False, [])
    told = found["auditLog"][0]
    assert (told["kind"], told["object"], told["details"]["reason"]) == (
        "memberPseudonymized",
        id_,
        "request 3",
    )
    assert told["details"]["emptied"]
    again = await pseudonym(world, id_)
    assert again == done
    back = await world.api.data(world.admin, REACTIVATE, {"id": id_})
    assert [error["code"] for error in back["reactivateMember"]["errors"]] == ["NOT_FOUND"]


async def test_an_address_that_was_invited_goes_with_its_member(own_world: World) -> None:
    """One that is open still when somebody makes a member of who was invited."""
    world = own_world
    await world.api.change(world.admin, {"addRole": {"name": "guest"}})
    address = f"guest@{world.slug}.example"
    invited = (await world.api.data(world.admin, INVITE, {"email": address}))["inviteMember"]
    assert invited["errors"] == []
    _, id_ = await add_member(world.api, world.admin, world.slug, "guest")
    await world.api.data(world.admin, DEACTIVATE, {"id": id_})
    assert address in await everything(world)
    await pseudonym(world, id_)
    assert address not in await everything(world)


async def test_what_became_of_their_invitations_does_not_tell_of_them(own_world: World) -> None:
    world = own_world
    database, namespace = world.api.engine.database, await world.namespace()
    await world.api.change(world.admin, {"addRole": {"name": "guest"}})
    address = f"guest@{world.slug}.example"
    made = (await world.api.data(world.admin, INVITE, {"email": address}))["inviteMember"]["invitation"]
    minute = update(INVITATION).where(INVITATION.c.id == UUID(made["id"]))
    earlier = minute.values(mailed_at=None, created_at=func.now() - timedelta(hours=1))
    assert await database.rows(earlier.returning(INVITATION.c.id), affinity=AFFINITY)
    for name in ("resendInvitation", "revokeInvitation"):
        done = f"mutation ($id: ID!) {{ done: {name}(id: $id) {{ errors {{ code }} }} }}"
        assert (await world.api.data(world.admin, done, {"id": made["id"]}))["done"]["errors"] == []
    _, id_ = await add_member(world.api, world.admin, world.slug, "guest")
    await world.api.data(world.admin, DEACTIVATE, {"id": id_})
    await link(database, namespace)
    kinds = {"memberInvited", "invitationResent", "invitationRevoked"}
    told = (await world.api.data(world.admin, NAMES))["auditLog"]
    assert {each["kind"] for each in told if each["details"].get("email") == address} >= kinds
    await pseudonym(world, id_)
    told = (await world.api.data(world.admin, NAMES))["auditLog"]
    assert {each["kind"] for each in told} >= kinds
    assert address not in str(told)
    assert address not in await everything(world)
    assert await sound(database, namespace) is None


async def test_the_identity_provider_leads_to_them_no_more(own_world: World) -> None:
    """As a directory does not. What the provider of another tenant knows of the account stays."""
    world = own_world
    database, other = world.api.engine.database, await fresh_tenant(world.api)
    id_, _ = await left(world, "rep")
    find = (
        select(MEMBERSHIP.c.identity_id, MEMBERSHIP.c.tenant_id)
        .join(TENANT, TENANT.c.id == MEMBERSHIP.c.tenant_id)
        .where(MEMBERSHIP.c.member_id == UUID(id_), TENANT.c.slug == world.slug)
    )
    (theirs,) = await database.rows(find, affinity=AFFINITY)
    elsewhere = select(TENANT.c.id).where(TENANT.c.slug == other.slug)
    tenants = (theirs["tenant_id"], (await database.rows(elsewhere, affinity=AFFINITY))[0]["id"])
    for each in tenants:
        linked = IDENTITY_LINK.insert().values(
            tenant_id=each,
            issuer="https://idp.example",
            subject="ada.secret",
            identity_id=theirs["identity_id"],
        )
        await database.rows(linked.returning(IDENTITY_LINK.c.subject), affinity=AFFINITY)
    await pseudonym(world, id_)
    of_them = select(IDENTITY_LINK.c.tenant_id).where(IDENTITY_LINK.c.identity_id == theirs["identity_id"])
    assert [row["tenant_id"] for row in await database.rows(of_them, affinity=AFFINITY)] == [tenants[1]]


async def test_who_is_active_keeps_their_name(own_world: World) -> None:
    done = await pseudonym(own_world, own_world.members["rep"])
    assert [(error["code"], error["path"]) for error in done["errors"]] == [
        ("INVALID_VALUE", ["input", "memberId"])
    ]
    document = PSEUDONYM.replace("$id: ID!", "$id: ID!")
    assert await own_world.api.codes(own_world.rep, document, {"id": own_world.members["rep"]}) == [
        "FORBIDDEN"
    ]


async def sound(database: Database, namespace: str) -> str | None:
    return (await verify(database, namespace)).broken


async def test_the_chain_holds_and_shows_what_else_is_changed(own_world: World, api: Api) -> None:
    world = own_world
    database, namespace = world.api.engine.database, await world.namespace()
    id_, _ = await left(world, "rep")
    await link(database, namespace)
    await pseudonym(world, id_)
    assert await sound(database, namespace) is None
    await link(database, namespace)
    assert await sound(database, namespace) is None
    # The address is not known from the link either: what was hashed with it is gone.
    emptied = (await api.data(world.admin, NAMES))["auditLog"][0]["details"]["emptied"]
    entry = next(iter(emptied))
    rows = await database.fetch(
        f"SELECT details::text FROM {namespace}.sluice_audit WHERE id = $1::text::uuid", [entry], affinity=""
    )
    assert "salt" not in rows[0][0]
    # Somebody else's hand in the same entry shows, and so does one in what vouches for it.
    change = (
        f"UPDATE {namespace}.sluice_audit SET details = details || '{{\"x\": 1}}' WHERE id = $1::text::uuid"
    )
    await database.fetch(f"{change} RETURNING 1", [entry], affinity="")
    assert "is not as it was written" in str(await sound(database, namespace))


async def test_a_voucher_that_is_changed_shows(own_world: World) -> None:
    world = own_world
    database, namespace = world.api.engine.database, await world.namespace()
    id_, _ = await left(world, "rep")
    await pseudonym(world, id_)
    await link(database, namespace)
    change = (
        f"UPDATE {namespace}.sluice_audit SET details = jsonb_set(details, '{{emptied,x}}', '\"y\"') "
        "WHERE kind = 'memberPseudonymized' RETURNING 1"
    )
    assert await database.fetch(change, [], affinity="")
    assert "is not as it was written" in str(await sound(database, namespace))
