"""Root fields as plans.

Bindings (`api.types.bindings`) say what a GraphQL field stands for; the Access is already in the GraphQL schema, so
what is found here may be read.
"""

from graphql import GraphQLField

from api.planning.parameters import as_input
from api.planning.planning import Planning
from api.planning.records import connection_of, selection_of
from api.planning.selections import Selected
from api.types.bindings import GetRoot, ListRoot
from records.plans.reads import Get, Read


def read_root(
    planning: Planning, selected: Selected, field: GraphQLField, binding: GetRoot | ListRoot
) -> Read:
    """The plan of a root field of a query."""
    arguments = planning.arguments(selected, field)
    match binding:
        case GetRoot(of):
            return Get(as_input(arguments["id"]), selection_of(planning, selected, field, of))
        case ListRoot(of):
            return connection_of(planning, selected, field, of, None)
