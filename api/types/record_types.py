"""GraphQL types that every tenant's records share: scalars, pages, money, members, history.

They hold nothing of a catalog, so one instance of each serves all GraphQL schemas.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLString,
)

from api.types.bindings import KEY, AggregateFunction, Bucketed, Direction, MemberField
from api.types.scalars import DATE, DATETIME, DECIMAL, DURATION, JSON, TIME
from metadata.field_types.all_types import FIELD_TYPES
from metadata.field_types.base import Composite, Scalar

SCALARS: Mapping[str, GraphQLScalarType] = {
    Scalar.STRING: GraphQLString,
    Scalar.INT: GraphQLInt,
    Scalar.DECIMAL: DECIMAL,
    Scalar.BOOLEAN: GraphQLBoolean,
    Scalar.DATE: DATE,
    Scalar.DATETIME: DATETIME,
    Scalar.TIME: TIME,
    Scalar.DURATION: DURATION,
    Scalar.JSON: JSON,
    Scalar.ID: GraphQLID,
    Scalar.MEMBER: GraphQLID,
    Scalar.RECORD: GraphQLID,
}
"""The scalar of each kind of value; enums and money have types of their own. Of members and records it is the id."""


def non_null_list(item: GraphQLObjectType) -> GraphQLOutputType:
    """`[Item!]!`"""
    return GraphQLNonNull(GraphQLList(GraphQLNonNull(item)))


NODE = GraphQLInterfaceType(
    "Node",
    {"id": GraphQLField(GraphQLNonNull(GraphQLID))},
    description="A record, whatever its object (Relay Global Object Identification).",
)

SEARCH_HIT = GraphQLObjectType(
    "SearchHit",
    {
        "rank": GraphQLField(
            GraphQLNonNull(GraphQLFloat), description="How well it matches; more is better, hits compare."
        ),
        "object": GraphQLField(GraphQLNonNull(GraphQLString), description="Name of the record's object."),
        "title": GraphQLField(GraphQLString, description="The field that names the record to people."),
        "node": GraphQLField(GraphQLNonNull(NODE)),
    },
    description="A record that a search has found.",
)

PAGE_INFO = GraphQLObjectType(
    "PageInfo",
    {
        "hasNextPage": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
        "hasPreviousPage": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
        "startCursor": GraphQLField(GraphQLString),
        "endCursor": GraphQLField(GraphQLString),
    },
    description="Where a page stands in its list (Relay Cursor Connections).",
)


@dataclass(frozen=True)
class CompositeTypes:
    """The GraphQL types of a value that is an object."""

    output: GraphQLObjectType
    input: GraphQLInputObjectType


def _composite_types(name: str, composite: Composite) -> CompositeTypes:
    def given(scalar: Scalar, must: bool) -> GraphQLNonNull[GraphQLScalarType] | GraphQLScalarType:
        return GraphQLNonNull(SCALARS[scalar]) if must else SCALARS[scalar]

    return CompositeTypes(
        GraphQLObjectType(
            name,
            {
                part.name: GraphQLField(given(part.scalar, part.always), description=part.about)
                for part in composite.parts
            },
        ),
        GraphQLInputObjectType(
            f"{name}Input",
            {
                part.name: GraphQLInputField(given(part.scalar, part.asked), description=part.about)
                for part in composite.parts
                if part.given
            },
        ),
    )


COMPOSITES: Mapping[Scalar, CompositeTypes] = {
    kind.scalar: _composite_types(kind.scalar.value, kind.composite)
    for kind in FIELD_TYPES.values()
    if kind.composite is not None
}
"""By the scalar of the field type."""

MONEY = COMPOSITES[Scalar.MONEY].output

_IDS = GraphQLList(GraphQLNonNull(GraphQLID))
LINKS_INPUT = GraphQLInputObjectType(
    "LinksInput",
    {
        "set": GraphQLInputField(_IDS, description="The whole list: what is not in it is no longer linked."),
        "add": GraphQLInputField(_IDS, description="Linked beside those that are."),
        "remove": GraphQLInputField(_IDS, description="No longer linked; of one that is not, nothing."),
    },
    description="Ids of records to link: `set`, or `add` and `remove`. Records that you may not see stay linked.",
)

DUE_FILTER = GraphQLInputObjectType(
    "DueCriterionFilter",
    {
        "criterion": GraphQLInputField(GraphQLString, description="Name of a criterion with a grace date."),
        "overdue": GraphQLInputField(GraphQLBoolean, description="Whether its date is over."),
    },
    description="Records that are to be put right for a criterion; `{}` for any.",
)

MEMBER_SUMMARY = GraphQLObjectType(
    "MemberSummary",
    {
        "id": GraphQLField(GraphQLNonNull(GraphQLID)),
        "name": GraphQLField(GraphQLNonNull(GraphQLString)),
    },
    description="A member of the tenant, as a record knows its owner or author.",
)

DIRECTION = GraphQLEnumType(
    "OrderDirection",
    {
        "ASC": GraphQLEnumValue(Direction(False, False), description="Smallest first, nulls last."),
        "ASC_NULLS_FIRST": GraphQLEnumValue(Direction(False, True)),
        "DESC": GraphQLEnumValue(Direction(True, False), description="Largest first, nulls last."),
        "DESC_NULLS_FIRST": GraphQLEnumValue(Direction(True, True)),
    },
)

DATE_BUCKET = GraphQLEnumType(
    "DateBucket",
    {
        "DAY": GraphQLEnumValue(Bucketed("day")),
        "WEEK": GraphQLEnumValue(Bucketed("week"), description="Of ISO 8601: it begins on Monday."),
        "MONTH": GraphQLEnumValue(Bucketed("month")),
        "QUARTER": GraphQLEnumValue(Bucketed("quarter")),
        "YEAR": GraphQLEnumValue(Bucketed("year")),
    },
    description="A period that days and moments are gathered in.",
)

AGGREGATE_FUNCTION = GraphQLEnumType(
    "AggregateFunction",
    {
        "COUNT": GraphQLEnumValue(AggregateFunction("count")),
        "COUNT_DISTINCT": GraphQLEnumValue(AggregateFunction("countDistinct")),
        "SUM": GraphQLEnumValue(AggregateFunction("sum")),
        "AVG": GraphQLEnumValue(AggregateFunction("avg")),
        "MIN": GraphQLEnumValue(AggregateFunction("min")),
        "MAX": GraphQLEnumValue(AggregateFunction("max")),
    },
)

GROUP_KEY = GraphQLObjectType(
    "GroupKey",
    {
        "name": GraphQLField(
            GraphQLNonNull(GraphQLString), description="Its path, such as account.industry."
        ),
        "value": GraphQLField(
            JSON, description="What the records have; of a period the date that it begins with."
        ),
        "label": GraphQLField(
            GraphQLString, description="The same for people: the label of a choice, the name of a record."
        ),
    },
    description="One of the things that a group is made by.",
)

DUE_CRITERION = GraphQLObjectType(
    "DueCriterion",
    {
        "criterion": GraphQLField(GraphQLNonNull(GraphQLString), description="Its name."),
        "sentence": GraphQLField(GraphQLNonNull(GraphQLString), description="What is missing."),
        "field": GraphQLField(GraphQLString, description="Path of the one field that it is about."),
        "pointer": GraphQLField(
            GraphQLNonNull(GraphQLString), description="Where its rule stands in the pipeline."
        ),
        "redacted": GraphQLField(
            GraphQLNonNull(GraphQLBoolean), description="It is about what the caller may not read."
        ),
        "until": GraphQLField(
            GraphQLNonNull(DATE), description="The last day on which the record may go on as it is."
        ),
        "overdue": GraphQLField(
            GraphQLNonNull(GraphQLBoolean),
            description="That day is over: the record is moved on when it satisfies the criterion.",
        ),
    },
    description="A criterion that a record has passed, does not satisfy, and is to be put right for.",
)

STAGE_TASK_DONE = GraphQLObjectType(
    "StageTaskDone",
    {
        "task": GraphQLField(
            GraphQLString, description="The name that the task has now; null where it is there no more."
        ),
        "label": GraphQLField(GraphQLString, description="In the language of the request."),
        "doneAt": GraphQLField(GraphQLNonNull(DATETIME)),
        "doneBy": GraphQLField(MEMBER_SUMMARY, extensions={KEY: MemberField("done_by")}),
        "note": GraphQLField(GraphQLString, description="What was said of it."),
        "reopenedAt": GraphQLField(DATETIME, description="When that was taken back; null where it stands."),
        "reopenedBy": GraphQLField(MEMBER_SUMMARY, extensions={KEY: MemberField("reopened_by")}),
    },
    description="That a task of a stage was done.",
)

STAGE_CHANGE = GraphQLObjectType(
    "StageChange",
    {
        "id": GraphQLField(GraphQLNonNull(GraphQLID)),
        "from": GraphQLField(GraphQLString, description="Null where the record was created."),
        "to": GraphQLField(GraphQLNonNull(GraphQLString)),
        "occurredAt": GraphQLField(GraphQLNonNull(DATETIME)),
        "recordedAt": GraphQLField(
            GraphQLNonNull(DATETIME), description="Later than `occurredAt` where the move was back-dated."
        ),
        "by": GraphQLField(MEMBER_SUMMARY, extensions={KEY: MemberField("actor")}),
        "leftAt": GraphQLField(DATETIME, description="When it went on; null where it is there still."),
        "duration": GraphQLField(
            GraphQLNonNull(DURATION), description="How long it was there, or has been until now."
        ),
        "workingDuration": GraphQLField(
            GraphQLNonNull(DURATION), description="The same in working time, by the working calendar."
        ),
        "tasks": GraphQLField(
            non_null_list(STAGE_TASK_DONE),
            description="What was done of the tasks of the stage while it was there, in the order of time.",
        ),
        "override": GraphQLField(
            GraphQLString,
            description="Why it was done although the gate was closed; null where the gate was open.",
        ),
        "overrideApprovedBy": GraphQLField(
            MEMBER_SUMMARY, description="The second person, where one had to approve that."
        ),
        "overrideApprovedUntil": GraphQLField(DATETIME, description="Until when that approval held."),
        "catalogVersion": GraphQLField(GraphQLNonNull(GraphQLInt), description="The rules it was judged by."),
    },
    description="One move of a record.",
)


FIELD_CHANGE = GraphQLObjectType(
    "FieldChange",
    {
        "id": GraphQLField(GraphQLNonNull(GraphQLID), description="What a page can begin after."),
        "field": GraphQLField(GraphQLNonNull(GraphQLString), description="The name that the field has now."),
        "old": GraphQLField(
            JSON, description="The value before, as clients see the field; null where there was none."
        ),
        "new": GraphQLField(JSON, description="The value afterwards."),
        "recordedAt": GraphQLField(GraphQLNonNull(DATETIME)),
        "by": GraphQLField(MEMBER_SUMMARY, extensions={KEY: MemberField("actor")}),
        "catalogVersion": GraphQLField(
            GraphQLNonNull(GraphQLInt), description="The version that the field was written under."
        ),
    },
    description="One change of the value of a field.",
)

HISTORY_ARGUMENTS = {
    "fields": GraphQLArgument(
        GraphQLList(GraphQLNonNull(GraphQLString)), description="Names of fields; all where left out."
    ),
    "first": GraphQLArgument(GraphQLInt, description="Rows; 20 where nothing is said."),
    "after": GraphQLArgument(GraphQLID, description="Id of the change to begin after."),
}

FIELD_CHANGES = GraphQLObjectType(
    "FieldChangeConnection",
    {
        "nodes": GraphQLField(non_null_list(FIELD_CHANGE), description="The newest first."),
        "pageInfo": GraphQLField(GraphQLNonNull(PAGE_INFO)),
        "totalCount": GraphQLField(GraphQLNonNull(GraphQLInt)),
    },
    description="A page of the changes of a record's fields.",
)


def outcome(user_error: GraphQLObjectType) -> dict[str, GraphQLField]:
    """What the payload of every write of records tells of it."""
    return {
        "errors": GraphQLField(non_null_list(user_error)),
        "warnings": GraphQLField(
            non_null_list(user_error), description="What the record does not satisfy and does not have to."
        ),
    }


CHANGE_KIND = GraphQLEnumType(
    "ChangeKind",
    {name: GraphQLEnumValue(name) for name in ("CREATED", "UPDATED", "DELETED", "RESTORED", "PROMOTED")},
    description="What happened to a record.",
)
