"""Changes as the list of versions has them are inputs again."""

from typing import Any

from tests.client import Api
from tests.world import World

DIFFERENCES = "query ($to: Int!) { catalogDifferences(from: 1, to: $to) { change } }"


async def test_what_one_tenant_has_another_gets(api: Api, own_world: World, fresh) -> None:
    version = (await api.data(own_world.admin, "{ catalog { version } }"))["catalog"]["version"]
    listed = await api.data(own_world.admin, DIFFERENCES, {"to": version})
    changes = [{"json": each["change"]} for each in listed["catalogDifferences"]]
    await api.change(fresh.admin, *changes)
    names = "{ catalog { objects { id name fields { id name } pipeline { stages { name gate } } } } }"
    assert await api.data(fresh.admin, names) == await api.data(own_world.admin, names)


async def test_one_that_is_no_change_is_named(api: Api, fresh) -> None:
    async def refused(change: Any) -> list[tuple[str, list[Any]]]:
        found = await api.try_change(fresh.admin, {"addRole": {"name": "clerk"}}, {"json": change})
        return [(each["code"], each["path"]) for each in found["errors"]]

    assert await refused({"kind": "addFild"}) == [("CATALOG_UNKNOWN", ["changes", 1, "json", "kind"])]
    assert await refused("addField") == [("CATALOG_INVALID", ["changes", 1, "json"])]
    taken = {"kind": "addRole", "name": "x", "id": "rol_admin"}
    assert await refused(taken) == [("CATALOG_NAME_TAKEN", ["roles", "x", "id"])]
