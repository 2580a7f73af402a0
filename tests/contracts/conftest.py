"""The GraphQL schemas of the callers that the contracts compare."""

import pytest
from graphql import GraphQLSchema

from tests.contracts.documents import schema_of
from tests.world import World


@pytest.fixture(scope="session")
async def admins_types(world: World) -> GraphQLSchema:
    """What the admin of the shared world may ask."""
    return await schema_of(world.api, world.admin)
