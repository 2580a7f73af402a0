"""GraphQL types of the funnel of a pipeline: `dealFunnel`."""

from collections.abc import Mapping

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLFloat,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from api.types.bindings import FunnelRoot, bound_field
from api.types.group_types import GroupTypes
from api.types.lean_types import LeanObjectType
from api.types.record_types import SCALARS, non_null_list
from api.types.type_names import NamedTypes
from metadata.catalog import Object
from metadata.field_types.base import Scalar
from records.plans.funnel import Standing

PIPELINE = GraphQLArgument(GraphQLString, description="Name of the pipeline; the first if left out.")
SINCE = GraphQLArgument(
    SCALARS[Scalar.DATETIME],
    description="Only records that came into the pipeline then or later: were created in it, or moved to it.",
)
UNTIL = GraphQLArgument(SCALARS[Scalar.DATETIME], description="Only those that came into it before.")
STANDINGS: Mapping[Standing, str] = {
    "reached": "Have been in this stage or in a later one: who skipped it counts. Each of them is one of advanced, "
    "standing, lost and elsewhere.",
    "entered": "Have been in the very stage.",
    "advanced": "Have ever been in a later stage, or in one that is won.",
    "standing": "Came no further, and are in it now.",
    "lost": "Came no further, and are in a stage that is lost.",
    "elsewhere": "Came no further, and are in an earlier stage, or in another pipeline.",
    "won": "Reached it, and have been in a stage that is won.",
}
LEFT = "Of the stays that have ended, whatever came after them; null where there are none."


class FunnelTypes:
    """Builds the types of funnels of one catalog under one access."""

    def __init__(self, names: NamedTypes, groups: GroupTypes) -> None:
        self._names = names
        self._groups = groups

    def field(self, of: Object, arguments: Mapping[str, GraphQLArgument]) -> GraphQLField:
        """`dealFunnel`; `arguments` are those of a list."""
        several = {"pipeline": PIPELINE} if of.pipeline is not None and of.pipeline.further else {}
        which = {name: each for name, each in arguments.items() if name in ("where", "search")}
        return bound_field(
            GraphQLNonNull(self._funnel(of)),
            FunnelRoot(of),
            "How far records came in a pipeline, what became of those that came no further, and how long they stayed "
            "in its stages.",
            {**several, **which, "from": SINCE, "to": UNTIL},
        )

    def _funnel(self, of: Object) -> GraphQLObjectType:
        """`DealFunnel`."""
        return self._names.once(
            f"{of.type_name}Funnel",
            lambda name: LeanObjectType(
                name,
                lambda: {
                    "records": GraphQLField(
                        GraphQLNonNull(self._records(of)), description="All that came into the pipeline."
                    ),
                    "stages": GraphQLField(
                        non_null_list(self._stage(of)), description="In order, without those that are lost."
                    ),
                },
            ),
        )

    def _stage(self, of: Object) -> GraphQLObjectType:
        """`DealFunnelStage`."""
        return self._names.once(
            f"{of.type_name}FunnelStage",
            lambda name: LeanObjectType(
                name,
                lambda: {
                    "stage": GraphQLField(GraphQLNonNull(self._names.stage(of))),
                    "label": GraphQLField(
                        GraphQLNonNull(GraphQLString), description="In the language of the request."
                    ),
                    **{
                        standing: GraphQLField(GraphQLNonNull(self._records(of)), description=told)
                        for standing, told in STANDINGS.items()
                    },
                    "conversion": GraphQLField(
                        GraphQLFloat,
                        description="The part of those that reached it that advanced; null where none did, and of "
                        "stages that are won.",
                    ),
                    "winRate": GraphQLField(
                        GraphQLFloat,
                        description="The part of those that reached it that was won; null where none did.",
                    ),
                    "stays": GraphQLField(
                        GraphQLNonNull(GraphQLInt),
                        description="Stays of these records in the stage that have ended; a record can have several.",
                    ),
                    **{
                        f"{how}{length}": GraphQLField(SCALARS[Scalar.DURATION], description=LEFT)
                        for how in ("median", "average")
                        for length in ("Duration", "WorkingDuration")
                    },
                },
            ),
        )

    def _records(self, of: Object) -> GraphQLObjectType:
        """`DealFunnelRecords`."""
        numbers = self._groups.numbers(of)
        sums = {} if numbers is None else {"sum": GraphQLField(GraphQLNonNull(numbers))}
        return self._names.once(
            f"{of.type_name}FunnelRecords",
            lambda name: LeanObjectType(name, {"count": GraphQLField(GraphQLNonNull(GraphQLInt)), **sums}),
        )
