"""The GraphQL type of the ways out of a record's stage."""

from functools import cache

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)


@cache
def transition_type(kinds: GraphQLEnumType, verdict: GraphQLObjectType) -> GraphQLObjectType:
    """`Transition`, with the kinds of moves as the fixed part has them. It holds nothing of a catalog."""
    return GraphQLObjectType(
        "Transition",
        {
            "to": GraphQLField(GraphQLNonNull(GraphQLString), description="Name of the stage it leads to."),
            "label": GraphQLField(GraphQLNonNull(GraphQLString)),
            "kind": GraphQLField(GraphQLNonNull(kinds)),
            "allowed": GraphQLField(
                GraphQLNonNull(GraphQLBoolean),
                description="Permitted and open: a promotion would succeed now.",
            ),
            "permitted": GraphQLField(
                GraphQLNonNull(GraphQLBoolean), description="The caller's roles may move this record."
            ),
            "verdict": GraphQLField(GraphQLNonNull(verdict)),
        },
        description="An edge out of the record's stage.",
    )
