"""The GraphQL types of what is done for records in their stages."""

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from api.types.bindings import KEY, MemberField
from api.types.record_types import MEMBER_SUMMARY, SCALARS
from metadata.field_types.base import Scalar

STAGE_TASK = GraphQLObjectType(
    "StageTask",
    {
        "name": GraphQLField(GraphQLNonNull(GraphQLString)),
        "label": GraphQLField(GraphQLNonNull(GraphQLString), description="In the language of the request."),
        "required": GraphQLField(
            GraphQLNonNull(GraphQLBoolean),
            description="The record does not go on from the stage before it is done.",
        ),
        "done": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
        "doneAt": GraphQLField(SCALARS[Scalar.DATETIME]),
        "doneBy": GraphQLField(MEMBER_SUMMARY, extensions={KEY: MemberField("done_by")}),
        "note": GraphQLField(GraphQLString, description="What was said of it."),
    },
    description="Something that people do for a record while it is in a stage.",
)


TASK_FILTER = GraphQLInputObjectType(
    "StageTaskFilter",
    {
        "task": GraphQLInputField(GraphQLString, description="Name of a task."),
        "required": GraphQLInputField(
            GraphQLBoolean, description="Whether the record does not go on without it."
        ),
        "done": GraphQLInputField(GraphQLBoolean, description="Whether it is done."),
    },
    description="Records in whose stage a task is so; `{required: true, done: false}` for those that are kept there.",
)


TASK = GraphQLArgument(
    GraphQLNonNull(GraphQLString), description="Name of a task of the stage that the record is in."
)
NOTE = GraphQLArgument(GraphQLString, description="What is to be said of it, at most 2,000 characters.")
"""Of a task that is done."""
