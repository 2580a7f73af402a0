"""No tenant can name a thing like something Sluice has: the reserved words cover the whole fixed part, and the claims
of an object everything that is derived from it.
"""

from graphql import GraphQLNamedType, GraphQLObjectType, specified_scalar_types

from api.fixed.root import FIXED_SCHEMA
from api.types import record_types
from api.types.tenant_types import tenant_graphql_schema
from metadata.names import claims
from metadata.reserved import FIXED_ROOT_FIELDS, FIXED_TYPES, PAYLOAD_FIELDS
from tenants.namespace import read_head
from tests.world import World


def test_every_type_of_the_fixed_part_is_reserved():
    names = {name for name in FIXED_SCHEMA.type_map if not name.startswith("__")} | {*specified_scalar_types}
    names |= {each.name for each in vars(record_types).values() if isinstance(each, GraphQLNamedType)}
    assert names - FIXED_TYPES == set(), "add them to metadata/reserved.py"


def test_every_root_field_of_the_fixed_part_is_reserved():
    names = {*FIXED_SCHEMA.query_type.fields, *FIXED_SCHEMA.mutation_type.fields}
    assert names - FIXED_ROOT_FIELDS == set(), "add them to metadata/reserved.py"


async def test_every_name_derived_from_an_object_is_claimed(world: World) -> None:
    caller = await world.api.engine.authenticator.caller(world.admin, None)
    head = await read_head(world.api.engine.database, caller.namespace)
    catalog = await world.api.engine.catalogs.load(caller.namespace, head.catalog_version)
    access = world.api.engine.accesses.access(catalog, caller.namespace, caller.roles)
    types = tenant_graphql_schema(catalog, access, FIXED_SCHEMA, "en")
    claimed = {claim.key for of in catalog.objects for claim in claims(of)}
    fixed = {name.lower() for name in FIXED_TYPES}
    for name in types.type_map:
        assert name.startswith("__") or name.lower() in fixed or (("type", ""), name.lower()) in claimed, name
    fixed = {name.lower() for name in FIXED_ROOT_FIELDS}
    for root in (types.query_type, types.mutation_type, types.subscription_type):
        for name in root.fields:
            assert name.lower() in fixed or (("root", ""), name.lower()) in claimed, name


async def test_what_an_answer_has_beside_the_record_is_reserved(world: World) -> None:
    caller = await world.api.engine.authenticator.caller(world.admin, None)
    head = await read_head(world.api.engine.database, caller.namespace)
    catalog = await world.api.engine.catalogs.load(caller.namespace, head.catalog_version)
    access = world.api.engine.accesses.access(catalog, caller.namespace, caller.roles)
    types = tenant_graphql_schema(catalog, access, FIXED_SCHEMA, "en")
    answers = [
        {*each.fields}
        for each in types.type_map.values()
        if isinstance(each, GraphQLObjectType) and {"errors", "deal"} <= {*each.fields}
    ]
    assert len(answers) > 3
    assert {name for each in answers for name in each} - {"deal"} <= PAYLOAD_FIELDS
