"""Which conditions a record must meet to go from one stage to another, and whether it meets them, as SQL.

They stand in four places of the pipeline: the gate of the stage to enter and of the edge taken, the fields that the
stage requires, and criteria. Whoever moves records, or tells what would happen, asks here, so that all agree.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, not_, or_, true

from expressions.clauses import Clause, as_one, clauses
from expressions.fingerprint import fingerprint
from expressions.nodes import Expression
from expressions.parse import parse_rule
from metadata.catalog import Catalog, Object
from metadata.move_kinds import goes_on, kind_of
from metadata.passed_criteria import stages_past
from metadata.pipelines import Criterion, Pipeline, Stage, Transition
from metadata.required import filled_rules
from metadata.scope import ObjectScope
from metadata.values import JsonValue

Judge = Callable[[Expression], ColumnElement[bool]]
"""From a condition to whether it holds of a record; never null."""


@dataclass(frozen=True)
class PlacedClause:
    """A clause and where it stands: a JSON pointer into the pipeline's definition.

    Attributes:
        place: the same by ids, without what is within a rule: `stg_…/gate`.
        criterion: that it is of; None for one of a gate, or of the fields that a stage requires.
        due: holds from the day on from which the criterion is enforced; None where its mode is all that counts.
        passed: it is asked of records that have passed the criterion; `due` when their time to be put right is over.
    """

    pointer: str
    clause: Clause
    place: str
    criterion: Criterion | None = None
    due: Expression | None = None
    passed: bool = False

    @property
    def key(self) -> str:
        """What tells it from other clauses of the pipeline, after renames too."""
        return f"{self.place}/{fingerprint(self.clause.expression)}"

    @property
    def enforced(self) -> bool:
        """Whether it refuses, whatever day it is."""
        return self.criterion is None or (self.criterion.mode == "enforce" and not self.passed)

    @property
    def silent(self) -> bool:
        """Whether nobody is told of it, whatever day it is."""
        return self.criterion is not None and self.criterion.mode == "shadow" and self.due is None


def pipeline_of(of: Object) -> Pipeline:
    """The object's pipeline; only objects that have one offer what needs it."""
    if of.pipeline is None:
        raise ValueError(f"{of.name} has no pipeline")
    return of.pipeline


def entry_clauses(catalog: Catalog, of: Object, stage: str) -> tuple[PlacedClause, ...]:
    """The clauses to enter a stage, whichever edge is taken."""
    pipeline = pipeline_of(of)
    entered = pipeline.stage_by_name[stage]
    at = f"/stages/{pipeline.stages.index(entered)}"
    return (
        *_placed(catalog, of, entered.gate, f"{at}/gate", f"{entered.id}/gate"),
        *(
            each
            for index, rule in enumerate(filled_rules(of, entered))
            for each in _placed(
                catalog, of, rule, f"{at}/required/{index}", f"{entered.id}/required", whole=True
            )
        ),
        *_criteria(catalog, of, None, stage),
    )


def edge_clauses(catalog: Catalog, of: Object, edge: Transition) -> tuple[PlacedClause, ...]:
    """The clauses of one edge, and those to leave its source, beside those to enter its target."""
    pipeline = pipeline_of(of)
    at = f"/transitions/{pipeline.transitions.index(edge)}"
    ends = (pipeline.stage_by_name[edge.source].id, pipeline.stage_by_name[edge.target].id)
    return (
        *_placed(catalog, of, edge.gate, f"{at}/gate", f"{'-'.join(ends)}/gate"),
        *_criteria(catalog, of, edge.source, edge.target),
        *_passed(catalog, of, edge),
    )


def clauses_of_edge(catalog: Catalog, of: Object, edge: Transition) -> tuple[PlacedClause, ...]:
    """All clauses of one edge, in their order: those to enter its target, and its own."""
    return (*entry_clauses(catalog, of, edge.target), *edge_clauses(catalog, of, edge))


