"""Root fields of a mutation that merge records as plans."""

from graphql import GraphQLField

from api.planning.parameters import as_input
from api.planning.planning import Planning, given
from api.planning.selections import Selected
from api.planning.writes import patch_of, plan_of
from api.types.bindings import WriteRoot
from records.plans.merging import MergePlan
from records.plans.writes import Update


def merge_root(planning: Planning, selected: Selected, field: GraphQLField, binding: WriteRoot) -> MergePlan:
    """The plan of a merge: which records, and the update of the one that stays."""
    arguments = planning.arguments(selected, field)
    patch = patch_of(planning, field, arguments.get("input"))
    into = Update(as_input(arguments["into"]), patch, given(arguments, "expectedVersion"))
    write = plan_of(planning, selected, field, binding, into)
    return MergePlan(into, as_input(arguments["from"]), write, given(arguments, "dryRun"))
