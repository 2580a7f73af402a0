"""GraphQL types of the records that are stuck: `stuckDeals`."""

from collections.abc import Mapping

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from api.types.bindings import StuckRoot, bound_field
from api.types.lean_types import LeanObjectType
from api.types.record_types import non_null_list
from api.types.type_names import NamedTypes
from metadata.catalog import Object

STUCK_CLAUSE = GraphQLObjectType(
    "StuckClause",
    {
        "pointer": GraphQLField(
            GraphQLNonNull(GraphQLString), description="JSON pointer into the definition of the pipeline."
        ),
        "to": GraphQLField(
            GraphQLString, description="The stage that it closes the way to; null where there are several."
        ),
        "sentence": GraphQLField(
            GraphQLNonNull(GraphQLString), description="In the language of the request."
        ),
        "field": GraphQLField(GraphQLString, description="Path of the field the clause is about."),
        "operator": GraphQLField(GraphQLString),
        "criterion": GraphQLField(GraphQLString, description="Name of the criterion that it is of."),
        "redacted": GraphQLField(
            GraphQLNonNull(GraphQLBoolean), description="The clause reads something the caller may not."
        ),
        "records": GraphQLField(
            GraphQLNonNull(GraphQLInt), description="Stuck records that do not satisfy it."
        ),
        "opens": GraphQLField(
            GraphQLNonNull(GraphQLInt),
            description="Those of them that would have a way out if they satisfied this clause alone.",
        ),
    },
    description="A clause that closes ways out of stages.",
)


def stuck_name(of: Object) -> str:
    """`stuckDeals`."""
    return f"stuck{of.plural[:1].upper()}{of.plural[1:]}"


def stuck_field(
    names: NamedTypes, of: Object, connection: GraphQLObjectType, arguments: Mapping[str, GraphQLArgument]
) -> GraphQLField:
    """`stuckDeals`; `arguments` are those of a list."""
    which = {name: each for name, each in arguments.items() if name in ("where", "search")}
    paging = {name: each for name, each in arguments.items() if name not in which}
    return bound_field(
        GraphQLNonNull(_stuck(names, of, connection, paging)),
        StuckRoot(of),
        "Those in a stage with ways out of which the caller could take none now: each is closed, or not permitted.",
        which,
    )


def _stuck(
    names: NamedTypes, of: Object, connection: GraphQLObjectType, paging: dict[str, GraphQLArgument]
) -> GraphQLObjectType:
    """`DealStuck`."""
    return names.once(
        f"{of.type_name}Stuck",
        lambda name: LeanObjectType(
            name,
            lambda: {
                "totalCount": GraphQLField(GraphQLNonNull(GraphQLInt)),
                "unpermitted": GraphQLField(
                    GraphQLNonNull(GraphQLInt), description="Those that the caller may not promote at all."
                ),
                "clauses": GraphQLField(
                    non_null_list(STUCK_CLAUSE), description="What closes the ways, the most frequent first."
                ),
                "records": GraphQLField(GraphQLNonNull(connection), args=paging),
            },
        ),
    )
