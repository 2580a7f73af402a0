"""Whom one may give records to, for who does not administer the tenant: names of active members and nothing else."""

from typing import Any

import pytest

from tests.api.test_accounts import ADD_MEMBER
from tests.client import Api
from tests.world import World

ASK = """query ($search: String, $first: Int) {
  found: assignableMembers(search: $search, first: $first) { id name } }"""
OUT = "mutation ($id: ID!) { deactivateMember(input: {memberId: $id}) { errors { code } } }"


async def found(api: Api, token: str, **given: Any) -> list[str]:
    return [each["name"] for each in (await api.data(token, ASK, given))["found"]]


async def hired(world: World, name: str) -> str:
    given = {"email": f"m{abs(hash(name))}@{world.slug}.example", "name": name, "roles": []}
    made = await world.api.data(world.admin, ADD_MEMBER, {"input": given})
    id_: str = made["addMember"]["member"]["id"]
    return id_


async def test_who_may_give_a_record_finds_whom_to(own_world: World) -> None:
    api, rep = own_world.api, own_world.rep
    for name in ("王小明", "100% Li", "Zoe_A", "ZoeXA"):
        await hired(own_world, name)
    everybody = await found(api, rep, first=100)
    assert {"王小明", "100% Li", "Rep", "Manager", "Viewer"} < set(everybody)
    assert await found(api, rep, first=2) == everybody[:2]
    assert await found(api, rep, search=" 小 ") == ["王小明"]
    # What stands for any text in SQL is itself here.
    assert await found(api, rep, search="%") == ["100% Li"]
    assert await found(api, rep, search="zoe_") == ["Zoe_A"]
    assert await found(api, rep, search=own_world.slug) == [], "addresses are not searched"
    assert await found(api, rep, search="") == await found(api, rep)
    # What is found can be given.
    (wang,) = (await api.data(rep, ASK, {"search": "王小明"}))["found"]
    deal = await own_world.create(own_world.manager, "deal", name="Given", ownerId=wang["id"])
    assert deal


async def test_who_has_left_is_not_among_them(own_world: World) -> None:
    gone = await hired(own_world, "Gone")
    assert await found(own_world.api, own_world.rep, search="gone") == ["Gone"]
    await own_world.api.data(own_world.admin, OUT, {"id": gone})
    assert await found(own_world.api, own_world.rep, search="gone") == []


async def test_who_gives_nothing_learns_nobody(own_world: World) -> None:
    api = own_world.api
    assert await api.codes(own_world.viewer, ASK) == ["FORBIDDEN"]
    assert await api.codes(None, ASK) == ["UNAUTHENTICATED"]
    grant = {"object": "deal", "action": "update", "rows": "own"}
    read = {"object": "deal", "action": "read"}
    await api.change(own_world.admin, {"setGrants": {"role": "viewer", "grants": [read, grant]}})
    assert "Rep" in await found(api, own_world.viewer)


@pytest.mark.parametrize("given", [{"first": 0}, {"first": 101}, {"first": -1}, {"search": "a" * 201}])
async def test_it_is_bounded(world: World, given: dict[str, Any]) -> None:
    answer = await world.api.ask(world.rep, ASK, given)
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_USER_INPUT"]
    assert next(iter(given)) in answer["errors"][0]["message"]
