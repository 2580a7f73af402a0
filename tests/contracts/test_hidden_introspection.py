"""What a role may not read is in no GraphQL schema that it is shown."""

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
)

from tests.contracts.documents import introspection_of, schema_of, told_beyond
from tests.world import World

HIDDEN_FROM_REP = ("margin", "毛利", "secret")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_introspection_shows_nothing_hidden(world: World, language: str) -> None:
    document = """{ __schema { types { name description
      fields { name description args { name description } }
      inputFields { name description } enumValues { name description } } } }"""
    of_all = await world.api.data(None, document, **{"Accept-Language": language})
    of_admin, of_rep = [
        told_beyond(of_all, await world.api.data(token, document, **{"Accept-Language": language}))
        for token in (world.admin, world.rep)
    ]
    assert "margin" in of_admin
    assert "secret" in of_admin
    assert not [word for word in HIDDEN_FROM_REP if word in of_rep]
    whole = await introspection_of(world.api, world.rep)
    assert "secret" not in told_beyond(await introspection_of(world.api, None), whole)


def names_in(type_: GraphQLNamedType) -> set[str]:
    match type_:
        case GraphQLObjectType() | GraphQLInputObjectType():
            return set(type_.fields)
        case GraphQLEnumType():
            return set(type_.values)
        case _:
            return set()


async def test_the_types_of_a_role_are_a_part_of_those_of_the_admin(
    world: World, admins_types: GraphQLSchema
) -> None:
    for role in ("rep", "viewer", "manager"):
        for name, type_ in (await schema_of(world.api, world.token(role))).type_map.items():
            assert names_in(type_) <= names_in(admins_types.type_map[name]), (role, name)
