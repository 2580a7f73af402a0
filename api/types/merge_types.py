"""What merges are given beside the values, and what they answer beside the record."""

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from api.types.bindings import KEY, MemberField
from api.types.record_types import MEMBER_SUMMARY, non_null_list
from api.types.scalars import DATETIME, JSON

MERGED = {
    "into": GraphQLArgument(GraphQLNonNull(GraphQLID), description="The record that stays."),
    "from": GraphQLArgument(
        GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLID))),
        description="Those that become one with it and are deleted; the values of the first count first.",
    ),
}
DRY_RUN = GraphQLArgument(
    GraphQLBoolean, description="Do it and take it back: answers what would become of the records."
)

MERGED_RECORD = GraphQLObjectType(
    "MergedRecord",
    {
        "id": GraphQLField(GraphQLNonNull(GraphQLID), description="What `restore` takes."),
        "at": GraphQLField(GraphQLNonNull(DATETIME)),
        "by": GraphQLField(MEMBER_SUMMARY, extensions={KEY: MemberField("actor")}),
        "fields": GraphQLField(
            GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLString))),
            description="Names of the fields whose values were taken of it.",
        ),
    },
    description="A record that became one with another, and is deleted.",
)
FOLLOW = GraphQLArgument(
    GraphQLBoolean, description="Of a record that was merged into another one, answer that one."
)

MERGED_VALUE = GraphQLObjectType(
    "MergedValue",
    {
        "field": GraphQLField(GraphQLNonNull(GraphQLString)),
        "value": GraphQLField(JSON, description="As clients see the field; of a relation the id."),
        "from": GraphQLField(
            GraphQLID, description="The record that had it before; null where it is given, or empty."
        ),
    },
    description="What a field has after a merge.",
)
MOVED_RECORDS = GraphQLObjectType(
    "MovedRecords",
    {
        "object": GraphQLField(GraphQLNonNull(GraphQLString)),
        "field": GraphQLField(GraphQLNonNull(GraphQLString), description="By which they point to it."),
        "records": GraphQLField(
            GraphQLNonNull(GraphQLInt), description="How many, as far as the caller sees them."
        ),
    },
    description="Records that pointed to merged ones, and point to the one that stayed.",
)
MERGE = {
    "mergedValues": GraphQLField(
        non_null_list(MERGED_VALUE), description="What each field has, in the order of the fields."
    ),
    "movedRecords": GraphQLField(
        non_null_list(MOVED_RECORDS), description="What points to the record and did not before."
    ),
}
