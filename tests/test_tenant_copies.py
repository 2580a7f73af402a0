"""A tenant that is copied for a test is as one that was made for it, and shares nothing with any other."""

from typing import Any

from tests.client import Api
from tests.metadata.tables_compared import table_differences
from tests.tenant_copies import TenantCopies
from tests.world import World, fill_world, make_world

NAMES = "{ deals { nodes { name owner { name } account { name } } } }"
KEYS = "{ apiKeys { name prefix lastFour } }"


async def filled(api: Api) -> World:
    return await fill_world(await make_world(api))


async def three(api: Api, copies: TenantCopies) -> tuple[World, World, World]:
    """One that was made and two copies of one like it."""

    async def make() -> World:
        return await filled(api)

    made = [await copies.of("tests of copies", make) for _ in range(3)]
    return made[0], made[1], made[2]


async def told(world: World, document: str) -> dict[str, Any]:
    return await world.api.data(world.admin, document)


async def test_a_copy_is_as_what_was_made(api: Api, copies: TenantCopies) -> None:
    made, _, copy = await three(api, copies)
    namespace = await copy.namespace()
    catalog = await api.engine.catalogs.head(namespace)
    assert await table_differences(api.engine.database, catalog, namespace) == []
    for token in ("admin", "rep", "manager"):
        assert await api.data(copy.token(token), NAMES) == await api.data(made.token(token), NAMES)
    keys = (await told(copy, KEYS))["apiKeys"]
    tokens = {role: copy.token(role) for role in ("rep", "manager", "viewer")}
    assert {each["name"]: each["lastFour"] for each in keys} == {
        role: token[-4:] for role, token in tokens.items()
    }
    assert all(tokens[each["name"]].startswith(each["prefix"]) for each in keys)


async def test_copies_share_nothing(api: Api, copies: TenantCopies) -> None:
    worlds = await three(api, copies)
    for part in ("admin", "rep", "manager", "viewer", "slug"):
        assert len({getattr(each, part) for each in worlds}) == len(worlds)
    assert len({await each.namespace() for each in worlds}) == len(worlds)
    first, second, third = worlds
    await second.create(second.admin, "deal", name="Of the second alone")
    await api.change(third.admin, {"addObject": {"name": "thing", "plural": "things", "fields": []}})
    names = [[node["name"] for node in (await told(each, NAMES))["deals"]["nodes"]] for each in worlds]
    assert ["Of the second alone" in each for each in names] == [False, True, False]
    versions = [(await told(each, "{ catalog { version } }"))["catalog"]["version"] for each in worlds]
    assert versions == [versions[0], versions[0], versions[0] + 1]
    await told(second, "mutation { signOut { signedOut } }")
    assert await api.codes(second.admin, NAMES) == ["UNAUTHENTICATED"]
    assert await api.codes(first.admin, NAMES) == await api.codes(third.admin, NAMES) == []


async def test_keys_that_nobody_has_kept_are_copied_too(api: Api, copies: TenantCopies) -> None:
    async def make() -> str:
        return (await make_world(api)).admin

    admins = [await copies.of("tests of keys", make) for _ in range(4)]
    keys = [(await api.data(each, KEYS))["apiKeys"] for each in admins]
    assert [len(each) for each in keys] == [3] * 4
