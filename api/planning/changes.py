"""The root field of a subscription as a plan."""

from graphql import GraphQLField

from api.planning.conditions import condition_of
from api.planning.planning import Planning, given, object_type
from api.planning.records import selection_of
from api.planning.selections import Selected
from api.types.bindings import ChangedRoot
from records.plans.changes import ChangedRecord, ChangePart, ChangePlan, ChangeValue


def change_root(
    planning: Planning, selected: Selected, field: GraphQLField, binding: ChangedRoot
) -> ChangePlan:
    """The plan of a subscription."""
    of = binding.object
    arguments = planning.arguments(selected, field)
    where = arguments.get("where")
    type_ = object_type(field)
    parts: list[ChangePart] = []
    for inner in planning.inner(selected, field):
        if inner.field == "node":
            parts.append(ChangedRecord(inner.name, selection_of(planning, inner, type_.fields["node"], of)))
        else:
            parts.append(ChangeValue(inner.name, inner.field))
    return ChangePlan(
        planning.catalog,
        planning.namespace,
        planning.language,
        planning.access,
        of,
        selected.name,
        None if where is None else condition_of(planning, where, field.args["where"].type, of),
        given(arguments, "after"),
        tuple(parts),
        type_.name,
    )
