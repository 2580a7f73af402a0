"""A caller's GraphQL schema is valid, and holds what the access allows."""

from graphql import GraphQLSchema, validate_schema

from api.context import RequestContext, identify
from api.fixed.root import FIXED_SCHEMA
from api.types.tenant_types import tenant_graphql_schema
from tests.client import Api
from tests.world import World


async def types_of(api: Api, token: str) -> GraphQLSchema:
    context = RequestContext(api.engine, "test", token)
    await identify(context)
    built = tenant_graphql_schema(*context.require_catalog(), FIXED_SCHEMA, "en")
    built._validation_errors = None  # it is built as known to be valid; here it is asked
    return built


async def test_the_types_of_every_role_are_valid(api: Api, world: World):
    for token in (world.admin, world.rep, world.manager, world.viewer):
        assert validate_schema(await types_of(api, token)) == []


async def test_types_hold_what_the_role_may_do(api: Api, world: World):
    viewer = await types_of(api, world.viewer)
    assert "account" not in viewer.query_type.fields
    assert {name for name in viewer.mutation_type.fields if name.endswith("Deal")} == set()
    rep = await types_of(api, world.rep)
    assert "margin" not in rep.type_map["Deal"].fields
    assert "margin" not in rep.type_map["DealWhere"].fields
    assert "margin" not in rep.type_map["DealOrderField"].values
    assert "margin" not in rep.type_map["DealCreateInput"].fields
    assert "promoteDeal" in rep.mutation_type.fields
    assert "occurredAt" not in rep.mutation_type.fields["promoteDeal"].args
    manager = await types_of(api, world.manager)
    assert "margin" in manager.type_map["Deal"].fields
    assert "occurredAt" in manager.mutation_type.fields["promoteDeal"].args
