"""Rights that are lost while an operation runs are lost for the rest of it."""

import asyncio
from typing import Any

import asyncpg

from core.database import Database
from tests.client import Api
from tests.protocols.test_disconnects import until_waiting
from tests.world import World

SET_ROLES = """mutation ($input: SetMemberRolesInput!) {
  setMemberRoles(input: $input) { member { id } errors { code } }
}"""
CREATIONS = " ".join(
    f'd{number}: createDeal(input: {{name: "D{number}"}}) {{ deal {{ id }} errors {{ code }} }}'
    for number in range(3)
)


def roles(world: World, *names: str) -> dict[str, Any]:
    return {"input": {"memberId": world.members["manager"], "roles": list(names)}}


async def test_by_another_while_it_waits(
    api: Api, own_world: World, database_url: str, database: Database
) -> None:
    first = 'contact: createContact(input: {name: "Z"}) { contact { id } errors { code } }'
    blocking = await asyncpg.connect(database_url)
    async with blocking.transaction():
        await blocking.execute(f"LOCK TABLE {await own_world.namespace()}.contact IN ACCESS EXCLUSIVE MODE")
        writing = asyncio.create_task(api.ask(own_world.manager, f"mutation {{ {first} {CREATIONS} }}"))
        await until_waiting(database, own_world, 1)
        losing = asyncio.create_task(api.data(own_world.admin, SET_ROLES, roles(own_world, "viewer")))
        await asyncio.sleep(0.2)
    assert (await losing)["setMemberRoles"]["errors"] == []
    await blocking.close()
    done = await writing
    assert [done["data"][f"d{number}"] for number in range(3)] == [None] * 3
    found = await api.data(own_world.admin, "{ deals { totalCount } }")
    assert found["deals"]["totalCount"] == 0


async def test_by_a_field_of_the_operation_itself(api: Api, own_world: World) -> None:
    await api.data(own_world.admin, SET_ROLES, roles(own_world, "manager", "admin"))
    document = (
        "mutation ($input: SetMemberRolesInput!) { "
        f"z: setMemberRoles(input: $input) {{ errors {{ code }} }} {CREATIONS} }}"
    )
    done = await api.ask(own_world.manager, document, roles(own_world, "viewer"))
    assert done["data"]["z"]["errors"] == []
    assert [done["data"][f"d{number}"] for number in range(3)] == [None] * 3
    assert {each["path"][0] for each in done["errors"]} == {"d0", "d1", "d2"}
    found = await api.data(own_world.admin, "{ deals { totalCount } }")
    assert found["deals"]["totalCount"] == 0
