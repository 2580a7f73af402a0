"""Root fields as plans.

Bindings (`api.types.bindings`) say what a GraphQL field stands for; the Access is already in the GraphQL schema, so
what is found here may be read.
"""

from typing import assert_never

from graphql import GraphQLField

from api.planning.funnel import funnel_of
from api.planning.groups import groups_of
from api.planning.hits import hits_of
from api.planning.parameters import as_input
from api.planning.planning import Planning
from api.planning.records import connection_of, node_selections, selection_of
from api.planning.selections import Selected
from api.planning.stuck import stuck_of
from api.types.bindings import (
    FunnelRoot,
    GetRoot,
    GroupsRoot,
    ListRoot,
    NodeRoot,
    NodesRoot,
    ReadRoot,
    SearchRoot,
    StuckRoot,
)
from records.plans.reads import Get, GetNode, GetNodes, Read


def read_root(planning: Planning, selected: Selected, field: GraphQLField, binding: ReadRoot) -> Read:
    """The plan of a root field of a query."""
    arguments = planning.arguments(selected, field)
    match binding:
        case GetRoot(of):
            # It decides what is compiled, so it is part of the plan.
            follows = bool(planning.shape.literal(arguments.get("followMerges", False)))
            return Get(as_input(arguments["id"]), selection_of(planning, selected, field, of), follows)
        case NodeRoot():
            return GetNode(as_input(arguments["id"]), node_selections(planning, selected))
        case NodesRoot():
            return GetNodes(as_input(arguments["ids"]), node_selections(planning, selected))
        case ListRoot(of):
            return connection_of(planning, selected, field, of, None)
        case GroupsRoot(of):
            return groups_of(planning, selected, field, of, None)
        case SearchRoot():
            return hits_of(planning, selected, field)
        case StuckRoot(of):
            return stuck_of(planning, selected, field, of)
        case FunnelRoot(of):
            return funnel_of(planning, selected, field, of)
    assert_never(binding)
