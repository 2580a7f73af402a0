"""The GraphQL types of verdicts. They hold nothing of a catalog."""

from functools import cache

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from api.types.record_types import non_null_list
from api.types.scalars import JSON

CLAUSE_SEVERITY = GraphQLEnumType(
    "ClauseSeverity",
    {
        "block": GraphQLEnumValue("block", description="The gate is closed as long as it is not satisfied."),
        "warn": GraphQLEnumValue("warn", description="The gate is open all the same."),
    },
    description="What becomes of a promotion that does not satisfy a clause.",
)

CLAUSE = GraphQLObjectType(
    "Clause",
    {
        "pointer": GraphQLField(
            GraphQLNonNull(GraphQLString), description="JSON pointer into the definition of the pipeline."
        ),
        "satisfied": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
        "sentence": GraphQLField(
            GraphQLNonNull(GraphQLString), description="In the language of the request."
        ),
        "severity": GraphQLField(GraphQLNonNull(CLAUSE_SEVERITY)),
        "criterion": GraphQLField(
            GraphQLString, description="Name of the criterion that it is of; null for a clause of a gate."
        ),
        "field": GraphQLField(GraphQLString, description="Path of the field the clause is about."),
        "operator": GraphQLField(GraphQLString),
        "actual": GraphQLField(JSON, description="What the record has."),
        "needed": GraphQLField(JSON, description="What the clause asks for."),
        "matched": GraphQLField(
            GraphQLInt,
            description="How many records of the list that it is about meet what it asks of each, of those that the "
            "caller sees; null where it is about no list.",
        ),
        "records": GraphQLField(GraphQLInt, description="Of how many."),
        "tally": GraphQLField(GraphQLString, description="Both in words: 1 of 3."),
        "redacted": GraphQLField(
            GraphQLNonNull(GraphQLBoolean), description="The clause reads something the caller may not."
        ),
    },
    description="One condition of a gate.",
)

GATE_FIX_CHANGE = GraphQLObjectType(
    "GateFixChange",
    {
        "field": GraphQLField(
            GraphQLNonNull(GraphQLString),
            description="Path of the field to change; `stageTasks.<name>` of a task to be done.",
        ),
        "operator": GraphQLField(GraphQLNonNull(GraphQLString)),
        "needed": GraphQLField(
            JSON, description="What it must be by the operator; null where that says it all."
        ),
        "sentence": GraphQLField(
            GraphQLNonNull(GraphQLString), description="In the language of the request."
        ),
    },
    description="What a field of the record must be for a gate to open.",
)

GATE_FIX = GraphQLObjectType(
    "GateFix",
    {"changes": GraphQLField(non_null_list(GATE_FIX_CHANGE))},
    description="Changes that open a gate when all of them are made; the caller may make them.",
)


@cache
def verdict_type(rule_node: GraphQLObjectType) -> GraphQLObjectType:
    """`Verdict`, with the nodes of rules as the fixed part has them."""
    return GraphQLObjectType(
        "Verdict",
        {
            "open": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
            "clauses": GraphQLField(non_null_list(CLAUSE)),
            "tree": GraphQLField(
                non_null_list(rule_node),
                description="The rules as they are written, each as a tree: a node follows the one that it is a part "
                "of, which `parent` names.",
            ),
            "fixes": GraphQLField(
                non_null_list(GATE_FIX),
                description="The smallest sets of changes to the record that would open it, at most five. None where "
                "it is open, and where the caller alone cannot open it by changing the record.",
            ),
        },
        description="What a gate says of a record.",
    )
