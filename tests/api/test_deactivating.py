"""Members who leave: refused at once in every process, their records given to another, the last admin kept."""

import asyncio

from api.fixed import deactivating
from records import reassigning
from tests.client import Api, running_api
from tests.contracts.documents import NOWHERE
from tests.world import World, fill_world

DEACTIVATE = """mutation ($input: DeactivateMemberInput!) { deactivateMember(input: $input) {
  member { active } reassigned errors { code path } } }"""
REACTIVATE = "mutation ($id: ID!) { reactivateMember(id: $id) { member { active } errors { code path } } }"
OWNED = """query ($who: ID!) {
  accounts(where: {ownerId: {eq: $who}}) { totalCount } contacts(where: {ownerId: {eq: $who}}) { totalCount }
  deals(where: {ownerId: {eq: $who}}) { totalCount } }"""
MINE = "{ me { roles } }"


async def deactivated(api: Api, admin: str, **given: str) -> dict:
    return (await api.data(admin, DEACTIVATE, {"input": given}))["deactivateMember"]


async def owned(world: World, who: str) -> list[int]:
    found = await world.api.data(world.manager, OWNED, {"who": who})
    return [each["totalCount"] for each in found.values()]


async def test_who_is_deactivated_is_refused_in_every_process(own_world: World, database_url: str) -> None:
    world = own_world
    async with running_api(database_url) as elsewhere:
        assert await elsewhere.data(world.rep, MINE)
        assert await world.api.data(world.rep, MINE)
        gone = await deactivated(world.api, world.admin, memberId=world.members["rep"])
        assert gone == {"member": {"active": False}, "reassigned": 0, "errors": []}
        for api in (elsewhere, world.api):
            assert await api.codes(world.rep, MINE) == ["FORBIDDEN"]
            assert await api.codes(world.rep, "{ deals { totalCount } }") == ["FORBIDDEN"]
        back = await world.api.data(world.admin, REACTIVATE, {"id": world.members["rep"]})
        assert back["reactivateMember"] == {"member": {"active": True}, "errors": []}
        assert await elsewhere.data(world.rep, MINE)


async def test_records_of_who_leaves_get_another_owner_part_by_part(own_world: World, monkeypatch) -> None:
    monkeypatch.setattr(reassigning, "PART", 2)
    world = await fill_world(own_world)
    rep, manager = world.members["rep"], world.members["manager"]
    before, had = await owned(world, rep), await owned(world, manager)
    assert before == [0, 3, 3]
    one = "query ($id: ID!) { deal(id: $id) { version createdBy { id } owner { id } updatedBy { id } } }"
    was = (await world.api.data(world.manager, one, {"id": world.ids["beta"]}))["deal"]
    gone = await deactivated(world.api, world.admin, memberId=rep, reassignTo=manager)
    assert gone == {"member": {"active": False}, "reassigned": 6, "errors": []}
    assert await owned(world, rep) == [0, 0, 0]
    assert await owned(world, manager) == [left + right for left, right in zip(before, had, strict=True)]
    now = (await world.api.data(world.manager, one, {"id": world.ids["beta"]}))["deal"]
    (admin,) = (
        each["id"]
        for each in (await world.api.data(world.admin, "{ members { id roles } }"))["members"]
        if each["roles"] == ["admin"]
    )
    assert now == {
        "version": was["version"] + 1,
        "createdBy": {"id": rep},
        "owner": {"id": manager},
        "updatedBy": {"id": admin},
    }
    outbox = f"SELECT kind, changed FROM {await world.namespace()}.sluice_outbox ORDER BY xid, seq"
    told = (await world.api.engine.database.fetch(outbox, [], affinity=""))[-6:]
    assert [tuple(each) for each in told] == [("updated", ["ownerId"])] * 6
    again = await deactivated(world.api, world.admin, memberId=rep, reassignTo=manager)
    assert (again["reassigned"], again["errors"]) == (0, []), "asked again, nothing is left to do"


