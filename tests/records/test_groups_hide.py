"""Groups tell nothing of fields and records that the caller may not read."""

from tests.world import World


async def test_a_hidden_field_is_not_there_to_group_or_compute(world):
    for document in (
        "{ dealGroups(by: [{ field: margin }]) { count } }",
        "{ dealGroups { sum { margin } } }",
        "{ dealGroups(having: { sum: { margin: { gt: 0 } } }) { count } }",
        "{ dealGroups(orderBy: [{ aggregate: SUM, field: margin }]) { count } }",
        "{ dealGroups(by: [{ account: { field: secret } }]) { count } }",
    ):
        codes = await world.api.codes(world.rep, document)
        assert set(codes) == {"GRAPHQL_VALIDATION_FAILED"}, document


async def test_the_label_of_a_record_is_its_id_where_its_name_is_hidden(own_world):
    world = own_world
    grants = [
        {"object": "account", "action": "read"},
        {"object": "account", "action": "read", "field": "name", "effect": "deny"},
        {"object": "deal", "action": "read"},
    ]
    await world.api.change(world.admin, {"setGrants": {"role": "rep", "grants": grants}})
    account_id = await world.create(world.manager, "account", name="Secret name")
    await world.create(world.manager, "deal", name="a", accountId=account_id)
    found = await world.api.data(
        world.rep, "{ dealGroups(by: [{ field: accountId }]) { keys { value label } } }"
    )
    assert found["dealGroups"] == [{"keys": [{"value": account_id, "label": account_id}]}]


async def test_a_group_does_not_name_a_deleted_record(own_world: World) -> None:
    world = own_world
    account_id = await world.create(world.admin, "account", name="Gone")
    await world.create(world.admin, "deal", name="a", accountId=account_id)
    deleted = "mutation ($id: ID!) { deleteAccount(id: $id) { errors { code } } }"
    assert (await world.api.data(world.admin, deleted, {"id": account_id}))["deleteAccount"] == {"errors": []}
    document = (
        "{ dealGroups(by: [{ field: accountId }]) { keys { value label } }"
        " deals { nodes { accountId account { name } } } }"
    )
    found = await world.api.data(world.admin, document)
    assert found["dealGroups"] == [{"keys": [{"value": account_id, "label": None}]}]
    assert found["deals"]["nodes"] == [{"accountId": account_id, "account": None}]


async def test_hidden_records_are_not_told_apart_by_counting_them(own_world):
    world = own_world
    grants = [
        {"object": "account", "action": "read", "rows": "own"},
        {"object": "deal", "action": "read"},
    ]
    await world.api.change(world.admin, {"setGrants": {"role": "rep", "grants": grants}})
    for name in ("a", "b"):
        account_id = await world.create(world.manager, "account", name=f"Hidden {name}")
        await world.create(world.manager, "deal", name=name, accountId=account_id)
    document = """{ dealGroups(by: [{ field: stage }], orderBy: [{ aggregate: COUNT_DISTINCT, field: accountId }]) {
      count countDistinct(field: accountId) } }"""
    found = await world.api.data(world.rep, document)
    assert found["dealGroups"] == [{"count": 2, "countDistinct": 0}]
    found = await world.api.data(world.manager, document)
    assert found["dealGroups"] == [{"count": 2, "countDistinct": 2}]