def asked_clauses(
    catalog: Catalog, of: Object, to: str, edges: Sequence[Transition]
) -> tuple[PlacedClause, ...]:
    """Those of a move to a stage by any of the edges that lead there."""
    return (
        *entry_clauses(catalog, of, to),
        *(each for edge in edges for each in edge_clauses(catalog, of, edge)),
    )


def passed_clauses(catalog: Catalog, of: Object) -> tuple[tuple[PlacedClause, tuple[Stage, ...]], ...]:
    """The criteria that records which have passed them must satisfy, each as one clause, with the stages of these."""
    pipeline = pipeline_of(of)
    return tuple(
        (placed, stages)
        for position, each in enumerate(pipeline.criteria)
        if (stages := stages_past(pipeline, each))
        for placed in _of_passed(catalog, of, each, f"/criteria/{position}/rule", whole=True)
    )


def open_sql(placed: Sequence[PlacedClause], judged: Judge) -> ColumnElement[bool]:
    """Whether all clauses hold that are enforced; never null."""
    return and_(true(), *_enforced(placed, judged))


def failed_sql(placed: PlacedClause, judged: Judge) -> ColumnElement[bool]:
    """Whether the clause closes the edge; never null."""
    failed = not_(judged(placed.clause.expression))
    return and_(judged(placed.due), failed) if not placed.enforced and placed.due is not None else failed


def _enforced(placed: Sequence[PlacedClause], judged: Judge) -> Iterator[ColumnElement[bool]]:
    for each in placed:
        if each.enforced:
            yield judged(each.clause.expression)
        elif each.due is not None:
            yield or_(not_(judged(each.due)), judged(each.clause.expression))


def _criteria(catalog: Catalog, of: Object, leaving: str | None, entering: str) -> Iterator[PlacedClause]:
    """Those of the criteria to enter a stage from wherever it be (`leaving` None), or from that stage alone."""
    for position, each in enumerate(pipeline_of(of).criteria):
        if each.leaving == leaving and each.entering in (None, entering):
            yield from _of_criterion(catalog, of, each, f"/criteria/{position}/rule")


def _passed(catalog: Catalog, of: Object, edge: Transition) -> Iterator[PlacedClause]:
    """The criteria that keep records from going on along an edge until they are put right."""
    pipeline = pipeline_of(of)
    if not goes_on(kind_of(pipeline, edge)):
        return
    for position, each in enumerate(pipeline.criteria):
        asked = each.leaving in (None, edge.source) and each.entering in (None, edge.target)
        if not asked and any(stage.name == edge.source for stage in stages_past(pipeline, each)):
            yield from _of_passed(catalog, of, each, f"/criteria/{position}/rule", whole=bool(each.messages))


def _of_passed(
    catalog: Catalog, of: Object, criterion: Criterion, pointer: str, *, whole: bool
) -> Iterator[PlacedClause]:
    over = parse_rule({">": [{"today": []}, criterion.grace_until]}, ObjectScope(catalog, of))
    for placed in _placed(catalog, of, criterion.rule, pointer, criterion.id, whole=whole):
        yield PlacedClause(placed.pointer, placed.clause, placed.place, criterion, over, passed=True)


def _of_criterion(catalog: Catalog, of: Object, criterion: Criterion, pointer: str) -> Iterator[PlacedClause]:
    day, due = criterion.enforced_from, None
    if day is not None:
        due = parse_rule({">=": [{"today": []}, day]}, ObjectScope(catalog, of))
    # What its author says of it is said of the whole.
    whole = bool(criterion.messages)
    for placed in _placed(catalog, of, criterion.rule, pointer, criterion.id, whole=whole):
        yield PlacedClause(placed.pointer, placed.clause, placed.place, criterion, due)


def _placed(
    catalog: Catalog, of: Object, rule: JsonValue, pointer: str, place: str, *, whole: bool = False
) -> tuple[PlacedClause, ...]:
    if rule is None:
        return ()
    expression = parse_rule(rule, ObjectScope(catalog, of))
    found = (as_one(expression),) if whole else clauses(expression)
    return tuple(PlacedClause(pointer + each.pointer, each, place) for each in found)
