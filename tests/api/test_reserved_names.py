"""No tenant can name a thing like something Sluice has: the reserved words cover the whole fixed part."""

from graphql import GraphQLNamedType, specified_scalar_types

from api.fixed.root import FIXED_SCHEMA
from api.types import record_types
from metadata.reserved import FIXED_ROOT_FIELDS, FIXED_TYPES


def test_every_type_of_the_fixed_part_is_reserved():
    names = {name for name in FIXED_SCHEMA.type_map if not name.startswith("__")} | {*specified_scalar_types}
    names |= {each.name for each in vars(record_types).values() if isinstance(each, GraphQLNamedType)}
    assert names - FIXED_TYPES == set(), "add them to metadata/reserved.py"


def test_every_root_field_of_the_fixed_part_is_reserved():
    names = {*FIXED_SCHEMA.query_type.fields, *FIXED_SCHEMA.mutation_type.fields}
    assert names - FIXED_ROOT_FIELDS == set(), "add them to metadata/reserved.py"
