"""The GraphQL types of writes of many records: the root fields of a mutation, and what they answer."""

from collections.abc import Callable, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)

from api.types.bindings import BulkKind, BulkRoot, bound_field
from api.types.lean_types import LeanObjectType
from api.types.record_types import non_null_list, outcome
from api.types.task_types import NOTE, TASK
from api.types.tenant_inputs import InputTypes
from api.types.type_names import NamedTypes
from api.types.upsert_inputs import keys_found_by, upsert_rows
from api.types.write_arguments import DID, KEY, TO, backdating, overriding, starting
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
BULK_MODE = GraphQLEnumType(
    "BulkMode",
    {
        "ALL": GraphQLEnumValue(BulkMode.ALL, description="Nothing is written where any record is refused."),
        "EACH": GraphQLEnumValue(BulkMode.EACH, description="What is not refused is written."),
    },
    description="What becomes of many records of which some are refused.",
)

INDEX = GraphQLField(GraphQLNonNull(GraphQLInt), description="The place of the input, from 0.")
MODE = GraphQLArgument(GraphQLNonNull(BULK_MODE), default_value=BulkMode.ALL)


def _root_name(of: Object, kind: BulkKind) -> str:
    match kind:
        case "completeTask":
            return f"complete{of.type_name}Tasks"
        case "reopenTask":
            return f"reopen{of.type_name}Tasks"
    return f"{kind}{plural_type_name(of)}"


class BulkTypes:
    """Builds the root fields and payloads of writes of many records of one catalog under one access."""

    def __init__(
        self,
        names: NamedTypes,
        inputs: InputTypes,
        record: Callable[[Object], GraphQLObjectType],
        user_error: GraphQLObjectType,
        verdict: GraphQLObjectType,
    ) -> None:
        """`record` gives the type of an object's records."""
        self._names = names
        self._inputs = inputs
        self._record = record
        self._user_error = user_error
        self._verdict = verdict

    def fields(self) -> dict[str, GraphQLField]:
        """The writes of many records that the access allows."""
        return {
            _root_name(of, kind): bound_field(
                self._answer(of, kind),
                BulkRoot(of, kind),
                self._names.about(of),
                arguments,
            )
            for of in self._names.objects
            for kind, arguments in self._writes(of).items()
        }

    def _answer(self, of: Object, kind: BulkKind) -> GraphQLObjectType:
        match kind:
            case "create":
                return self.creations(of)
            case "upsert":
                return self.upserts(of)
            case _:
                return self.payload(of)

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
        if access.may("create") and access.may("update") and (keys := keys_found_by(of, access)):
            found["upsert"] = {
                "inputs": upsert_rows(of, self._names, self._inputs, keys),
                "mode": MODE,
                "idempotencyKey": KEY,
                **starting(of),
            }
        if access.may("delete"):
            found["delete"] = which
        if access.may("restore"):
            found["restore"] = which
        if of.pipeline is not None and access.may("promote"):
            found["promote"] = {**which, "to": TO, **backdating(of, access), **overriding(access)}
            if access.may("update"):
                found["promote"]["input"] = GraphQLArgument(given)
        if of.pipeline is not None and of.pipeline.task_by_name and access.may("update"):
            found["completeTask"] = {**which, "task": TASK, "note": NOTE}
            found["reopenTask"] = {**which, "task": TASK}
        return found

    def payload(self, of: Object) -> GraphQLObjectType:
        """`DealsPayload`."""
        return self._counted(
            f"{plural_type_name(of)}Payload",
            {
                "matched": "Records that were asked for.",
                "done": "Records that were written.",
                "refused": "Records that something speaks against.",
            },
            lambda: self.outcome(of),
            "What became of the single records, by their ids.",
        )

    def creations(self, of: Object) -> GraphQLObjectType:
        """`DealsCreation`."""
        return self._counted(
            f"{plural_type_name(of)}Creation",
            {
                "given": "Inputs that were given.",
                "done": "Records that were created.",
                "refused": "Inputs that something speaks against.",
            },
            lambda: self.creation(of),
            "What became of the single inputs, in their order.",
        )

    def upserts(self, of: Object) -> GraphQLObjectType:
        """`DealsUpsert`."""
        return self._counted(
            f"{plural_type_name(of)}Upsert",
            {
                "given": "Inputs that were given.",
                "done": "Inputs that were done: those of `created` and `updated`.",
                "created": "Records that are new.",
                "updated": "Records that were there, and have what their inputs give.",
                "refused": "Inputs that something speaks against.",
            },
            lambda: self.upserted(of),
            "What became of the single inputs, in their order.",
        )

    def _counted(
        self, name: str, counts: Mapping[str, str], single: Callable[[], GraphQLObjectType], about: str
    ) -> GraphQLObjectType:
        """A payload of counts, by name what each says, and of what became of the single ones."""
        return self._names.once(
            name,
            lambda name: LeanObjectType(
                name,
                lambda: {
                    **{
                        count: GraphQLField(GraphQLNonNull(GraphQLInt), description=says)
                        for count, says in counts.items()
                    },
                    "outcomes": GraphQLField(non_null_list(single()), args=OUTCOMES, description=about),
                    **outcome(self._user_error),
                },
            ),
        )

    def upserted(self, of: Object) -> GraphQLObjectType:
        """`DealUpsertOutcome`."""
        return self._names.once(
            f"{of.type_name}UpsertOutcome",
            lambda name: LeanObjectType(
                name,
                lambda: {
                    "index": INDEX,
                    "done": GraphQLField(
                        GraphQLNonNull(GraphQLBoolean), description="It was created or updated."
                    ),
                    "created": GraphQLField(GraphQLBoolean, description=DID),
                    of.name: GraphQLField(
                        self._record(of), description="The record after the write, null where refused."
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
                    "index": INDEX,
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
                self._verdict,
                description="Of a promotion; null where the pipeline has no such transition, or the caller may not "
                "make it.",
            )
        return found
