"""Arguments that several writes have."""

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLString,
)

from api.types.record_types import SCALARS
from metadata.catalog import Object
from metadata.field_types.base import Scalar
from policies.access import ObjectAccess

TO = GraphQLArgument(GraphQLNonNull(GraphQLString), description="Name of the stage to move to.")
"""Of a promotion."""
PIPELINE = GraphQLArgument(
    GraphQLString,
    description="Name of the pipeline in whose first stage the record starts; the first if left out.",
)
"""Of a creation."""
DID = "True where the record is new, false where it was there, null where refused."
"""Of an upsert."""
OCCURRED_AT = GraphQLArgument(
    SCALARS[Scalar.DATETIME], description="When it really happened, for migrations; recorded as such."
)
KEY = GraphQLArgument(
    GraphQLString,
    description="What you call this write: sent again within a day, it is not done again and answers as it did.",
)


OVERRIDE = GraphQLArgument(
    GraphQLInputObjectType(
        "OverrideInput",
        {
            "reason": GraphQLInputField(
                GraphQLNonNull(GraphQLString),
                description="Why the gate does not count here; it is kept for ever.",
            )
        },
        description="Promote although the gate is closed. What was not satisfied is kept with the reason.",
    )
)


def overriding(access: ObjectAccess) -> dict[str, GraphQLArgument]:
    """`override`, where the caller may."""
    return {"override": OVERRIDE} if access.may("override") else {}


def starting(of: Object) -> dict[str, GraphQLArgument]:
    """`pipeline`, where the object has several."""
    return {"pipeline": PIPELINE} if of.pipeline is not None and of.pipeline.further else {}


def backdating(of: Object, access: ObjectAccess) -> dict[str, GraphQLArgument]:
    """`occurredAt`, where the object has a pipeline and the caller may back-date."""
    return {"occurredAt": OCCURRED_AT} if of.pipeline is not None and access.may("backdate") else {}
