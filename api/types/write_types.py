"""The GraphQL types of writes: the root fields of a mutation, and what they answer."""

from collections.abc import Callable

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
)

from api.types.bindings import WriteKind, WriteRoot, bound_field
from api.types.lean_types import LeanObjectType
from api.types.merge_types import DRY_RUN, MERGE, MERGED
from api.types.record_types import outcome
from api.types.task_types import NOTE, TASK
from api.types.tenant_inputs import InputTypes
from api.types.type_names import NamedTypes
from api.types.upsert_inputs import keys_found_by, upsert_arguments
from api.types.write_arguments import DID, KEY, TO, backdating, overriding, starting
from metadata.catalog import Object
from metadata.names import plural_type_name


def _root_name(of: Object, kind: WriteKind) -> str:
    match kind:
        case "completeTask":
            return f"complete{of.type_name}Task"
        case "reopenTask":
            return f"reopen{of.type_name}Task"
        case "merge":
            return f"merge{plural_type_name(of)}"
    return f"{kind}{of.type_name}"


class WriteTypes:
    """Builds the root fields and payloads of writes of one catalog under one access."""

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
        """The writes that the access allows."""
        found: dict[str, GraphQLField] = {}
        for of in self._names.objects:
            for kind, arguments in self._writes(of).items():
                type_ = self._answer(of, kind)
                # Nullable: a fault in one field must not hide what the fields before it have done.
                found[_root_name(of, kind)] = bound_field(
                    type_, WriteRoot(of, kind), self._names.about(of), arguments
                )
        return found

    def _answer(self, of: Object, kind: WriteKind) -> GraphQLObjectType:
        match kind:
            case "promote":
                return self.promotion(of)
            case "upsert":
                return self.upsert(of)
            case "merge":
                return self.merge(of)
            case _:
                return self.payload(of)

    def _writes(self, of: Object) -> dict[WriteKind, dict[str, GraphQLArgument]]:
        access = self._names.access.objects[of.id]
        by_id = GraphQLArgument(GraphQLNonNull(GraphQLID))
        version = GraphQLArgument(
            GraphQLInt, description="Refuse where the record has another version by now."
        )
        backdate = backdating(of, access)
        update = GraphQLArgument(self._inputs.update_input(of))
        found: dict[WriteKind, dict[str, GraphQLArgument]] = {}
        if access.may("create"):
            found["create"] = {
                "input": GraphQLArgument(GraphQLNonNull(self._inputs.create_input(of))),
                "idempotencyKey": KEY,
                **starting(of),
                **backdate,
            }
        if access.may("update"):
            found["update"] = {
                "id": by_id,
                "input": GraphQLArgument(GraphQLNonNull(self._inputs.update_input(of))),
                "expectedVersion": version,
            }
        if access.may("create") and access.may("update") and (keys := keys_found_by(of, access)):
            found["upsert"] = {
                **upsert_arguments(of, access, self._inputs, keys),
                "idempotencyKey": KEY,
                **starting(of),
            }
        if access.may("update") and access.may("delete"):
            found["merge"] = {
                **MERGED,
                "input": update,
                "expectedVersion": version,
                "idempotencyKey": KEY,
                "dryRun": DRY_RUN,
            }
        if access.may("delete"):
            found["delete"] = {"id": by_id, "expectedVersion": version}
        if access.may("restore"):
            found["restore"] = {"id": by_id}
        if of.pipeline is not None and access.may("promote"):
            found["promote"] = {
                "id": by_id,
                "to": TO,
                "expectedVersion": version,
                "idempotencyKey": KEY,
                **backdate,
                **overriding(access),
            }
            if access.may("update"):
                found["promote"]["input"] = update
        if of.pipeline is not None and of.pipeline.task_by_name and access.may("update"):
            marked = {"id": by_id, "task": TASK, "expectedVersion": version, "idempotencyKey": KEY}
            found["completeTask"] = {**marked, "note": NOTE}
            found["reopenTask"] = marked
        return found

    def payload(self, of: Object) -> GraphQLObjectType:
        """`DealPayload`."""
        return self._names.once(
            f"{of.type_name}Payload",
            lambda name: LeanObjectType(
                name,
                lambda: self._written(of),
            ),
        )

    def _written(self, of: Object) -> dict[str, GraphQLField]:
        about = "The record after the write, null where refused."
        return {of.name: GraphQLField(self._record(of), description=about), **outcome(self._user_error)}

    def upsert(self, of: Object) -> GraphQLObjectType:
        """`DealUpsert`."""
        return self._names.once(
            f"{of.type_name}Upsert",
            lambda name: LeanObjectType(
                name, lambda: {"created": GraphQLField(GraphQLBoolean, description=DID), **self._written(of)}
            ),
        )

    def merge(self, of: Object) -> GraphQLObjectType:
        """`DealMerge`."""
        return self._names.once(
            f"{of.type_name}Merge", lambda name: LeanObjectType(name, lambda: {**self._written(of), **MERGE})
        )

    def promotion(self, of: Object) -> GraphQLObjectType:
        """`DealPromotion`."""
        return self._names.once(
            f"{of.type_name}Promotion",
            lambda name: LeanObjectType(
                name,
                lambda: {
                    "promoted": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
                    of.name: GraphQLField(self._record(of), description="The record, moved or as it was."),
                    "verdict": GraphQLField(
                        self._verdict,
                        description="Null where the pipeline has no such transition, or the caller may not make it.",
                    ),
                    **outcome(self._user_error),
                },
            ),
        )
