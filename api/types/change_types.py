"""GraphQL types of subscriptions: `dealChanged` and what it tells of each change."""

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from api.types.bindings import KEY, ChangedRoot
from api.types.record_types import CHANGE_KIND
from api.types.scalars import DATETIME
from api.types.tenant_inputs import InputTypes
from api.types.type_names import NamedTypes
from metadata.catalog import Object


def changed_field(
    names: NamedTypes, inputs: InputTypes, of: Object, record: GraphQLObjectType
) -> GraphQLField:
    """`dealChanged`: the root field of a subscription."""
    return GraphQLField(
        GraphQLNonNull(_change(names, of, record)),
        args={
            "where": GraphQLArgument(
                inputs.where(of), description="Of the record as it is when the event is told."
            ),
            "after": GraphQLArgument(
                GraphQLString, description="A cursor of this subscription, to go on from; now where left out."
            ),
        },
        description=names.about(of),
        extensions={KEY: ChangedRoot(of)},
    )


def _change(names: NamedTypes, of: Object, record: GraphQLObjectType) -> GraphQLObjectType:
    """`DealChange`."""
    return names.once(
        f"{of.type_name}Change",
        lambda name: GraphQLObjectType(
            name,
            lambda: {
                "kind": GraphQLField(GraphQLNonNull(CHANGE_KIND)),
                "id": GraphQLField(GraphQLNonNull(GraphQLID)),
                "mergedInto": GraphQLField(
                    GraphQLID, description="Of a record that is deleted by a merge: the one that it became."
                ),
                "node": GraphQLField(
                    record,
                    description="The record as it is when the event is told, null where it is deleted.",
                ),
                "changedFields": GraphQLField(
                    GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLString))),
                    description="Names of the fields that an update or a promotion set.",
                ),
                "at": GraphQLField(GraphQLNonNull(DATETIME)),
                "cursor": GraphQLField(GraphQLNonNull(GraphQLString)),
            },
        ),
    )
