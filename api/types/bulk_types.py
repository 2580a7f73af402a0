"""The GraphQL types of writes of many records: the root fields of a mutation, and what they answer."""

from collections.abc import Callable

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)

from api.types.bindings import BulkKind, BulkRoot, bound_field
from api.types.lean_types import LeanObjectType
from api.types.record_types import BULK_MODE, VERDICT, non_null_list, outcome
from api.types.tenant_inputs import InputTypes
from api.types.type_names import NamedTypes
from api.types.write_arguments import KEY, TO, backdating, overriding, starting
from metadata.catalog import Object
from metadata.names import plural_type_name
from records.plans.bulk import BulkMode

IDS = GraphQLArgument(GraphQLList(GraphQLNonNull(GraphQLID)), description="Their ids; or else `where`.")
OUTCOMES = {
    "first": GraphQLArgument(GraphQLInt, default_value=20),
    "refused": GraphQLArgument(
        GraphQLBoolean, description="Only those that something speaks against, or only the others."
    ),
}
MODE = GraphQLArgument(GraphQLNonNull(BULK_MODE), default_value=BulkMode.ALL)


class BulkTypes:
    """Builds the root fields and payloads of writes of many records of one catalog under one access."""

    def __init__(
        self,
        names: NamedTypes,
        inputs: InputTypes,
        record: Callable[[Object], GraphQLObjectType],
        user_error: GraphQLObjectType,
    ) -> None:
        """`record` gives the type of an object's records."""
        self._names = names
        self._inputs = inputs
        self._record = record
        self._user_error = user_error

    def fields(self) -> dict[str, GraphQLField]:
        """The writes of many records that the access allows."""
        return {
            f"{kind}{plural_type_name(of)}": bound_field(
                self.creations(of) if kind == "create" else self.payload(of),
                BulkRoot(of, kind),
                self._names.about(of),
                arguments,
            )
            for of in self._names.objects
            for kind, arguments in self._writes(of).items()
        }

    def _writes(self, of: Object) -> dict[BulkKind, dict[str, GraphQLArgument]]:
        access = self._names.access.objects[of.id]
        about = "All that meet the condition; or else `ids`."
        where = GraphQLArgument(self._inputs.where(of), description=about)
        which = {"ids": IDS, "where": where, "mode": MODE, "idempotencyKey": KEY}
        given = self._inputs.update_input(of)
        found: dict[BulkKind, dict[str, GraphQLArgument]] = {}
        if access.may("create"):
            rows = GraphQLNonNull(GraphQLList(GraphQLNonNull(self._inputs.row_input(of))))
            found["create"] = {
                "inputs": GraphQLArgument(rows, description="What each record has."),
                "mode": MODE,
                "idempotencyKey": KEY,
                **starting(of),
                **backdating(of, access),
            }
        if access.may("update"):
            found["update"] = {**which, "input": GraphQLArgument(GraphQLNonNull(given))}
        if access.may("delete"):
            found["delete"] = which
        if access.may("restore"):
            found["restore"] = which
        if of.pipeline is not None and access.may("promote"):
            found["promote"] = {**which, "to": TO, **backdating(of, access), **overriding(access)}
            if access.may("update"):
                found["promote"]["input"] = GraphQLArgument(given)
        return found

    def payload(self, of: Object) -> GraphQLObjectType:
        """`DealsPayload`."""
        count = GraphQLNonNull(GraphQLInt)
        return self._names.once(
            f"{plural_type_name(of)}Payload",
            lambda name: LeanObjectType(
                name,
                lambda: {
                    "matched": GraphQLField(count, description="Records that were asked for."),
                    "done": GraphQLField(count, description="Records that were written."),
                    "refused": GraphQLField(count, description="Records that something speaks against."),
                    "outcomes": GraphQLField(
                        non_null_list(self.outcome(of)),
                        args=OUTCOMES,
                        description="What became of the single records, by their ids.",
                    ),
                    **outcome(self._user_error),
                },
            ),
        )

    def creations(self, of: Object) -> GraphQLObjectType:
        """`DealsCreation`."""
        count = GraphQLNonNull(GraphQLInt)
        return self._names.once(
            f"{plural_type_name(of)}Creation",
            lambda name: LeanObjectType(
                name,
                lambda: {
                    "given": GraphQLField(count, description="Inputs that were given."),
                    "done": GraphQLField(count, description="Records that were created."),
                    "refused": GraphQLField(count, description="Inputs that something speaks against."),
                    "outcomes": GraphQLField(
                        non_null_list(self.creation(of)),
                        args=OUTCOMES,
                        description="What became of the single inputs, in their order.",
                    ),
                    **outcome(self._user_error),
                },
            ),
        )

    def creation(self, of: Object) -> GraphQLObjectType:
        """`DealCreation`."""
        return self._names.once(
            f"{of.type_name}Creation",
            lambda name: LeanObjectType(
                name,
                lambda: {
                    "index": GraphQLField(
                        GraphQLNonNull(GraphQLInt), description="The place of the input, from 0."
                    ),
                    "done": GraphQLField(
                        GraphQLNonNull(GraphQLBoolean), description="The record was created."
                    ),
                    of.name: GraphQLField(
                        self._record(of), description="The record, null where it was not created."
                    ),
                    **outcome(self._user_error),
                },
            ),
        )

    def outcome(self, of: Object) -> GraphQLObjectType:
        """`DealOutcome`."""
        return self._names.once(
            f"{of.type_name}Outcome",
            lambda name: LeanObjectType(name, lambda: self._outcome_fields(of)),
        )

    def _outcome_fields(self, of: Object) -> dict[str, GraphQLField]:
        found = {
            "id": GraphQLField(GraphQLNonNull(GraphQLID)),
            "done": GraphQLField(GraphQLNonNull(GraphQLBoolean), description="The record was written."),
            of.name: GraphQLField(self._record(of), description="The record, written or as it was."),
            **outcome(self._user_error),
        }
        if of.pipeline is not None:
            found["verdict"] = GraphQLField(
                VERDICT, description="Of a promotion; null where the pipeline has no such transition."
            )
        return found
