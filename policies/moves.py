"""Which moves along the pipeline the roles may make: their grants of `promote`, asked edge by edge.

Only where a grant is narrowed to kinds of moves or to stages; else what is said of `promote` holds for every edge.
"""

from collections.abc import Mapping

from metadata.catalog import Object
from metadata.move_kinds import kind_of
from metadata.pipelines import Pipeline, Transition
from policies.enforcer import ALL_MOVES, Moves, RoleEnforcer, moves_named
from policies.reach import Rows, conditions_of, denied_rows, rows_of

Edge = tuple[str, str]
"""The ids of the stages that an edge leaves and enters."""


def edge_rows(enforcer: RoleEnforcer, subject: Object) -> Mapping[Edge, Rows] | None:
    """The records that may take each edge of the object; None where no grant is narrowed."""
    policies = enforcer.policies.about(subject.id, "promote")
    if subject.pipeline is None or all(each.moves == ALL_MOVES for each in policies):
        return None
    conditions = conditions_of(policies)
    return {
        edge_of(subject.pipeline, each): rows_of(
            enforcer, subject, "promote", conditions, moves=fitting(subject.pipeline, each)
        )
        for each in subject.pipeline.transitions
    }


def edge_denials(enforcer: RoleEnforcer, subject: Object, edges: Mapping[Edge, Rows]) -> Mapping[Edge, Rows]:
    """The records that denies take from those that may take each edge."""
    pipeline = subject.pipeline
    if pipeline is None:
        return {}
    return {
        edge: denied_rows(enforcer, subject, "promote", edges[edge], fitting(pipeline, each))
        for each in pipeline.transitions
        for edge in (edge_of(pipeline, each),)
    }


def edge_of(pipeline: Pipeline, edge: Transition) -> Edge:
    """An edge by the ids of its stages, which outlive their names."""
    stages = pipeline.stage_by_name
    return stages[edge.source].id, stages[edge.target].id


def fitting(pipeline: Pipeline, edge: Transition) -> Moves:
    """What a policy can say of moves that fits the edge."""
    return moves_named(kind_of(pipeline, edge), *edge_of(pipeline, edge))