async def test_deleted_records_get_another_owner_too(own_world: World) -> None:
    world = await fill_world(own_world)
    gone = await deactivated(
        world.api, world.admin, memberId=world.members["manager"], reassignTo=world.members["rep"]
    )
    namespace = await world.namespace()
    left = f"SELECT count(*) FROM {namespace}.deal WHERE \"ownerId\" = '{world.members['manager']}'"
    assert (await world.api.engine.database.fetch(left, [], affinity=""))[0][0] == 0
    assert gone["reassigned"] == 6


async def test_the_last_administrator_is_not_deactivated_by_many_at_once(own_world: World) -> None:
    world = own_world
    grant = (
        """mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { errors { code } } }"""
    )
    await world.api.data(
        world.admin, grant, {"input": {"memberId": world.members["rep"], "roles": ["admin"]}}
    )
    members = (await world.api.data(world.admin, "{ members { id roles } }"))["members"]
    admins = [each["id"] for each in members if each["roles"] == ["admin"]]
    assert len(admins) == 2
    # Each deactivates themselves: neither is in the other's way but by this rule.
    tried = await asyncio.gather(
        *(
            deactivated(world.api, token, memberId=who)
            for token, who in zip((world.admin, world.rep), admins, strict=True)
        )
    )
    codes = sorted(error["code"] for each in tried for error in each["errors"])
    assert codes == ["LAST_ADMINISTRATOR"]


async def test_who_takes_over_is_an_active_member(own_world: World, world: World) -> None:
    own = own_world
    rep, viewer = own.members["rep"], own.members["viewer"]
    await deactivated(own.api, own.admin, memberId=viewer)
    for heir in (rep, viewer, world.members["rep"], NOWHERE, "nonsense"):
        refused = await deactivated(own.api, own.admin, memberId=rep, reassignTo=heir)
        assert [(each["code"], each["path"]) for each in refused["errors"]] == [
            ("NOT_FOUND", ["input", "reassignTo"])
        ]
    assert await own.api.data(own.rep, MINE), "nothing was done"
    assert await own.api.codes(own.manager, REACTIVATE, {"id": viewer}) == ["FORBIDDEN"]


async def test_the_last_administrator_stays_where_the_other_role_loses_the_right_meanwhile(
    own_world: World, monkeypatch
) -> None:
    """A publish came between the request's catalog and its transaction: the one in force tells who may administer."""
    world = own_world
    reading = {"object": "deal", "action": "read"}
    boss = {"name": "boss", "grants": [reading, {"action": "administer"}]}
    await world.api.change(world.admin, {"addRole": boss})
    give = "mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { errors { code } } }"
    given = {"memberId": world.members["rep"], "roles": ["boss"]}
    assert (await world.api.data(world.admin, give, {"input": given}))["setMemberRoles"]["errors"] == []
    admin = (await world.api.data(world.admin, "{ me { member { id } } }"))["me"]["member"]["id"]
    looked = deactivating._member

    async def meanwhile(*given):
        await world.api.change(world.admin, {"setGrants": {"role": "boss", "grants": [reading]}})
        return await looked(*given)

    monkeypatch.setattr(deactivating, "_member", meanwhile)
    gone = await deactivated(world.api, world.admin, memberId=admin, reassignTo=world.members["rep"])
    assert [each["code"] for each in gone["errors"]] == ["LAST_ADMINISTRATOR"]
    assert await world.api.data(world.admin, MINE)


async def test_who_invites_a_deactivated_member_is_told_to_reactivate_them(own_world: World) -> None:
    world = own_world
    listed = (await world.api.data(world.admin, "{ members { id email } }"))["members"]
    email = next(each["email"] for each in listed if each["id"] == world.members["rep"])
    invite = (
        """mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { errors { code hint } } }"""
    )
    hints = []
    for _ in range(2):
        answer = await world.api.data(world.admin, invite, {"input": {"email": email, "roles": ["rep"]}})
        (refusal,) = answer["inviteMember"]["errors"]
        assert refusal["code"] == "MEMBER_EXISTS"
        hints.append("`reactivateMember`" in refusal["hint"])
        await deactivated(world.api, world.admin, memberId=world.members["rep"])
    assert hints == [False, True]
